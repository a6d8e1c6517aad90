"""Bank sort codes. Six digits are nothing; a label or an account number beside them tells."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import DIGITS_END, DIGITS_START, Recogniser
from detectors.uk_dates import parse_uk_date

_ACCOUNT = regex.compile(rf"[^0-9\n]{{1,40}}[0-9]{{8}}{DIGITS_END}")


class UkSortCode(Recogniser):
    """Tells apart a code with an account number after it from one that may be a date."""

    ENTITY: ClassVar[str] = "UK_SORT_CODE"
    PATTERN: ClassVar[str] = rf"""
        {DIGITS_START} [0-9]{{2}} (?P<gap>[ -]?) [0-9]{{2}} (?P=gap) [0-9]{{2}} {DIGITS_END}
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Refuse to take a date followed by some number for a pair."""
        value = match.group()
        if not match.group("gap"):
            return "plain", True
        if (
            _ACCOUNT.match(match.string, match.end())
            and parse_uk_date(value.replace(" ", "-")) is None
        ):
            return "paired", True
        return "grouped", True
