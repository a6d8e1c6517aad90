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
_SMALL = 2**20


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the entries of an archive as children.

    Raises:
        zipfile.BadZipFile: it is damaged.
    """
    with blob.open() as stream, open_zip(stream) as archive:
        entries = [info for info in archive.infolist() if not _holds_nothing(info)]
    document = Document(media_type, children=_members(blob, limits))
    if entries and all(info.flag_bits & _ENCRYPTED for info in entries):
        document.status, document.error = Status.ENCRYPTED, "it is protected with a password"
    elif len(entries) > limits.max_members:
        document.status = Status.PARTLY_READ
        document.error = f"only the first {limits.max_members:,} of {len(entries):,} were opened"
    return document


def _holds_nothing(info: zipfile.ZipInfo) -> bool:
    """Say whether an entry is a folder or a link: neither has contents of its own."""
    return info.is_dir() or stat.S_ISLNK(info.external_attr >> 16)


def _members(blob: Blob, limits: Limits) -> Iterator[Child]:
    taken: dict[str, int] = {}
    with blob.open() as stream, open_zip(stream) as archive:
        entries = [info for info in archive.infolist() if not _holds_nothing(info)]
        for info in entries[: limits.max_members]:
            name = _name(info)
            taken[name] = taken.get(name, 0) + 1
            path = name if taken[name] == 1 else f"{name} ({taken[name]})"
            yield _member(archive, info, path, limits)


def _name(info: zipfile.ZipInfo) -> str:
    """Give an entry's name; many programs write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):  # truly a DOS name
            name = name.encode("cp437").decode("utf-8")
    name = name.replace("\\", "/").replace("\0", "").lstrip("/")
    return name or "unnamed"


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, limits: Limits) -> Child:
    if trouble := _refuse(info, limits):
        return Child(path, None, *trouble)
    try:
        with archive.open(info) as entry:
            data = entry.read(limits.max_bytes + 1)  # its header may lie about the size
    except NotImplementedError:
        return Child(path, None, Status.UNSUPPORTED, "packed by a method that is not known here")
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError) as error:
        return Child(path, None, Status.CORRUPT, f"the entry is damaged ({type(error).__name__})")
    if len(data) > limits.max_bytes:
        return Child(path, None, *_too_large(limits))
    return Child(path, Blob(path.rpartition("/")[2], data=data), modified=_moment(info))


def _refuse(info: zipfile.ZipInfo, limits: Limits) -> tuple[Status, str] | None:
    if info.flag_bits & _ENCRYPTED:
        return Status.ENCRYPTED, "the entry is protected with a password"
    if info.file_size > limits.max_bytes:
        return _too_large(limits)
    if info.file_size > _SMALL and info.file_size > limits.max_ratio * max(info.compress_size, 1):
        return Status.TOO_LARGE, "it unpacks to so much more than its size that it is not opened"
    return None


def _too_large(limits: Limits) -> tuple[Status, str]:
    return Status.TOO_LARGE, f"it unpacks to more than {limits.max_bytes // 2**20} MB"


def _moment(info: zipfile.ZipInfo) -> str:
    """Give the entry's time of last change, local to whoever packed it, or ""."""
    try:
        return dt.datetime(*info.date_time).isoformat()  # noqa: DTZ001 - zip has no zones
    except ValueError:
        return ""
