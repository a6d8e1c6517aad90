"""Zip archives: each entry a child, taken out one at a time and within limits.

Entries never touch the disk, so a path that climbs out of the archive (`../../x`) is only a name.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import stat
import zipfile
import zlib
from lzma import LZMAError
from typing import TYPE_CHECKING

from scanner.document import Blob, Child, Document, Status
from scanner.extract import _members, _zip_aes
from scanner.extract._package import open_zip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

MEDIA_TYPES = (
    "application/zip",
    "application/vnd.android.package-archive",
    "application/java-archive",
)

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_DAMAGE = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError)


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the entries of an archive as children.

    Raises:
        zipfile.BadZipFile: it is damaged.
    """
    with blob.open() as stream, open_zip(stream) as archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
        password = _password(archive, entries, limits)
    document = Document(media_type, children=_children(blob, password, limits))
    if entries and password is None and all(info.flag_bits & _ENCRYPTED for info in entries):
        document.status = Status.ENCRYPTED
        document.error = _members.protected(limits.passwords)
    elif len(entries) > limits.max_members:
        document.status = Status.PARTLY_READ
        document.error = f"only the first {limits.max_members:,} of {len(entries):,} were opened"
    return document


def _password(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits
) -> bytes | None:
    """Find the password among those given that opens the smallest encrypted entry."""
    locked = [info for info in entries if info.flag_bits & _ENCRYPTED]
    smallest = min(locked, key=lambda info: info.compress_size, default=None)
    if smallest is None or smallest.file_size > limits.max_bytes:
        return None
    for password in limits.passwords:
        for raw in dict.fromkeys((password.encode(), password.encode("cp1252", "replace"))):
            with contextlib.suppress(RuntimeError, *_DAMAGE):
                _read(archive, smallest, raw, limits)
                return raw
    return None


def _children(blob: Blob, password: bytes | None, limits: Limits) -> Iterator[Child]:
    paths = _members.Paths()
    with blob.open() as stream, open_zip(stream) as archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
        for info in entries[: limits.max_members]:
            yield _child(archive, info, paths.of(_name(info)), password, limits)


def _name(info: zipfile.ZipInfo) -> str:
    """Give an entry's name; many programs write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):  # truly a DOS name
            name = name.encode("cp437").decode("utf-8")
    return name


def _child(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    path: str,
    password: bytes | None,
    limits: Limits,
) -> Child:
    if refused := _refusal(info, path, password, limits):
        return refused
    try:
        data = _read(archive, info, password, limits)
    except NotImplementedError:
        return Child(path, None, Status.UNSUPPORTED, "packed by a method that is not known here")
    except RuntimeError:  # another password than the rest of the archive
        return _members.encrypted(path, limits.passwords)
    except _DAMAGE as error:
        return Child(path, None, Status.CORRUPT, f"the entry is damaged ({type(error).__name__})")
    return _members.taken(path, data, limits, _moment(info))


def _refusal(
    info: zipfile.ZipInfo, path: str, password: bytes | None, limits: Limits
) -> Child | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return _members.without_contents(path)
    if info.flag_bits & _ENCRYPTED and password is None:
        return _members.encrypted(path, limits.passwords)
    return _members.refusal(path, info.file_size, max(info.compress_size, 1), limits)


def _read(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None, limits: Limits
) -> bytes:
    """Unpack an entry, one byte more than allowed at most: its header may lie about the size.

    Raises:
        RuntimeError: the password is wrong.
        NotImplementedError: it is packed by a method that is not known.
    """
    if password is not None and _zip_aes.is_aes(info):
        return _zip_aes.read(archive, info, password, limits.max_bytes + 1)
    with archive.open(info, pwd=password) as entry:
        return entry.read(limits.max_bytes + 1)


def _moment(info: zipfile.ZipInfo) -> str:
    """Give the entry's time of last change, local to whoever packed it, or ""."""
    try:
        return dt.datetime(*info.date_time).isoformat()  # noqa: DTZ001 - zip has no zones
    except ValueError:
        return ""
