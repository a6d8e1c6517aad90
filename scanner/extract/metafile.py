"""Windows metafiles (.emf): the words that their drawing commands write ([MS-EMF])."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from scanner.document import Block, Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Blob, Limits

MEDIA_TYPES = ("image/emf",)

_TEXT, _WIDE_TEXT, _END = 83, 84, 14
_PLACE = 36  # where in a record the text's position stands, then its length and offset
_SAME_LINE = 2  # units of the drawing


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a metafile; one that only draws shapes has no text."""
    document = Document(media_type)
    text = "\n".join(_lines(blob.read(limits.max_bytes)))
    if text.strip():
        document.blocks.append(Block(text))
    return document


def _lines(data: bytes) -> Iterator[str]:
    """Give the words in the order they are drawn, those on one baseline together."""
    line, baseline = "", 0
    for place, words in _texts(data):
        if line and abs(place - baseline) > _SAME_LINE:
            yield line
            line = ""
        line += f" {words}" if line and place == 0 else words  # placed by other commands
        baseline = place
    yield line


def _texts(data: bytes) -> Iterator[tuple[int, str]]:
    position = 0
    while position + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, position)
        if kind == _END or size < 8:
            return
        if kind in {_TEXT, _WIDE_TEXT} and position + _PLACE + 16 <= len(data):
            _, place, count, offset = struct.unpack_from("<iiII", data, position + _PLACE)
            wide = kind == _WIDE_TEXT
            record = data[position : position + size]
            raw = record[offset : offset + count * (2 if wide else 1)]
            words = raw.decode("utf-16-le" if wide else "cp1252", "replace")
            yield place, words.replace("\0", "")
        position += size
