"""Home Office share codes: nine letters and digits that prove a right to work, rent or stay."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser


class UkShareCode(Recogniser):
    """Takes a code only from its label; one without a digit is a word."""

    ENTITY: ClassVar[str] = "UK_SHARE_CODE"
    TRIGGER: ClassVar[str] = "(?i)share[ ]?code|right[ ]to|immigration"
    BEFORE: ClassVar[int] = 60
    AFTER: ClassVar[int] = 160
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} [WRSwrs] [A-Za-z0-9]{{2}} [ -]? [A-Za-z0-9]{{3}} [ -]? [A-Za-z0-9]{{3}} {WORD_END}
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Ask for a digit and for capitals."""
        value = match.group()
        return "shape", any(char.isdigit() for char in value) and value.isupper()
