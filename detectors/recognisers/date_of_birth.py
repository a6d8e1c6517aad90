"""Dates of birth: a date is one only where a label, a sentence or an age says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

import regex

from detectors.recognisers.base import Recogniser
from detectors.uk_dates import parse_uk_date

if TYPE_CHECKING:
    from detectors.scoring import EntityRules

_MONTH = "[JFMASOND](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec)[a-z]{0,6}"
_AFTER_DATE = r"""
        (?! [0-9A-SU-Za-su-z] | T(?!00) | [-./][0-9] )
        (?: [T ]00:00(?::00(?:\.0+)?Z?)? )?
        (?: [ ]? [(,]? [ ]? (?i:aged?|age:)? [ ]? (?P<age>[0-9]{1,3})
            (?: [ ]? (?i:yrs?|years|y/?o) | \) ) )?
"""
_OLDEST = 115
_GROWN_UP = 16
_LONG_AGO = 35
_SHORT_DIGITS = 6
_LOOSE = regex.compile(r"[0-9]{1,2} +[0-9]{1,2} +[0-9]{2}")  # may be any three small numbers
_SECOND_MONTH = regex.compile(r" ?/[A-Z]{3,5} ?")  # passports say JUL /JUIL
_BORN = regex.compile(r"(?<![A-Za-z0-9])b\.? ?$")
_SEX = regex.compile(
    r"(?:[\"']?[ ]?[|,;\t][ ]?[\"']?|[ ]{1,12})(?:M|F|Male|Female|MALE|FEMALE)(?![A-Za-z0-9])"
)


class DateOfBirth(Recogniser):
    """Finds any full date of the past; the cues decide."""

    ENTITY: ClassVar[str] = "DATE_OF_BIRTH"
    PATTERN: ClassVar[str] = rf"""
        (?P<value> (?<! [0-9A-Za-z] | [0-9][-./] ) [0-9]
        (?: [0-9]{{3}} (?P<iso>[-/.]) [0-9]{{1,2}} (?P=iso) [0-9]{{1,2}}
          | [0-9]? [ ]? (?P<sep>[-/. ]) [ ]? [0-9]{{1,2}} [ ]? (?P=sep) [ ]?
            (?: [0-9]{{4}} | '? [0-9]{{2}} )
          | [0-9]? (?:st|nd|rd|th)? (?:[ ]of)? [ ./-]{{0,2}} (?i:{_MONTH}) [.,]?
            (?:[ ]?/[A-Z]{{3,5}})? [ ./-]{{0,2}}
            (?: [0-9]{{4}} | '? [0-9]{{2}} )
          | [0-9]{{7}} | [0-9]{{5}} (?<=(?i:dob|birth)[^0-9A-Za-z\n]{{1,4}}[0-9]{{6}}) ) )
        {_AFTER_DATE}
    """
    MONTH_FIRST: ClassVar[str] = rf"""
        (?P<value> {_MONTH} [.]? [ ] [0-9]{{1,2}} (?:st|nd|rd|th)? ,? [ ] [0-9]{{4}} ) {_AFTER_DATE}
    """

    def __init__(self, rules: EntityRules) -> None:
        super().__init__(rules)
        self._month_first = regex.compile(self.MONTH_FIRST, regex.VERBOSE)

    def matches(self, text: str) -> Iterator[regex.Match[str]]:
        """Yield dates; written so that all begin with a digit, or all with a capital: both fast."""
        yield from self.pattern.finditer(text)
        yield from self._month_first.finditer(text)

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Reject what is no day of the last 115 years; prefer one that comes with its age.

        Most dates in a record are recent; one that an adult was born on stands out.
        """
        today = datetime.now(tz=UTC).date()
        value = match.group("value")
        if value[2:3] == " " == value[5:6]:
            value = value.replace(" ", "/")
        elif len(value) == _SHORT_DIGITS and value.isdigit():
            value = f"{value[:2]}/{value[2:4]}/{value[4:]}"
        value = _SECOND_MONTH.sub(" ", value)
        loose = _LOOSE.fullmatch(match.group("value")) is not None
        day = parse_uk_date(value, latest=today) or parse_uk_date(_day_first(value), latest=today)
        if day is None or day.year < today.year - _OLDEST:
            return "date", False
        age = match.group("age")
        if age and 0 <= today.year - day.year - int(age) <= 30:
            return "with_age", True
        if day.year > today.year - _GROWN_UP:
            return ("digits" if value.isdigit() else "date"), True
        if _says_born(match):
            return "with_age", True
        if value.isdigit() or loose:
            return ("date" if loose else "past_digits"), True
        return ("past_date" if day.year > today.year - _LONG_AGO else "long_past"), True


def _says_born(match: regex.Match[str]) -> bool:
    """Say whether "b." stands before it, or a cell that gives the sex after it."""
    text, start = match.string, match.start("value")
    return bool(
        _BORN.search(text, max(0, start - 4), start) or _SEX.match(text, match.end("value"))
    )


def _day_first(value: str) -> str:
    """Turn 03/25/1938, as American systems export it, around."""
    return regex.sub(r"^([0-9]{1,2})([/.-])([0-9]{1,2})\2", r"\3\2\1\2", value)
