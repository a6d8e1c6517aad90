"""Reads the words on PDF pages that are pictures, page by page, as far as time allows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from scanner.document import Block
from scanner.extract import _ocr

if TYPE_CHECKING:
    from scanner.document import Limits

_RESOLUTION = 250  # dots an inch; Tesseract wants 200 to 300
_MOST_PIXELS = 25_000_000  # of a page: A3 at that resolution
_POINTS = 72
_PAGE = re.compile(r"page (\d+)")


def read(
    pdf: pdfium.PdfDocument, numbers: list[int], blocks: list[Block], limits: Limits
) -> list[int]:
    """Read pages and put what they say in its place among the blocks.

    Args:
        pdf: the open file.
        numbers: of the pages, counted from 1.
        blocks: what was read of the file so far, page by page.
        limits: how much time OCR may take.

    Returns:
        The numbers of the pages that were not read.
    """
    budget = _ocr.Budget(limits.ocr_seconds)
    left = []
    for number in numbers:
        on = _ocr.is_on(limits) and budget.left > 0
        text = _ocr.read(_picture(pdf, number), budget) if on else None
        if text is None:
            left.append(number)
            continue
        location = f"page {number}"
        blocks[:] = [block for block in blocks if block.location != location]
        if text.strip():
            blocks.append(Block(text, location))
    blocks.sort(key=_page_of)
    return left


def _picture(pdf: pdfium.PdfDocument, number: int) -> bytes:
    """Draw a page in shades of grey, as a PGM file; b"" where it cannot be drawn."""
    try:
        page = pdf[number - 1]
        scale = _RESOLUTION / _POINTS
        pixels = page.get_width() * page.get_height() * scale**2
        if pixels > _MOST_PIXELS:
            scale *= (_MOST_PIXELS / pixels) ** 0.5
        bitmap = page.render(scale=scale, grayscale=True)
        grey = bitmap.to_numpy()
        head = f"P5 {grey.shape[1]} {grey.shape[0]} 255\n".encode()
        return head + bytes(grey.tobytes())
    except pdfium.PdfiumError:
        return b""


def _page_of(block: Block) -> int:
    match = _PAGE.match(block.location)
    return int(match[1]) if match else 0
