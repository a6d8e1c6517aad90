"""Reads dates the way people in the United Kingdom write them: the day comes first."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

EARLIEST = date(1880, 1, 1)
_YEARS_AHEAD = 10

_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+", re.IGNORECASE
)
_YEAR = r"(?P<{0}>(?:18|19|20)\d\d|['\u2019]?\d\d)"

# The digits before and after keep a date from being cut out of a phone or card number.
_DATE = re.compile(
    rf"""
    (?=[\djfmasond])(?<![\w/])(?<!\d[.\-])
    (?:
        (?P<iso_y>(?:18|19|20)\d\d)(?P<iso_s>[-/.])(?P<iso_m>\d\d?)(?P=iso_s)(?P<iso_d>\d\d?)
      | (?P<num_d>\d\d?)\ ?(?P<num_s>[/.\-\u2013])\ ?(?P<num_m>\d\d?)\ ?(?P=num_s)\ ?{_YEAR.format("num_y")}
      | (?<!\d\ )(?P<box_d>[0-3]\d)\ (?P<box_m>[01]\d)\ (?P<box_y>(?:19|20)\d\d)
      | (?P<dmy_d>\d\d?)\s?(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of)?[\s,./\-]*
        (?P<dmy_m>{MONTH})[\s,./\-]*{_YEAR.format("dmy_y")}
      | (?P<mdy_m>{MONTH})[\s./\-]*(?P<mdy_d>\d\d?)(?:st|nd|rd|th)?[\s,./\-]+{_YEAR.format("mdy_y")}
    )
    (?=(?:[tT]\d\d?:\d\d)|(?![^\W_]|[/\-]\d|\.\d))
    """,  # noqa: E501 - a date form is read best in one line
    re.VERBOSE | re.IGNORECASE,
)
_COMPACT = re.compile(r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d))(?!\d)")
_COMPACT_UK = re.compile(r"(?<!\d)(?P<d>\d\d)(?P<m>\d\d)(?P<y>(?:19|20)\d\d)(?!\d)")
_FORMS = ("iso", "num", "box", "dmy", "mdy")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date found in a text: `text[start:end]` writes `day`."""

    start: int
    end: int
    day: date


def parse_uk_date(text: str, latest: date | None = None) -> date | None:
    """Read a text that is one date and nothing else (a time of day may follow).

    Understands 12/03/1938, 12-3-38, 12.03.1938, 12 March 1938, 12th Mar '38, Sat 12 Mar 1938,
    March 12th, 1938, 12 03 1938 (the boxes of a form), 1938-03-12, 1938-03-12T10:00:00, 12031938
    and 19380312.

    Args:
        text: the text to read.
        latest: the last day that makes sense. A two-digit year is taken in the latest century
            that does not go past it. Ten years from now where it is not given; give the day of
            the scan for dates of birth.

    Returns:
        None where the text is no date, or an impossible or implausible one.
    """
    stripped = text.strip()
    if not 6 <= len(stripped) <= 40:
        return None
    last = latest or default_latest()
    if stripped.isdigit():
        return _compact(stripped, last)
    weekday = _WEEKDAY.match(stripped)
    match = _DATE.match(stripped, weekday.end() if weekday else 0)
    if match is None or not _is_time(stripped[match.end() :]):
        return None
    return _day(match, last)


def find_dates(text: str, latest: date | None = None) -> Iterator[DateSpan]:
    """Give every full date written in `text`, in order.

    Args:
        text: any text.
        latest: as in `parse_uk_date`.
    """
    last = latest or default_latest()
    for match in _DATE.finditer(text):
        day = _day(match, last)
        if day is not None:
            yield DateSpan(match.start(), match.end(), day)


def month_number(name: str) -> int | None:
    """Give 1 to 12 for the name of a month, long or short, in any case."""
    return _MONTHS.get(name.lower().rstrip("."))


def end_of_month(year: int, month: int) -> date:
    """Give the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def full_year(digits: str, latest: date) -> int:
    """Turn a year of two or four digits into a full one, two digits not past `latest`."""
    year = int(digits.lstrip("'\u2019"))
    if year >= 100:
        return year
    century = latest.year // 100 * 100
    return century + year if century + year <= latest.year else century - 100 + year


@cache
def default_latest() -> date:
    """Give the last day that a date is believed for: ten years from now, fixed per process."""
    return date(datetime.now(tz=UTC).year + _YEARS_AHEAD, 12, 31)


def _day(match: re.Match[str], latest: date) -> date | None:
    for form in _FORMS:
        if match[f"{form}_d"] is not None:
            month = match[f"{form}_m"]
            number = int(month) if month.isdigit() else month_number(month)
            year = full_year(match[f"{form}_y"], latest)
            return _valid(year, number or 0, int(match[f"{form}_d"]), latest)
    return None


def _compact(digits: str, latest: date) -> date | None:
    match = _COMPACT.fullmatch(digits)
    day = match and _valid(int(match["y"]), int(match["m"]), int(match["d"]), latest)
    if day:
        return day
    match = _COMPACT_UK.fullmatch(digits)
    return _valid(int(match["y"]), int(match["m"]), int(match["d"]), latest) if match else None


def _valid(year: int, month: int, day: int, latest: date) -> date | None:
    try:
        result = date(year, month, day)
    except ValueError:
        return None
    return result if EARLIEST <= result <= latest else None


def _is_time(rest: str) -> bool:
    pattern = r"(?:[T\s,]*\d\d?:\d\d(?::\d\d)?(?:\.\d+)?\s?(?:[ap]m|Z|[+-]\d\d:?\d\d)?)?"
    return re.fullmatch(pattern, rest.strip(), re.IGNORECASE) is not None
