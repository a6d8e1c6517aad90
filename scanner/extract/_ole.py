"""OLE2 compound files, the shell of the old Office formats: properties, and protection."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import msoffcrypto
import olefile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from scanner.document import Status, UnreadableError

if TYPE_CHECKING:
    import datetime as dt

    from scanner.document import Blob

# What olefile raises for damaged files: its own OleFileError is an OSError.
ERRORS: tuple[type[Exception], ...] = (OSError, IndexError, ValueError, TypeError, AttributeError)

# Office encrypts workbooks that are only write-protected with this published password
# ([MS-OFFCRYPTO] 2.4.2.3), so that anyone may read them.
_EVERYBODYS_PASSWORD = "VelvetSweatshop"  # noqa: S105
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CRYPTO_ERRORS = (
    DecryptionError,
    FileFormatError,
    InvalidKeyError,
    ParseError,
    NotImplementedError,
    *ERRORS,
    AssertionError,
    KeyError,
)


def unprotected(blob: Blob) -> bytes:
    """Give a file's bytes, decrypted where everybody's password opens it.

    Raises:
        UnreadableError: it is encrypted.
    """
    data = blob.read()
    if not is_ole(data):
        return data
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not office.is_encrypted():
            return data
    except _CRYPTO_ERRORS:
        return data  # too damaged or too old to tell: its reader will say
    plain = io.BytesIO()
    try:
        office.load_key(password=_EVERYBODYS_PASSWORD)
        office.decrypt(plain)
    except _CRYPTO_ERRORS as error:
        message = "it is protected with a password"
        raise UnreadableError(Status.ENCRYPTED, message) from error
    return plain.getvalue()


def is_ole(data: bytes) -> bool:
    """Say whether these bytes are an OLE2 file; olefile's own test takes short ones for a path."""
    return data.startswith(_OLE2)


def properties(data: bytes) -> dict[str, str]:
    """Give the document properties of an OLE2 file; {} where there are none to read."""
    if not is_ole(data):
        return {}
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            meta = ole.get_metadata()
    except ERRORS:
        return {}
    page = meta.codepage
    found = {
        "author": _text(meta.author, page),
        "last_modified_by": _text(meta.last_saved_by, page),
        "title": _text(meta.title, page),
        "subject": _text(meta.subject, page),
        "keywords": _text(meta.keywords, page),
        "company": _text(meta.company, page),
        "manager": _text(meta.manager, page),
        "created": _moment(meta.create_time),
        "modified": _moment(meta.last_saved_time),
    }
    return {key: value for key, value in found.items() if value}


def _text(value: bytes | str | None, page: int | None) -> str:
    if not isinstance(value, bytes):
        return (value or "").strip("\0 ")
    encoding = "utf-8" if page in {65001, -535} else f"cp{(page or 1252) % 65536}"
    try:
        return value.decode(encoding, errors="replace").strip("\0 ")
    except LookupError:
        return value.decode("cp1252", errors="replace").strip("\0 ")


def _moment(value: dt.datetime | None) -> str:
    return value.isoformat(timespec="seconds") if value and value.year > 1980 else ""
