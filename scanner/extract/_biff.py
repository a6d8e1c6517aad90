"""Excel workbooks of 1987 to 2003 record by record ([MS-XLS] and its forerunners, BIFF2 to BIFF8).

Used where calamine gives up: on files older than Excel 5, and on damaged ones. Also the only way to
the text boxes and comments of an .xls file.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import olefile

from scanner.extract import _ole

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOFS = {0x0009: 2, 0x0209: 3, 0x0409: 4, 0x0809: 5}
_EOF = 0x000A
_BOUNDSHEET, _SST, _FORMAT, _XF, _DATE_1904 = 0x0085, 0x00FC, 0x041E, 0x00E0, 0x0022
_LABELS, _LABEL_2, _LABEL_SST = {0x0204, 0x00D6}, 0x0004, 0x00FD
_NUMBER, _NUMBER_2, _INTEGER_2, _RK, _MULRK = 0x0203, 0x0003, 0x0002, 0x027E, 0x00BD
_FORMULAS, _STRINGS, _TEXT_BOX = {0x0006, 0x0206, 0x0406}, {0x0207, 0x0007}, 0x01B6
_DATES = {*range(14, 18), 22}  # built-in number formats that show a day
_DATE_FORMAT = re.compile(r"[dy]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_MAX_COLUMN = 16384
_LARGE_GRID = 2_000_000


@dataclass(slots=True)
class Sheet:
    """A sheet as read: cell texts by (row, column), texts of boxes and comments, chart labels."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    asides: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def is_scattered(self) -> bool:
        """Say whether a few cells lie so far apart that a grid of them would fill the memory."""
        height = max((row for row, _ in self.cells), default=0) + 1
        width = max((column for _, column in self.cells), default=0) + 1
        return height * width > _LARGE_GRID and height * width > 100 * len(self.cells)

    def words(self) -> list[str]:
        """Give the texts of boxes, comments and charts that are in no cell."""
        cells = set(self.cells.values())
        return list(dict.fromkeys(t for t in (*self.asides, *self.labels) if t not in cells))

    def rows(self) -> list[list[str]]:
        """Give the cells as rows; rows without any cell are left out."""
        found: dict[int, dict[int, str]] = {}
        for (row, column), text in self.cells.items():
            found.setdefault(row, {})[column] = text
        width = max((column for _, column in self.cells), default=-1) + 1
        return [[found[row].get(c, "") for c in range(width)] for row in sorted(found)]


@dataclass(slots=True)
class _Book:
    version: int = 8
    names: list[str] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    epoch: dt.datetime = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a day, without a zone
    sheets: list[Sheet] = field(default_factory=list)
    pending: tuple[int, int] | None = None


def read(data: bytes) -> list[Sheet]:
    """Read all sheets; what is damaged is left out.

    Raises:
        struct.error: a record is shorter than its kind can be.
        OSError: the OLE2 file around it is damaged.
    """
    book = _Book()
    depth = 0
    for kind, body, more in _records(_stream(data)):
        if kind in _BOFS:
            depth += 1
            if depth == 1:
                _begin(book, kind, body)
        elif kind == _EOF:
            depth = max(0, depth - 1)
        elif depth <= 1:
            _take(book, kind, body, more)
        elif kind in _LABELS and book.sheets:  # a chart keeps the labels of data elsewhere
            book.sheets[-1].labels.append(_text(book, body[6:]))
    return [sheet for sheet in book.sheets if sheet.cells or sheet.asides]


def _stream(data: bytes) -> bytes:
    if not _ole.is_ole(data):
        return data
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
            if ole.exists(name):
                return bytes(ole.openstream(name).read())
    return b""


def _records(stream: bytes) -> Iterator[tuple[int, bytes, list[bytes]]]:
    """Give each record's kind and body, and the bodies of the records that continue it."""
    position = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        body = stream[position + 4 : position + 4 + size]
        position += 4 + size
        more = []
        while stream[position : position + 2] == b"\x3c\x00":
            size = struct.unpack_from("<H", stream, position + 2)[0]
            more.append(stream[position + 4 : position + 4 + size])
            position += 4 + size
        yield kind, body, more


def _begin(book: _Book, kind: int, body: bytes) -> None:
    version = _BOFS[kind]
    if version == 5 and body[:2] == b"\x00\x06":
        version = 8
    book.version = version
    contents = struct.unpack_from("<H", body, 2)[0] if len(body) >= 4 else 0
    if contents != 5 or version < 5:  # 5: what all sheets share, not a sheet
        number = len(book.sheets)
        name = book.names[number] if number < len(book.names) else f"Sheet{number + 1}"
        book.sheets.append(Sheet(name))


def _take(book: _Book, kind: int, body: bytes, more: list[bytes]) -> None:
    if kind == _BOUNDSHEET:
        book.names.append(_short_text(book, body[6:]))
    elif kind == _SST:
        book.strings = list(_shared_strings([body, *more]))
    elif kind == _FORMAT:
        number = struct.unpack_from("<H", body)[0]
        read_text = _text if book.version == 8 else _short_text
        book.formats[number] = read_text(book, body[2:])
    elif kind == _XF:
        book.styles.append(struct.unpack_from("<H", body, 2)[0])
    elif kind == _DATE_1904 and body[:2] == b"\x01\x00":
        book.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001
    elif book.sheets:
        _cell(book, kind, body, more)


