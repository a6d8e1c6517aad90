"""Home Office share codes: nine letters and digits that prove a right to work, rent or stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser
from detectors.zones import merged, occurrences

_REACH = 80


class UkShareCode(Recogniser):
    """Takes a code only from its label; one without a digit is a word."""

    ENTITY: ClassVar[str] = "UK_SHARE_CODE"
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} [WRSwrs] [A-Za-z0-9]{{2}} [ -]? [A-Za-z0-9]{{3}} [ -]? [A-Za-z0-9]{{3}}
        {WORD_END}
    """

    def matches(self, text: str) -> Iterator[regex.Match[str]]:
        """Yield codes near the words that announce one; no other code of that shape is one."""
        spans = sorted(
            (max(0, at - _REACH), at + 2 * _REACH)
            for words in ("share code", "sharecode", "share_code", "right to", "immigration")
            for at in occurrences(text, words)
        )
        for low, high in merged(spans):
            yield from self.pattern.finditer(text, low, high)

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Ask for a digit, and for two where the code is not in capitals."""
        value = match.group()
        digits = sum(char.isdigit() for char in value)
        return "shape", digits > 1 or (digits == 1 and value.isupper())
