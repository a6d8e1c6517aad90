"""Payroll and employee numbers: an employer's own, known by their label alone.

They lead from a staff list, which says when somebody left, to that person's files.
"""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser


class PayrollNumber(Recogniser):
    """Finds short codes with digits, `B1001` or `0733`, beside a label that says what they are."""

    ENTITY: ClassVar[str] = "PAYROLL_NUMBER"
    TRIGGER: ClassVar[str] = "[0-9]{3}"
    BEFORE: ClassVar[int] = 6
    AFTER: ClassVar[int] = 8
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} (?<! [0-9][-./] )
        [A-Z]{{0,4}} [-/]? [0-9]{{3,8}} [A-Z]?
        {WORD_END} (?! [-./:][0-9] | [ ]?% )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """There is one form only."""
        del match
        return "shape", True
