"""Word documents (docx, docm, dotx): every part that holds words, in reading order.

Body, headers, footers, footnotes, comments, text boxes and content controls; deleted but tracked
text too, since it is still in the file for anyone to read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.document import Block, Document, Status
from scanner.extract import _grid, _links, _ocr, _xml
from scanner.extract._package import open_package
from scanner.signatures import DOCX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from scanner.document import Blob, Child, Limits

MEDIA_TYPES = (DOCX,)

_STORIES = (
    (r"word/header\d*\.xml", "header"),
    (r"word/document\d*\.xml", ""),
    (r"word/footnotes\d*\.xml", "footnotes"),
    (r"word/endnotes\d*\.xml", "endnotes"),
    (r"word/footer\d*\.xml", "footer"),
    (r"word/comments\d*\.xml", "comments"),
    (r"word/diagrams/data\d*\.xml", "diagrams"),
    (r"word/glossary/document\.xml", "building blocks"),
)
_EMBEDDED = r"word/(?:embeddings/.+|[^/]+\.(?:mht|mhtml|html?|rtf|txt|docx))"  # and inserted files
_PICTURES = r"word/media/.+"
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_WORDLESS = {"instrText", "delInstrText", "moveFrom", "rPr", "pPr", "tblPr", "sdtPr", "ffData"}


@dataclass(slots=True)
class _Story:
    """The words of one part as they are gathered."""

    document: Document
    lines: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    tables: int = 0


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a Word document; embedded files are its children."""
    document = Document(media_type)
    with open_package(blob, limits) as package:
        document.properties = package.properties()
        for pattern, location in _STORIES:
            for name in package.names(pattern):
                _read_part(package.xml(name), location, document)
        document.blocks += package.own_properties()
        _links.add(package.links(r"word/_rels/[^/]+\.rels"), document)
        inside = _EMBEDDED
        if not document.blocks and not document.tables and package.names(_PICTURES):
            inside = f"{_EMBEDDED}|{_PICTURES}"
            if not _ocr.is_on(limits):
                document.status = Status.NEEDS_OCR
                document.error = f"it holds only pictures; their text needs OCR: {_ocr.INSTALL}"
        if package.names(inside):
            document.children = _members(blob, inside, limits)
    return document


def _members(blob: Blob, pattern: str, limits: Limits) -> Iterator[Child]:
    with open_package(blob, limits) as package:
        yield from package.members(pattern)


def _read_part(root: Element | None, location: str, document: Document) -> None:
    if root is None:
        return
    story = _Story(document)
    _read_blocks(root, story)
    text = "\n".join(line for line in story.lines if line.strip())
    if text:
        document.blocks.append(Block(text, location))
    if story.deleted:
        document.blocks.append(Block("\n".join(story.deleted), "deleted text"))


def _read_blocks(parent: Element, story: _Story) -> None:
    """Read paragraphs and tables, through whatever they are wrapped in."""
    for element in parent:
        name = _xml.local(element)
        if name == "p":
            story.lines.extend(_paragraph(element, story))
        elif name == "tbl":
            story.tables += 1
            rows = [_row(row, story) for row in _nearest(element, "tr")]
            table = f"table {len(story.document.tables) + 1}"
            story.lines.append(_grid.place(rows, table, story.document))
        elif name == "comment":
            start = len(story.lines)
            _read_blocks(element, story)
            if author := _xml.attribute(element, "author"):
                story.lines.insert(start, f"Comment by {author}:")
        elif name == "AlternateContent":
            _read_blocks(_alternative(element), story)
        elif name not in _WORDLESS:
            _read_blocks(element, story)


def _row(row: Element, story: _Story) -> list[str]:
    """Give the cell texts of a table row; a cell over several columns is followed by empty ones."""
    cells: list[str] = []
    for cell in _nearest(row, "tc"):
        inner = _Story(story.document, deleted=story.deleted)
        _read_blocks(cell, inner)
        cells.append(_grid.cell_text(inner.lines))
        span = next((_xml.attribute(e, "val") for e in _xml.descendants(cell, "gridSpan")), "")
        cells.extend([""] * (min(int(span), 64) - 1 if span.isdecimal() else 0))
    return cells


def _nearest(parent: Element, name: str) -> Iterator[Element]:
    """Give the rows or cells of a table itself, not those of tables nested in it."""
    for child in parent:
        tag = _xml.local(child)
        if tag == name:
            yield child
        elif tag not in {"tbl", "tc", "p"}:
            yield from _nearest(child, name)


def _paragraph(paragraph: Element, story: _Story) -> list[str]:
    """Give a paragraph's line and the lines of text boxes anchored in it."""
    words: list[str] = []
    deleted: list[str] = []
    boxes: list[Element] = []
    _read_runs(paragraph, words, deleted, boxes)
    lines = ["".join(words).rstrip()]
    if deleted:
        story.deleted.append("".join(deleted))
    for box in boxes:
        inner = _Story(story.document, deleted=story.deleted)
        _read_blocks(box, inner)
        lines.extend(inner.lines)
    return lines


def _read_runs(parent: Element, words: list[str], deleted: list[str], boxes: list[Element]) -> None:
    for element in parent:
        name = _xml.local(element)
        if name == "t":
            words.append(element.text or "")
        elif name == "delText":
            deleted.append(element.text or "")
        elif name in _BREAKS:
            words.append(_BREAKS[name])
        elif name == "txbxContent":
            boxes.append(element)
        elif name == "AlternateContent":
            _read_runs(_alternative(element), words, deleted, boxes)
        elif name not in _WORDLESS:
            _read_runs(element, words, deleted, boxes)


def _alternative(element: Element) -> Element:
    """Choose one of two forms of the same drawing, so that its words are not read twice."""
    choices = list(element)
    for choice in choices:
        if next(_xml.descendants(choice, "txbxContent", "t"), None) is not None:
            return choice
    return choices[0] if choices else element
