"""7-Zip archives, where the optional extra `7z` (py7zr, LGPL) is installed."""

from __future__ import annotations

import contextlib
import importlib.util
from lzma import LZMAError
from typing import TYPE_CHECKING, Any

from scanner.document import Blob, Child, Document, Status, UnreadableError
from scanner.extract import _members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

py7zr: Any = importlib.import_module("py7zr") if importlib.util.find_spec("py7zr") else None

MEDIA_TYPES = ("application/x-7z-compressed",)
ERRORS: tuple[type[Exception], ...] = (  # the library checks little of what it reads
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
if py7zr is not None:
    ERRORS += (py7zr.exceptions.ArchiveError, py7zr.DecompressionError)
_WRONG: tuple[type[Exception], ...] = (
    EOFError,
    LZMAError,
    *ERRORS,
)  # what comes of unpacking with a wrong password

_MISSING = (
    "7-Zip archives need the optional extra: pip install 'stocktake[7z]'; or unpack it and scan "
    "the folder"
)
_BATCH = 64 * 2**20  # bytes unpacked at a time: members share one stream and cannot be had singly
_BOMB = 64 * 2**20


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the members of an archive as children; their names even where it needs a password.

    Raises:
        UnreadableError: py7zr is not installed, or even the names are encrypted.
    """
    if py7zr is None:
        raise UnreadableError(Status.UNSUPPORTED, _MISSING)
    password = _password(blob, limits)
    with _opened(blob, password) as archive:
        entries = archive.list()
        locked = password is None and archive.needs_password()
    expanded = sum(entry.uncompressed for entry in entries)
    if expanded > _BOMB and expanded > limits.max_ratio * blob.size:
        message = f"it unpacks to {expanded // 2**20:,} MB, more than is safe to open"
        raise UnreadableError(Status.TOO_LARGE, message)
    document = Document(media_type, children=_unpacked(blob, entries, password, limits))
    if locked:
        document.status = Status.ENCRYPTED
        document.error = _members.protected(limits.passwords)
        document.children = _locked(entries, limits)
    return document


@contextlib.contextmanager
def _opened(blob: Blob, password: str | None) -> Iterator[Any]:
    with blob.open() as stream, py7zr.SevenZipFile(stream, password=password) as archive:
        yield archive


def _password(blob: Blob, limits: Limits) -> str | None:
    """Find the password that opens an archive among those given; None where it has none.

    Raises:
        UnreadableError: not even the names can be read without one that was not given.
    """
    try:
        with _opened(blob, None) as archive:
            if not archive.needs_password():
                return None
            hidden = False
    except py7zr.PasswordRequired:
        hidden = True
    for password in limits.passwords:
        if _opens(blob, password):
            return password
    if hidden:
        raise UnreadableError(Status.ENCRYPTED, _members.protected(limits.passwords))
    return None


def _opens(blob: Blob, password: str) -> bool:
    try:
        with _opened(blob, password) as archive:
            files = [entry for entry in archive.list() if not entry.is_directory]
            smallest = min(files, key=lambda entry: entry.uncompressed, default=None)
            if smallest is not None:
                factory = py7zr.io.BytesIOFactory(_BATCH)
                archive.extract(targets=[smallest.filename], factory=factory)
    except _WRONG:
        return False
    return True


def _locked(entries: list[Any], limits: Limits) -> Iterator[Child]:
    paths = _members.Paths()
    for entry in entries:
        if not entry.is_directory:
            yield _members.encrypted(paths.of(entry.filename), limits.passwords)


def _unpacked(
    blob: Blob, entries: list[Any], password: str | None, limits: Limits
) -> Iterator[Child]:
    paths = _members.Paths()
    batch: list[Any] = []
    for entry in [*entries[: limits.max_members], None]:
        full = sum(e.uncompressed for e in batch) + (entry.uncompressed if entry else 0) > _BATCH
        if batch and (full or entry is None):
            yield from _taken(blob, batch, password, limits, paths)
            batch = []
        if entry is None or entry.is_directory:
            continue
        if entry.is_symlink or entry.uncompressed > limits.max_bytes:
            path = paths.of(entry.filename)
            link = _members.without_contents(path)
            yield link if entry.is_symlink else _members.too_large(path, limits)
        else:
            batch.append(entry)


def _taken(
    blob: Blob, batch: list[Any], password: str | None, limits: Limits, paths: _members.Paths
) -> Iterator[Child]:
    factory = py7zr.io.BytesIOFactory(limits.max_bytes + 1)
    with _opened(blob, password) as archive:
        archive.extract(targets=[entry.filename for entry in batch], factory=factory)
    for entry in batch:
        product = factory.products.pop(entry.filename, None)
        data = b""
        if product is not None:
            product.seek(0)
            data = product.read()
        modified = entry.creationtime.isoformat() if entry.creationtime else ""
        yield _members.taken(paths.of(entry.filename), data, limits, modified)
