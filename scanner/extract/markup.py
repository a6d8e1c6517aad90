"""HTML and XML: words without tags, and tables and lists of records as tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from detectors.tables import from_rows
from scanner import encoding
from scanner.document import Block, Document
from scanner.extract import _grid, _html, _xml, _xml_records, _xml_stream
from scanner.extract._opendocument import properties_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from scanner.document import Blob, Limits

MEDIA_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "image/svg+xml")

_LARGE = 24 * 2**20  # a tree takes some ten times its file
_FLOWING = {"p", "h", "para", "title", "si"}  # paragraphs, even where all words are in runs
_SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_DECLARED = re.compile(rb"""^[^>]*\sencoding\s*=\s*["']([\w.-]+)""")


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a web page or an XML file.

    Raises:
        lxml.etree.LxmlError: there is nothing in it that could be parsed.
    """
    document = Document(media_type)
    if blob.size > _LARGE and "html" not in media_type:
        _xml_stream.read(blob, document, limits)
        return document
    data = blob.read(limits.max_bytes)
    if "html" in media_type:
        _html.read(data, document)
        return document
    root = _xml.parse(_in_utf8(data))
    document.properties = properties_in(root)
    if str(root.tag).startswith(f"{{{_SHEET}}}"):
        _read_sheets(root, document)
    else:
        lines = [line for line in _lines(root, document) if line.strip()]
        if lines:
            document.blocks.append(Block("\n".join(lines)))
    return document


def _in_utf8(data: bytes) -> bytes:
    """Re-encode XML whose declaration is missing or wrong, which the parser would give up on."""
    found = encoding.detect(data)
    declared = _DECLARED.match(data[:200])
    if found in {"utf-8", "utf-8-sig", None} or (declared and found not in {"utf-16", "utf-32"}):
        return data
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", encoding.decode(data, found).lstrip("\ufeff"))
    return text.encode("utf-8", errors="replace")


def _lines(element: Element, document: Document) -> Iterator[str]:
    """Give `name: value` lines for data, flowing text for documents."""
    name = _xml.local(element)
    for key, value in element.attrib.items():
        label, text = str(key), str(value)
        if not label.startswith("{"):
            yield f"{label}: {text}"
    children = [child for child in element if isinstance(child.tag, str)]
    flowing = name in _FLOWING or _is_mixed(element)
    if children and not flowing and (taken := _xml_records.take(element, document)):
        children = [child for child in children if child.tag not in taken]
    elif not children or flowing:
        text = " ".join(_words(element).split())
        yield f"{name}: {text}" if not children and _looks_like_data(element) else text
        return
    for child in children:
        yield from _lines(child, document)


def _is_mixed(element: Element) -> bool:
    """Say whether text stands beside child elements, as in a sentence with a word in bold."""
    return bool((element.text or "").strip()) or any((c.tail or "").strip() for c in element)


def _words(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _looks_like_data(element: Element) -> bool:
    return len(element.text or "") <= 200 and _xml.local(element) not in {"p", "para", "t", "text"}


def _read_sheets(root: Element, document: Document) -> None:
    """Read the XML that Excel 2003 and many reporting tools write as a spreadsheet."""
    for sheet in _xml.descendants(root, "Worksheet"):
        rows = [_sheet_row(row) for row in _xml.descendants(sheet, "Row")]
        name = _xml.attribute(sheet, "Name")
        if _grid.is_form(rows):
            document.blocks.append(Block(_grid.as_text(rows), name))
        elif (table := from_rows(name, rows)) is not None:
            document.tables.append(table)


def _sheet_row(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in _xml.descendants(row, "Cell"):
        index = _xml.attribute(cell, "Index")
        if index.isdecimal() and len(cells) < int(index) <= 16384:
            cells.extend([""] * (int(index) - 1 - len(cells)))
        texts = [etree.tostring(d, method="text", encoding="unicode") for d in cell]
        cells.append(" ".join(text.strip() for text in texts if text.strip()))
    return cells
