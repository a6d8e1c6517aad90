"""Hangul word processor documents (HWP 5): the paragraphs of every section.

By Hancom's published description of the format: an OLE2 file whose sections are records, each with
a tag, a level and a size in its first four bytes.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import TYPE_CHECKING

import olefile

from scanner.document import Blob, Block, Document, Status, UnreadableError
from scanner.extract import _members, _ole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

MEDIA_TYPES = ("application/x-hwp",)
ERRORS = _ole.ERRORS

_HEADER, _BODY = "FileHeader", "BodyText"
_FLAGS, _PACKED, _LOCKED = 36, 1, 2
_PARAGRAPH = 67
_LONG = 0xFFF  # a size that does not fit its 12 bits follows in four bytes
# Controls stand for a table, a picture or a field and take eight units; others take one.
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x17].{7}|[\x00\x18-\x1f]", re.DOTALL)
_TAB = re.compile("\x09.{7}", re.DOTALL)


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a document.

    Raises:
        UnreadableError: it needs a password.
    """
    document = Document(media_type)
    with olefile.OleFileIO(io.BytesIO(blob.read(limits.max_bytes))) as ole:
        flags = struct.unpack_from("<I", ole.openstream(_HEADER).read(), _FLAGS)[0]
        if flags & _LOCKED:
            raise UnreadableError(Status.ENCRYPTED, _members.PROTECTED)
        for path in sorted(path for path in ole.listdir() if path[0] == _BODY):
            data = ole.openstream(path).read()
            if flags & _PACKED:
                data = zlib.decompressobj(-15).decompress(data, limits.max_bytes)
            text = "\n".join(line for line in _paragraphs(data) if line.strip())
            if text:
                document.blocks.append(Block(text, path[-1]))
    return document


def _paragraphs(data: bytes) -> Iterator[str]:
    position = 0
    while position + 4 <= len(data):
        head = struct.unpack_from("<I", data, position)[0]
        position += 4
        size = head >> 20
        if size == _LONG:
            size = struct.unpack_from("<I", data, position)[0]
            position += 4
        if head & 0x3FF == _PARAGRAPH:
            text = data[position : position + size].decode("utf-16-le", "replace")
            yield _CONTROL.sub("", _TAB.sub("\t", text)).replace("\r", "\n").strip()
        position += size
