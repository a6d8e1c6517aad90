"""Disc images (ISO 9660, with Joliet or Rock Ridge names): every file on the disc a child."""

from __future__ import annotations

import contextlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from scanner.document import Blob, Child, Document, Status, UnreadableError
from scanner.extract import _members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

MEDIA_TYPES = ("application/x-iso9660-image",)
ERRORS = (OSError, ValueError)

_SECTOR = 2048
_FIRST_DESCRIPTOR, _MOST_DESCRIPTORS = 16, 100
_PRIMARY, _SUPPLEMENTARY, _END = 1, 2, 255
_JOLIET = {b"%/@", b"%/C", b"%/E"}
_ROOT_RECORD = 156
_FOLDER, _MULTI_EXTENT = 0x02, 0x80
_LARGEST_FOLDER = 16 * 2**20
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class _Entry:
    """A record of a folder: a file or a folder, and the bytes it lies in."""

    path: str
    start: int
    size: int
    is_folder: bool
    continues: bool
    modified: str


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the files on a disc as children.

    Raises:
        UnreadableError: it has no table of contents of a known kind.
    """
    with blob.open() as stream:
        _root(stream)
    return Document(media_type, children=_files(blob, limits))


def _files(blob: Blob, limits: Limits) -> Iterator[Child]:
    paths = _members.Paths()
    parts: list[_Entry] = []
    with blob.open() as stream:
        root, joliet = _root(stream)
        for entry in _walk(stream, root, {root.start}, 0, joliet=joliet):
            parts.append(entry)
            if not entry.continues:
                yield _child(stream, parts, paths.of(entry.path), limits)
                parts = []


def _child(stream: BinaryIO, parts: list[_Entry], path: str, limits: Limits) -> Child:
    size = sum(part.size for part in parts)
    if refused := _members.refusal(path, size, 0, limits):
        return refused
    data = b"".join(_bytes(stream, part.start, part.size) for part in parts)
    if len(data) < size:
        return Child(path, None, Status.CORRUPT, "the image ends before this file does")
    return _members.taken(path, data, limits, parts[0].modified)


def _root(stream: BinaryIO) -> tuple[_Entry, bool]:
    """Find the root folder, in the table with long names where there is one."""
    found: tuple[_Entry, bool] | None = None
    for number in range(_MOST_DESCRIPTORS):
        sector = _bytes(stream, (_FIRST_DESCRIPTOR + number) * _SECTOR, _SECTOR)
        if sector[1:6] != b"CD001" or sector[0] == _END:
            break
        joliet = sector[0] == _SUPPLEMENTARY and sector[88:91] in _JOLIET
        if joliet or (sector[0] == _PRIMARY and found is None):
            root = _entry(sector[_ROOT_RECORD : _ROOT_RECORD + 34], "", joliet=joliet)
            found = (root, joliet) if root else found
    if found is None:
        raise UnreadableError(Status.CORRUPT, "the image has no table of contents")
    return found


def _walk(
    stream: BinaryIO, folder: _Entry, seen: set[int], depth: int, *, joliet: bool
) -> Iterator[_Entry]:
    """Give the files below a folder; one that holds itself is entered once."""
    data = _bytes(stream, folder.start, min(folder.size, _LARGEST_FOLDER))
    position = 0
    while position < len(data):
        length = data[position]
        if length == 0:  # records do not cross sectors
            position = (position // _SECTOR + 1) * _SECTOR
            continue
        entry = _entry(data[position : position + length], folder.path, joliet=joliet)
        position += length
        if entry is None:
            continue
        if not entry.is_folder:
            yield entry
        elif entry.start not in seen and depth < _DEEPEST:
            seen.add(entry.start)
            yield from _walk(stream, entry, seen, depth + 1, joliet=joliet)


def _entry(record: bytes, folder: str, *, joliet: bool) -> _Entry | None:
    """Read a record; None for a folder's entries for itself and its parent."""
    if len(record) < 34 or len(record) < 33 + record[32]:
        return None
    raw = record[33 : 33 + record[32]]
    if raw in {b"\0", b"\1"} and folder:
        return None
    start, size = struct.unpack_from("<I4xI", record, 2)
    name = raw.decode("utf-16-be", "replace") if joliet else _plain_name(raw, record)
    name = name.partition(";")[0].rstrip(".")
    path = f"{folder}/{name}" if folder else "/"
    flags = record[25]
    return _Entry(
        path.replace("//", "/"),
        start * _SECTOR,
        size,
        bool(flags & _FOLDER),
        bool(flags & _MULTI_EXTENT),
        _moment(record[18:25]),
    )


def _plain_name(raw: bytes, record: bytes) -> str:
    """Give a name in capitals, or the one that Rock Ridge keeps behind it."""
    position = 33 + len(raw) + (1 - len(raw) % 2)
    name = b""
    while position + 4 < len(record) and (length := record[position + 2]) >= 4:
        if record[position : position + 2] == b"NM":
            name += record[position + 5 : position + length]
        position += length
    return name.decode("utf-8", "replace") or raw.decode("cp1252", "replace")


def _moment(stamp: bytes) -> str:
    """Write a time of last change in ISO 8601; "" where none was kept."""
    year, month, day, hour, minute, second, zone = struct.unpack("<6Bb", stamp)
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 60):
        return ""
    sign, offset = ("-" if zone < 0 else "+"), abs(zone) * 15
    return (
        f"{1900 + year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        f"{sign}{offset // 60:02}:{offset % 60:02}"
    )


def _bytes(stream: BinaryIO, start: int, size: int) -> bytes:
    """Read bytes from a place; fewer, or none, where the image ends."""
    end = stream.seek(0, 2)
    with contextlib.suppress(OverflowError):
        stream.seek(min(start, end))
    return stream.read(min(size, max(0, end - start)))
