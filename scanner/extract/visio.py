"""Visio drawings (vsdx, vsdm, vssx …): the text of shapes, page by page, and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.document import Block, Document
from scanner.extract import _xml
from scanner.extract._package import open_package

if TYPE_CHECKING:
    from scanner.document import Blob, Limits

MEDIA_TYPES = ("application/vnd.ms-visio.drawing",)

_PARTS = (
    (r"visio/pages/page\d+\.xml", "page {}", "Text"),
    (r"visio/masters/master\d+\.xml", "stencil {}", "Text"),
    (r"visio/comments\.xml", "comments", "CommentEntry"),
)


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a drawing."""
    document = Document(media_type)
    with open_package(blob, limits) as package:
        document.properties = package.properties()
        for pattern, location, element in _PARTS:
            for number, name in enumerate(package.names(pattern), 1):
                if (root := package.xml(name)) is None:
                    continue
                texts = ("".join(map(str, e.itertext())) for e in _xml.descendants(root, element))
                lines = [text.strip() for text in texts if text.strip()]
                if lines:
                    document.blocks.append(Block("\n".join(lines), location.format(number)))
    return document
