"""dBase and FoxPro tables (.dbf), which old payroll and care systems export."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detectors.tables import from_rows
from scanner import encoding
from scanner.document import Blob, Document, Status, UnreadableError

if TYPE_CHECKING:
    from scanner.document import Limits

MEDIA_TYPES = ("application/x-dbf",)

_FIELD = 32
_END_OF_FIELDS = 0x0D


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: str
    start: int
    size: int


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a table, records marked as deleted but still there included.

    Raises:
        UnreadableError: its header makes no sense.
    """
    data = blob.read(limits.max_bytes)
    count, header_size, record_size = struct.unpack_from("<IHH", data, 4)
    fields = _fields(data[:header_size])
    if not fields or record_size < 2:
        raise UnreadableError(Status.CORRUPT, "its header is damaged")
    text = data[header_size:]
    codec = encoding.detect(text.replace(b"\0", b" ")) or "cp1252"
    rows: list[list[str | None]] = [[field.name for field in fields]]
    for number in range(min(count, limits.max_rows, len(text) // record_size)):
        record = text[number * record_size : (number + 1) * record_size]
        rows.append([_value(record[f.start : f.start + f.size], f.kind, codec) for f in fields])
    document = Document(media_type)
    if (table := from_rows("", rows)) is not None:
        document.tables.append(table)
    if len(rows) - 1 < count:
        document.status = Status.PARTLY_READ
        document.error = f"only {len(rows) - 1:,} of {count:,} records were read"
    return document


def _fields(header: bytes) -> list[_Field]:
    found = []
    offset = 1  # the mark of deletion comes first
    for position in range(_FIELD, len(header) - _FIELD + 1, _FIELD):
        entry = header[position : position + _FIELD]
        if entry[0] == _END_OF_FIELDS:
            break
        name = entry[:11].split(b"\0")[0].decode("cp1252", errors="replace")
        found.append(_Field(name, chr(entry[11]), offset, entry[16]))
        offset += entry[16]
    return found


def _value(raw: bytes, kind: str, codec: str) -> str:
    if kind in {"I", "+"} and len(raw) == 4:
        return str(struct.unpack("<i", raw)[0])
    text = raw.decode(codec, errors="replace").strip("\0 ")
    if kind == "D" and len(text) == 8 and text.isdigit():
        return f"{text[6:]}/{text[4:6]}/{text[:4]}"
    return "" if kind in {"M", "G", "P", "0"} else text  # memos lie in another file
