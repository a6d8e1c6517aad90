"""Finds the dates that may start a retention clock: in the text, in names, in mail headers.

The periods of a retention schedule mostly run from an event (the end of care, leaving, the closing
of a case), so a date counts only with words that say what happened on it. Where a rule runs from
the record itself, the document's own date is looked for. What was used is put into words that hold
no personal data.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from detectors.model import ClockFact
from detectors.name_clocks import NameClocks
from detectors.own_date import OwnDates, dated_names, year_end
from detectors.phrases import PhraseBook
from detectors.uk_dates import DateSpan, find_dates, parse_uk_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from config.rules import Rules
    from detectors.model import RecordType, Subject, Table
    from detectors.phrases import Phrase

__all__ = ["ClockFinder", "DateSpan", "find_dates", "parse_uk_date"]

_GAP = 60
_BEFORE = 40
_SENTENCE = re.compile(r"[.!?]\s+[A-Z]|\n\s*\n")
_NOT_A_LABEL = ""
_BIRTH = "date_of_birth"
_CLOSED = "case_closed"
_ENDS = frozenset({"end_of_care", "death"})
_ADULT_DAYS = 18 * 365.25
_TABLE_ROWS = 400
_HEADER_ROWS = 4
_FORM_COLUMNS = 3
_GRACE = timedelta(days=31)
_MARKS = " \t\r:*-|"
_TABLE_MARK = "\t"


@dataclass(frozen=True, slots=True)
class _Label:
    """When a date after a phrase counts; see `config/clocks.yaml`."""

    trigger: str
    before: bool
    people: frozenset[str]
    only_in: frozenset[str]
    not_in: frozenset[str]
    future: int

    def fits(self, record_type: str, people: str) -> bool:
        """Tell whether the label means its trigger in this kind of record."""
        if record_type in self.not_in or (self.only_in and record_type not in self.only_in):
            return False
        return not self.people or not people or people in self.people


class ClockFinder:
    """Finds clock facts by the rules in force.

    Args:
        rules: where `clocks.yaml` and `retention.csv` are read from.
        financial_year_end: month and day on which the provider's financial year ends.
    """

    def __init__(self, rules: Rules, financial_year_end: tuple[int, int] = (3, 31)) -> None:
        spec = rules.yaml("clocks.yaml")
        schedule = rules.csv("retention.csv")
        self._triggers = {row["record_type_id"]: row["trigger"] for row in schedule}
        self._people = {row["record_type_id"]: row["applies_to"] for row in schedule}
        self._labels = {key: _label(key, entry) for key, entry in spec["labels"].items()}
        self._book = PhraseBook(_phrases(spec))
        self._from_own_date = frozenset(spec["from_own_date"])
        self._latest_of_column = frozenset(spec["latest_of_column"])
        self._closing = {
            key: PhraseBook((phrase, "") for phrase in phrases)
            for key, phrases in spec["closing_words"].items()
        }
        self._closed_by_own_date = frozenset(spec["closed_by_own_date"])
        self._names = NameClocks(spec)
        self._own = OwnDates(spec["own_date"])
        self._financial_year_end = financial_year_end

    def clock_facts(
        self, subject: Subject, record_type: RecordType, today: date | None = None
    ) -> list[ClockFact]:
        """Give the dates of a document that may start a retention clock.

        Args:
            subject: the document.
            record_type: what kind of record it is.
            today: the day to judge by; dates that make no sense seen from it are refused.

        Returns:
            Facts without doubles, those from the text before those from names. `basis` holds no
            personal data.
        """
        now = today or datetime.now(tz=UTC).date()
        text = subject.text + "".join(_rows(table) for table in subject.tables)
        forms = subject.text + "".join(_rows(t) for t in subject.tables if _is_form(t))
        trigger = self._triggers.get(record_type.retention_rule, "")
        people = self._people.get(record_type.retention_rule, "")
        spans = list(find_dates(text, date(now.year + 10, 12, 31)))
        facts, used = self._labelled(forms, spans, record_type.id, people, now)
        facts = _settle(facts, trigger, now)
        said = {fact.trigger for fact in facts}
        named = self._names.facts(subject.names, people, now)
        facts += [fact for fact in named if fact.trigger not in said]
        if trigger == "last_entry" and not any(fact.trigger == trigger for fact in facts):
            facts += _last_entry(spans, used, now)
        if not any(fact.trigger == trigger for fact in facts):
            facts += self._of_column(trigger, subject.tables, now)
        if not any(fact.trigger == trigger for fact in facts):
            free = [span for span in spans if span.start not in used]
            facts += self._from_document(trigger, subject, text, free, now)
        if trigger == _CLOSED and record_type.retention_rule in self._closed_by_own_date:
            free = [span for span in spans if span.start not in used]
            facts += self._as_closed(facts, subject, text, free, now)
        return list(dict.fromkeys(facts))

    def said_by_names(self, names: Sequence[str], today: date | None = None) -> list[object]:
        """Give all the dates and events in names; see `Examiner.names_say`."""
        now = today or datetime.now(tz=UTC).date()
        people = ("", *sorted(set(self._people.values())))
        facts = [self._names.facts(names, who, now) for who in people]
        return [facts, dated_names(names[-1:], now), dated_names(names[-2::-1], now)]

    def _as_closed(
        self,
        facts: Iterable[ClockFact],
        subject: Subject,
        text: str,
        spans: Sequence[DateSpan],
        now: date,
    ) -> list[ClockFact]:
        """Take a report of an event as closed on its own date, for want of a closing date."""
        if any(fact.trigger == _CLOSED for fact in facts):
            return []
        own = self._own.find(subject, text, spans, now)
        if own is None or own.day > now:
            return []
        basis = f"{own.basis}{own.note} (no closing date found)"
        return [ClockFact(_CLOSED, own.day, basis, unit=own.unit)]

    def _of_column(self, trigger: str, tables: Iterable[Table], now: date) -> list[ClockFact]:
        """Give the latest date of a register's own column ("Closed"), for the whole register."""
        if trigger not in self._latest_of_column:
            return []
        days: dict[date, str] = {}
        for table in tables:
            rows = table.relation.limit(_TABLE_ROWS).fetchall()
            for column, header in self._headed(rows, trigger):
                found = (parse_uk_date(row[column] or "", now) for row in rows)
                days.update(dict.fromkeys((day for day in found if day), header))
        if not days:
            return []
        return [ClockFact(trigger, max(days), f"latest date in column '{days[max(days)]}'")]

    def _headed(
        self, rows: list[tuple[str | None, ...]], trigger: str
    ) -> Iterator[tuple[int, str]]:
        """Give the columns whose header is a label of `trigger`."""
        for row in rows[:_HEADER_ROWS]:
            for column, cell in enumerate(row):
                for phrase in self._book.find(cell or ""):
                    whole = phrase.end - phrase.start >= len((cell or "").strip()) - 2
                    if whole and trigger in phrase.labels:
                        yield column, (cell or "").strip()

    def _labelled(
        self, text: str, spans: list[DateSpan], record_type: str, people: str, now: date
    ) -> tuple[list[ClockFact], set[int]]:
        """Pair labels with dates; also give the places of dates that mean something else."""
        facts: list[ClockFact] = []
        used: set[int] = set()
        for phrase in self._book.find(text):
            labels = [self._labels[t] for t in phrase.labels if t != _NOT_A_LABEL]
            fitting = [label for label in labels if label.fits(record_type, people)]
            span = _after(text, phrase, spans)
            if span is None and any(label.before for label in fitting):
                span = _ahead(text, phrase, spans, used)
            if span is None:
                continue
            if not labels or any(label.trigger == _BIRTH for label in labels):
                used.add(span.start)
            for label in fitting:
                day = _sensible(span, label, text, now)
                if day is not None and (label.trigger == _BIRTH or span.start not in used):
                    facts.append(ClockFact(label.trigger, day, f"text: '{phrase.text}'"))
        return facts, used

    def _from_document(
        self,
        trigger: str,
        subject: Subject,
        text: str,
        spans: list[DateSpan],
        now: date,
    ) -> list[ClockFact]:
        closes = self._closing.get(trigger)
        if closes is not None and not any(True for _ in closes.find(text)):
            return []
        if closes is None and trigger not in self._from_own_date:
            return []
        own = self._own.find(subject, text, spans, now)
        if own is None:
            return []
        day = year_end(trigger, own, self._financial_year_end)
        note = own.note if day == own.day else f", year ending {day.day} {day:%B %Y}"
        return [ClockFact(trigger, day, own.basis + note)]


