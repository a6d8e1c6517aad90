"""Finds the dates that may start a retention clock: in the text, in names, in mail headers.

The periods of a retention schedule mostly run from an event (the end of care, leaving, the closing
of a case), so a date counts only with words that say what happened on it. Where a rule runs from
the record itself, the document's own date is looked for. What was used is put into words that hold
no personal data.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from detectors.label_dates import BIRTH, Label, date_of
from detectors.model import ClockFact
from detectors.name_clocks import NameClocks
from detectors.own_date import OwnDates, dated_names, last_saved, year_end
from detectors.phrases import PhraseBook
from detectors.uk_dates import DateSpan, find_dates, parse_uk_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from config.rules import Rules
    from detectors.model import RecordType, Subject, Table

__all__ = ["ClockFinder", "DateSpan", "find_dates", "parse_uk_date"]

_NOT_A_LABEL = ""
_CLOSED = "case_closed"
# Starts no clock by itself: it only says what to look at when nothing better is known.
_SAVED = "last_saved"
_ENDS = frozenset({"end_of_care", "death"})
_CHILDHOOD = timedelta(days=18 * 365.25)
_TABLE_ROWS = 400
_HEADER_ROWS = 4
_FORM_COLUMNS = 3
_TABLE_MARK = "\t"
_KIN_REACH = 40
_DAY = "day"


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
        self._labels = {key: Label.of(key, entry) for key, entry in spec["labels"].items()}
        self._kin = PhraseBook((phrase, "") for phrase in spec["births_of_others"])
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
        said = {fact.trigger for fact in facts}
        named = self._names.facts(subject.names, people, now)
        facts += [fact for fact in named if fact.trigger not in said]
        free = [span for span in spans if span.start not in used]
        facts = _settle(facts, trigger, free, now)
        if trigger == "last_entry" and not _dated(facts, trigger):
            facts += _last_entry(free, now)
        if not _dated(facts, trigger):
            facts += self._of_column(trigger, subject.tables, now)
        if not _dated(facts, trigger):
            facts = _narrowed(
                facts, trigger, self._from_document(trigger, subject, text, free, now)
            )
        if trigger == _CLOSED and record_type.retention_rule in self._closed_by_own_date:
            facts += self._as_closed(facts, subject, text, free, now)
        if saved := last_saved(subject.properties, now):
            facts.append(ClockFact(_SAVED, saved, "document properties: last saved"))
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
            found = date_of(
                text, phrase, spans, used, before=any(e.before for e in fitting), now=now
            )
            if found is None:
                continue
            if not labels or any(label.trigger == BIRTH for label in labels):
                used.add(found.start)
            for label in fitting:
                day = label.sensible(found, text, now)
                if day is None or (label.trigger != BIRTH and found.start in used):
                    continue
                if label.trigger == BIRTH and self._of_kin(text, phrase.start):
                    continue
                basis = f"text: '{phrase.text}'{found.note}"
                facts.append(ClockFact(label.trigger, day, basis, unit=found.unit))
        return facts, used

    def _of_kin(self, text: str, start: int) -> bool:
        """Tell a birth that is somebody else's: "her grandson, born 12 May 2019"."""
        before = text[max(0, start - _KIN_REACH) : start].rpartition("\n")[2]
        return any(True for _ in self._kin.find(before))

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


def _phrases(spec: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = [
        (phrase, trigger)
        for trigger, entry in spec["labels"].items()
        for phrase in dict.fromkeys(entry["phrases"])
    ]
    return pairs + [(phrase, _NOT_A_LABEL) for phrase in spec["not_labels"]]


def _settle(
    facts: list[ClockFact], trigger: str, spans: Iterable[DateSpan], now: date
) -> list[ClockFact]:
    """Keep a birth only where a rule asks for it, and a date of incident for want of better.

    A birthday is personal data that most clocks do not need. The rule for a child's record does,
    so it is kept for somebody who was under 18 on any day that the document speaks of, or still
    is. Of several it is the first, which is the one on the label of the form.
    """
    closed = any(fact.trigger == _CLOSED for fact in facts)
    days = {fact.day for fact in facts if fact.trigger in _ENDS} | {span.day for span in spans}
    kept = [f for f in facts if f.trigger not in {"incident_date", BIRTH}]
    born = next((fact for fact in facts if fact.trigger == BIRTH), None)
    if born and (trigger == BIRTH or _was_child(born.day, days | {now})):
        kept.append(born)
    for fact in dict.fromkeys(facts):
        if fact.trigger == "incident_date" and trigger == _CLOSED and not closed:
            basis = f"{fact.basis} (no closing date found)"
            kept.append(replace(fact, trigger=trigger, basis=basis))
    return kept


def _was_child(born: date, days: Iterable[date]) -> bool:
    return any(timedelta(0) <= day - born < _CHILDHOOD for day in days)


def _dated(facts: Iterable[ClockFact], trigger: str) -> bool:
    """Tell whether the day is known, and not only the year, say, that a folder is called by."""
    return any(fact.trigger == trigger and fact.unit == _DAY for fact in facts)


def _narrowed(facts: list[ClockFact], trigger: str, own: Sequence[ClockFact]) -> list[ClockFact]:
    """Let the document's own date speak where there is none, or for the year that it lies in."""
    rough = [fact for fact in facts if fact.trigger == trigger]
    if not rough:
        return [*facts, *own]
    within = [
        fact for fact in own if any(fact.day <= r.day and _same_period(fact.day, r) for r in rough)
    ]
    return [fact for fact in facts if fact not in rough] + within if within else facts


def _same_period(day: date, rough: ClockFact) -> bool:
    same_month = rough.unit != "month" or day.month == rough.day.month
    return same_month and 0 <= rough.day.year - day.year <= (rough.unit == "years")


def _last_entry(spans: Iterable[DateSpan], now: date) -> list[ClockFact]:
    days = [span.day for span in spans if span.day <= now]
    return [ClockFact("last_entry", max(days), "text: the latest date entered")] if days else []


def _is_form(table: Table) -> bool:
    """Tell a form laid out as a table from a list, whose dates belong to its rows."""
    return len(table.relation.columns) <= _FORM_COLUMNS


def _rows(table: Table) -> str:
    """Give the first and last rows of a table as lines of text."""
    rows = table.relation.limit(_TABLE_ROWS).fetchall()
    lines = (_TABLE_MARK.join(cell or "" for cell in row) for row in rows)
    return "\n" + "\n".join(lines)
