"""NHS numbers of England, Wales and the Isle of Man: ten digits, the last a Modulus 11 check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from detectors import checkdigits
from detectors.recognisers.base import (
    DIGITS_END,
    DIGITS_START,
    Candidate,
    Recogniser,
    digits_of,
    odd_groups,
)
from detectors.zones import occurrences

# Begins with a day and month, as a CHI number does, or 32 to 39, as an H&C number does.
_ELSEWHERE = regex.compile("(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])|3[2-9]")


# A mobile number kept for drama, of which a spreadsheet ate the nought.
_DRAMA_MOBILE = "7700900"
_FILE_NAME = regex.compile(
    r"(?:[A-Za-z]{2,20}[_ -]|(?<![0-9])[0-9]{6,8}_)(?:[A-Za-z]{2,20}_)*[0-9]{10}"
    r"(?:_[A-Za-z0-9_-]{0,40})?\.(?:pdf|docx?|xlsx?|tiff?|jpe?g|png|msg|eml|zip)(?![A-Za-z])"
)
_FILE_REACH = 60
# What a scanner makes of the digits, after the label.
_MISREAD = regex.compile(
    r"[^0-9\n]{1,20}?(?<![0-9A-Za-z])(?P<value>"
    r"[0-9lIiOoSsBZzGgq]{3}[ -]?[0-9lIiOoSsBZzGgq]{3}[ -]?[0-9lIiOoSsBZzGgq]{4})(?![0-9A-Za-z])"
)
_AS_DIGITS = str.maketrans("lIiOoSsBZzGgq", "1110055822699")
_FEWEST_DIGITS = 6


class UkNhs(Recogniser):
    """Tells apart how a number is written and whether its range is one that is issued."""

    ENTITY: ClassVar[str] = "UK_NHS"
    FEW_FAILURES: ClassVar[int] = 1
    PATTERN: ClassVar[str] = rf"""
        {DIGITS_START} [0-9]{{3}} (?P<first>[ .-]{{0,2}}) [0-9]{{3}} (?P<second>[ .-]{{0,2}})
        [0-9]{{4}} {DIGITS_END}
    """

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield numbers in the usual groups, and in any others after their label."""
        yield from super().candidates(text)
        for start, end in odd_groups(text, "nhs", "n.h.s", "n h s"):
            valid = checkdigits.nhs(digits_of(text[start:end]))
            yield Candidate(start, end, "odd_groups", valid)
        for at in occurrences(text, "nhs"):
            match = _MISREAD.match(text, at + 3)
            if match and _FEWEST_DIGITS <= len(digits_of(match.group("value"))) < 10:
                digits = digits_of(match.group("value").translate(_AS_DIGITS))
                yield Candidate(*match.span("value"), "misread", checkdigits.nhs(digits))

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Score 943 476 5919 above 943-476-5919 above 9434765919.

        A number of Scotland's or Northern Ireland's ranges is theirs unless its label says NHS.
        """
        digits = digits_of(match.group())
        first, second = match.group("first"), match.group("second")
        if _ELSEWHERE.match(digits):
            form = "elsewhere"
        elif not first and not second and _in_file_name(match):
            form = "in_file_name"
        elif not first and not second:
            form = "plain" if self._issued(digits) else "plain_unissued"
            form = "plain_unissued" if digits.startswith(_DRAMA_MOBILE) else form
        elif not first or not second or "." in first + second:
            form = "uneven"
        elif "-" in first + second:
            form = "hyphened"
        else:
            form = "spaced" if self._issued(digits) else "spaced_unissued"
        return form, checkdigits.nhs(digits)

    def _issued(self, digits: str) -> bool:
        ranges: list[list[int]] = self.rules.data["issued"]
        return any(low <= int(digits[:3]) <= high for low, high in ranges)


def _in_file_name(match: regex.Match[str]) -> bool:
    """Say whether it stands with words in the name of a file: TTO_Begum_9434765919.pdf."""
    text, start = match.string, match.start()
    name = max(text.rfind(mark, max(0, start - _FILE_REACH), start) + 1 for mark in " \n\t/:")
    return _FILE_NAME.match(text, name) is not None
