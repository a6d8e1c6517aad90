"""Pictures: a photograph from a phone and a screenshot."""

from __future__ import annotations

import struct
import zlib

# The standard DC table for luminance (ITU T.81, table K.3) and an AC table with one code, "end".
_DC_SIZES = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
_DC_VALUES = bytes(range(12))
_AC_SIZES = bytes([1, *([0] * 15)])


def png(width: int, height: int, noise: bytes) -> bytes:
    """Draw grey blotches as a PNG."""
    rows = b"".join(
        b"\0" + bytes(noise[(x // 8 + y // 8 * 13) % len(noise)] for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _png_chunk(kind, data)
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    )


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg(across: int, down: int, noise: bytes) -> bytes:
    """Draw flat grey squares, eight pixels wide, as a baseline JPEG."""
    codes = _dc_codes()
    bits, last = "", 0
    for n in range(across * down):
        level = noise[n % len(noise)] // 8 - 16
        step, last = level - last, level
        size = abs(step).bit_length()
        bits += codes[size]
        if size:
            bits += f"{step if step > 0 else step + 2**size - 1:0{size}b}"
        bits += "0"  # no more coefficients in this square
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    frame = struct.pack(">BHHB", 8, down * 8, across * 8, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + b"".join((
        _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        _segment(0xDB, b"\0" + b"\x40" * 64),
        _segment(0xC0, frame),
        _segment(0xC4, b"\x00" + _DC_SIZES + _DC_VALUES),
        _segment(0xC4, b"\x10" + _AC_SIZES + b"\0"),
        _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
    )) + scan + b"\xff\xd9"  # fmt: skip


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def _dc_codes() -> list[str]:
    codes, code, values = [""] * 12, 0, iter(_DC_VALUES)
    for length, count in enumerate(_DC_SIZES, start=1):
        for _ in range(count):
            codes[next(values)] = f"{code:0{length}b}"
            code += 1
        code <<= 1
    return codes
