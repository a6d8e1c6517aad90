"""Driver numbers of Great Britain: surname, birthday, initials (DVLA form D1 notes).

The check characters' arithmetic is not public; the birthday inside is checked instead.
"""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser


class UkDrivingLicence(Recogniser):
    """Checks that month (plus 50 for women) and day can be."""

    ENTITY: ClassVar[str] = "UK_DRIVING_LICENCE"
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} (?i:
        (?= [A-Z9]{{5}} ) [A-Z]{{1,5}} 9{{0,4}} [ -]?
        [0-9] (?P<month>[0156][0-9]) (?P<day>[0-3][0-9]) [0-9] [ -]?
        [A-Z][A-Z9] [ ]? [0-9A-Z] [ ]? [A-Z]{{2}} (?: [ ]? [0-9]{{2}} )? ) {WORD_END}
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Score capitals above lower case."""
        month, day = int(match.group("month")), int(match.group("day"))
        valid = 1 <= month % 50 <= 12 and 1 <= day <= 31
        return ("capitals" if match.group().isupper() else "lower"), valid
