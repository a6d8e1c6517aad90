"""International bank account numbers: country, length of that country, MOD 97-10 (ISO 13616)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from detectors import checkdigits
from detectors.recognisers.base import WORD_START, Candidate, Recogniser


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
        for match in self.matches(text):
            length = lengths.get(match.group()[:2])
            end = length and _end(text, match.start(), length)
            if end and checkdigits.iban(regex.sub("[ -]", "", text[match.start() : end])):
                yield Candidate(match.start(), end, "checked")
            elif length and not text[match.end() : match.end() + 1].isalnum():
                yield Candidate(*match.span(), "unchecked")


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
