"""International bank account numbers: country, length of that country, MOD 97-10 (ISO 13616)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from detectors import checkdigits
from detectors.recognisers.base import WORD_START, Candidate, Recogniser
from detectors.zones import occurrences

_LABEL_REACH = 80
# In small letters, or broken into two lines, only from its label.
_LABELLED = regex.compile(rf"{WORD_START}[A-Za-z]{{2}}(?=[0-9]{{2}}[ -]?\n?[ ]?[A-Za-z0-9]{{4}})")


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
            match = _LABELLED.search(text, at, at + _LABEL_REACH)
            end = match and _end(text, match.start(), lengths.get(match.group().upper(), 0))
            if match and end and _checks(text[match.start() : end]):
                yield Candidate(match.start(), end, "labelled")
        for match in self.matches(text):
            length = lengths.get(match.group()[:2])
            end = length and _end(text, match.start(), length)
            if end and _checks(text[match.start() : end]):
                yield Candidate(match.start(), end, "checked")
            elif length and not text[match.end() : match.end() + 1].isalnum():
                yield Candidate(*match.span(), "unchecked")


def _checks(value: str) -> bool:
    return checkdigits.iban(regex.sub(r"[\s-]", "", value).upper())


def _end(text: str, start: int, length: int) -> int | None:
    """Give where `length` letters and digits end, single blanks between them; None if none do."""
    if not length:
        return None
    position = start
    for count in range(length):
        char = text[position : position + 1]
        if not (char.isascii() and char.isalnum()):
            return None
        position += 1
        if count < length - 1 and text[position : position + 1] in {" ", "-", "\n"}:
            position += 1
    following = text[position : position + 1]
    return None if following.isalnum() else position
