"""What a picture says of itself: who took it, when and where (EXIF), its size, and XMP."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from lxml import etree

from scanner.extract import _xml

# Where the TIFF structure of EXIF begins: in JPEG and HEIC, PNG, and WebP.
_START = re.compile(rb"(?:Exif\0\0|eXIf|EXIF.{4}|EXIF.{4}Exif\0\0)(II\*\0|MM\0\*)", re.DOTALL)
_XMP = re.compile(rb"<x:xmpmeta.{1,400000}?</x:xmpmeta>", re.DOTALL)
_LOOKED_AT = 4 * 2**20
_MOST_TAGS = 500
_TEXT_TAGS = {
    0x010E: "Description",
    0x013B: "Artist",
    0x8298: "Copyright",
    0xA430: "Owner",
    0x9C9B: "Title",
    0x9C9C: "Comment",
    0x9C9D: "Author",
    0x9C9E: "Keywords",
    0x9C9F: "Subject",
}
_WIDE_TAGS = range(0x9C9B, 0x9CA0)  # Windows keeps these in UTF-16
_TAKEN, _CHANGED = 0x9003, 0x0132
_SUB_FOLDERS = {0x8769, 0x8825}
_LATITUDE_SIDE, _LATITUDE, _LONGITUDE_SIDE, _LONGITUDE = 1, 2, 3, 4
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_XMP_KEPT = {"creator", "title", "description", "subject", "PersonInImage", "Name", "OwnerName"}
_JPEG_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


@dataclass(slots=True)
class Facts:
    """What is known of a picture.

    Attributes:
        lines: `label: value`, for people's names, comments and the place.
        properties: `author`, `title` and `created` under their common names.
    """

    lines: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)


def facts(data: bytes) -> Facts:
    """Read what a picture says of itself; nothing where that is damaged."""
    found = Facts()
    head = data[:_LOOKED_AT]
    start = 0 if head[:4] in {b"II*\0", b"MM\0*"} else -1
    if (match := _START.search(head)) is not None:
        start = match.start(1)
    if start >= 0:
        _read_exif(data[start:], found)
    if (packet := _XMP.search(head)) is not None:
        _read_xmp(packet[0], found)
    found.lines = list(dict.fromkeys(found.lines))
    return found


def size(data: bytes) -> tuple[int, int]:
    """Give width and height in pixels of a PNG, GIF, BMP or JPEG; (0, 0) where not known."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) > 24:
        return struct.unpack_from(">II", data, 16)
    if data[:3] == b"GIF" and len(data) > 10:
        return struct.unpack_from("<HH", data, 6)
    if data[:2] == b"BM" and len(data) > 26:
        width, height = struct.unpack_from("<ii", data, 18)
        return abs(width), abs(height)
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else (0, 0)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        if data[position + 1] in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, position + 5)
            return width, height
        position += 2 + int(struct.unpack_from(">H", data, position + 2)[0])
    return 0, 0


def _read_exif(tiff: bytes, found: Facts) -> None:
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        tags = _tags(tiff, order, struct.unpack_from(f"{order}I", tiff, 4)[0])
    except struct.error:
        return
    for tag, label in _TEXT_TAGS.items():
        if (raw := tags.get((0, tag))) is not None and (text := _text(raw[1], tag)):
            found.lines.append(f"{label}: {text}")
            key = {"Artist": "author", "Author": "author", "Owner": "author", "Title": "title"}
            if label in key:
                found.properties.setdefault(key[label], text)
    for tag in (_TAKEN, _CHANGED):
        if (raw := tags.get((0, tag))) is not None and (moment := _moment(_text(raw[1], tag))):
            found.properties.setdefault("created", moment)
    if place := _place(tags, order):
        found.lines.append(f"Place taken: {place}")


def _tags(
    tiff: bytes, order: str, start: int, folder: int = 0
) -> dict[tuple[int, int], tuple[int, bytes]]:
    """Give the values of a folder of tags and those below it, by (folder, tag); GPS is folder 1."""
    found: dict[tuple[int, int], tuple[int, bytes]] = {}
    count = min(struct.unpack_from(f"{order}H", tiff, start)[0], _MOST_TAGS)
    for number in range(count):
        position = start + 2 + 12 * number
        if position + 12 > len(tiff):
            break
        tag, kind, items = struct.unpack_from(f"{order}HHI", tiff, position)
        length = _SIZES.get(kind, 0) * items
        at = position + 8
        if length > 4:
            at = struct.unpack_from(f"{order}I", tiff, at)[0]
        if tag in _SUB_FOLDERS and folder == 0:
            inner = struct.unpack_from(f"{order}I", tiff, position + 8)[0]
            if inner > start and inner + 2 <= len(tiff):
                found |= _tags(tiff, order, inner, 1 if tag == max(_SUB_FOLDERS) else 2)
        else:
            found[0 if folder == 2 else folder, tag] = (kind, tiff[at : at + min(length, 65536)])
    return found


def _text(raw: bytes, tag: int) -> str:
    codec = "utf-16-le" if tag in _WIDE_TAGS else "utf-8"
    return raw.decode(codec, "replace").replace("\0", " ").strip()


def _moment(text: str) -> str:
    """Turn `2024:03:05 10:15:00` into ISO 8601; "" where the camera's clock was never set."""
    match = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", text)
    if match is None or match[1] < "1980":
        return ""
    return f"{match[1]}-{match[2]}-{match[3]}T{match[4]}"


def _place(tags: dict[tuple[int, int], tuple[int, bytes]], order: str) -> str:
    """Give latitude and longitude in degrees, or ""."""
    degrees = []
    for side, value in ((_LATITUDE_SIDE, _LATITUDE), (_LONGITUDE_SIDE, _LONGITUDE)):
        kind, raw = tags.get((1, value), (0, b""))
        if kind != 5 or len(raw) < 24:
            return ""
        parts = struct.unpack(f"{order}6I", raw[:24])
        angle = sum(
            parts[n] / parts[n + 1] / 60 ** (n // 2) if parts[n + 1] else 0 for n in (0, 2, 4)
        )
        degrees.append(-angle if tags.get((1, side), (0, b""))[1][:1] in {b"S", b"W"} else angle)
    return f"{degrees[0]:.5f}, {degrees[1]:.5f}" if any(degrees) else ""


def _read_xmp(packet: bytes, found: Facts) -> None:
    try:
        root = _xml.parse(packet)
    except etree.LxmlError:
        return
    for element in _xml.descendants(root, *_XMP_KEPT):
        text = " ".join("".join(str(part) for part in element.itertext()).split())
        if text:
            found.lines.append(f"{_xml.local(element)}: {text}")
