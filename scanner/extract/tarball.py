"""Tar archives and single files under gzip, bzip2, xz or Zstandard: read as streams."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import tarfile
from typing import IO, TYPE_CHECKING, BinaryIO, cast

import zstandard

from scanner.document import Blob, Child, Document
from scanner.extract import _members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

_TAR = "application/x-tar"
_GZIP, _BZIP2, _XZ = "application/gzip", "application/x-bzip2", "application/x-xz"
_ZSTD = "application/zstd"
MEDIA_TYPES = (_TAR, _GZIP, _BZIP2, _XZ, _ZSTD)
ERRORS = (OSError, zstandard.ZstdError)  # OSError: bad data, in gzip and bz2

_PART = 2**20
_EXTENSIONS = {"tgz": ".tar", "tbz": ".tar", "tbz2": ".tar", "txz": ".tar", "tzst": ".tar"}
_EXTENSIONS |= {"svgz": ".svg"}
_BLOCK = 512
_LARGEST_WINDOW = 2**27  # bytes that a frame may have us keep in memory; what `zstd -d` allows


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the members of an archive, or the one file under a compression, as children."""
    with _open(blob, media_type) as stream:
        first = stream.read(_BLOCK)
    is_tar = media_type == _TAR or first[257:262] == b"ustar"
    children = _entries if is_tar else _single
    return Document(media_type, children=children(blob, media_type, limits))


@contextlib.contextmanager
def _open(blob: Blob, media_type: str) -> Iterator[IO[bytes]]:
    with blob.open() as packed:
        if media_type == _TAR:
            yield packed
            return
        with _unpacked(packed, media_type) as stream:
            yield stream


def _unpacked(packed: BinaryIO, media_type: str) -> IO[bytes]:
    if media_type == _GZIP:
        return cast("IO[bytes]", gzip.GzipFile(fileobj=packed))
    if media_type == _ZSTD:
        unpacker = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
        return unpacker.stream_reader(packed, read_across_frames=True, closefd=False)
    return bz2.BZ2File(packed) if media_type == _BZIP2 else lzma.LZMAFile(packed)


def _single(blob: Blob, media_type: str, limits: Limits) -> Iterator[Child]:
    stem, _, extension = blob.name.rpartition(".")
    name = (stem or blob.name) + _EXTENSIONS.get(extension.lower(), "")
    with _open(blob, media_type) as stream:
        data = _at_most(stream, limits.max_bytes + 1)
    if media_type == _ZSTD and len(data) < _promised(
        blob
    ):  # the library takes an early end for one
        raise EOFError
    yield _members.taken(name, data, limits, packed=blob.size)


def _at_most(stream: IO[bytes], most: int) -> bytes:
    """Read so many bytes at most; asked for in one go, Python would set them all aside first."""
    data = bytearray()
    while len(data) < most and (part := stream.read(min(_PART, most - len(data)))):
        data += part
    return bytes(data)


def _promised(blob: Blob) -> int:
    """Give the size that a Zstandard frame says it unpacks to; 0 where it does not say."""
    size = int(zstandard.get_frame_parameters(blob.read(64)).content_size)
    return 0 if size == zstandard.CONTENTSIZE_UNKNOWN else size


def _entries(blob: Blob, media_type: str, limits: Limits) -> Iterator[Child]:
    """Give the files of a tar archive; links and devices have no contents, but a row."""
    paths = _members.Paths()
    with (
        _open(blob, media_type) as stream,
        tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as archive,
    ):
        for info in archive:
            if info.isdir():
                continue
            name = info.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            yield _entry(archive, info, paths.of(name), limits)


def _entry(archive: tarfile.TarFile, info: tarfile.TarInfo, path: str, limits: Limits) -> Child:
    if not info.isfile():
        return _members.without_contents(path)
    if refused := _members.refusal(path, info.size, 0, limits):
        return refused
    source = archive.extractfile(info)
    data = source.read() if source is not None else b""
    return _members.taken(path, data, limits, _members.moment(info.mtime))
