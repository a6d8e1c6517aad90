"""XPS documents: the words of their pages, in the order they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.document import Block, Document, Status
from scanner.extract import _xml
from scanner.extract._package import open_package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from scanner.document import Blob, Limits

MEDIA_TYPES = ("application/vnd.ms-xpsdocument",)

_PAGES = r".+\.fpage"
_SAME_LINE = 2.0  # units of 1/96 inch between baselines


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read an XPS document page by page."""
    document = Document(media_type)
    with open_package(blob, limits) as package:
        document.properties = package.properties()
        names = package.names(_PAGES)
        for number, name in enumerate(names, 1):
            root = package.xml(name)
            text = "\n".join(_lines(root)) if root is not None else ""
            if text.strip():
                document.blocks.append(Block(text, f"page {number}"))
    if not document.blocks:
        document.status = Status.NEEDS_OCR if names else Status.CORRUPT
        document.error = "its pages hold no text; what they show needs OCR"
        if not names:
            document.error = "it has no pages, or they are in pieces"
    return document


def _lines(root: Element) -> Iterator[str]:
    """Give the runs of glyphs, those on one baseline together."""
    line, baseline = "", 0.0
    for glyphs in _xml.descendants(root, "Glyphs"):
        text = _xml.attribute(glyphs, "UnicodeString").removeprefix("{}")  # {} escapes a brace
        here = _number(_xml.attribute(glyphs, "OriginY"))
        if line and abs(here - baseline) > _SAME_LINE:
            yield line
            line = ""
        line += text
        baseline = here
    yield line


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
