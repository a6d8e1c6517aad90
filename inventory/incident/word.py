"""Writes the report of an incident as a Word document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    from inventory.incident.letter import Section

# What XML does not allow in a text.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LABEL_WIDTH, _VALUE_WIDTH = Cm(8.5), Cm(8.5)
_MARGIN = Cm(2)
_ROOM_TO_WRITE, _QUESTION_WIDTH, _ANSWER_WIDTH = Cm(1.9), Cm(6.5), Cm(10.5)
_INK, _LINE, _SHADE = RGBColor(0x1D, 0x3F, 0x5E), "C9D1D8", "EEF2F5"
_CONFIDENTIAL = "Confidential. Drafted by Stocktake from its inventory; a person completes it."


def save(title: str, sections: Sequence[Section], out: Path) -> None:
    """Write a heading, and for each section its sentences, points, table and blanks."""
    document = Document()
    _set_up(document, title)
    document.add_heading(title, level=0)
    for section in sections:
        document.add_heading(section.title, level=1)
        for sentence in section.says:
            paragraph = document.add_paragraph(_clean(sentence))
            # A sentence stays with the table that it introduces.
            paragraph.paragraph_format.keep_with_next = bool(section.rows)
        for point in section.points:
            document.add_paragraph(_clean(point), style="List Bullet")
        if section.rows:
            _table(document, section.rows)
        if section.blanks:
            _table(document, [(blank, "") for blank in section.blanks], room=True)
    document.save(str(out))


def _set_up(document: WordDocument, title: str) -> None:
    """A4, our own quiet styles, the language, and a footer with page numbers."""
    document.core_properties.title = title
    document.core_properties.author = "Stocktake"
    document.core_properties.language = "en-GB"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    document.styles["Footer"].font.size = Pt(8.5)
    document.styles["List Bullet"].paragraph_format.space_after = Pt(2)
    for name, points in (("Title", 20), ("Heading 1", 13)):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(points), _INK
        # Word takes the font of headings from the theme unless each script names its own.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{script}"), None)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(14)
    document.styles["Heading 1"].paragraph_format.space_after = Pt(4)
    for page in document.sections:
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
        footer = page.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.LEFT
        footer.add_run(f"{_CONFIDENTIAL}  Page ")
        _field(footer, "PAGE")
        footer.add_run(" of ")
        _field(footer, "NUMPAGES")


def _table(document: WordDocument, rows: Sequence[tuple[str, str]], *, room: bool = False) -> None:
    """Add a table of two columns that does not break within a row.

    Args:
        document: to add it to.
        rows: labels and values.
        room: whether each row leaves room to write; otherwise the table stays on one page.
    """
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    _plain_borders(table)
    widths = (_QUESTION_WIDTH, _ANSWER_WIDTH) if room else (_LABEL_WIDTH, _VALUE_WIDTH)
    for number, (label, value) in enumerate(rows, start=1):
        row = table.add_row()
        if room:
            row.height, row.height_rule = _ROOM_TO_WRITE, WD_ROW_HEIGHT_RULE.AT_LEAST
        unsplit: Any = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(unsplit)
        for cell, text, width in zip(row.cells, (label, value), widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.add_run(_clean(text))
            paragraph.paragraph_format.space_before = Pt(2)
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.paragraph_format.keep_with_next = not room and number < len(rows)
        shade: Any = OxmlElement("w:shd")
        for name, setting in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
            shade.set(qn(f"w:{name}"), setting)
        row.cells[0]._tc.get_or_add_tcPr().append(shade)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _plain_borders(table: Table) -> None:
    borders: Any = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line: Any = OxmlElement(f"w:{side}")
        for name, setting in (("val", "single"), ("sz", "4"), ("color", _LINE)):
            line.set(qn(f"w:{name}"), setting)
        borders.append(line)
    for side in ("left", "right", "insideV"):
        none: Any = OxmlElement(f"w:{side}")
        none.set(qn("w:val"), "nil")
        borders.append(none)
    table._tbl.tblPr.append(borders)


def _field(paragraph: Paragraph, name: str) -> None:
    """Add a field that the word processor fills in."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        part: Any = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text
        run._r.append(part)


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
