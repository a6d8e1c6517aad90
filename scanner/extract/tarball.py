"""Tar archives and single files under gzip, bzip2 or xz: read as streams, within limits."""

from __future__ import annotations

import bz2
import contextlib
import datetime as dt
import gzip
import lzma
import tarfile
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from scanner.document import Blob, Child, Document, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

_TAR = "application/x-tar"
_GZIP, _BZIP2, _XZ = "application/gzip", "application/x-bzip2", "application/x-xz"
MEDIA_TYPES = (_TAR, _GZIP, _BZIP2, _XZ)
ERRORS = (OSError,)  # bad data, in gzip and bz2

_EXTENSIONS = {"tgz": ".tar", "tbz": ".tar", "tbz2": ".tar", "txz": ".tar", "svgz": ".svg"}
_BLOCK = 512


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the members of an archive, or the one file under a compression, as children."""
    with _open(blob, media_type) as stream:
        first = stream.read(_BLOCK)
    is_tar = media_type == _TAR or first[257:262] == b"ustar"
    children = _members if is_tar else _single
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
    return bz2.BZ2File(packed) if media_type == _BZIP2 else lzma.LZMAFile(packed)


def _single(blob: Blob, media_type: str, limits: Limits) -> Iterator[Child]:
    stem, _, extension = blob.name.rpartition(".")
    name = (stem or blob.name) + _EXTENSIONS.get(extension.lower(), "")
    with _open(blob, media_type) as stream:
        data = stream.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        message = f"it unpacks to more than {limits.max_bytes // 2**20} MB"
        yield Child(name, None, Status.TOO_LARGE, message)
    elif len(data) > 2**20 and len(data) > limits.max_ratio * blob.size:
        message = "it unpacks to so much more than its size that it is not opened"
        yield Child(name, None, Status.TOO_LARGE, message)
    else:
        yield Child(name, Blob(name, data=data))


def _members(blob: Blob, media_type: str, limits: Limits) -> Iterator[Child]:
    """Give the files of a tar archive; links and devices have no contents and are left out."""
    taken: dict[str, int] = {}
    with (
        _open(blob, media_type) as stream,
        tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as archive,
    ):
        for info in archive:
            if not info.isfile():
                continue
            name = info.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            name = name.lstrip("/") or "unnamed"
            taken[name] = taken.get(name, 0) + 1
            path = name if taken[name] == 1 else f"{name} ({taken[name]})"
            yield _member(archive, info, path, limits)


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, path: str, limits: Limits) -> Child:
    if info.size > limits.max_bytes:
        message = f"larger than {limits.max_bytes // 2**20} MB"
        return Child(path, None, Status.TOO_LARGE, message)
    source = archive.extractfile(info)
    data = source.read() if source is not None else b""
    return Child(path, Blob(path.rpartition("/")[2], data=data), modified=_moment(info.mtime))


def _moment(seconds: float) -> str:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
