"""Outlook's winmail.dat (TNEF, [MS-OXTNEF]): the message and the attachments it hides."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner import encoding
from scanner.document import Blob, Block, Child, Document
from scanner.extract import _html, _rtf_packed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

MEDIA_TYPES = ("application/ms-tnef",)

_SUBJECT, _BODY, _MESSAGE_PROPS = 0x8004, 0x800C, 0x9003
_ATTACH_START, _ATTACH_TITLE, _ATTACH_DATA, _ATTACH_PROPS = 0x9002, 0x8010, 0x800F, 0x9005
_PR_BODY, _PR_RTF, _PR_HTML, _PR_LONG_NAME, _PR_DATA = 0x1000, 0x1009, 0x1013, 0x3707, 0x3701
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_VARIABLE = {0x0D, 0x1E, 0x1F, 0x102}
_MULTIPLE, _NAMED = 0x1000, 0x8000


@dataclass(slots=True)
class _Attachment:
    name: str = ""
    data: bytes = b""


@dataclass(slots=True)
class _Contents:
    subject: str = ""
    body: str = ""
    attachments: list[_Attachment] = field(default_factory=list)


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a winmail.dat; attachments are its children."""
    contents = _Contents()
    for number, data in _attributes(blob.read(limits.max_bytes)):
        _take(contents, number, data)
    document = Document(media_type, children=list(_children(contents)))
    if contents.subject:
        document.properties["subject"] = contents.subject
        document.blocks.append(Block(f"Subject: {contents.subject}", "header"))
    if contents.body.strip():
        document.blocks.append(Block(contents.body, "body"))
    return document


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    while position + 9 <= len(data):
        number, _, size = struct.unpack_from("<HHI", data, position + 1)
        yield number, data[position + 9 : position + 9 + size]
        position += 9 + size + 2


def _take(contents: _Contents, number: int, data: bytes) -> None:
    if number == _ATTACH_START:
        contents.attachments.append(_Attachment())
    elif number == _SUBJECT:
        contents.subject = _text(data)
    elif number == _BODY:
        contents.body = contents.body or _text(data)
    elif number == _MESSAGE_PROPS:
        contents.body = contents.body or _body(dict(_properties(data)))
    elif contents.attachments:
        attachment = contents.attachments[-1]
        if number == _ATTACH_TITLE:
            attachment.name = attachment.name or _text(data)
        elif number == _ATTACH_DATA:
            attachment.data = data
        elif number == _ATTACH_PROPS:
            found = dict(_properties(data))
            attachment.name = _text(found.get(_PR_LONG_NAME, b"")) or attachment.name
            attachment.data = attachment.data or found.get(_PR_DATA, b"")


def _body(found: dict[int, bytes]) -> str:
    if _PR_BODY in found:
        return _text(found[_PR_BODY])
    if _PR_HTML in found:
        return _html.text_of(encoding.decode(found[_PR_HTML]))
    return _rtf_packed.text_of(found.get(_PR_RTF, b""))


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the MAPI properties by number; of those with several values, the first."""
    position = 4
    for _ in range(struct.unpack_from("<I", data)[0] if len(data) >= 4 else 0):
        if position + 4 > len(data):
            return
        kind, number = struct.unpack_from("<HH", data, position)
        position += 4
        if number >= _NAMED:
            position = _skip_name(data, position)
        count = 1
        if kind & _MULTIPLE or kind & 0xFFF in _VARIABLE:
            count = struct.unpack_from("<I", data, position)[0]
            position += 4
        kind &= 0xFFF
        if kind not in _VARIABLE:
            if kind not in _SIZES:
                return
            position += _SIZES[kind] * count
            continue
        for index in range(min(count, 1000)):
            size = struct.unpack_from("<I", data, position)[0]
            value = data[position + 4 : position + 4 + size]
            position += 4 + -(-size // 4) * 4
            if index == 0:
                yield (
                    number,
                    value.decode("utf-16-le", "replace").encode() if kind == 0x1F else value,
                )


def _skip_name(data: bytes, position: int) -> int:
    kind, size = struct.unpack_from("<II", data, position + 16)
    return position + 24 + (-(-size // 4) * 4 if kind == 1 else 0)


def _text(data: bytes) -> str:
    return encoding.decode(data).strip("\0").replace("\r", "")


def _children(contents: _Contents) -> Iterator[Child]:
    for number, attachment in enumerate(contents.attachments, 1):
        name = attachment.name.replace("\\", "/").rpartition("/")[2] or f"attachment {number}"
        yield Child(name, Blob(name, data=attachment.data))
