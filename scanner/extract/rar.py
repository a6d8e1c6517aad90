"""RAR archives: always listed; unpacked where unrar, unar, 7-Zip or bsdtar is installed."""

from __future__ import annotations

import contextlib
import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import rarfile

from scanner.document import Blob, Child, Document, Status, UnreadableError
from scanner.extract import _members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

MEDIA_TYPES = ("application/vnd.rar",)
ERRORS = (rarfile.Error, OSError, ValueError, LookupError, TypeError)

# The copy of an entry that rarfile makes for the unpacking program stays behind if it is damaged.
rarfile.USE_EXTRACT_HACK = 0

_NO_TOOL = "RAR archives are unpacked by unrar, unar, 7-Zip or bsdtar; install one and scan again"


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the members of an archive as children.

    Raises:
        UnreadableError: even the names are encrypted, or it is not the first of several files.
    """
    try:
        with _opened(blob) as archive:
            hidden = archive.needs_password() and not archive.infolist()
            entries = _files(archive)
            password = _password(archive, entries, limits)
    except rarfile.NeedFirstVolume as error:
        message = "a later part of an archive in several files; the first part leads to it"
        raise UnreadableError(Status.UNSUPPORTED, message) from error
    if hidden and password is None:
        raise UnreadableError(Status.ENCRYPTED, _members.protected(limits.passwords))
    document = Document(media_type, children=_children(blob, password, limits))
    if entries and password is None and all(entry.needs_password() for entry in entries):
        document.status = Status.ENCRYPTED
        document.error = _members.protected(limits.passwords)
    elif len(entries) > limits.max_members:
        document.status = Status.PARTLY_READ
        document.error = f"only the first {limits.max_members:,} of {len(entries):,} were opened"
    return document


@contextlib.contextmanager
def _opened(blob: Blob) -> Iterator[rarfile.RarFile]:
    with blob.on_disk() as path, rarfile.RarFile(str(path)) as archive:
        yield archive


@cache
def _has_tool() -> bool:
    try:
        rarfile.tool_setup()
    except rarfile.RarCannotExec:
        return False
    return True


def _files(archive: rarfile.RarFile) -> list[rarfile.RarInfo]:
    return [entry for entry in archive.infolist() if not entry.is_dir()]


def _password(
    archive: rarfile.RarFile, entries: list[rarfile.RarInfo], limits: Limits
) -> str | None:
    """Find the password that opens an archive among those given."""
    if not archive.needs_password() or not _has_tool():
        return None
    for password in limits.passwords:
        with contextlib.suppress(*ERRORS):
            archive.setpassword(password)
            locked = [e for e in entries or _files(archive) if e.needs_password() and e.is_file()]
            if locked:
                archive.read(min(locked, key=lambda entry: entry.file_size))
                return password
    return None


def _children(blob: Blob, password: str | None, limits: Limits) -> Iterator[Child]:
    paths = _members.Paths()
    with _opened(blob) as archive:
        if password is not None:
            archive.setpassword(password)
        for entry in _files(archive)[: limits.max_members]:
            yield _child(archive, entry, paths.of(entry.filename or ""), password, limits)


def _child(
    archive: rarfile.RarFile,
    entry: rarfile.RarInfo,
    path: str,
    password: str | None,
    limits: Limits,
) -> Child:
    if not entry.is_file():
        return _members.without_contents(path)
    if entry.needs_password() and password is None:
        return _members.encrypted(path, limits.passwords)
    refused = _members.refusal(path, entry.file_size, entry.compress_size, limits)
    return refused or _unpacked(archive, entry, path, limits)


def _unpacked(archive: rarfile.RarFile, entry: rarfile.RarInfo, path: str, limits: Limits) -> Child:
    try:
        with archive.open(entry) as stream:
            data = stream.read(limits.max_bytes + 1)
    except rarfile.RarCannotExec:
        return Child(path, None, Status.UNSUPPORTED, _NO_TOOL)
    except FileNotFoundError:
        return Child(path, None, Status.CORRUPT, "it goes on in a file that is not there")
    except ERRORS as error:
        return Child(path, None, Status.CORRUPT, f"the entry is damaged ({type(error).__name__})")
    return _members.taken(path, data, limits, _moment(entry.mtime))


def _moment(time: dt.datetime | None) -> str:
    return time.isoformat() if time else ""
