"""Bank sort codes. Six digits are nothing; a label or an account number beside them tells."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import ClassVar

import regex

from detectors.recognisers.base import DIGITS_END, DIGITS_START, Recogniser, digits_of
from detectors.uk_dates import parse_uk_date

_ACCOUNT = regex.compile(rf"[^0-9\n]{{1,40}}[0-9]{{8}}{DIGITS_END}")
_NEXT_CELL = regex.compile(rf"[\"']?[ ,;|/\t]{{1,3}}[\"']?[0-9]{{8}}{DIGITS_END}")
_OLDEST_PAPER = 30
_AHEAD = 2


class UkSortCode(Recogniser):
    """Tells apart a code with an account number after it from one that may be a date."""

    ENTITY: ClassVar[str] = "UK_SORT_CODE"
    PATTERN: ClassVar[str] = rf"""
        {DIGITS_START} [0-9]{{2}} (?P<gap>[ .-]?) [0-9]{{2}} (?P=gap) [0-9]{{2}}
        (?: {DIGITS_END} | (?=/[0-9]{{8}}{DIGITS_END}) )
        | (?<![0-9A-Za-z£$€.,:/-]) (?P<short>[0-9]{{4,5}}) (?=[\t|,]["']?[0-9]{{8}}{DIGITS_END})
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Refuse to take a date followed by some number for a pair."""
        value = match.group()
        if len(set(digits_of(value))) == 1:
            return "plain", False
        if match.group("short"):
            return "lost_zeros", True
        if not match.group("gap"):
            beside = _NEXT_CELL.match(match.string, match.end())
            return "plain_paired" if beside else "plain", True
        if match.group("gap") == "." or not _ACCOUNT.match(match.string, match.end()):
            return "grouped", True
        return "grouped" if may_be_date(value) else "paired", True


def may_be_date(code: str) -> bool:
    """Say whether a sort code reads as a date of the last thirty years, or of the next two."""
    today = datetime.now(tz=UTC).date()
    day = parse_uk_date(code.replace(" ", "-"), latest=date(today.year + _AHEAD, 12, 31))
    return day is not None and today.year - day.year <= _OLDEST_PAPER
