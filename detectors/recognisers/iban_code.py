"""International bank account numbers: country, length of that country, MOD 97-10 (ISO 13616)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from detectors import checkdigits
from detectors.recognisers.base import WORD_START, Candidate, Recogniser
from detectors.zones import occurrences

_LABEL_REACH = 80
# In small letters only from its label, and as far as letters and digits go on.
_LOWER = regex.compile(r"\b[a-z]{2}[0-9]{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?\b")


class IbanCode(Recogniser):
    """Reads just as many characters as the country's numbers have."""

    ENTITY: ClassVar[str] = "IBAN_CODE"
    AFTER: ClassVar[int] = 48
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} [A-Z]{{2}} [0-9]{{2}} (?: [ -]? [A-Z0-9]{{2,4}} ){{3,8}}
    """

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield numbers of a country's right length, and other long codes of that shape.

        A number written under the word IBAN is one even when it is mistyped.
        """
        lengths: dict[str, int] = self.rules.data["lengths"]
        for at in occurrences(text, "iban"):
            match = _LOWER.search(text, at, at + _LABEL_REACH)
            if match and self._is_right(match.group().upper(), lengths):
                yield Candidate(*match.span(), "lower")
        for match in self.matches(text):
            length = lengths.get(match.group()[:2])
            end = length and _end(text, match.start(), length)
            if end and checkdigits.iban(regex.sub("[ -]", "", text[match.start() : end])):
                yield Candidate(match.start(), end, "checked")
            elif length and not text[match.end() : match.end() + 1].isalnum():
                yield Candidate(*match.span(), "unchecked")

    def _is_right(self, value: str, lengths: dict[str, int]) -> bool:
        code = regex.sub("[ -]", "", value)
        return len(code) == lengths.get(code[:2]) and checkdigits.iban(code)


def _end(text: str, start: int, length: int) -> int | None:
    """Give where `length` letters and digits end, single blanks between them; None if none do."""
    position = start
    for count in range(length):
        char = text[position : position + 1]
        if not (char.isascii() and char.isalnum()) or char.islower():
            return None
        position += 1
        if count < length - 1 and text[position : position + 1] in {" ", "-"}:
            position += 1
    following = text[position : position + 1]
    return None if following.isalnum() else position
