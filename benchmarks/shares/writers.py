"""Turns the plain text of a document into the file its name asks for."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from openpyxl import Workbook
from pptx import Presentation
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Callable

_HEADER = "[header] "
_LINE, _MARGIN = 13, 42
_NUMBER = re.compile(r"-?\d{1,4}(\.\d+)?")


def as_bytes(suffix: str, text: str) -> bytes:
    """Write a text as a file of a format; formats that are text themselves stay as they are."""
    return _WRITERS.get(suffix.lower(), _plain)(text)


def _plain(text: str) -> bytes:
    return (text + "\n").encode()


def _word(text: str) -> bytes:
    """Write `# ` lines as headings, lines with strokes as rows of a table."""
    document = Document()
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if " | " in line or line.strip() == "| |":
            rows.append([cell.strip() for cell in line.split("|")])
            continue
        if rows:
            _word_table(document, rows)
            rows = []
        if line.startswith(_HEADER):
            document.sections[0].header.paragraphs[0].text = line.removeprefix(_HEADER)
        elif line.startswith("# "):
            document.add_heading(line.removeprefix("# "), level=1)
        elif line:
            document.add_paragraph(line)
    return _saved(document.save)


def _word_table(document: Document, rows: list[list[str]]) -> None:  # type: ignore[valid-type]
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))  # type: ignore[attr-defined]
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, words in zip(cells.cells, row, strict=False):
            cell.text = words


def _sheet(text: str) -> bytes:
    """Write a row for each line, a cell between strokes; small numbers as numbers."""
    book = Workbook()
    sheet = book.create_sheet("Sheet1", 0)
    del book["Sheet"]
    for line in text.split("\n"):
        cells = [_cell(cell.strip()) for cell in line.split("|")]
        sheet.append(cells)
    return _saved(book.save)


def _cell(words: str) -> str | float | None:
    return float(words) if _NUMBER.fullmatch(words) else words or None


def _pdf(text: str) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 9)
    height = A4[1] - _MARGIN
    for line in text.split("\n"):
        for piece in _wrapped(line):
            canvas.drawString(_MARGIN, height, piece)
            height -= _LINE
    canvas.save()
    return target.getvalue()


def _wrapped(line: str, width: int = 105) -> list[str]:
    """Break a long line between words, keeping the runs of spaces that set fields apart."""
    pieces: list[str] = []
    while len(line) > width:
        cut = line.rfind(" ", 0, width)
        cut = cut if cut > 0 else width
        pieces.append(line[:cut])
        line = line[cut:].lstrip()
    return [*pieces, line]


def _rtf(text: str) -> bytes:
    escaped = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    coded = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in escaped)
    return ("{\\rtf1\\ansi " + coded.replace("\n", "\\par\n") + "}").encode("ascii")


def _slides(text: str) -> bytes:
    deck = Presentation()
    title, *lines = text.split("\n")
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = title
    for line in lines:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.placeholders[1].text = line
    return _saved(deck.save)


def _saved(save: Callable[[BytesIO], object]) -> bytes:
    target = BytesIO()
    save(target)
    return target.getvalue()


_WRITERS: dict[str, Callable[[str], bytes]] = {
    ".docx": _word, ".xlsx": _sheet, ".pdf": _pdf, ".rtf": _rtf, ".pptx": _slides,
}  # fmt: skip
