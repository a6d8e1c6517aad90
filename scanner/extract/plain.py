"""Plain text in any encoding, and every text format that needs no more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner import encoding
from scanner.document import Block, Document, Status

if TYPE_CHECKING:
    from scanner.document import Blob, Limits

MEDIA_TYPES = ("text/plain", "text/markdown", "text/*")

_WIDEST = 4  # bytes a character, in UTF-32


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read text; a file with more than `limits.max_text` characters is read in part."""
    data = blob.read(limits.max_text * _WIDEST)
    text = encoding.decode(data)
    document = Document(media_type, blocks=[Block(text)] if text.strip() else [])
    if len(data) < blob.size:
        document.status = Status.PARTLY_READ
        document.error = f"only its first {limits.max_text:,} characters were read"
    return document
