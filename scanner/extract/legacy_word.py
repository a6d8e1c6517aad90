"""Word documents before 2007 (.doc), by the piece table of [MS-DOC] 2.4.1; Word 2, 6 and 95 too."""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING

import olefile

from scanner.document import Blob, Block, Document, Status, UnreadableError
from scanner.extract import _grid, _members, _ole

if TYPE_CHECKING:
    from scanner.document import Limits

MEDIA_TYPES = ("application/msword",)
ERRORS = _ole.ERRORS

_WORD97 = 0xC1  # nFib from which text is in pieces of 8-bit or 16-bit characters
_FC_CLX = 0x1A2
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_ROW_END = "\x07\x07"
_TIDY = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\x1f": None, "\x15": None, "\x14": None}
    | dict.fromkeys("\x00\x01\x02\x03\x04\x05\x06\x08\x13", None)
)


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read an old Word document: body, footnotes, headers, comments and text boxes.

    Raises:
        UnreadableError: it is encrypted, or not laid out as any known version.
    """
    data = _ole.unprotected(blob, limits.passwords)
    if _ole.is_ole(data):
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            if not ole.exists("WordDocument"):
                raise UnreadableError(Status.CORRUPT, "its main part is missing")
            main = ole.openstream("WordDocument").read()
            text = _text(main, ole)
    else:
        text = _simple_text(data)
    document = Document(media_type, properties=_ole.properties(data))
    body = _lay_out(text, document)
    if body:
        document.blocks.append(Block(body))
    document.blocks += _ole.own_properties(data)
    return document


def _text(main: bytes, ole: olefile.OleFileIO) -> str:
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if struct.unpack_from("<H", main, 2)[0] < _WORD97:
        return _simple_text(main)
    table = "1Table" if flags & 0x0200 else "0Table"
    if not ole.exists(table):
        table = "0Table" if flags & 0x0200 else "1Table"
    return _pieces(main, ole.openstream(table).read())


def _simple_text(main: bytes) -> str:
    """Give the text of Word 2, 6 and 95, one run of 8-bit characters."""
    start, end = struct.unpack_from("<II", main, 0x18)
    if struct.unpack_from("<H", main, 0x0A)[0] & 0x0100:
        raise UnreadableError(Status.ENCRYPTED, _members.PROTECTED)
    if not 0 < start <= end <= len(main):
        raise UnreadableError(Status.CORRUPT, "its text cannot be located")
    return main[start:end].decode("cp1252", errors="replace")


def _pieces(main: bytes, table: bytes) -> str:
    """Put the text together from its pieces, in the order of the document."""
    start, size = struct.unpack_from("<II", main, _FC_CLX)
    clx = table[start : start + size]
    position = 0
    while position < len(clx) and clx[position] == 1:  # formatting that precedes the pieces
        position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
    if position >= len(clx) or clx[position] != 2:
        raise UnreadableError(Status.CORRUPT, "its table of text pieces is damaged")
    length = struct.unpack_from("<I", clx, position + 1)[0]
    plc = clx[position + 5 : position + 5 + length]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    parts = []
    for index in range(count):
        where = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)[0]
        characters = max(0, bounds[index + 1] - bounds[index])
        parts.append(_piece(main, where, characters))
    return "".join(parts)


def _piece(main: bytes, where: int, characters: int) -> str:
    if where & 0x40000000:
        start = (where & 0x3FFFFFFF) // 2
        return main[start : start + characters].decode("cp1252", errors="replace")
    return main[where : where + 2 * characters].decode("utf-16-le", errors="replace")


def _lay_out(text: str, document: Document) -> str:
    """Drop field codes and marks, and lay out tables, whose cells end in a bell character."""
    previous = None
    while previous != text:  # fields nest
        previous, text = text, _FIELD_CODE.sub("", text)
    text = text.translate(_TIDY)
    lines: list[str] = []
    rows: list[list[str]] = []
    pieces = text.split(_ROW_END)
    for piece in pieces[:-1]:
        before, _, row = piece.rpartition("\n") if "\x07" not in piece else _split(piece)
        if before.strip():
            lines.append(_grid.place(rows, f"table {len(document.tables) + 1}", document))
            lines.append(before)
            rows = []
        rows.append([_grid.cell_text(cell.split("\n")) for cell in row.split("\x07")])
    lines.append(_grid.place(rows, f"table {len(document.tables) + 1}", document))
    lines.append(pieces[-1].replace("\x07", "\t"))
    return "\n".join(line.rstrip() for part in lines for line in part.split("\n") if line.strip())


def _split(piece: str) -> tuple[str, str, str]:
    """Part what stands before a table row: all but the last line before its first cell mark."""
    first, mark, rest = piece.partition("\x07")
    before, newline, cell = first.rpartition("\n")
    return before, newline, cell + mark + rest
