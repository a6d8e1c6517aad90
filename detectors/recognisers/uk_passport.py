"""Passport numbers: nine digits, or two letters and seven digits; or a machine-readable zone.

Half of the people who work in care came with another country's passport: one letter and seven
digits (India, Philippines before 2016) or eight (South Africa, Nigeria) are common.
"""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors import checkdigits
from detectors.recognisers.base import DIGITS_END, WORD_END, WORD_START, Recogniser


class UkPassport(Recogniser):
    """Takes a bare number from its label; a machine-readable zone (ICAO 9303) proves itself."""

    ENTITY: ClassVar[str] = "UK_PASSPORT"
    PATTERN: ClassVar[str] = rf"""
        (?P<value> (?P<number>[A-Z0-9<]{{9}}) ) (?P<check>[0-9]) GBR [0-9]{{7}} [MFX<] [0-9]{{7}}
        [A-Z0-9<]{{14}} [0-9<] [0-9]
      | {WORD_START} (?P<value> (?: (?P<letters>[A-Z]{{2}}) [ ]? [0-9]{{7}}
                                  | (?P<foreign>[A-Z]) [0-9]{{7,8}} [A-Z]?
                                  | [0-9]{{3}} (?P<gap>[ -]?) [0-9]{{3}} (?P=gap) [0-9]{{3}} ) )
        {DIGITS_END} {WORD_END}
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Verify the check digit where there is one."""
        if match.group("check"):
            return "mrz", checkdigits.mrz(match.group("number"), match.group("check"))
        if match.group("foreign"):
            return "foreign", True
        return ("letters" if match.group("letters") else "digits"), True
