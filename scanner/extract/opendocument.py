"""OpenDocument text, presentations and drawings: body, headers, notes and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.document import Blob, Block, Document, Status, UnreadableError
from scanner.extract import _grid, _members, _xml
from scanner.extract._opendocument import is_encrypted, meta_properties
from scanner.extract._package import open_package
from scanner.signatures import ODF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from scanner.document import Child, Limits

MEDIA_TYPES = (
    f"{ODF}.text",
    f"{ODF}.text-master",
    f"{ODF}.text-web",
    f"{ODF}.presentation",
    f"{ODF}.graphics",
    f"{ODF}.chart",
    f"{ODF}.formula",
    "application/vnd.sun.xml.writer",
    "application/vnd.sun.xml.impress",
)
_MAX_REPEAT = 64
_EMBEDDED = r"(?:object [^/]+|embeddedobjects/.+)"
_MARKS = {"tab": "\t", "line-break": "\n"}


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read an OpenDocument text or presentation.

    Raises:
        UnreadableError: it is encrypted.
    """
    document = Document(media_type)
    with open_package(blob, limits) as package:
        if is_encrypted(package):
            raise UnreadableError(Status.ENCRYPTED, _members.PROTECTED)
        document.properties = meta_properties(package)
        if (content := package.xml("content.xml")) is not None:
            _add_block(content, "", document)
        if (styles := package.xml("styles.xml")) is not None:
            for master in _xml.descendants(styles, "master-styles"):
                _add_block(master, "header and footer", document)
        if package.names(_EMBEDDED):
            document.children = _embedded(blob, limits)
    return document


def _embedded(blob: Blob, limits: Limits) -> Iterator[Child]:
    with open_package(blob, limits) as package:
        yield from package.members(_EMBEDDED)


def _add_block(root: Element, location: str, document: Document) -> None:
    lines = [line for line in _lines(root, document) if line.strip()]
    if lines:
        document.blocks.append(Block("\n".join(lines), location))


def _lines(parent: Element, document: Document) -> Iterator[str]:
    """Give the lines below an element; data tables go to the document instead."""
    for element in parent:
        name = _xml.local(element)
        if name in {"p", "h"}:
            yield from _paragraph(element, document)
        elif name == "table":
            rows = [_row(row, document) for row in _nearest(element, "table-row")]
            yield _grid.place(rows, f"table {len(document.tables) + 1}", document)
        else:
            yield from _lines(element, document)


def _nearest(parent: Element, name: str) -> Iterator[Element]:
    for child in parent:
        tag = _xml.local(child)
        if tag == name:
            yield child
        elif tag in {"table-rows", "table-header-rows", "table-row-group"}:
            yield from _nearest(child, name)


def _row(row: Element, document: Document) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if _xml.local(cell) not in {"table-cell", "covered-table-cell"}:
            continue
        repeat = _xml.attribute(cell, "number-columns-repeated")
        times = min(int(repeat), _MAX_REPEAT) if repeat.isdecimal() else 1
        cells.extend([_grid.cell_text(list(_lines(cell, document)))] * times)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _paragraph(paragraph: Element, document: Document) -> Iterator[str]:
    """Give a paragraph's line, then those of notes, comments and frames anchored in it."""
    words: list[str] = []
    aside: list[Element] = []
    _read_runs(paragraph, words, aside)
    yield "".join(words)
    for element in aside:
        yield from _lines(element, document)


def _read_runs(element: Element, words: list[str], aside: list[Element]) -> None:
    words.append(element.text or "")
    for child in element:
        name = _xml.local(child)
        if name in _MARKS:
            words.append(_MARKS[name])
        elif name == "s":
            count = _xml.attribute(child, "c")
            words.append(" " * (min(int(count), 200) if count.isdecimal() else 1))
        elif name in {"note", "annotation", "frame", "custom-shape", "text-box", "rect", "g"}:
            aside.append(child)
        else:
            _read_runs(child, words, aside)
        words.append(child.tail or "")
