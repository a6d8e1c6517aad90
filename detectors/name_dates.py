"""Reads the dates and years that people put into the names of files and folders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from detectors.uk_dates import (
    MONTH,
    end_of_month,
    find_dates,
    full_year,
    month_number,
    parse_uk_date,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_PERIOD = re.compile(
    rf"""
    (?P<compact>(?<!\d)(?:(?:19|20)\d\d[01]\d[0-3]\d|[0-3]\d[01]\d(?:19|20)\d\d)(?!\d))
  | (?P<span>(?<!\d)(?P<from>(?:19|20)\d\d)\s?[-/\u2013]\s?(?P<to>(?:19|20)?\d\d)(?![\d]|[-/.]\d))
  | (?<!\d)(?P<iso_y>(?:19|20)\d\d)[-./\s](?P<iso_m>0[1-9]|1[0-2])(?!\d)
  | (?<!\d)(?P<num_m>0?[1-9]|1[0-2])[-./](?P<num_y>(?:19|20)\d\d)(?!\d)
  | (?<![^\W\d_])(?P<month>{MONTH})[\s,._'\u2019-]*(?P<month_y>(?:19|20)\d\d|\d\d)(?!\d)
  | (?<!\d)(?P<year_m>(?:19|20)\d\d)[\s._-]*(?P<m_month>{MONTH})
  | (?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month, year or pair of years found in a name.

    Attributes:
        start: first character in the name.
        end: one past the last.
        day: the day itself, or the last day of the period.
        unit: `day`, `month`, `year` or `years` ("2012-13").
    """

    start: int
    end: int
    day: date
    unit: str

    @property
    def note(self) -> str:
        """Say how a period was turned into a day, or "" for a day."""
        if self.unit == "day":
            return ""
        return f", taken as {self.day.day} {self.day:%B %Y}"


def find_periods(name: str, latest: date) -> Iterator[Period]:
    """Give the dates and periods in a name, in order, none overlapping.

    Args:
        name: a file or folder name, underscores already turned into spaces.
        latest: the last year that makes sense is the year of this day.
    """
    taken: list[tuple[int, int]] = []
    for span in find_dates(name, latest):
        taken.append((span.start, span.end))
        yield Period(span.start, span.end, span.day, "day")
    for match in _PERIOD.finditer(name):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        period = _period(match, latest)
        if period is not None and period.day.year <= latest.year:
            yield period


def _period(match: re.Match[str], latest: date) -> Period | None:
    if match["compact"]:
        day = parse_uk_date(match["compact"], latest)
        return Period(match.start(), match.end(), day, "day") if day else None
    if match["span"]:
        first, last = int(match["from"]), match["to"]
        second = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        if second != first + 1:
            return None
        return Period(match.start(), match.end(), date(second, 12, 31), "years")
    for year, month in (("iso_y", "iso_m"), ("num_y", "num_m")):
        if match[year]:
            day = end_of_month(int(match[year]), int(match[month]))
            return Period(match.start(), match.end(), day, "month")
    for year, month in (("month_y", "month"), ("year_m", "m_month")):
        number = match[year] and month_number(match[month])
        if number:
            day = end_of_month(full_year(match[year], latest), number)
            return Period(match.start(), match.end(), day, "month")
    return Period(match.start(), match.end(), date(int(match["year"]), 12, 31), "year")
