"""Access databases (.mdb, .accdb): every table a child."""

from __future__ import annotations

import itertools
import logging
import struct
from typing import TYPE_CHECKING, Any

from access_parser import AccessParser
from construct import ConstructError

from scanner.document import Child, Document, Status, UnreadableError
from scanner.extract import _members
from scanner.extract._rows import table_child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors.landing import Cell
    from scanner.document import Blob, Limits

MEDIA_TYPES = ("application/x-msaccess",)
# The library checks little: a damaged file sends it astray, and it fails wherever it then is.
ERRORS = (
    ConstructError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)

logging.getLogger("access_parser").setLevel(logging.CRITICAL + 1)  # its warnings quote the file

# Jet masks its header, from byte 24 on, with RC4 under this published key; in what is beneath, a
# key other than zero says that the pages after it are enciphered too.
_MASK_KEY = b"\xc7\xda\x39\x6b"
_MASK_START, _PAGE_KEY = 0x18, 0x3E
_NO_DATES = {"(Empty Date)", "(Invalid Date)"}  # what the library says for them
_SYSTEM = ("MSys", "f_", "~")  # the program's own tables, stored attachments, deleted objects


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the tables of a database as children.

    Raises:
        UnreadableError: it is enciphered.
    """
    data = blob.read()
    if _is_enciphered(data):
        raise UnreadableError(Status.ENCRYPTED, _members.PROTECTED)
    with blob.on_disk() as path:
        database = AccessParser(str(path))
    return Document(media_type, children=_tables(database, limits))


def _is_enciphered(data: bytes) -> bool:
    at = _PAGE_KEY - _MASK_START
    masked = data[_PAGE_KEY : _PAGE_KEY + 4]
    return any(a ^ b for a, b in zip(masked, _rc4(at + 4)[at:], strict=False))


def _rc4(length: int) -> bytes:
    """Give the first bytes of the stream that RC4 makes of the mask's key."""
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + _MASK_KEY[i % 4]) % 256
        box[i], box[j] = box[j], box[i]
    out, j = bytearray(), 0
    for i in range(1, length + 1):
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(box[(box[i] + box[j]) % 256])
    return bytes(out)


def _tables(database: AccessParser, limits: Limits) -> Iterator[Child]:
    damaged = left_out = 0
    for name in database.catalog:
        if name.startswith(_SYSTEM):
            continue
        try:
            columns: dict[str, list[Any]] = database.parse_table(name)
        except ERRORS:
            damaged += 1
            continue
        header = [str(key) for key in columns]
        rows = map(_row, itertools.zip_longest(*columns.values()))
        with table_child(name, header, rows, limits.max_bytes) as (child, gathered):
            yield child
            left_out += gathered.left_out
    if damaged:
        message = f"{damaged} of its tables cannot be read: they are damaged or of a newer kind"
        raise UnreadableError(Status.CORRUPT, message)
    if left_out:
        raise UnreadableError(Status.TOO_LARGE, f"{left_out:,} rows of its tables were left out")


def _row(cells: tuple[Any, ...]) -> list[Cell]:
    return [_text(cell) for cell in cells]


def _text(cell: Any) -> Cell:
    if cell is None or isinstance(cell, bytes) or cell in _NO_DATES:
        return ""
    return str(cell).removesuffix(" 00:00:00")
