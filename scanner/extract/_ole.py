"""OLE2 compound files, the shell of the old Office formats: properties, and protection."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import struct
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

import msoffcrypto
import olefile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from scanner import encoding
from scanner.document import Block, Status, UnreadableError
from scanner.extract import _members

if TYPE_CHECKING:
    from scanner.document import Blob

# What olefile raises for damaged files: its own OleFileError is an OSError.
ERRORS: tuple[type[Exception], ...] = (
    OSError,
    IndexError,
    ValueError,
    OverflowError,
    TypeError,
    AttributeError,
    struct.error,
)

# Office encrypts workbooks that are only write-protected with this published password
# ([MS-OFFCRYPTO] 2.4.2.3), so that anyone may read them.
_EVERYBODYS_PASSWORD = "VelvetSweatshop"  # noqa: S105
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CODE_PAGE, _UTF8_PAGE, _UTF16_PAGE, _MOST_PROPERTIES = 1, 65001, 1200, 1000
_NAMES = 0  # the number of the list of names
_WITH_OWN = 2  # sections of the set that has properties of the user's own
_TEXT, _WIDE_TEXT, _TIME = 0x1E, 0x1F, 0x40
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_SUMMARY = "\x05DocumentSummaryInformation"
_SETS = (
    (
        "\x05SummaryInformation",
        {
            2: "title",
            3: "subject",
            4: "author",
            5: "keywords",
            6: "description",
            8: "last_modified_by",
            12: "created",
            13: "modified",
        },
    ),
    (_SUMMARY, {14: "manager", 15: "company"}),
)
_CRYPTO_ERRORS = (
    DecryptionError,
    FileFormatError,
    InvalidKeyError,
    ParseError,
    NotImplementedError,
    *ERRORS,
    AssertionError,
    KeyError,
    ExpatError,
)


def unprotected(blob: Blob, passwords: tuple[str, ...]) -> bytes:
    """Give a file's bytes, decrypted where everybody's password or one of those given opens it.

    Raises:
        UnreadableError: it is encrypted.
    """
    data = blob.read()
    if not is_ole(data):
        return data
    try:
        if not msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted():
            return data
    except _CRYPTO_ERRORS:
        return data  # too damaged or too old to tell: its reader will say
    for password in (_EVERYBODYS_PASSWORD, *passwords):
        if plain := _decrypted(data, password):
            return plain
    raise UnreadableError(Status.ENCRYPTED, _members.protected(passwords))


def _decrypted(data: bytes, password: str) -> bytes:
    """Give a file decrypted, or b"" when the password is wrong."""
    plain = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        # Only the newer formats need to be told: a wrong key would make rubbish of them.
        check = {"verify_password": True} if office.format == "ooxml" else {}
        office.load_key(password=password, **check)
        office.decrypt(plain)
    except _CRYPTO_ERRORS:
        return b""
    return plain.getvalue()


def is_ole(data: bytes) -> bool:
    """Say whether these bytes are an OLE2 file; olefile's own test takes short ones for a path."""
    return data.startswith(_OLE2)


def properties(data: bytes) -> dict[str, str]:
    """Give the document properties of an OLE2 file ([MS-OLEPS]); {} where there are none to read.

    Not olefile's `get_metadata`: a damaged count keeps it busy for hours.
    """
    found: dict[str, str] = {}
    if not is_ole(data):
        return found
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            for stream, names in _SETS:
                if ole.exists(stream):
                    found.update(_property_set(ole.openstream(stream).read(), names))
    except ERRORS:
        return found
    return found


def own_properties(data: bytes) -> list[Block]:
    """Give the properties that somebody made up ("Client: …"), a block if there are any."""
    lines: list[str] = []
    with contextlib.suppress(*ERRORS):
        if is_ole(data):
            with olefile.OleFileIO(io.BytesIO(data)) as ole:
                if ole.exists(_SUMMARY):
                    lines = _own(ole.openstream(_SUMMARY).read())
    return [Block("\n".join(lines), "document properties")] if lines else []


def _own(stream: bytes) -> list[str]:
    """Read the second section of a property set, whose names stand in a list of their own."""
    if struct.unpack_from("<I", stream, 24)[0] < _WITH_OWN:
        return []
    start = struct.unpack_from("<I", stream, 64)[0]
    count = min(struct.unpack_from("<I", stream, start + 4)[0], _MOST_PROPERTIES)
    places = dict(struct.iter_unpack("<II", stream[start + 8 : start + 8 + 8 * count]))
    if not {_NAMES, _CODE_PAGE} <= places.keys():
        return []
    page = struct.unpack_from("<H", stream, start + places[_CODE_PAGE] + 4)[0]
    if page == _UTF16_PAGE:
        return []  # no program is known to write names so
    codec = "utf-8" if page == _UTF8_PAGE else f"cp{page}"
    at = start + places[_NAMES]
    lines = []
    for _ in range(min(struct.unpack_from("<I", stream, at)[0], _MOST_PROPERTIES)):
        number, length = struct.unpack_from("<II", stream, at + 4)
        name = encoding.decode_as_claimed(stream[at + 12 : at + 12 + length].rstrip(b"\0"), codec)
        at += 8 + length
        value = _value(stream, start + places[number], codec) if number in places else ""
        if name and value and not name.startswith("_"):
            lines.append(f"{name}: {value}")
    return lines


def _property_set(stream: bytes, names: dict[int, str]) -> dict[str, str]:
    """Read the first section of a property set: a table of (number, offset), then typed values."""
    start = struct.unpack_from("<I", stream, 44)[0]
    count = min(struct.unpack_from("<I", stream, start + 4)[0], _MOST_PROPERTIES)
    places = dict(struct.iter_unpack("<II", stream[start + 8 : start + 8 + 8 * count]))
    page = 1252
    if _CODE_PAGE in places:
        page = struct.unpack_from("<H", stream, start + places[_CODE_PAGE] + 4)[0]
    codec = "utf-8" if page == _UTF8_PAGE else f"cp{page}"
    found = {}
    for number, name in names.items():
        if number in places and (value := _value(stream, start + places[number], codec)):
            found[name] = value
    return found


def _value(stream: bytes, position: int, codec: str) -> str:
    kind, size = struct.unpack_from("<II", stream, position)
    if kind == _TIME:
        return _moment(struct.unpack_from("<Q", stream, position + 4)[0])
    raw = stream[position + 8 : position + 8 + size * (2 if kind == _WIDE_TEXT else 1)]
    if kind == _WIDE_TEXT:
        return raw.decode("utf-16-le", errors="replace").strip("\0 ")
    if kind != _TEXT:
        return ""
    return encoding.decode_as_claimed(raw.rstrip(b"\0 "), codec)


def _moment(ticks: int) -> str:
    """Turn 100-nanosecond steps since 1601 into ISO 8601; "" for a date that was never set."""
    try:
        value = _EPOCH + dt.timedelta(microseconds=ticks // 10)
    except OverflowError:
        return ""
    return value.isoformat(timespec="seconds") if value.year > 1980 else ""
