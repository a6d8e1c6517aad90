"""Numbers that hospitals and councils give to people: known by their label alone."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser


class HospitalNumber(Recogniser):
    """Finds short codes with digits; `MRN-2088177` carries its label with it."""

    ENTITY: ClassVar[str] = "HOSPITAL_NUMBER"
    TRIGGER: ClassVar[str] = "[0-9]{4}"
    BEFORE: ClassVar[int] = 8
    AFTER: ClassVar[int] = 12
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} (?<! [0-9][-./] )
        (?: (?P<prefixed> MRN [-#_]? [0-9]{{5,10}} )
          | [A-Z]{{1,4}} [-/]? [0-9]{{4,10}} [A-Z]? | [0-9]{{5,10}} [A-Z]?
          | [A-Z]{{1,3}} [ ]? [0-9]{{3}} [ ] [0-9]{{3,4}} )
        {WORD_END} (?! [-./][0-9] )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Tell apart a code that names its own kind; a row of one digit fills a gap."""
        if len({char for char in match.group() if char.isdigit()}) == 1:
            return "shape", False
        return ("prefixed" if match.group("prefixed") else "shape"), True
