"""Finds a document's own date: the day it was written on or the period it is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from detectors.name_dates import find_periods
from detectors.phrases import PhraseBook
from detectors.record_zones import spaced
from detectors.uk_dates import full_year, parse_uk_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from detectors.model import Subject
    from detectors.uk_dates import DateSpan

_GAP = 30
_HEAD = 1_500
_OPENING = 400
_PROSE = 80
_TITLES = 3
_TITLE_WIDTH = 90
_FIRST_SAVED = date(1985, 1, 1)
_SOME_WORK = timedelta(minutes=1)
_TAX_YEAR = re.compile(
    r"(?:tax|financial|fiscal|accounting)\s+year\s*:?\s*((?:19|20)\d\d)\s?[-/\u2013]\s?((?:19|20)?\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A document's own date.

    Attributes:
        day: the day, or the last day of the period.
        basis: where it came from.
        unit: `day`, `month`, `year` or `years`.
        note: how a period was turned into a day, to be said where that day is used.
    """

    day: date
    basis: str
    unit: str = "day"
    note: str = ""


class OwnDates:
    """Looks for the date of a document, the surest place first.

    Args:
        labels: phrases that stand before a document's own date.
    """

    def __init__(self, labels: Iterable[str]) -> None:
        self._book = PhraseBook((label, "") for label in labels)

    def find(
        self, subject: Subject, text: str, spans: Sequence[DateSpan], now: date
    ) -> OwnDate | None:
        """Give the document's own date, or None.

        Args:
            subject: the document.
            text: its text, tables included.
            spans: the dates in `text` that mean nothing else.
            now: later dates are refused.
        """
        past = [span for span in spans if date(1950, 1, 1) <= span.day <= now + timedelta(days=31)]
        named = list(_named(subject.names[-1:], "file name", now))
        prose = len(subject.text.strip()) >= _PROSE
        for candidates in (
            _mail(subject),
            _tax_year(text),
            self._labelled(text, past),
            # The first date of a letter is its own; a list begins with its oldest entry.
            _opening(past) if prose else _latest(past),
            [own for own in named if own.unit in {"day", "month"}],
            _latest(past),
            _titled(text, now),
            named,
            _named(subject.names[-2::-1], "folder name", now),
        ):
            found = next((own for own in candidates if own.day <= now + timedelta(days=400)), None)
            if found is not None:
                return found
        return None

    def _labelled(self, text: str, spans: Sequence[DateSpan]) -> Iterator[OwnDate]:
        starts = [span.start for span in spans]
        for phrase in self._book.find(text[:_HEAD]):
            index = bisect_left(starts, phrase.end)
            if index == len(spans) or spans[index].start - phrase.end > _GAP:
                continue
            gap = text[phrase.end : spans[index].start]
            if not gap.strip(" \t\n:|-*,on()."):
                yield OwnDate(spans[index].day, f"text: '{phrase.text}'")


def last_saved(properties: Sequence[tuple[str, str]], now: date) -> date | None:
    """Give the day on which somebody last saved a document, by its own properties.

    Copying a file changes the file's date and not this one. A document whose moments lie within a
    minute was made by a program or from a template, and nobody has written in it since: they say
    nothing of its contents.
    """
    told = dict(properties)
    try:
        made, saved = (
            datetime.fromisoformat(told[key]).replace(tzinfo=None)
            for key in ("created", "modified")
        )
    except (KeyError, ValueError):
        return None
    written = saved - made > _SOME_WORK and _FIRST_SAVED <= saved.date() <= now
    return saved.date() if written else None


def year_end(trigger: str, own: OwnDate, financial_year_end: tuple[int, int]) -> date:
    """Give the end of the year that a trigger asks for, or the day itself for other triggers.

    Args:
        trigger: a trigger of the retention schedule.
        own: the document's date. A pair of years ("2016-17") is the year that ends in the second.
        financial_year_end: month and day.
    """
    if trigger == "end_of_year_to_which_it_relates":
        return date(own.day.year, 12, 31)
    ends = {"end_of_tax_year": (4, 5), "end_of_financial_year": financial_year_end}
    if trigger not in ends:
        return own.day
    month, day = ends[trigger]
    end = date(own.day.year, month, day)
    if own.unit == "years" or own.day <= end:
        return end
    return date(own.day.year + 1, month, day)


def _mail(subject: Subject) -> Iterator[OwnDate]:
    properties = dict(subject.properties)
    day = parse_uk_date(properties.get("date", "")[:10]) if "from" in properties else None
    if day is not None:
        yield OwnDate(day, "mail header: date sent")


def _tax_year(text: str) -> Iterator[OwnDate]:
    match = _TAX_YEAR.search(text[:_HEAD])
    if match is None:
        return
    first, last = int(match[1]), match[2]
    second = int(last) if len(last) == 4 else full_year(last, date(first + 2, 1, 1))
    if second == first + 1:
        yield OwnDate(date(second, 12, 31), f"text: '{match[0].strip()}'", "years")


def _opening(spans: Sequence[DateSpan]) -> Iterator[OwnDate]:
    for span in spans:
        if span.start < _OPENING:
            yield OwnDate(span.day, "text: date near the top")


def _named(names: Sequence[str], kind: str, now: date) -> Iterator[OwnDate]:
    for name in names:
        for period in find_periods(spaced(name), now):
            quoted = spaced(name)[period.start : period.end]
            yield OwnDate(period.day, f"{kind} '{quoted}'", period.unit, period.note)


def dated_names(names: Sequence[str], now: date) -> list[OwnDate]:
    """Give the dates in names."""
    return list(_named(names, "name", now))


def _titled(text: str, now: date) -> Iterator[OwnDate]:
    """Read "October 2026" or "Annual leave 2026" in the first lines, as in the name of a file."""
    lines = [line.strip() for line in text[:_HEAD].splitlines() if line.strip()][:_TITLES]
    short = [line for line in lines if len(line) <= _TITLE_WIDTH]
    for own in _named(short, "text: heading", now):
        if own.unit != "day":
            yield own


def _latest(spans: Sequence[DateSpan]) -> Iterator[OwnDate]:
    if spans:
        yield OwnDate(max(span.day for span in spans), "text: the latest date in it")
