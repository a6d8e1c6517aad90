"""Writes the report of an incident as a Word document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Cm, Pt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inventory.incident.letter import Section

# What XML does not allow in a text.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LABEL_WIDTH, _VALUE_WIDTH = Cm(8.5), Cm(7.5)


def save(title: str, sections: Sequence[Section], out: Path) -> None:
    """Write a heading, and for each section its sentences, its table and its blanks."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11)
    for page in document.sections:
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.5)
    document.core_properties.title = title
    document.core_properties.author = "Stocktake"
    document.add_heading(title, level=0)
    for section in sections:
        document.add_heading(section.title, level=1)
        for sentence in section.says:
            document.add_paragraph(_clean(sentence))
        if section.rows:
            table = document.add_table(rows=0, cols=2, style="Table Grid")
            table.alignment = WD_TABLE_ALIGNMENT.LEFT
            for label, value in section.rows:
                cells = table.add_row().cells
                cells[0].text, cells[1].text = _clean(label), _clean(value)
                cells[0].width, cells[1].width = _LABEL_WIDTH, _VALUE_WIDTH
        for blank in section.blanks:
            document.add_paragraph(f"{_clean(blank)}:", style="List Bullet")
            document.add_paragraph()
    document.save(str(out))


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
