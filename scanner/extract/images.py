"""Pictures: what they say of themselves, and the words in photographs and scans by OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.document import Block, Document, Status
from scanner.extract import _exif, _ocr

if TYPE_CHECKING:
    from scanner.document import Blob, Limits

MEDIA_TYPES = ("image/*",)

_TOO_SMALL = 48  # pixels; nobody can read a word in fewer
_VECTORS = {"image/wmf", "image/emf", "image/vnd.dwg"}


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a picture; one that OCR could not read needs it."""
    data = blob.read(limits.max_bytes)
    facts = _exif.facts(data)
    document = Document(media_type, properties=facts.properties)
    if facts.lines:
        document.blocks.append(Block("\n".join(facts.lines), "picture properties"))
    if 0 < max(_exif.size(data)) < _TOO_SMALL:
        return document
    text = None if media_type in _VECTORS else _ocr.read(data, _ocr.Budget(limits.ocr_seconds))
    if text is None:
        document.status = Status.NEEDS_OCR
        document.error = "a picture; any text in it needs OCR"
        if not _ocr.program():
            document.error += f": {_ocr.INSTALL}"
    elif text.strip():
        document.blocks.append(Block(text, "words in the picture"))
    return document