def _cell(book: _Book, kind: int, body: bytes, more: list[bytes]) -> None:
    sheet = book.sheets[-1]
    if kind in _STRINGS and book.pending:
        sheet.cells[book.pending] = _text(book, body)
        book.pending = None
    elif kind == _TEXT_BOX:
        text = _box_text(more)
        if text:
            sheet.asides.append(text)
    elif kind == _MULRK:
        row, first = struct.unpack_from("<HH", body)
        for index in range((len(body) - 6) // 6):
            style, value = struct.unpack_from("<HI", body, 4 + 6 * index)
            _put(sheet, row, first + index, _number(book, style, _rk(value)))
    elif kind in {_LABEL_2, _NUMBER_2, _INTEGER_2}:
        row, column = struct.unpack_from("<HH", body)
        _put(sheet, row, column, _old_value(kind, body[7:]))
    elif kind in _LABELS | _FORMULAS | {_LABEL_SST, _NUMBER, _RK}:
        row, column, style = struct.unpack_from("<HHH", body)
        _put(sheet, row, column, _value(book, kind, body[6:], style))
        if kind in _FORMULAS and body[12:14] == b"\xff\xff" and body[6] == 0:
            book.pending = (row, column)


def _put(sheet: Sheet, row: int, column: int, text: str) -> None:
    if text and column < _MAX_COLUMN:
        sheet.cells[row, column] = text


def _old_value(kind: int, body: bytes) -> str:
    if kind == _LABEL_2:
        return body[1 : 1 + body[0]].decode("cp1252", errors="replace") if body else ""
    if kind == _INTEGER_2:
        return str(struct.unpack_from("<H", body)[0])
    return _plain(struct.unpack_from("<d", body)[0])


def _value(book: _Book, kind: int, body: bytes, style: int) -> str:
    if kind in _LABELS:
        return _text(book, body)
    if kind == _LABEL_SST:
        index = struct.unpack_from("<I", body)[0]
        return book.strings[index] if index < len(book.strings) else ""
    if kind == _RK:
        return _number(book, style, _rk(struct.unpack_from("<I", body)[0]))
    if kind in _FORMULAS and body[6:8] == b"\xff\xff":
        return ""  # text, which follows, or an error
    return _number(book, style, struct.unpack_from("<d", body)[0])


def _rk(value: int) -> float:
    """Unpack a number of 30 bits: an integer or the top of a float, perhaps in hundredths."""
    if value & 2:
        number = float((value - (1 << 32) if value & 0x80000000 else value) >> 2)
    else:
        number = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", value & 0xFFFFFFFC))[0]
    return number / 100 if value & 1 else number


def _number(book: _Book, style: int, value: float) -> str:
    number = book.styles[style] if book.version >= 5 and style < len(book.styles) else 0
    shown = _QUOTED.sub("", book.formats.get(number, ""))
    is_date = number in _DATES or (shown != "General" and _DATE_FORMAT.search(shown))
    if is_date and 0 < value < 2_958_466:
        return (book.epoch + dt.timedelta(days=int(value))).strftime("%d/%m/%Y")
    return _plain(value)


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _text(book: _Book, body: bytes) -> str:
    """Read a text with a two-byte length: of Unicode in BIFF8, of a code page before."""
    size = struct.unpack_from("<H", body)[0]
    if book.version < 8:
        return body[2 : 2 + size].decode("cp1252", errors="replace")
    return _unicode(body[2:], size)


def _short_text(book: _Book, body: bytes) -> str:
    if book.version < 8:
        return body[1 : 1 + body[0]].decode("cp1252", errors="replace")
    return _unicode(body[1:], body[0])


def _unicode(body: bytes, size: int) -> str:
    wide = bool(body[:1]) and body[0] & 1
    raw = body[1 : 1 + size * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", errors="replace")


def _box_text(more: list[bytes]) -> str:
    """Give a text box's words: in the records that continue it, the last of which is formatting."""
    words = [_unicode(part, len(part)) for part in more[:-1] or more]
    return "".join(words).replace("\r", "\n").strip("\0 \n")


def _shared_strings(parts: list[bytes]) -> Iterator[str]:
    """Read the table of strings, which goes on across records even inside a string."""
    reader = _Continued(parts)
    count = struct.unpack("<I", reader.take(8)[4:])[0]
    for _ in range(count):
        head = reader.take(3)
        if len(head) < 3:
            return
        size, flags = struct.unpack("<HB", head)
        runs = struct.unpack("<H", reader.take(2))[0] if flags & 8 else 0
        phonetic = struct.unpack("<I", reader.take(4))[0] if flags & 4 else 0
        yield reader.characters(size, wide=bool(flags & 1))
        reader.take(4 * runs + phonetic)


class _Continued:
    """Bytes spread over several records."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part = self._at = 0

    def take(self, size: int) -> bytes:
        """Give the next bytes; fewer where they end."""
        out = b""
        while len(out) < size and self._part < len(self._parts):
            piece = self._parts[self._part][self._at : self._at + size - len(out)]
            out += piece
            self._at += len(piece)
            if self._at >= len(self._parts[self._part]):
                self._part, self._at = self._part + 1, 0
        return out

    def characters(self, size: int, *, wide: bool) -> str:
        """Give the next characters; each record says anew whether they are of 16 bits."""
        out = ""
        while len(out) < size and self._part < len(self._parts):
            if self._at == 0 and self._part and out:
                wide = bool(self.take(1)[0] & 1)
            width = 2 if wide else 1
            room = (len(self._parts[self._part]) - self._at) // width
            if room == 0:
                if not out and self._at == 0:
                    return out
                self._part, self._at = self._part + 1, 0
                continue
            raw = self.take(min(size - len(out), room) * width)
            out += raw.decode("utf-16-le" if wide else "latin-1", errors="replace")
        return out
