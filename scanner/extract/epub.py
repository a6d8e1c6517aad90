"""E-books (EPUB): the chapters, in the order of their file names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.document import Document
from scanner.extract import _html
from scanner.extract._package import open_package

if TYPE_CHECKING:
    from scanner.document import Blob, Limits

MEDIA_TYPES = ("application/epub+zip",)

_CHAPTERS = r".+\.(?:x?html?)"


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read an e-book."""
    document = Document(media_type)
    with open_package(blob, limits) as package:
        for name in package.names(_CHAPTERS):
            if data := package.read(name):
                _html.read(data, document)
    return document
