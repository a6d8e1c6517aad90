"""OLE2 files that are wrappers: what was inserted into a document as an object or a package."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import olefile

from scanner.document import Blob, Child, Document, Status
from scanner.extract import _ole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

MEDIA_TYPES = ("application/x-ole-storage",)
ERRORS = _ole.ERRORS

_NATIVE = "\x01Ole10Native"
_WHOLE = ("Package", "CONTENTS", "EmbeddedOdf")


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the file inside as a child."""
    data = blob.read(limits.max_bytes)
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        children = list(_files(ole))
    document = Document(media_type, properties=_ole.properties(data), children=children)
    if not children:
        document.status = Status.UNSUPPORTED
        document.error = "an embedded object of a kind that is not known here"
    return document


def _files(ole: olefile.OleFileIO) -> Iterator[Child]:
    for name in _WHOLE:
        if ole.exists(name):
            yield Child(name, Blob(name, data=ole.openstream(name).read()))
    if ole.exists(_NATIVE):
        name, data = _native(ole.openstream(_NATIVE).read())
        if data:
            yield Child(name, Blob(name, data=data))


def _native(stream: bytes) -> tuple[str, bytes]:
    """Take the size off a packaged file, and it apart."""
    return packaged(stream[4:])


def packaged(stream: bytes) -> tuple[str, bytes]:
    """Take a packaged file apart: label, path, temporary path, then size and bytes.

    Raises:
        struct.error: it breaks off.
    """
    if stream[:2] != b"\x02\x00":
        return "object", stream
    label, _, rest = stream[2:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")
    length = struct.unpack_from("<I", rest, 4)[0]
    size = struct.unpack_from("<I", rest, 8 + length)[0]
    start = 12 + length
    name = label.decode("cp1252", errors="replace").replace("\\", "/").rpartition("/")[2]
    return name or "object", rest[start : start + size]
