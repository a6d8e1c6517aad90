"""PDF files: pages of text, a scan without any, and one that asks for a password."""

from __future__ import annotations

import hashlib
import textwrap
import zlib
from typing import TYPE_CHECKING

from ..draft import Grid

if TYPE_CHECKING:
    from .plain import Parts

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_LINES_A_PAGE = 52


def text_pdf(parts: Parts, *, password: str = "") -> bytes:
    """Set a document in Helvetica on A4 pages; a password locks it with 40-bit RC4."""
    rows = [line for part in parts for line in _lines(part)]
    font = _Font("\n".join(rows))
    pages = [rows[i : i + _LINES_A_PAGE] for i in range(0, len(rows), _LINES_A_PAGE)] or [[]]
    objects: list[bytes] = [b"", b"", font.dictionary(), _stream(b"", font.to_unicode())]
    kids = []
    for page in pages:
        show = b"".join(b"(" + font.encode(line) + b") Tj T*\n" for line in page)
        objects.append(_stream(b"", b"BT /F1 10 Tf 14 TL 50 790 Td\n" + show + b"ET"))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return _assemble(objects, password)


def scanned_pdf(noise: bytes) -> bytes:
    """Make a page that is one grey picture, as a photocopier's scan is."""
    width, height = 120, 170
    picture = bytes(
        60 if y % 9 < 3 and noise[(y // 9 * 7 + x // 5) % len(noise)] % 3 else 245
        for y in range(height)
        for x in range(width)
    )
    image = _stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8" % (width, height), picture,
    )  # fmt: skip
    return _assemble([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[5 0 R]>>", image,
        _stream(b"", b"q 595 0 0 842 0 0 cm /I Do Q"),
        (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 3 0 R>>>>"
        b"/Contents 4 0 R>>"),
    ], "")  # fmt: skip


def _lines(part: str | Grid) -> list[str]:
    if isinstance(part, Grid):
        return ["   ".join(row) for row in part.rows] + [""]
    wrapped = [piece for line in part.removeprefix("# ").split("\n")
               for piece in textwrap.wrap(line, 95, break_on_hyphens=False) or [""]]  # fmt: skip
    return [*wrapped, ""]


class _Font:
    """Helvetica, with codes 1 to 31 lent to letters that Windows-1252 lacks."""

    def __init__(self, text: str) -> None:
        others = sorted({c for c in text if c != "\n" and not _in_cp1252(c)})
        self._codes = {char: code for code, char in enumerate(others, start=1)}

    def encode(self, line: str) -> bytes:
        """Encode a line as the inside of a PDF string."""
        raw = b"".join(
            bytes([self._codes[c]]) if c in self._codes else c.encode("cp1252") for c in line
        )
        return b"".join(
            b"\\%03o" % byte if byte < 32 or byte in b"\\()" else bytes([byte]) for byte in raw
        )

    def dictionary(self) -> bytes:
        """Give the font dictionary, whose ToUnicode map is object 4."""
        names = " ".join(f"{code}/uni{ord(c):04X}" for c, code in self._codes.items())
        return (
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding"
            f"/BaseEncoding/WinAnsiEncoding/Differences[{names}]>>/ToUnicode 4 0 R>>"
        ).encode()

    def to_unicode(self) -> bytes:
        """Give the map from codes to characters that copying and searching use."""
        every = {bytes([b]).decode("cp1252", "ignore"): b for b in range(32, 256)} | self._codes
        pairs = [f"<{code:02X}> <{ord(char):04X}>" for char, code in every.items() if char]
        blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
        body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CMapName /Share def /CMapType 2 def\n"
            f"1 begincodespacerange <00> <FF> endcodespacerange\n{body}\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()


def _in_cp1252(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _stream(extra: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (
        extra,
        len(packed),
        packed,
    )


def _assemble(objects: list[bytes], password: str) -> bytes:
    """Number the objects and write the cross-reference table."""
    identity = hashlib.md5(b"".join(objects), usedforsecurity=False).digest()
    trailer = b""
    if password:
        key, entry = _lock(password.encode(), identity)
        objects = [_sealed(body, number, key) for number, body in enumerate(objects, start=1)]
        objects.append(entry)
        trailer = b"/Encrypt %d 0 R" % len(objects)
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    hexed = identity.hex().encode()
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<</Size %d/Root 1 0 R/ID[<%s><%s>]%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, hexed, hexed, trailer, start,
    )  # fmt: skip
    return bytes(out)


def _lock(password: bytes, identity: bytes) -> tuple[bytes, bytes]:
    """Make the key and the Encrypt dictionary of the standard handler, revision 2."""
    padded = (password + _PAD)[:32]
    owner = _rc4(_md5(padded)[:5], padded)
    rights = -4
    key = _md5(padded + owner + rights.to_bytes(4, "little", signed=True) + identity)[:5]
    user = _rc4(key, _PAD)
    entry = b"<</Filter/Standard/V 1/R 2/P %d/O<%s>/U<%s>>>" % (
        rights, owner.hex().encode(), user.hex().encode(),
    )  # fmt: skip
    return key, entry


def _sealed(body: bytes, number: int, key: bytes) -> bytes:
    head, mark, data = body.partition(b"stream\n")
    if not mark:
        return body
    secret = _md5(key + number.to_bytes(3, "little") + b"\0\0")[:10]
    packed = data.removesuffix(b"\nendstream")
    return head + mark + _rc4(secret, packed) + b"\nendstream"


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
