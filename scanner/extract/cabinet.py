"""Cabinet files (.cab, [MS-CAB]) that are stored or packed with MSZIP."""

from __future__ import annotations

import itertools
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.document import Blob, Child, Document, Status
from scanner.extract import _members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.document import Limits

MEDIA_TYPES = ("application/vnd.ms-cab-compressed",)
ERRORS = (ValueError,)  # a name without an end

_HAS_PREVIOUS, _HAS_NEXT, _HAS_RESERVE = 1, 2, 4
_STORED, _MSZIP = 0, 1
_UTF8_NAME = 0x80
_SPLIT = 0xFFFD  # folder numbers from here on: the file goes on in another cabinet
_WINDOW = 32768


@dataclass(frozen=True, slots=True)
class _Folder:
    """A run of blocks that the files of a folder share."""

    start: int
    blocks: int
    method: int


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    size: int
    offset: int
    folder: int
    modified: str


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the files of a cabinet as children."""
    data = blob.read(limits.max_bytes)
    folders, files, reserve = _contents(data)
    document = Document(media_type)
    document.children = _children(data, folders, files, reserve, limits)
    if any(folder.method not in {_STORED, _MSZIP} for folder in folders):
        document.status = Status.UNSUPPORTED
        document.error = "packed by a method that is not known here; unpack it and scan the folder"
    return document


def _contents(data: bytes) -> tuple[list[_Folder], list[_File], int]:
    """Read the header: folders, files, and the reserved bytes before each block."""
    files_at, folder_count, file_count, flags = struct.unpack_from("<16xI6xHHH", data)
    position, folder_reserve, block_reserve = 36, 0, 0
    if flags & _HAS_RESERVE:
        header, folder_reserve, block_reserve = struct.unpack_from("<HBB", data, position)
        position += 4 + header
    for flag in (_HAS_PREVIOUS, _HAS_NEXT):
        for _ in range(2 if flags & flag else 0):
            position = data.index(b"\0", position) + 1
    folders = []
    for _ in range(folder_count):
        start, blocks, method = struct.unpack_from("<IHH", data, position)
        folders.append(_Folder(start, blocks, method & 0x0F))
        position += 8 + folder_reserve
    return folders, _files(data, files_at, file_count), block_reserve


def _files(data: bytes, position: int, count: int) -> list[_File]:
    found = []
    for _ in range(count):
        size, offset, folder, day, time, flags = struct.unpack_from("<IIHHHH", data, position)
        end = data.index(b"\0", position + 16)
        name = data[position + 16 : end].decode(
            "utf-8" if flags & _UTF8_NAME else "cp1252", "replace"
        )
        found.append(_File(name, size, offset, folder, _moment(day, time)))
        position = end + 1
    return found


def _children(
    data: bytes, folders: list[_Folder], files: list[_File], reserve: int, limits: Limits
) -> Iterator[Child]:
    paths = _members.Paths()
    for number, group in itertools.groupby(files, key=lambda file: file.folder):
        if number >= min(len(folders), _SPLIT):
            message = "part of it lies in another cabinet; unpack them together"
            yield from _refused(group, paths, message)
        elif folders[number].method not in {_STORED, _MSZIP}:
            yield from _refused(group, paths, "packed by a method that is not known here")
        else:
            unpacked = _unpacked(data, folders[number], reserve, limits)
            for file in group:
                yield _child(unpacked, file, paths.of(file.name), limits)


def _refused(files: Iterable[_File], paths: _members.Paths, message: str) -> Iterator[Child]:
    for file in files:
        yield Child(paths.of(file.name), None, Status.UNSUPPORTED, message)


def _child(unpacked: bytes, file: _File, path: str, limits: Limits) -> Child:
    if refused := _members.refusal(path, file.size, 0, limits):
        return refused
    part = unpacked[file.offset : file.offset + file.size]
    if len(part) < file.size:
        return Child(path, None, Status.CORRUPT, "the cabinet ends before this file does")
    return _members.taken(path, part, limits, file.modified)


def _unpacked(data: bytes, folder: _Folder, reserve: int, limits: Limits) -> bytes:
    """Unpack a folder's blocks, each with the 32 KiB before it as its dictionary."""
    out, position = bytearray(), folder.start
    for _ in range(folder.blocks):
        packed, size = struct.unpack_from("<4xHH", data, position)
        block = data[position + 8 + reserve : position + 8 + reserve + packed]
        position += 8 + reserve + packed
        if folder.method == _MSZIP:
            inflate = zlib.decompressobj(-15, zdict=bytes(out[-_WINDOW:]))
            block = inflate.decompress(block[2:], size or _WINDOW)  # "CK" comes first
        out += block
        if len(out) > limits.max_bytes:
            break
    return bytes(out)


def _moment(day: int, time: int) -> str:
    """Write an MS-DOS date and time in ISO 8601; "" where it is none."""
    month, number = day >> 5 & 15, day & 31
    if not (1 <= month <= 12 and number):
        return ""
    return f"{1980 + (day >> 9)}-{month:02}-{number:02}T{time >> 11:02}:{time >> 5 & 63:02}:00"
