"""National Insurance numbers: two letters, six digits, a suffix letter A to D (HMRC NIM39110)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from detectors.recognisers.base import BREAK, WORD_END, WORD_START, Candidate, Recogniser
from detectors.zones import occurrences

# Prefixes that are never issued; QQ is not either, but every form's specimen uses it.
_NEVER = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
_SPECIMEN = "QQ"
_SUFFIXES = set("ABCD")
_STEMS = ("national insurance", "ni n", "ni:", "nino", "n.i.")
_BOXED_REACH = 80
# One character to a box: "A | B | 1 | 2 …", "A B 1 2 3 4 5 6 C"; or over two lines.
_BOXED = regex.compile(
    rf"{WORD_START}(?:[A-Za-z](?P<gap>[ ]?[|/_.][ ]?|[ ])[A-Za-z]"
    rf"(?:(?P=gap)?[0-9]){{6}}(?P=gap)?[A-Da-d]"
    rf"|(?=[A-Za-z0-9 -]{{2,11}}\n)[A-Za-z]{{2}}(?:{BREAK}[0-9]{{2}}){{3}}{BREAK}[A-D]){WORD_END}"
)
_NOT_FIRST = set("DFIQUV")
_NOT_SECOND = set("DFIQUVO")


class UkNino(Recogniser):
    """Tells apart numbers with and without the suffix, and the specimens of forms."""

    ENTITY: ClassVar[str] = "UK_NINO"
    LIKE_PARTS: ClassVar[bool] = True
    PATTERN: ClassVar[str] = rf"""
        (?: {WORD_START} | (?<= {WORD_START}(?:NI|ni|NINO|nino)) ) (?P<prefix>[A-Za-z]{{2}})
        (?P<gap>[ ./-]{{0,2}})
        [0-9]{{2}} [ ./-]? [0-9]{{2}} [ ./-]? [0-9]{{2}}
        (?P<suffix> [ ./-]{{0,2}} [A-Za-z] )? {WORD_END} (?! -[0-9A-Za-z] )
    """

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield numbers in the usual groups, and those in boxes after their label."""
        yield from super().candidates(text)
        for at in (at for stem in _STEMS for at in occurrences(text, stem)):
            match = _BOXED.search(text, at, at + _BOXED_REACH)
            if match is not None:
                value = regex.sub("[^A-Za-z0-9]", "", match.group())
                yield Candidate(*match.span(), "boxed", self.is_valid(value))

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
