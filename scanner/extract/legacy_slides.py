"""PowerPoint presentations before 2007 (.ppt): the text records of [MS-PPT]."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import olefile

from scanner.document import Blob, Block, Document, Status, UnreadableError
from scanner.extract import _members, _ole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

MEDIA_TYPES = ("application/vnd.ms-powerpoint",)
ERRORS = _ole.ERRORS

_STREAM = "PowerPoint Document"
_UTF16_TEXT, _BYTE_TEXT, _STRING = 4000, 4008, 4026
_COMMENT, _HEADERS = 12000, 4057
_ENCRYPTED = 0xF3D1C4DF  # headerToken of CurrentUserAtom
_PROMPTS = ("Click to edit", "Click to add")


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read an old presentation: slides, notes, comments, headers and footers.

    Raises:
        UnreadableError: it is encrypted, or older than PowerPoint 97.
    """
    data = _ole.unprotected(blob, limits.passwords)
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        if not ole.exists(_STREAM):
            message = "PowerPoint files of before 1997 are not read; save it as PDF"
            raise UnreadableError(Status.UNSUPPORTED, message)
        if ole.exists("Current User"):
            user = ole.openstream("Current User").read()
            if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == _ENCRYPTED:
                raise UnreadableError(Status.ENCRYPTED, _members.PROTECTED)
        stream = ole.openstream(_STREAM).read()
    texts: dict[str, None] = {}  # slides are saved again and again, old states kept
    for text in _texts(stream, 0, len(stream), strings=False):
        if text.strip() and not text.startswith(_PROMPTS):
            texts[text] = None
    document = Document(media_type, properties=_ole.properties(data))
    if texts:
        document.blocks.append(Block("\n".join(texts)))
    document.blocks += _ole.own_properties(data)
    return document


def _texts(stream: bytes, start: int, end: int, *, strings: bool) -> Iterator[str]:
    """Walk the tree of records; plain strings count only in comments and header containers."""
    while start + 8 <= end:
        version, kind, size = struct.unpack_from("<HHI", stream, start)
        start += 8
        stop = min(start + size, end)
        if version & 0xF == 0xF:
            inside = strings or kind in {_COMMENT, _HEADERS}
            yield from _texts(stream, start, stop, strings=inside)
        elif kind == _UTF16_TEXT or (kind == _STRING and strings):
            yield _tidy(stream[start:stop].decode("utf-16-le", errors="replace"))
        elif kind == _BYTE_TEXT:
            yield _tidy(stream[start:stop].decode("cp1252", errors="replace"))
        start = stop


def _tidy(text: str) -> str:
    return text.replace("\r", "\n").replace("\x0b", "\n").replace("\0", "")
