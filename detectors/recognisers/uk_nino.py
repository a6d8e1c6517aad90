"""National Insurance numbers: two letters, six digits, a suffix letter A to D (HMRC NIM39110)."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser

# Prefixes that are never issued; QQ is not either, but every form's specimen uses it.
_NEVER = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
_SPECIMEN = "QQ"
_SUFFIXES = set("ABCD")
_NOT_FIRST = set("DFIQUV")
_NOT_SECOND = set("DFIQUVO")


class UkNino(Recogniser):
    """Tells apart numbers with and without the suffix, and the specimens of forms."""

    ENTITY: ClassVar[str] = "UK_NINO"
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} (?P<prefix>[A-Za-z]{{2}}) (?P<gap>[ ./-]{{0,2}})
        [0-9]{{2}} [ ./-]? [0-9]{{2}} [ ./-]? [0-9]{{2}}
        (?P<suffix> [ ./-]{{0,2}} [A-Za-z] )? {WORD_END} (?! -[0-9A-Za-z] )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Apply the rules on prefixes; no digit of the number checks another."""
        prefix = match.group("prefix").upper()
        suffix = match.group("suffix")
        ends_well = suffix is None or suffix[-1].upper() in _SUFFIXES
        if prefix == _SPECIMEN:
            return "specimen", suffix is not None and ends_well
        if suffix is None:
            form = "no_suffix"
        elif match.group("prefix").isupper():
            form = "spaced" if match.group("gap") else "plain"
        else:
            form = "lower"
        valid = prefix[0] not in _NOT_FIRST and prefix[1] not in _NOT_SECOND
        return form, valid and ends_well and prefix not in _NEVER