def _label(trigger: str, entry: dict[str, Any]) -> _Label:
    return _Label(
        trigger=trigger,
        before=bool(entry.get("before")),
        people=frozenset(entry.get("for", ())),
        only_in=frozenset(entry.get("only_in", ())),
        not_in=frozenset(entry.get("not_in", ())),
        future=int(entry.get("future", 0)),
    )


def _phrases(spec: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = [
        (phrase, trigger)
        for trigger, entry in spec["labels"].items()
        for phrase in dict.fromkeys(entry["phrases"])
    ]
    return pairs + [(phrase, _NOT_A_LABEL) for phrase in spec["not_labels"]]


def _after(text: str, phrase: Phrase[str], spans: list[DateSpan]) -> DateSpan | None:
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


def _ahead(
    text: str, phrase: Phrase[str], spans: list[DateSpan], used: set[int]
) -> DateSpan | None:
    """Give the date that stands on the same line shortly before a label."""
    index = bisect_left(spans, phrase.start, key=_start) - 1
    if index < 0 or spans[index].start in used or phrase.start - spans[index].end > _BEFORE:
        return None
    gap = text[spans[index].end : phrase.start]
    return None if "\n" in gap or _SENTENCE.search(gap) else spans[index]


def _start(span: DateSpan) -> int:
    return span.start


def _sensible(span: DateSpan, label: _Label, text: str, now: date) -> date | None:
    """Give the day, its century put right, or None when it cannot be when it happened."""
    if label.trigger == _BIRTH:
        return parse_uk_date(text[span.start : span.end], now)
    limit = now + _GRACE if not label.future else date(now.year + label.future, 12, 31)
    return span.day if date(1950, 1, 1) <= span.day <= limit else None


def _settle(facts: list[ClockFact], trigger: str, now: date) -> list[ClockFact]:
    """Keep births only where a rule asks for them, and a date of incident only for want of better.

    A birthday is personal data that most clocks do not need. The rule for a child's record does,
    so it is kept for somebody who was under 18 when care ended, or still is.
    """
    closed = any(fact.trigger == "case_closed" for fact in facts)
    ends = {fact.day for fact in facts if fact.trigger in _ENDS} or {now}
    kept = [f for f in facts if f.trigger not in {"incident_date", _BIRTH}]
    for fact in dict.fromkeys(facts):
        if fact.trigger == _BIRTH and (trigger == _BIRTH or _is_child(fact.day, ends)):
            kept.append(fact)
        elif fact.trigger == "incident_date" and trigger == "case_closed" and not closed:
            basis = f"{fact.basis} (no closing date found)"
            kept.append(replace(fact, trigger=trigger, basis=basis))
    return kept


def _is_child(born: date, ends: Iterable[date]) -> bool:
    return any(0 <= (end - born).days < _ADULT_DAYS for end in ends)


def _last_entry(spans: list[DateSpan], used: set[int], now: date) -> list[ClockFact]:
    days = [span.day for span in spans if span.start not in used and span.day <= now]
    return [ClockFact("last_entry", max(days), "text: the latest date entered")] if days else []


def _is_form(table: Table) -> bool:
    """Tell a form laid out as a table from a list, whose dates belong to its rows."""
    return len(table.relation.columns) <= _FORM_COLUMNS


def _rows(table: Table) -> str:
    """Give the first and last rows of a table as lines of text."""
    rows = table.relation.limit(_TABLE_ROWS).fetchall()
    lines = (_TABLE_MARK.join(cell or "" for cell in row) for row in rows)
    return "\n" + "\n".join(lines)
