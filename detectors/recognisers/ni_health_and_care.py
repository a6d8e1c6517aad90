"""Health and Care numbers of Northern Ireland: the NHS format in a range of its own."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors import checkdigits
from detectors.recognisers.base import DIGITS_END, DIGITS_START, Recogniser, digits_of


class NiHealthAndCare(Recogniser):
    """Finds 320 000 001x to 399 999 999x."""

    ENTITY: ClassVar[str] = "NI_HEALTH_AND_CARE"
    FEW_FAILURES: ClassVar[int] = 1
    PATTERN: ClassVar[str] = rf"""
        {DIGITS_START} 3[2-9][0-9] (?P<gap>[ .-]?) [0-9]{{3}} [ .-]? [0-9]{{4}} {DIGITS_END}
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Tell apart spaced and plain; the check digit is that of the NHS number."""
        form = "spaced" if match.group("gap") else "plain"
        return form, checkdigits.nhs(digits_of(match.group()))
