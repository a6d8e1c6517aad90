"""Scottish Community Health Index numbers: date of birth, four digits, Modulus 11 check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

import regex

from detectors import checkdigits
from detectors.recognisers.base import (
    DIGITS_END,
    DIGITS_START,
    Candidate,
    Recogniser,
    digits_of,
    odd_groups,
)

_DATE_REACH = 300


class ScottishChi(Recogniser):
    """Checks the birthday in the first six digits as well as the check digit."""

    ENTITY: ClassVar[str] = "SCOTTISH_CHI"
    FEW_FAILURES: ClassVar[int] = 1
    PATTERN: ClassVar[str] = rf"""
        {DIGITS_START} [0-3][0-9][01]
        (?: [0-9]{{3}} (?P<gap>[ -]?) [0-9]{{4}} | (?P<threes>[ -]) [0-9]{{3}} [ -] [0-9]{{4}} )
        {DIGITS_END}
    """

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield numbers in the usual groups, and in any others after their label."""
        yield from super().candidates(text)
        for start, end in odd_groups(text, "chi ", "chi:", "chi\n", "c.h.i"):
            digits = digits_of(text[start:end])
            valid = _is_day(digits) and checkdigits.nhs(digits)
            yield Candidate(start, end, "odd_groups", valid)

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Score 010101 1237 above 0101011237."""
        digits = digits_of(match.group())
        form = "spaced" if match.group("gap") or match.group("threes") else "plain"
        valid = _is_day(digits) and checkdigits.nhs(digits)
        if valid and _gives_day(match.string, match.start(), digits):
            form = "born_then"
        return form, valid


def _gives_day(text: str, at: int, digits: str) -> bool:
    """Say whether the day of the first six digits stands near as a date: 03/11/1941, 3.11.41."""
    day, month, year = digits[:2].lstrip("0"), digits[2:4].lstrip("0"), digits[4:6]
    near = text[max(0, at - _DATE_REACH) : at + _DATE_REACH]
    if year not in near:
        return False
    written = rf"(?<![0-9/.-])0?{day}[/. -]0?{month}[/. -](?:19|20)?{year}(?![0-9])"
    return regex.search(written, near) is not None


def _is_day(digits: str) -> bool:
    """Say whether DDMMYY can be a day in either century."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
