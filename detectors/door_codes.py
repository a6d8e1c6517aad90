"""Codes of doors, safes, locks and alarms, told by their look and by what stands on their line.

A lock's code has a look of its own (C159Z, 1066X, 2580#), which a word about getting in confirms.
Four bare digits need more: the word "code" before them, or a row of doors with a code each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from detectors.zones import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LOOK = regex.compile(
    r"(?<![0-9A-Za-z£$€#*/.:+-])(?:[Cc][ ]?[0-9]{3,5}[XYZxyz]|[0-9]{4}[XYZxyz]|[*#]?[0-9]{4,6}[#*])"
    r"(?![0-9A-Za-z#*]|[-/:][0-9])"
    r"|(?<![0-9A-Za-z£$€#*/.:+-])C[0-9]{4}(?=[ ](?:for|opens|on|to)[ ](?:the[ ])?(?:[a-z]+[ ])?"
    r"(?:door|gate|safe|key|lock|porch|entrance|flat))"
)
_LOOK_TRIGGER = regex.compile(
    r"(?<![0-9A-Za-z])(?:[Cc][ ]?[0-9]{3}|[0-9]{4,6}[XYZxyz#*]|[*#][0-9]{4})"
)
_CODE = r"(?:[A-Z*#]?[0-9]{4,6}[A-Z*#]{0,2}|[0-9]{4}[xyz]|[A-Z][0-9]{3}[A-Z])"
_CODE_END = r"(?![0-9A-Za-z#*%]|[-/:.][0-9]|[ ]?(?:mm|cm|m|kg|g|ml|hrs?|x|am|pm|days?)(?![a-z]))"
_AFTER_WORD = regex.compile(
    rf"(?i:codes?)(?:[ ]?[:=-]|[ ](?i:is|now|no\.?|number))?[ ]{{0,2}}"
    rf"(?P<value>(?-i:{_CODE})){_CODE_END}"
)
_WORD_BEFORE = regex.compile(r"([A-Za-z]+)[ _-]?(?:[0-9]{1,3}[ ])?$")
_ROW = regex.compile(
    r"(?:^|(?<=[\n,;:/|\u2022.(]|[ ](?:and|or))|(?<=(?:\n|^)[-*]))[ \t]{0,4}"
    r"(?P<place>[A-Za-z][A-Za-z' ]{1,28}?)(?:[ ]{0,2}[:=-][ ]{0,2}|[ ](?:is[ ]|now[ ])?|\t)"
    rf"(?P<value>{_CODE}){_CODE_END}(?=[ ]*(?:$|[\n,;/|.()]|(?:and|or|-)[ ]))"
)
_TWO_CODES = regex.compile(r"[0-9]{3}[^\n]{3,60}?[0-9]{3}")
_CLOCK = regex.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
_ANSWER = regex.compile(
    r"(?i)[^\n?]{0,40}\?[^\n]{0,12}\n[ ]{0,2}"
    r"(?:[\[(]?[0-9][^\n\])A-Za-z]{4,22}[\])]?[ -]{0,3})?(?:[A-Z][\w .()'-]{0,30}:[ ]?|>[ ]?)?"
    r"(?:(?:it'?s|its|still|yes|try|now|the)[ ,]{1,2}){0,2}"
    rf"(?P<value>(?-i:{_CODE})){_CODE_END}[ ]?[.!,]?(?:[ ](?:[a-z]+[ .!]?){{1,6}})?(?=\n|$)"
)
_ASKING = ("keysafe", "key safe", "key-safe", "code", "key box")
_LINE = 160
_FEWEST_IN_ROW = 2


class DoorCodes:
    """Finds codes by the words of `recognisers.yaml`.

    Args:
        data: the entry of CREDENTIAL: `openings`, `not_openings`, `other_codes`.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._openings = _words(data["openings"])
        self._against = _words(data["not_openings"])
        self._other_codes = frozenset(data["other_codes"])

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where codes stand; the same code may come more than once."""
        yield from self._by_look(text)
        places = occurrences(text, "code")
        yield from self._after_word(text, places)
        yield from _answers(text)
        yield from self._in_rows(text)

    def _by_look(self, text: str) -> Iterator[tuple[int, int]]:
        """Find codes that look like one, where their line or the one above speaks of getting in."""
        for trigger in _LOOK_TRIGGER.finditer(text):
            match = _LOOK.match(text, trigger.start())
            if match is None:
                continue
            low, high = _line(text, match.start(), match.end())
            above = max(text.rfind("\n", 0, max(0, low - 1)) + 1, low - _LINE)
            if self._against.search(text, low, high):
                continue
            if self._openings.search(text, above, high):
                yield match.span()

    def _after_word(self, text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        for at in places:
            match = _AFTER_WORD.match(text, at)
            if match is None:
                continue
            before = _WORD_BEFORE.search(text, max(0, at - 24), at)
            word = before.group(1).lower() if before else ""
            if word in self._other_codes:
                continue
            low, high = _line(text, *match.span())
            if self._openings.search(text, low, at) or self._openings.search(
                text, match.end(), high
            ):
                yield match.span("value")

    def _in_rows(self, text: str) -> Iterator[tuple[int, int]]:
        """Find the codes of a line that gives several doors a code each."""
        done = 0
        for two in _TWO_CODES.finditer(text):
            if two.start() < done:
                continue
            low, high = _line(text, *two.span())
            done = high
            if self._against.search(text, low, high):
                continue
            rows = [
                match
                for match in _ROW.finditer(text, low, high)
                if self._openings.search(match.group("place"))
            ]
            codes = [match.group("value") for match in rows]
            if len(rows) >= _FEWEST_IN_ROW and not all(map(_CLOCK.fullmatch, codes)):
                yield from (match.span("value") for match in rows)


def _answers(text: str) -> Iterator[tuple[int, int]]:
    """Find the code that answers a question: "keysafe?", and on the next line "1905X"."""
    for word in _ASKING:
        for at in occurrences(text, word):
            if match := _ANSWER.match(text, at + len(word)):
                yield match.span("value")


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the line around a span, or as much of it as is near."""
    low = max(text.rfind("\n", 0, start) + 1, start - _LINE)
    stop = text.find("\n", end, end + _LINE)
    return low, stop if stop >= 0 else min(len(text), end + _LINE)


def _words(expressions: list[str]) -> regex.Pattern[str]:
    return regex.compile(rf"(?i)(?<![A-Za-z])(?:{'|'.join(expressions)})(?![A-Za-z])")
