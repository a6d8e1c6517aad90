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
_SHORTEST = 8
_UK = "44"
_LONGEST_WITHOUT_ZERO = 10
_FROM_ABROAD = "0044"
_UNSEPARATED = "unseparated"


class PhoneNumber(Recogniser):
    """Finds what is dialled; the `phonenumbers` library says whether it can exist."""

    ENTITY: ClassVar[str] = "PHONE_NUMBER"
    PATTERN: ClassVar[str] = r"""
        (?<! [0-9A-Za-z+£$€] | [0-9][-.] )
        (?: (?P<international> (?: \+ | \(\+ | 00 (?=[1-9]) )
            (?: [ ] (?=44) )? [0-9]{1,3} (?: [ .()/-]{0,3} [0-9] ){6,13} )
          | (?P<national> \(? 0 (?: [ .()/-]{0,2} [0-9] ){9,10} )
          | (?P<local> \(? [1-9] (?: [ .()-]{0,2} [0-9] ){6,11} ) )
        (?! [0-9] | (?! x[0-9] ) [A-Za-z] | [-:.][0-9] )
    """

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield numbers that can exist; of a run of digits that is too long, its possible start."""
        for match in self.matches(text):
            if match.group("local"):
                yield self._local(*match.span(), match.group())
            elif match.group("national"):
                yield self._national(*match.span(), match.group())
            else:
                yield self._international(match.start(), match.group())

    def _national(self, start: int, end: int, value: str) -> Candidate:
        digits = digits_of(value)
        valid = len(digits) in _NATIONAL_LENGTHS and self._exists(digits)
        if len(digits) < len(value):
            foreign = not valid and parse_uk_date(value) is None
            return Candidate(start, end, "local" if foreign else "uk_spaced", valid or foreign)
        form = "uk_mobile" if digits.startswith(_MOBILE) else "uk_plain"
        return Candidate(start, end, form, valid, family=_UNSEPARATED)

    def _exists(self, digits: str) -> bool:
        """Say whether a UK number can exist; the ranges kept for drama count as existing."""
        if digits.startswith(tuple(self.rules.data["drama_ranges"])):
            return True
        number = _parse(digits, "GB")
        return number is not None and phonenumbers.is_valid_number(number)

    def _international(self, start: int, value: str) -> Candidate:
        """Shorten from the right, group by group, until the number is one that can exist."""
        doubt = "" if "+" in value else "double_zero"
        text = value
        while len(digits := digits_of(text).removeprefix("00")) >= _SHORTEST:
            if form := self._abroad(digits):
                family = "" if len(digits_of(text)) < len(text) else _UNSEPARATED
                grouped = value.startswith(_FROM_ABROAD) or len(digits_of(text)) < len(text)
                form = form if grouped else doubt or form
                return Candidate(start, start + len(text), form, family=family)
            shorter = regex.sub(r"[ ./()-]+[0-9]+$", "", text)
            if shorter == text:
                break
            text = shorter
        return Candidate(start, start + len(value), "local" if doubt else "unassigned")

    def _abroad(self, digits: str) -> str:
        """Name the form of a number that begins with its country code; "" if it cannot exist."""
        if digits.startswith("44"):
            national = "0" + digits[2:].removeprefix("0")
            if len(national) in _NATIONAL_LENGTHS and self._exists(national):
                return "uk_international"
        number = _parse("+" + digits, None)
        return "international" if number and phonenumbers.is_valid_number(number) else ""

    def _local(self, start: int, end: int, value: str) -> Candidate:
        """Judge a number without its area or country: only a label can make it a phone number."""
        digits = digits_of(value)
        if len(digits) < len(value):
            return Candidate(start, end, "local", valid=parse_uk_date(value) is None)
        if digits.startswith(_UK) and len(digits) > _LONGEST_WITHOUT_ZERO:
            valid = self._exists("0" + digits.removeprefix(_UK))
            return Candidate(start, end, "lost_plus", valid, family=_UNSEPARATED)
        valid = len(digits) == 10 and digits[0] in "127" and self._exists("0" + digits)
        return Candidate(start, end, "lost_zero", valid, family=_UNSEPARATED)


def _parse(digits: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
