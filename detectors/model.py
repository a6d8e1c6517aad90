"""The values that pass between detectors, and from the detectors to whoever asked.

Raw personal values (`Finding.value`, `PersonDate.keys`) live only inside the process that read
them: `detectors.masking` turns them into masked text and keyed digests before they leave it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import duckdb

QUOTED = "quoted reply"
"""Where a text stands that only repeats another message."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One span of text that is personal data.

    Attributes:
        entity: entity name, Presidio's where Presidio has one (`UK_NHS`, `PERSON` …).
        start: first character of the span, counted from 0 in the text that was given.
        end: one past the last character.
        score: 0 to 1; calibrated so that of findings at 0.9 about nine in ten are right.
        recogniser: name of the recogniser that found it.
        value: the raw text of the span. Never stored, logged or sent.
        context: the context word or column header that raised the score, or "".
    """

    entity: str
    start: int
    end: int
    score: float
    recogniser: str
    value: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class ValueFinding:
    """One distinct value in a document, however often and wherever it occurs.

    Attributes:
        entity: entity name.
        value: the raw value as first seen. Never stored, logged or sent.
        count: occurrences in the document.
        score: the best score of any occurrence.
        recogniser: the recogniser of that occurrence.
        location: where it was first seen: "page 3", "Sheet1, column NHS No" or "".
        role: of a person, what the text says they are to the service: "resident", "relative",
            "staff", "professional", "applicant", "visitor" or "other"; "" where it does not say,
            and for all that is no person.
    """

    entity: str
    value: str
    count: int
    score: float
    recogniser: str
    location: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of text cells, its header row not yet interpreted.

    Attributes:
        name: sheet, table or member name; "" where there is just one.
        relation: DuckDB relation on `detectors.tables.connection()`; every column is VARCHAR and
            named c0, c1, …; rows are in source order; nothing has been taken out of it.
    """

    name: str
    relation: duckdb.DuckDBPyRelation


@dataclass(frozen=True, slots=True)
class ClockFact:
    """A date that may start a retention clock.

    Attributes:
        trigger: a trigger of `config/retention.csv` (`end_of_care`, `death`, `leaving_date`,
            `case_closed`, `last_entry`, `date_of_birth`, `contract_end`, `creation` …).
        day: the date.
        basis: where it came from, for a person to read and free of personal data, for example
            "text: 'date of discharge'" or "folder name 'Leavers 2014'".
        keys: raw (entity, value) pairs naming the person the date belongs to, for a row of an
            exported resident or staff list; empty when it is about the whole document.
        unit: `day`, or `month`, `year` or `years` where only that was said and `day` is its end.
    """

    trigger: str
    day: date
    basis: str
    keys: tuple[tuple[str, str], ...] = ()
    unit: str = "day"


@dataclass(frozen=True, slots=True)
class RecordType:
    """The verdict of the record-type classifier.

    Attributes:
        id: an id of `config/record_types.yaml`, or "" when nothing fits.
        score: 0 to 1.
        retention_rule: a `record_type_id` of `config/retention.csv`, or "".
        reasons: the cues that decided, for `inspect` ("title 'Care plan'", "folder 'MAR'").
    """

    id: str
    score: float
    retention_rule: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything the detectors have to say about one document.

    Attributes:
        findings: one entry per distinct value.
        record_type: what kind of record it is.
        personal_data: whether it is about identifiable people at all.
        special_category: Article 9 categories present (`health`, `religion`, `ethnicity`,
            `sexual_orientation`, `trade_union`, `political`, `genetic`, `biometric`), sorted.
        criminal_offence: whether Article 10 data is present.
        data_subjects: kinds of people it is about (`person_supported`, `staff`, `family` …),
            sorted.
        people: number of distinct people identified, at least 1 when `personal_data`.
        clock_facts: dates that may start a retention clock.
        sampled: names of columns of prose of which only a part was read.
    """

    findings: tuple[ValueFinding, ...] = ()
    record_type: RecordType = field(default_factory=lambda: RecordType("", 0.0, ""))
    personal_data: bool = False
    special_category: tuple[str, ...] = ()
    criminal_offence: bool = False
    data_subjects: tuple[str, ...] = ()
    people: int = 0
    clock_facts: tuple[ClockFact, ...] = ()
    sampled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A document as the detectors see it: words and columns, and what it is called.

    Attributes:
        text: all of its prose, blocks joined by newlines.
        tables: its tables.
        names: its own file name and the names of the folders above it, outermost first.
        properties: document properties (`author`, `title`, `subject`, `from`, `to`, `date` …).
        locations: (offset in `text`, description) pairs, ascending: where each block begins.
    """

    text: str
    tables: tuple[Table, ...] = ()
    names: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    locations: tuple[tuple[int, str], ...] = ()
