"""Vehicle registration marks: the styles since 1963, and Northern Ireland's (DVLA INF104)."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser


class UkVehicleRegistration(Recogniser):
    """Tells the styles apart; rotas and part lists are full of codes of the same shape."""

    ENTITY: ClassVar[str] = "UK_VEHICLE_REGISTRATION"
    TRIGGER: ClassVar[str] = r"[0-9]{1,4}(?<=[A-Za-z][ ]?[0-9]{1,4})"
    BEFORE: ClassVar[int] = 5
    AFTER: ClassVar[int] = 8
    PATTERN: ClassVar[str] = rf"""
        {WORD_START}
        (?: (?P<current> [A-HJ-PR-Y][A-HJ-PR-Z] (?P<age>[0-9]{{2}}) (?P<gap>[ ]?) [A-HJ-PR-Z]{{3}} )
          | (?P<lower> [a-hj-pr-y][a-hj-pr-z] (?P<age>[0-9]{{2}}) [ ]? [a-hj-pr-z]{{3}} )
          | (?P<prefix> [A-HJ-NP-TV-Y] [0-9]{{1,3}} [ ]? [A-HJ-PR-Y][A-HJ-PR-Z]{{2}} )
          | (?P<suffix> [A-HJ-PR-Y][A-HJ-PR-Z]{{2}} [ ]? [0-9]{{1,3}} [A-HJ-NP-TV-Y] )
          | (?P<northern> [A-Z]? [A-Z]{{2}} [ ]? [0-9]{{3,4}} ) )
        {WORD_END} (?! [-/][0-9A-Za-z] )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Check the age code of the current style: 02 to 29 from March, 51 to 79 from September."""
        if match.group("age"):
            age = int(match.group("age"))
            form = "current_spaced" if match.group("gap") else "current"
            form = "lower" if match.group("lower") else form
            return form, 2 <= age <= 29 or 51 <= age <= 79
        if match.group("prefix"):
            return "prefix", True
        if match.group("suffix"):
            return "suffix", True
        return "northern", "I" in match.group() or "Z" in match.group()
