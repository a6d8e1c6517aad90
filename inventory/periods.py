"""Arithmetic of retention periods: ISO 8601 periods, and years that end on other days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from config.rules import RulesError

if TYPE_CHECKING:
    from typing import Self

_ISO = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?")
_TAX_YEAR_END = (5, 4)
_LAST_YEAR = date.max.year


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time such as `P8Y`, in calendar units."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISO 8601 period of years, months and days.

        Raises:
            RulesError: it is not one.
        """
        match = _ISO.fullmatch(text.strip())
        if match is None:
            raise RulesError(f"'{text}' is not a period such as P8Y, P6M or P30D")
        years, months, days = (int(part or 0) for part in match.groups())
        return cls(years, months, days)

    def after(self, day: date, *, birthday: bool = False) -> date:
        """Give the day on which the period that starts on `day` has run out.

        A month without such a day ends the period on its last day (29 February plus a year is
        28 February), as periods in English law do. Birthdays of somebody born on 29 February
        fall on 1 March in other years.
        """
        months = day.month - 1 + self.months
        year, month = day.year + self.years + months // 12, months % 12 + 1
        if year > _LAST_YEAR:
            return date.max
        if birthday and (day.month, day.day) == (2, 29) and not calendar.isleap(year):
            return date(year, 3, 1)
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(day.day, last)) + timedelta(days=self.days)

    def __str__(self) -> str:
        parts = [
            f"{number} {unit if number == 1 else unit + 's'}"
            for number, unit in ((self.years, "year"), (self.months, "month"), (self.days, "day"))
            if number
        ]
        return " and ".join(parts) or "no time"


@dataclass(frozen=True, slots=True)
class YearEnds:
    """The last days of the years that records are counted by.

    Attributes:
        financial: (day, month) on which the provider's financial year ends.
    """

    financial: tuple[int, int] = (31, 3)

    @classmethod
    def parse(cls, financial_year_end: str) -> Self:
        """Read the setting `financial_year_end`, day and month such as `31-03`.

        Raises:
            RulesError: there is no such day in any year.
        """
        day, month = (int(part) for part in financial_year_end.split("-"))
        try:
            date(2000, month, day)
        except ValueError as error:
            raise RulesError(
                f"financial_year_end: '{financial_year_end}' is no day; write it like 31-03"
            ) from error
        return cls((day, month))

    def last_day(self, kind: str, day: date) -> date:
        """Give the last day of the year that `day` lies in.

        Args:
            kind: `calendar_year`, `financial_year` or `tax_year` (which ends on 5 April).
            day: any day of the year, its last included.
        """
        ends = {"calendar_year": (31, 12), "tax_year": _TAX_YEAR_END}.get(kind, self.financial)
        this_year = _clamped(day.year, ends)
        if day <= this_year or day.year == _LAST_YEAR:
            return this_year
        return _clamped(day.year + 1, ends)


def _clamped(year: int, ends: tuple[int, int]) -> date:
    """Give the day in `year`; 29 February falls on the 28th where there is none."""
    day, month = ends
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
