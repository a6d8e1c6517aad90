"""Arithmetic of periods: leap days, month ends, years that end on other days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rules import RulesError
from inventory.periods import Period, YearEnds

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
KINDS = st.sampled_from(["calendar_year", "financial_year", "tax_year"])


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("P8Y", date(2014, 12, 31), date(2022, 12, 31)),
        ("P8Y", date(2012, 2, 29), date(2020, 2, 29)),
        ("P6Y", date(2012, 2, 29), date(2018, 2, 28)),
        ("P6M", date(2025, 8, 31), date(2026, 2, 28)),
        ("P6M", date(2023, 8, 31), date(2024, 2, 29)),
        ("P1M", date(2026, 12, 15), date(2027, 1, 15)),
        ("P30D", date(2026, 2, 15), date(2026, 3, 17)),
        ("P0D", date(2026, 2, 15), date(2026, 2, 15)),
        ("P75Y", date(9990, 1, 1), date.max),
    ],
)
def test_a_period_runs_out_on_the_same_day_of_the_calendar(
    period: str, start: date, end: date
) -> None:
    assert Period.parse(period).after(start) == end


def test_somebody_born_on_a_leap_day_is_25_on_the_first_of_march() -> None:
    assert Period.parse("P25Y").after(date(2000, 2, 29), birthday=True) == date(2025, 3, 1)
    assert Period.parse("P20Y").after(date(2000, 2, 29), birthday=True) == date(2020, 2, 29)


@pytest.mark.parametrize("text", ["", "P", "8Y", "P8", "P-8Y", "PT8H", "P8W", "P1D8Y"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(RulesError, match="not a period"):
        Period.parse(text)


@given(DAYS, st.integers(0, 80), st.integers(0, 30), st.integers(0, 400))
def test_periods_move_forward_and_keep_the_day_where_there_is_one(
    day: date, years: int, months: int, days: int
) -> None:
    end = Period(years, months).after(day)
    assert (end.year - day.year) * 12 + end.month - day.month == years * 12 + months
    assert end.day == min(day.day, calendar.monthrange(end.year, end.month)[1])
    assert Period(years, months, days).after(day) == end + timedelta(days=days)


@given(DAYS, DAYS, st.integers(0, 80), st.integers(0, 24))
def test_what_starts_later_never_ends_earlier(a: date, b: date, years: int, months: int) -> None:
    period = Period(years, months)
    early, late = sorted([a, b])
    assert period.after(early) <= period.after(late)


@pytest.mark.parametrize(
    ("kind", "day", "last"),
    [
        ("tax_year", date(2015, 3, 31), date(2015, 4, 5)),
        ("tax_year", date(2015, 4, 5), date(2015, 4, 5)),
        ("tax_year", date(2015, 4, 6), date(2016, 4, 5)),
        ("financial_year", date(2015, 3, 31), date(2015, 3, 31)),
        ("financial_year", date(2015, 4, 1), date(2016, 3, 31)),
        ("calendar_year", date(2015, 12, 31), date(2015, 12, 31)),
        ("calendar_year", date(2016, 1, 1), date(2016, 12, 31)),
    ],
)
def test_years_end_when_they_should(kind: str, day: date, last: date) -> None:
    assert YearEnds().last_day(kind, day) == last


@given(DAYS, KINDS)
def test_a_day_lies_in_the_year_that_it_is_counted_to(day: date, kind: str) -> None:
    years = YearEnds.parse("29-02")
    last = years.last_day(kind, day)
    assert day <= last < day + timedelta(days=367)
    assert years.last_day(kind, last) == last
    assert years.last_day(kind, last + timedelta(days=1)) > last


def test_a_financial_year_end_that_is_no_day_is_refused() -> None:
    with pytest.raises(RulesError, match="31-02"):
        YearEnds.parse("31-02")


@pytest.mark.parametrize(
    ("text", "says"),
    [("P1Y", "1 year"), ("P8Y", "8 years"), ("P6M", "6 months"), ("P0D", "no time")],
)
def test_periods_are_said_in_words(text: str, says: str) -> None:
    assert str(Period.parse(text)) == says
