"""The second opinion on a PDF: slow, but it reads what pdfium cannot open or decode."""

from __future__ import annotations

import io
import logging

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its warnings quote the file


def pages(data: bytes) -> list[str]:
    """Give the text of every page that can be read; empty when nothing can."""
    return _texts(data, None)


def page(data: bytes, index: int) -> str:
    """Give the text of one page, counted from 0; "" when it cannot be read."""
    return "".join(_texts(data, [index]))


def _texts(data: bytes, numbers: list[int] | None) -> list[str]:
    from pdfminer.high_level import extract_pages  # noqa: PLC0415 - rarely needed, slow to import
    from pdfminer.layout import LTTextContainer  # noqa: PLC0415

    found = []
    try:
        for layout in extract_pages(io.BytesIO(data), page_numbers=numbers):
            parts = [part.get_text() for part in layout if isinstance(part, LTTextContainer)]
            found.append("".join(parts))
    except Exception:
        return found
    return found
