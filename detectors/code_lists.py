"""Codes that a title or a column header announces once for many lines: the key-safe list.

KEY SAFES                            Client,Key code,Notes
Mrs Albright, 4 Fell View - 1945     "Ms T. Achebe","1937","ring first"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from detectors.headers import Headers
from detectors.zones import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEMS = ("code", "safe", "pass", "pin", "pwd", "p/w", "k/s", " pw", "\tpw", ",pw", "|pw")
_LONGEST_TITLE = 80
_ANNOUNCED = regex.compile(
    r"(?i)(?<![a-z])(?:(?:key|door|alarm|access|gate|entry|lock)[ _-]?(?:safe|code|box|no)"
    r"|(?:key|pad)[ _-]?safe|pass[ _-]?(?:word|code)|pwd?|p/w|k/s|(?<!nmc[ _])pin)"
    r"(?:[ _]?(?:code|no|number))?s?(?![a-z])"
)
_SEPARATOR = regex.compile(r"[,\t|;]|[ ]{2}")
_DIGIT = regex.compile("[0-9]")
_CODE = r"(?:[A-Z*#]?(?!20[0-3][0-9](?![0-9]))[0-9]{4,6}[A-Z*#]{0,2}|[A-Z][0-9]{3}[A-Z])"
_LAST_ON_LINE = regex.compile(
    rf"(?:[:=\t|]|[ ]-|(?<=\n)|(?<=[A-Za-z)])[ ])[ ]{{0,3}}"
    rf"(?P<value>{_CODE})[ ]*(?:\([^)\n]*\))?[ \t.]*$"
)
# The line below "Password:" that holds nothing else.
_WHOLE_LINE = regex.compile(r"(?=[^\s]*[A-Za-z])(?=[^\s]*[0-9])(?P<value>[^\s,;:]{6,40})[ ]*$")
_PASSWORD = regex.compile(r"(?i)pass[ _-]?(?:word|code)[ ]*:[ ]*$")
_CELL = regex.compile(
    rf"(?<![^,\t|;\"' ])(?:(?P<value>{_CODE})|(?P<value>[^\s,|;\"']*[0-9!?*#$%&@][^\s,|;\"']*))"
    r"(?![^,\t|;\"'\n ])"
)


def listed_codes(text: str) -> Iterator[tuple[int, int]]:
    """Give where codes and passwords stand that a title or a column header announces."""
    end = 0
    headers = Headers(text)
    high = -1
    for at in sorted(at for stem in _STEMS for at in occurrences(text, stem)):
        if at < max(end, high):
            continue  # its line was looked at, or read as one of a list
        low = text.rfind("\n", 0, at) + 1
        high = _line_end(text, at)
        if high - low > _LONGEST_TITLE or not _ANNOUNCED.search(text, low, high):
            continue
        if _DIGIT.search(text, low, high):
            continue
        columns = _SEPARATOR.search(text, low, high) is not None
        end = low
        if _PASSWORD.search(text, low, high):
            following = _line_end(text, high + 1)
            if match := _WHOLE_LINE.match(text, high + 1, following):
                yield match.span("value")
        for start, stop in _lines_below(text, high):
            end = stop
            yield from _cells(text, start, stop, headers) if columns else _last(text, start, stop)


def _lines_below(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of the paragraph below, as (start, end)."""
    start = at + 1
    while start < len(text):
        stop = _line_end(text, start)
        if not text[start:stop].strip():
            return
        yield start, stop
        start = stop + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _last(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    if match := _LAST_ON_LINE.search(text, start, stop):
        yield match.span("value")


def _cells(text: str, start: int, stop: int, headers: Headers) -> Iterator[tuple[int, int]]:
    for match in _CELL.finditer(text, start, stop):
        if _ANNOUNCED.search(headers.over(match.start())):
            yield match.span("value")
