"""E-books (EPUB): the chapters, in the order of their file names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.document import Document
from scanner.extract import _html, _xml
from scanner.extract._package import open_package

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from scanner.document import Blob, Limits

MEDIA_TYPES = ("application/epub+zip",)

_CHAPTERS = r".+\.(?:x?html?)"


_PACKAGE = r".+\.opf"
_PROPERTIES = {
    "creator": "author",
    "title": "title",
    "subject": "subject",
    "description": "description",
    "date": "created",
}


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read an e-book."""
    document = Document(media_type)
    with open_package(blob, limits) as package:
        for name in package.names(_PACKAGE):
            if (root := package.xml(name)) is not None:
                document.properties.update(_properties(root))
        for name in package.names(_CHAPTERS):
            if data := package.read(name):
                _html.read(data, document)
    return document


def _properties(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for metadata in _xml.descendants(root, "metadata"):
        for element in metadata:
            key, text = _PROPERTIES.get(_xml.local(element)), (element.text or "").strip()
            if key and text:
                found[key] = text
    return found
