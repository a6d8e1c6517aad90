"""PowerPoint presentations (pptx): slides, tables, speaker notes, comments and what masters say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.document import Blob, Block, Document, Status
from scanner.extract import _grid, _ocr, _xml
from scanner.extract._package import open_package
from scanner.signatures import PPTX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from scanner.document import Child, Limits

MEDIA_TYPES = (PPTX,)

_PARTS = (
    (r"ppt/slides/slide\d*\.xml", "slide {}"),
    (r"ppt/notesslides/notesslide\d*\.xml", "speaker notes {}"),
    (r"ppt/comments/.+\.xml", "comments"),
    (r"ppt/diagrams/data\d*\.xml", "diagrams"),
    (r"ppt/(?:slidemasters|slidelayouts|handoutmasters)/[^/]+\.xml", "master"),
)
_EMBEDDED = r"ppt/embeddings/.+"
_PICTURES = r"ppt/media/.+"
_PROMPTS_KEPT = {"ftr", "hdr", "dt"}  # other placeholders of a master only say "Click to edit"


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a presentation; embedded files are its children."""
    document = Document(media_type)
    with open_package(blob, limits) as package:
        document.properties = package.properties()
        document.blocks = package.own_properties()
        seen: set[str] = set()
        for pattern, location in _PARTS:
            for number, name in enumerate(package.names(pattern), 1):
                root = package.xml(name)
                lines = [] if root is None else list(_lines(root, document, location == "master"))
                if location == "master":  # its footer is repeated in each of its layouts
                    lines = [line for line in lines if line not in seen]
                    seen.update(lines)
                text = "\n".join(line for line in lines if line.strip())
                if text:
                    document.blocks.append(Block(text, location.format(number)))
        inside = _EMBEDDED
        if not document.blocks and not document.tables and package.names(_PICTURES):
            inside = f"{_EMBEDDED}|{_PICTURES}"
            if not _ocr.is_on(limits):
                document.status = Status.NEEDS_OCR
                document.error = f"its slides are pictures; their text needs OCR: {_ocr.INSTALL}"
        if package.names(inside):
            document.children = _members(blob, inside, limits)
    return document


def _members(blob: Blob, pattern: str, limits: Limits) -> Iterator[Child]:
    with open_package(blob, limits) as package:
        yield from package.members(pattern)


def _lines(parent: Element, document: Document, master: bool) -> Iterator[str]:  # noqa: FBT001
    for element in parent:
        name = _xml.local(element)
        if name == "p":
            yield _paragraph(element)
        elif name == "tbl":
            rows = [
                [
                    _grid.cell_text(list(_lines(cell, document, master)))
                    for cell in _named(row, "tc")
                ]
                for row in _named(element, "tr")
            ]
            yield _grid.place(rows, f"table {len(document.tables) + 1}", document)
        elif name == "text" and element.text:  # an old-style comment
            yield element.text
        elif name == "AlternateContent":
            yield from _lines(element[0], document, master)
        elif not (master and name == "sp" and _is_prompt(element)):
            yield from _lines(element, document, master)


def _named(parent: Element, name: str) -> Iterator[Element]:
    return (child for child in parent if _xml.local(child) == name)


def _is_prompt(shape: Element) -> bool:
    holder = next(_xml.descendants(shape, "ph"), None)
    return holder is not None and _xml.attribute(holder, "type") not in _PROMPTS_KEPT


def _paragraph(paragraph: Element) -> str:
    words = []
    for element in paragraph.iter():
        name = _xml.local(element)
        if name == "t":
            words.append(element.text or "")
        elif name in {"br", "tab"}:
            words.append("\n" if name == "br" else "\t")
    return "".join(words)
