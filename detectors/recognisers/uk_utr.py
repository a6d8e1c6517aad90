"""Unique Taxpayer References: ten digits, the first of them the check digit (HMRC)."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors import checkdigits
from detectors.recognisers.base import DIGITS_START, Recogniser, digits_of


class UkUtr(Recogniser):
    """Takes ten digits, in any groups, before a K or not; only a label proves it."""

    ENTITY: ClassVar[str] = "UK_UTR"
    PATTERN: ClassVar[str] = rf"""
        {DIGITS_START} [0-9]
        (?: [0-9]{{4}} [ -]? [0-9]{{5}} | [0-9]{{3}}[ ][0-9]{{3}}[ ][0-9]{{3}}
          | [0-9]{{2}}[ ][0-9]{{3}}[ ][0-9]{{4}} | [0-9][ ][0-9]{{3}}[ ][0-9]{{5}}
          | [0-9]{{3}}[ ][0-9]{{3}}[ ]?[0-9]{{3}} )
        (?= [Kk]? (?! [0-9A-Za-z] | [-./][0-9] ) )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Apply the check digit."""
        return "shape", checkdigits.utr(digits_of(match.group()))
