"""Says what a file is by its contents; its name only breaks ties, and is checked for honesty.

Signatures decide first, then the names inside zip and OLE2 files, then the shape of text. Only
binary data that none of those explain is put to libmagic, at about a millisecond a file. libmagic
comes inside a package on every platform (`pylibmagic` with python-magic on Linux and macOS,
`python-magic-bin` on Windows); where it is missing all the same, such data stays
`application/octet-stream` and everything else works as before.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from lzma import LZMAError
from typing import TYPE_CHECKING, Any

import olefile

from scanner import encoding, textshape
from scanner.signatures import (
    NAMES,
    ODF,
    OLE2,
    OLE_STREAMS,
    PROGRAM,
    PROMISES,
    SIGNATURES,
    ZIP,
    ZIP_MEMBERS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.document import Blob

EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"
_HEAD = 64 * 1024
# Among RuntimeError's: NotImplementedError, and an entry under a password.
_ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
_UNCHECKED = {EMPTY, UNKNOWN, "application/x-ooxml-encrypted"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file is.

    Attributes:
        media_type: by its bytes.
        mismatch: a sentence when its extension promises something else, or "".
    """

    media_type: str
    mismatch: str = ""


def identify(blob: Blob) -> Identity:
    """Say what a file is.

    Raises:
        OSError: it vanished or may not be read.
    """
    head = blob.read(_HEAD)
    media_type = _media_type(blob, head)
    return Identity(media_type, _mismatch(blob.extension, media_type))


def _media_type(blob: Blob, head: bytes) -> str:
    if not head:
        return EMPTY
    if found := _by_signature(head):
        return _within(found, blob, head)
    if (name := encoding.detect(head)) is not None:
        text = encoding.decode(head, name)
        return textshape.media_type_of(text, blob.extension, complete=len(head) < _HEAD)
    return _by_structure(head) or _by_libmagic(blob)


def _within(found: str, blob: Blob, head: bytes) -> str:
    """Look into what may hold one of several kinds."""
    if found == ZIP:
        return _zip_kind(blob, head)
    if found == OLE2:
        return _ole_kind(blob)
    return ZIP if found == PROGRAM and _unpacks_itself(blob) else found


def _by_signature(head: bytes) -> str:
    for offset, magic, media_type in SIGNATURES:
        if head.startswith(magic, offset):
            return media_type
    # PDF readers accept rubbish before the header; scanners and mail gateways leave some there.
    return "application/pdf" if b"%PDF-" in head[:1024] else ""


def _by_structure(head: bytes) -> str:
    """Recognise kinds without a fixed magic number: dBase files and old tar files."""
    version, month, day = head[0], head[2:3], head[3:4]
    if version in {0x03, 0x30, 0x31, 0x83, 0x8B, 0xF5} and len(head) > 32:
        header = int.from_bytes(head[8:10], "little")
        if 1 <= month[0] <= 12 and 1 <= day[0] <= 31 and header > 32 and header % 32 in {0, 1, 8}:
            return "application/x-dbf"
    if len(head) >= 512 and _old_tar(head):
        return "application/x-tar"
    return ""


def _old_tar(head: bytes) -> bool:
    """Check the header sum of a pre-POSIX tar file, which has no magic number."""
    try:
        stated = int(head[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def _unpacks_itself(blob: Blob) -> bool:
    """Tell a self-extracting archive, a program with a zip file behind it."""
    with blob.open() as stream:
        return zipfile.is_zipfile(stream)


def _zip_kind(blob: Blob, head: bytes) -> str:
    try:
        with blob.open() as stream, zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                if declared.startswith(("application/vnd.", "application/epub")):
                    return declared.removesuffix("-template")
    except _ZIP_DAMAGE:
        return _zip_kind_by_head(head)
    return _zip_kind_by_names(names)


def _zip_kind_by_names(names: Iterable[str]) -> str:
    # Windows programs have been seen to write the member names with back-slashes.
    plain = [name.replace("\\", "/") for name in names]
    office = any(name.startswith(("[Content_Types]", "_rels/")) for name in plain)
    for start, media_type in ZIP_MEMBERS:
        if start in {"word/", "xl/", "ppt/", "visio/"} and not office:
            continue
        if any(name.startswith(start) for name in plain):
            return media_type
    return ZIP


def _zip_kind_by_head(head: bytes) -> str:
    """Name a damaged zip-based file by what its first bytes still show."""
    for start, media_type in ZIP_MEMBERS[:4]:
        if start.encode() in head and b"[Content_Types].xml" in head:
            return media_type
    at = head.find(ODF.encode())
    if 0 <= at < 200:
        return head[at:].split(b"PK")[0].decode("ascii", "replace")
    return ZIP


def _ole_kind(blob: Blob) -> str:
    try:
        with blob.open() as stream, olefile.OleFileIO(stream) as ole:
            names = {path[0].lower() for path in ole.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, TypeError, OverflowError):  # as damaged files raise
        return {
            "doc": "application/msword",
            "xls": "application/vnd.ms-excel",
            "ppt": "application/vnd.ms-powerpoint",
            "msg": "application/vnd.ms-outlook",
        }.get(blob.extension, OLE2)
    for name, media_type in OLE_STREAMS:
        if name in names or name.strip() in names:
            return media_type
    return OLE2


@cache
def _libmagic() -> Any | None:
    """Load python-magic, with the C library that `pylibmagic` brings where there is one."""
    with contextlib.suppress(ImportError):  # Windows, or a system that has its own libmagic
        import pylibmagic  # noqa: F401, PLC0415 - its import sets where magic looks
    try:
        import magic  # noqa: PLC0415 - loads a C library: only when needed
    except (ImportError, OSError):
        return None
    return magic


def libmagic_version() -> str:
    """Give the version of the C library as "5.46", or "" where it is missing."""
    magic = _libmagic()
    if magic is None:
        return ""
    number = int(magic.version())
    return f"{number // 100}.{number % 100:02}"


def _by_libmagic(blob: Blob) -> str:
    if (magic := _libmagic()) is None:
        return UNKNOWN
    with blob.on_disk() as path:
        try:
            found = str(magic.from_file(str(path), mime=True))
        except (magic.MagicException, OSError, UnicodeError, ValueError):
            return UNKNOWN  # a name or file that libmagic cannot open
    return found if "/" in found else UNKNOWN


def _mismatch(extension: str, media_type: str) -> str:
    promised = PROMISES.get(extension)
    if promised is None or media_type in promised or media_type in _UNCHECKED:
        return ""
    what = NAMES.get(media_type, media_type)
    return f"the name ends in .{extension}, but the contents are {what}"
