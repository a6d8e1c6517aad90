"""Home Office share codes: nine letters and digits that prove a right to work, rent or stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser
from detectors.zones import merged, occurrences

_REACH = 80
_LIST_REACH = 700  # a list of staff goes on below the words
_ANNOUNCING = (
    "share code",
    "sharecode",
    "share_code",
    "right to",
    "immigration",
    "evisa",
    "e-visa",
    "settled",
    "skilled worker",
    "status code",
    "ukvi",
    "brp",
    "visa",
    "rtw",
    " ilr",
    "leave to remain",
    "ukraine",
    "bn(o)",
    "home office",
    "graduate route",
    "youth mobility",
    "certificate of sponsorship",
)
# Nine capitals in threes are a code, not words, where the word stands before them.
_CALLED_CODE = regex.compile(r"(?i)\bcode[ :=-]{1,3}$")


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
            (max(0, at - _REACH), at + _LIST_REACH)
            for words in _ANNOUNCING
            for at in occurrences(text, words)
        )
        for low, high in merged(spans):
            yield from self.pattern.finditer(text, low, high)

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Ask for a digit or the word "code", and for two digits where it is not in capitals."""
        value = match.group()
        digits = sum(char.isdigit() for char in value)
        if digits == 0:
            before = match.string[max(0, match.start() - 10) : match.start()]
            grouped = value.isupper() and not value.isalnum()
            called = _CALLED_CODE.search(before) is not None
            return "announced", grouped and (called or _no_words(value))
        if value.isupper() and (digits > 1 or not value.isalnum()):
            return "announced", True
        return "shape", digits > 1 or value.isupper()


def _no_words(value: str) -> bool:
    """Say whether most groups have no vowel, so that they are no words."""
    groups = value.replace("-", " ").split()
    return sum(not set(group) & set("AEIOU") for group in groups) > 1
