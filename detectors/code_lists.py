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

_STEMS = ("code", "safe", "pass", "pin", "pwd", "p/w", "k/s", " pw", "\tpw", ",pw", "|pw", "logins")
_STEMS_ALONE = (
    "log-ins",
    "log ins",
    "logons",
    "entry",
    "padlocks",
    "combinations",
    "wifi",
    "wi-fi",
)
_LONGEST_TITLE = 80
_ANNOUNCED = regex.compile(
    r"(?i)(?<![a-z])(?:(?:key|door|alarm|access|gate|entry|lock)[ _-]?(?:safe|code|box|no)"
    r"|(?:key|pad)[ _-]?safe|pass[ _-]?(?:word|code)|pwd?|p/w|k/s|(?<!nmc[ _])pin)"
    r"(?:[ _]?(?:code|no|number))?s?(?![a-z])"
)
# A title that is nothing but the name of what is listed: "Door & alarm codes", "LOG-INS (office)".
_TITLE = regex.compile(
    r"(?i)[ \t*#=_-]*(?:(?P<logins>(?:[a-z&/'-]+[ ]){0,3}(?:passwords?|log[ -]?(?:in|on)s|wi-?fi)"
    r"(?:[ ](?:list|book|sheet|codes?|details|and|&|[a-z]+)){0,4})"
    r"|(?:[a-z&/,'-]+[ ]){0,4}"
    r"(?<!post[ ]|product[ ]|sort[ ]|cost[ ]|tax[ ]|stock[ ]|nominal[ ]|item[ ]|budget[ ]|pay[ ]"
    r"|fault[ ]|error[ ]|share[ ]|absence[ ]|ledger[ ]|expense[ ]|order[ ]|rota[ ]|shift[ ]"
    r"|area[ ]|job[ ]|dialling[ ])"
    r"(?:codes|key[ -]?safes?|padlocks|combinations|entry|pins)"
    r"(?:[ ](?:list|no'?s?|numbers|codes|and|&|[a-z]+)){0,3})"
    r"[ ]*(?:\([^)\n]*\)|[-:!.*][^\n]*)?$"
)
_LOGIN_VALUE = regex.compile(
    r"(?:[ ][-=][ ]|[:=/|\t,][ ]{0,3}|[ ])(?P<value>(?=[^\s]*[A-Za-z])(?=[^\s]*[0-9!*#$%&])"
    r"[^\s,;:|<>\"()]{5,40})[ ]*(?:\([^)\n]*\))?[ \t.]*$"
)
_NO_PASSWORD = regex.compile(
    r"(?i)@[\w-]+\.|https?:|www\.|^[0-9/.:-]+$|^(?:rm|room)[0-9]"
    r"|^[0-9]+(?:st|nd|rd|th)$"
)
_SEPARATOR = regex.compile(r"[,\t|;]|[ ]{2}")
_DIGIT = regex.compile("[0-9]")
_CODE = r"(?:[A-Z*#]?(?!20[0-3][0-9](?![0-9]))[0-9]{4,6}[A-Z*#]{0,2}|[A-Z][0-9]{3}[A-Z])"
_LAST_ON_LINE = regex.compile(
    rf"(?:[:=\t|]|[ ]-|(?<=\n)|(?<=[A-Za-z)])[ ])[ ]{{0,3}}"
    rf"(?P<value>{_CODE})[ ]*(?:\([^)\n]*\))?[ \t.]*$"
)
_AFTER_DASH = regex.compile(rf"[ ][-=][ ]{{1,2}}(?P<value>{_CODE})(?=[ ]|$)")
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
    stems = (*_STEMS, *_STEMS_ALONE)
    for at in sorted(at for stem in stems for at in occurrences(text, stem)):
        if at < max(end, high):
            continue  # its line was looked at, or read as one of a list
        low = text.rfind("\n", 0, at) + 1
        high = _line_end(text, at)
        if high - low > _LONGEST_TITLE:
            continue
        title = _TITLE.fullmatch(text, low, high)
        if title and title.group("logins"):
            yield from _logins(text, high)
        if title is None and not _ANNOUNCED.search(text, low, high):
            continue
        if _DIGIT.search(text, low, high):
            continue
        columns = _SEPARATOR.search(text, low, high) is not None
        mark = next((mark for mark in "\t|" if mark in text[low:high]), "")
        titled = (
            [i for i, cell in enumerate(text[low:high].split(mark)) if _ANNOUNCED.search(cell)]
            if mark
            else []
        )
        end = low
        if _PASSWORD.search(text, low, high):
            following = _line_end(text, high + 1)
            if match := _WHOLE_LINE.match(text, high + 1, following):
                yield match.span("value")
        for start, stop in _lines_below(text, high):
            end = stop
            if mark:
                yield from _by_place(text, start, stop, mark, titled)
            elif columns:
                yield from _cells(text, start, stop, headers)
            else:
                yield from _last(text, start, stop)


def _lines_below(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of the paragraph below, as (start, end); a blank line may come first."""
    start = at + 1
    if text.startswith("\n", start):
        start += 1
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
    match = _LAST_ON_LINE.search(text, start, stop) or _AFTER_DASH.search(text, start, stop)
    if match:
        yield match.span("value")


def _by_place(
    text: str, start: int, stop: int, mark: str, places: list[int]
) -> Iterator[tuple[int, int]]:
    """Give the codes in the cells that have the place of an announcing title."""
    low = start
    for place, cell in enumerate(text[start:stop].split(mark)):
        if place in places:
            yield from (m.span("value") for m in _CELL.finditer(text, low, low + len(cell)))
        low += len(cell) + 1


def _logins(text: str, title_end: int) -> Iterator[tuple[int, int]]:
    """Give what stands last on each line of a list of log-ins, where it looks like a password."""
    for start, stop in _lines_below(text, title_end):
        match = _LOGIN_VALUE.search(text, start, stop)
        if match and not _NO_PASSWORD.search(match.group("value")):
            yield match.span("value")


def _cells(text: str, start: int, stop: int, headers: Headers) -> Iterator[tuple[int, int]]:
    for match in _CELL.finditer(text, start, stop):
        if _ANNOUNCED.search(headers.over(match.start())):
            yield match.span("value")
