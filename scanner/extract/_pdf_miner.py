"""The second opinion on a PDF: slow, but it reads what pdfium cannot open or decode."""

from __future__ import annotations

import io
import logging

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its warnings quote the file


def pages(data: bytes, numbers: list[int] | None = None) -> list[str]:
    """Give the text of pages, as far as they can be read.

    Args:
        data: the file.
        numbers: page numbers counted from 0, ascending; None for all.

    Returns:
        A text for each page asked for; fewer when the file breaks off.
    """
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
