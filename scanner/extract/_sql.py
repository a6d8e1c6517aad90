"""The lexical half of reading SQL scripts: rows of values, out of a source read piece by piece."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 20
_LONGEST = 32 << 20  # characters of one row; more than that is no row
# A quotation mark inside a quoted name is doubled.
_NAMES = re.compile(r'`((?:[^`]|``)*+)`|"((?:[^"]|"")*+)"|\[((?:[^\]]|\]\])*+)\]|([^\s,()`"\[\]]+)')
_DOUBLED = re.compile(r'([`"\]])\1')
# Repeats are possessive (++, *+): text that does not fit must not be tried in every division.
_STANDARD = r"'(?:[^']++|'')*+'"
_WITH_BACKSLASH = r"'(?:[^'\\]++|\\.|'')*+'"
_COPY_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_MYSQL_ESCAPES = {"0": "", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "Z": ""}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BYTES = {"x", "b", "_binary"}  # before a string of bytes
_BETWEEN = re.compile(r"\s*,\s*(?=\()")
_END = re.compile(r"[^\n;]{0,200};?[ \t]*\r?\n?")  # ON DUPLICATE KEY … and the like


class Source:
    """Text of any length, looked at from its present place onwards.

    Args:
        stream: where the text comes from.
        backslash: whether a backslash in a string escapes what follows it.
    """

    def __init__(self, stream: TextIO, *, backslash: bool) -> None:
        string = _WITH_BACKSLASH if backslash else rf"(?:[eE]{_WITH_BACKSLASH}|{_STANDARD})"
        # An E may stand before a string, and changes its meaning.
        other = r"[^()']++" if backslash else r"[^()'eE]++|[eE]"
        inner = f"{string}|{other}"
        nested = rf"\((?:{inner}|\((?:{inner}|\((?:{inner})*+\))*+\))*+\)"
        self.row = re.compile(rf"\(((?:{inner}|{nested})*+)\)", re.DOTALL)
        self.value = re.compile(rf"((?:{string}|[^(),'eE]++|[eE]|{nested})*+)(?:,|\Z)", re.DOTALL)
        self.simple = re.compile(rf"\s*(?:[Nn]?({string})|([^,'()]*+))\s*(?:,|\Z)", re.DOTALL)
        self.string = re.compile(string, re.DOTALL)
        self.backslash = backslash
        self._stream = stream
        self._text = ""
        self._at = 0
        self._ended = False

    def line(self) -> str:
        """Give the rest of the line, its end included; "" when the text is over."""
        while (end := self._text.find("\n", self._at)) < 0 and self._more():
            pass
        return self._text[self._at : end + 1 or None]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match here; whatever could match more is given more to match."""
        while True:
            found = pattern.match(self._text, self._at)
            left = len(self._text) - self._at
            if found is not None and found.end() < len(self._text):
                return found
            if (found is None and left > _PIECE) or not self._more():
                return found

    def match_row(self, ahead: int = 0) -> re.Match[str] | None:
        """Match a row of values in brackets, however long, so many characters ahead."""
        while True:
            found = self.row.match(self._text, self._at + ahead)
            if found is not None or len(self._text) - self._at > _LONGEST or not self._more():
                return found

    def parts(self, row: str) -> list[str]:
        """Give the parts of a row between its commas, brackets and strings kept whole."""
        return [match[1] for match in self.value.finditer(row) if match[0]]

    def skip(self, length: int) -> None:
        """Go on by so many characters."""
        self._at += length

    def _more(self) -> bool:
        if self._ended:
            return False
        # What is read doubles, so that a long row is not matched anew for every piece of it.
        piece = self._stream.read(max(_PIECE, len(self._text) - self._at))
        self._text, self._at = self._text[self._at :] + piece, 0
        self._ended = not piece
        return not self._ended


def names(text: str) -> tuple[str, ...]:
    """Give the names in a list, whichever way they are quoted."""
    found = (next(n for n in m.groups() if n is not None) for m in _NAMES.finditer(text))
    return tuple(_DOUBLED.sub(r"\1", name) for name in found)


def values(source: Source) -> Iterator[list[str | None]]:
    """Give the rows of an INSERT statement, from its first bracket on."""
    while (row := source.match_row()) is not None:
        source.skip(row.end() - row.start())
        yield _cells(row[1], source)
        between = source.match(_BETWEEN)
        if between is None:
            break
        source.skip(between.end() - between.start())
    if (end := source.match(_END)) is not None:
        source.skip(end.end() - end.start())


def _cells(row: str, source: Source) -> list[str | None]:
    """Give the values of a row; most rows hold plain strings and numbers, which is quick."""
    cells: list[str | None] = []
    end = 0
    for match in source.simple.finditer(row):
        if match.start() != end:
            break
        string, bare = match.groups()
        cells.append(_plain(string, source) if string else _bare(bare.strip()))
        end = match.end()
        if end == len(row) and row[-1:] != ",":
            return cells
    return [_value(part.strip(), source) for part in source.parts(row)]


def _value(text: str, source: Source) -> str | None:
    """Give a value: a string without its quotes, also where a function is called on it."""
    string = source.string.search(text)
    if string is None:
        return _bare(text)
    if text[: string.start()].strip().lower() in _BYTES:
        return None
    return _plain(string[0], source)


def _bare(text: str) -> str | None:
    return None if text in {"NULL", "null", "DEFAULT"} or text.startswith("0x") else text


def _plain(quoted: str, source: Source) -> str:
    escaped = source.backslash or quoted[0] in "eE"
    plain = quoted[quoted.index("'") + 1 : -1].replace("''", "'")
    if escaped and "\\" in plain:
        return _ESCAPE.sub(lambda m: _MYSQL_ESCAPES.get(m[1], m[1]), plain)
    return plain


def copied(source: Source) -> Iterator[list[str | None]]:
    """Give the rows of a COPY block, and go past its end."""
    while line := source.line():
        source.skip(len(line))
        line = line.rstrip("\r\n")
        if line == "\\.":
            return
        yield [_unescaped(cell) for cell in line.split("\t")]


def _unescaped(cell: str) -> str | None:
    if "\\" not in cell:
        return cell
    return None if cell == "\\N" else _ESCAPE.sub(lambda m: _COPY_ESCAPES.get(m[1], m[1]), cell)
