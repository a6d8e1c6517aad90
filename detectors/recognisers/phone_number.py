"""Telephone numbers: the United Kingdom's in any grouping, others with their country code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import phonenumbers
import regex

from detectors.recognisers.base import Candidate, Recogniser, digits_of
from detectors.uk_dates import parse_uk_date

_MOBILE = "07"
_NATIONAL_LENGTHS = (10, 11)


class PhoneNumber(Recogniser):
    """Finds what is dialled; the `phonenumbers` library says whether it can exist."""

    ENTITY: ClassVar[str] = "PHONE_NUMBER"
    PATTERN: ClassVar[str] = r"""
        (?<! [0-9A-Za-z+£$€] | [0-9][-./] )
        (?: (?P<international> (?: \+ | \(\+ | 00 (?=[1-9]) ) [ ]? [0-9]{1,3} (?: [ .()/-]{0,3} [0-9] ){6,13} )
          | (?P<national> \(? 0 (?: [ .()/-]{0,2} [0-9] ){9,10} )
          | (?P<local> \(? [1-9] (?: [ .()-]{0,2} [0-9] ){6,11} ) )
        (?! [0-9A-Za-z] | [-/:][0-9] | [.][0-9] )
    """

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield numbers that can exist; of a run of digits that is too long, its possible start."""
        for match in self.matches(text):
            start = match.start()
            if match.group("local"):
                yield Candidate(start, match.end(), *self._local(match.group()))
            elif match.group("national"):
                yield Candidate(start, match.end(), *self._national(match.group()))
            else:
                yield self._international(match.group(), start)

    def _national(self, value: str) -> tuple[str, bool]:
        digits = digits_of(value)
        form = "uk_spaced" if len(digits) < len(value) else "uk_plain"
        if form == "uk_plain" and digits.startswith(_MOBILE):
            form = "uk_mobile"
        return form, len(digits) in _NATIONAL_LENGTHS and self._exists(digits)

    def _exists(self, digits: str) -> bool:
        """Say whether a UK number can exist; the ranges kept for drama count as existing."""
        if digits.startswith(tuple(self.rules.data["drama_ranges"])):
            return True
        return phonenumbers.is_valid_number(_parse(digits, "GB"))

    def _international(self, value: str, start: int) -> Candidate:
        """Shorten from the right, group by group, until the number is one that can exist."""
        text = value
        while True:
            digits = digits_of(text)
            if digits.removeprefix("00").startswith("44"):
                national = "0" + digits.removeprefix("00")[2:].removeprefix("0")
                if len(national) in _NATIONAL_LENGTHS and self._exists(national):
                    return Candidate(start, start + len(text), "uk_international")
            number = _parse("+" + digits.removeprefix("00"), None)
            if number is not None and phonenumbers.is_valid_number(number):
                return Candidate(start, start + len(text), "international")
            shorter = regex.sub(r"[ ./()-]+[0-9]+$", "", text)
            if shorter == text or len(digits_of(shorter)) < 8:
                break
            text = shorter
        possible = number is not None and value.lstrip("(").startswith("+")
        return Candidate(start, start + len(value), "unassigned", valid=possible)

    def _local(self, value: str) -> tuple[str, bool]:
        """Judge a number without its area or country: only a label can make it a phone number."""
        digits = digits_of(value)
        if len(digits) == len(value):
            lost_zero = len(digits) == 10 and digits[0] in "127" and self._exists("0" + digits)
            return "lost_zero" if lost_zero else "local_plain", True
        return "local", parse_uk_date(value) is None


def _parse(digits: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
