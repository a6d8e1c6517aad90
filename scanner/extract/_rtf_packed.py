"""The compressed rich text that Outlook keeps a message's body in ([MS-OXRTFCP])."""

from __future__ import annotations

import struct

from scanner.document import Blob, Limits
from scanner.extract import rtf

_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_PACKED = b"LZFu"


def text_of(data: bytes) -> str:
    """Give the words of a compressed body; "" when there is none or it is damaged."""
    source = unpack(data)
    if not source:
        return ""
    document = rtf.extract(Blob("body.rtf", data=source), "application/rtf", Limits())
    return "\n".join(block.text for block in document.blocks)


def unpack(data: bytes) -> bytes:
    """Expand compressed rich text by its dictionary of the last 4,096 bytes."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<I", data, 4)[0], data[8:12]
    if kind != _PACKED:
        return data[16 : 16 + size]
    out = bytearray(_START)
    position = 16
    while position < len(data) and len(out) - len(_START) < size:
        flags = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data):
                break
            if not flags >> bit & 1:
                out.append(data[position])
                position += 1
                continue
            reference = int.from_bytes(data[position : position + 2], "big")
            position += 2
            if not _repeat(out, reference >> 4, (reference & 0xF) + 2):
                return bytes(out[len(_START) :])
    return bytes(out[len(_START) : len(_START) + size])


def _repeat(out: bytearray, offset: int, length: int) -> bool:
    """Append a run from the window; False at the end mark, a reference to the write position."""
    back = (len(out) - offset) % _WINDOW
    if back == 0:
        return False
    for _ in range(length):
        out.append(out[-back] if back <= len(out) else 0x20)
    return True
