"""One e-mail message in a file: .eml, Maildir and MH files, Apple's .emlx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.extract import _message

if TYPE_CHECKING:
    from scanner.document import Blob, Document, Limits

MEDIA_TYPES = ("message/rfc822", "message/x-emlx")


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a message; its attachments are its children."""
    data = blob.read(limits.max_bytes).lstrip(b"\r\n\xef\xbb\xbf")
    if media_type == "message/x-emlx":  # a line with the length, the message, a property list
        length, _, rest = data.partition(b"\n")
        data = rest[: int(length)] if length.strip().isdigit() else rest
    return _message.read(_message.parse(data), media_type)
