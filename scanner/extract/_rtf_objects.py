"""Files that were inserted into rich text as OLE objects ([MS-OLEDS] 2.2.5, [MS-RTF] objdata)."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from scanner.document import Blob, Child
from scanner.extract import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_EMBEDDED = 2
_PACKAGE = b"Package"
_NOT_HEX = re.compile(r"[^0-9A-Fa-f]+")


def children(objects: Sequence[str | bytes]) -> Iterator[Child]:
    """Give the files in objects; what is only linked, or too damaged, is left out.

    Args:
        objects: the data of each, as hexadecimal digits or as bytes.
    """
    for number, written in enumerate(objects, 1):
        data = written if isinstance(written, bytes) else _bytes(written)
        name, inner = _unwrapped(data)
        if inner:
            name = f"object {number}" + (f" {name}" if name else "")
            yield Child(name, Blob(name, data=inner))


def _bytes(digits: str) -> bytes:
    plain = _NOT_HEX.sub("", digits)
    return bytes.fromhex(plain[: len(plain) // 2 * 2])


def _unwrapped(data: bytes) -> tuple[str, bytes]:
    """Take the header off: version, kind, three names with their lengths, size."""
    try:
        _, kind = struct.unpack_from("<II", data)
        at, names = 8, []
        for _ in range(3):
            length = struct.unpack_from("<I", data, at)[0]
            names.append(data[at + 4 : at + 4 + length].rstrip(b"\0"))
            at += 4 + length
        size = struct.unpack_from("<I", data, at)[0]
        inner = data[at + 4 : at + 4 + size]
        if kind != _EMBEDDED:
            return "", b""
        return embedded.packaged(inner) if names[0] == _PACKAGE else ("", inner)
    except struct.error:
        return "", b""
