"""Payment card numbers: issuer prefix, length and the Luhn formula (ISO/IEC 7812)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import regex

from detectors import checkdigits
from detectors.recognisers.base import (
    BREAK,
    DIGITS_END,
    DIGITS_START,
    Candidate,
    Recogniser,
    digits_of,
)
from detectors.zones import occurrences

_LABEL_REACH = 60
_BROKEN = regex.compile(
    rf"{DIGITS_START}(?=[0-9 -]{{4,16}}\n)[0-9]{{4}}(?:{BREAK}[0-9]{{4}}){{3}}{DIGITS_END}"
)
_COMMON_LENGTHS = (15, 16)


class CreditCard(Recogniser):
    """Tells apart numbers grouped as on the card from long bare numbers."""

    ENTITY: ClassVar[str] = "CREDIT_CARD"
    FEW_FAILURES: ClassVar[int] = 1
    PATTERN: ClassVar[str] = rf"""
        {DIGITS_START} [1-6] [0-9]{{3}}
        (?: (?P<gap>[ -]) [0-9]{{4}} (?P=gap) [0-9]{{4}} (?P=gap) [0-9]{{1,7}}
          | (?P<amex>[ -]) [0-9]{{6}} (?P=amex) [0-9]{{4,5}}
          | [0-9]{{8,15}} )
        {DIGITS_END}
    """

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield numbers on one line, and those that a line break cuts after their label."""
        yield from super().candidates(text)
        for at in occurrences(text, "card"):
            if match := _BROKEN.search(text, at, at + _LABEL_REACH):
                digits = digits_of(match.group())
                known = 16 in _issuer(digits, self.rules.data["issuers"]).get("lengths", [])
                yield Candidate(*match.span(), "broken", known and checkdigits.luhn(digits))

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Check issuer, length and check digit."""
        digits = digits_of(match.group())
        issuer = _issuer(digits, self.rules.data["issuers"])
        lengths: list[int] = issuer.get("lengths", [])
        valid = len(digits) in lengths and checkdigits.luhn(digits)
        if match.group("gap") or match.group("amex"):
            return "grouped", valid
        common = len(digits) in _COMMON_LENGTHS and not issuer.get("rare")
        return ("plain" if common else "rare"), valid


def _issuer(digits: str, issuers: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the entry of the card's issuer; an empty one when nobody issues that prefix."""
    for issuer in issuers:
        low, high = issuer["prefixes"]
        if low <= int(digits[: len(str(low))]) <= high:
            return issuer
    return {}
