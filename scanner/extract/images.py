"""Pictures: photographs and scans, whose words only OCR can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.document import Document, Status

if TYPE_CHECKING:
    from scanner.document import Blob, Limits

MEDIA_TYPES = ("image/*",)


def extract(_blob: Blob, media_type: str, _limits: Limits) -> Document:
    """Say that a picture needs OCR."""
    return Document(media_type, Status.NEEDS_OCR, "a picture; any text in it needs OCR")
