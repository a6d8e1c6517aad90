"""Finds the date that belongs to a label: after it, alone on the next line, or before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from detectors.name_dates import find_periods
from detectors.uk_dates import parse_uk_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detectors.phrases import Phrase
    from detectors.uk_dates import DateSpan

BIRTH = "date_of_birth"
_DAY = "day"
_GAP = 60
_BEFORE = 40
_SENTENCE = re.compile(r"[.!?]\s+[A-Z]|\n\s*\n")
_GRACE = timedelta(days=31)
_MARKS = " \t\r:*-|"
_EARLIEST = date(1950, 1, 1)
_PERIOD_REACH = 24
# What may stand between a label and a month or year that has no day: "died in early 2015".
_TO_PERIOD = re.compile(
    r"[\s:|*\u2013-]*(?:(?:in|during|around|about|approx\.?|circa|c\.|early|late|mid|the|"
    r"beginning|start|end|of)[\s-]+)*",
    re.IGNORECASE,
)
_OF_DAY = re.compile(r"\s?(?:h|hrs?|hours)(?![^\W\d_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A date beside a label.

    Attributes:
        start: where it stands in the text.
        end: one past its last character.
        day: the date, or the last day of a month or year.
        unit: `day`, or `month`, `year` or `years` where no more was said.
        note: how a month or year was turned into a day, to be said with the label; or "".
    """

    start: int
    end: int
    day: date
    unit: str = _DAY
    note: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """When a date beside a phrase counts; see `config/clocks.yaml`.

    Attributes:
        trigger: what happened on that date.
        before: whether the date may also stand before the phrase.
        people: `applies_to` of the retention rules that it fits; any where empty.
        only_in: record types that it fits; any where empty.
        not_in: record types that it does not fit.
        future: years ahead that still make sense.
    """

    trigger: str
    before: bool
    people: frozenset[str]
    only_in: frozenset[str]
    not_in: frozenset[str]
    future: int

    @classmethod
    def of(cls, trigger: str, entry: dict[str, Any]) -> Self:
        """Read an entry of `config/clocks.yaml`."""
        return cls(
            trigger=trigger,
            before=bool(entry.get("before")),
            people=frozenset(entry.get("for", ())),
            only_in=frozenset(entry.get("only_in", ())),
            not_in=frozenset(entry.get("not_in", ())),
            future=int(entry.get("future", 0)),
        )

    def fits(self, record_type: str, people: str) -> bool:
        """Tell whether the label means its trigger in this kind of record."""
        if record_type in self.not_in or (self.only_in and record_type not in self.only_in):
            return False
        return not self.people or not people or people in self.people

    def sensible(self, found: Found, text: str, now: date) -> date | None:
        """Give the day, its century put right, or None when it cannot be when it happened."""
        if self.trigger == BIRTH:
            if found.unit != _DAY:
                return found.day if found.day.year <= now.year else None
            return parse_uk_date(text[found.start : found.end], now)
        limit = now + _GRACE if not self.future else date(now.year + self.future, 12, 31)
        if found.unit != _DAY and not self.future:
            limit = date(now.year, 12, 31)
        return found.day if _EARLIEST <= found.day <= limit else None


def date_of(
    text: str,
    phrase: Phrase[str],
    spans: Sequence[DateSpan],
    used: set[int],
    *,
    before: bool,
    now: date,
) -> Found | None:
    """Give the date that belongs to a label, or None.

    Args:
        text: the text.
        phrase: the label in it.
        spans: the full dates in the text, in order.
        used: places of dates that mean something else.
        before: whether the date may stand before the label.
        now: months and years far ahead of this day are none.
    """
    span = _after(text, phrase, spans)
    if span is None and (period := _period_after(text, phrase, now)):
        return period
    if span is None and before:
        span = _ahead(text, phrase, spans, used)
    return None if span is None else Found(span.start, span.end, span.day)


def _after(text: str, phrase: Phrase[str], spans: Sequence[DateSpan]) -> DateSpan | None:
    """Give the date that follows a label, on its line or alone at the start of the next."""
    index = bisect_left(spans, phrase.end, key=_start)
    if index == len(spans) or spans[index].start - phrase.end > _GAP:
        return None
    gap = text[phrase.end : spans[index].start]
    if _SENTENCE.search(gap):
        return None
    lines = gap.split("\n")
    if len(lines) > 1 and any(line.strip(_MARKS) for line in lines):
        return None
    return spans[index]


def _period_after(text: str, phrase: Phrase[str], now: date) -> Found | None:
    """Give the month or year that follows a label at once: "left in June 2014", "Died: 2015"."""
    gap = _TO_PERIOD.match(text, phrase.end)
    if gap is None or "\n" in gap[0] or gap.end() == phrase.end:
        return None
    rest = text[gap.end() : gap.end() + _PERIOD_REACH].partition("\n")[0]
    latest = date(now.year + 130, 12, 31)
    period = next((p for p in find_periods(rest, latest) if p.start == 0), None)
    if period is None or period.unit == _DAY or _is_time(phrase, rest[period.end :]):
        return None
    note = f" and '{rest[: period.end]}'{period.note}"
    return Found(gap.end(), gap.end() + period.end, period.day, period.unit, note)


def _is_time(phrase: Phrase[str], rest: str) -> bool:
    """Tell a time of day, "time of death 2015", from a year."""
    return "time" in phrase.text.lower() or _OF_DAY.match(rest) is not None


def _ahead(
    text: str, phrase: Phrase[str], spans: Sequence[DateSpan], used: set[int]
) -> DateSpan | None:
    """Give the date that stands on the same line shortly before a label."""
    index = bisect_left(spans, phrase.start, key=_start) - 1
    if index < 0 or spans[index].start in used or phrase.start - spans[index].end > _BEFORE:
        return None
    gap = text[spans[index].end : phrase.start]
    return None if "\n" in gap or _SENTENCE.search(gap) else spans[index]


def _start(span: DateSpan) -> int:
    return span.start
