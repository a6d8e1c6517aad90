"""Bank account numbers: eight digits, known by their label or by the sort code before them."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import DIGITS_END, DIGITS_START, Recogniser, digits_of
from detectors.recognisers.uk_sort_code import may_be_date

_PLAIN_SORT_CODE = regex.compile(r"(?<![0-9])[0-9]{6}[\"']?[ ,;|/\t]{1,3}[\"']?$")
_NAMED = regex.compile(r"(?i)bank|\b(?:iban|swift|bic|building society|sort)\b")
_SORT_CODE = regex.compile(r"(?<![0-9])([0-9]{2}[- ][0-9]{2}[- ][0-9]{2})[^0-9\n]{1,40}$")
_PAIR_REACH = 50


class UkBankAccount(Recogniser):
    """Tells apart a number after a sort code from a bare one."""

    ENTITY: ClassVar[str] = "UK_BANK_ACCOUNT"
    PATTERN: ClassVar[str] = rf"""
        (?: {DIGITS_START} | (?<=(?<![0-9])[0-9]{{2}}[- ]?[0-9]{{2}}[- ]?[0-9]{{2}}/) )
        [0-9] (?: [0-9]{{3}}[ ][0-9]{{4}} | [0-9]{{5,9}} ) {DIGITS_END}
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Look for a sort code that is not a date."""
        before = match.string[max(0, match.start() - _PAIR_REACH) : match.start()]
        if len(digits_of(match.group())) != 8:
            return ("other_length" if _NAMED.search(before) else "customer"), True
        code = _SORT_CODE.search(before)
        if code and not may_be_date(code.group(1)):
            return "paired", True
        return ("plain_paired" if _PLAIN_SORT_CODE.search(before) else "plain"), True
