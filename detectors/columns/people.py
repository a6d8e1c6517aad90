"""How many people a table is about, and the dates that start their records' retention clocks."""
# ruff: noqa: S608 - the statements are made of our own SQL; texts from files go in quoted

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from detectors import checkdigits
from detectors.columns.counting import tidy
from detectors.columns.vocabulary import SUBJECT
from detectors.model import ClockFact
from detectors.people import PersonName, parse_name
from detectors.tables import connection
from detectors.uk_dates import parse_uk_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from detectors.columns.assemble import Item
    from detectors.columns.counting import Cells, Measure
    from detectors.columns.recognise import Column

# A list of people is never longer than this at a care provider; what is longer is a log of events.
CLOCK_ROWS = 50_000
_SHORTEST_KEY = 3
_SHORTEST_SURNAME = 4
_EXCEL_EPOCH = date(1899, 12, 30)
_BIRTH = "date_of_birth"
_CHILDHOOD = timedelta(days=18 * 365.25)
_STAFF_LISTS = {"staff_list", "payroll"}
_STAFF = {"nino", "payroll_number", "nmc_pin", "dbs"}
_CARED_FOR = {"nhs_number", "chi_number", "hc_number", "hospital_number", "person_reference"}


@dataclass(frozen=True, slots=True)
class _Labels:
    """Short names that mean one person of a list.

    Attributes:
        alone: first names and surnames that one person alone has.
        short: short and pet forms of first names, by the full one.
    """

    alone: frozenset[str]
    short: Mapping[str, Sequence[str]]


def count_people(cells: Cells, measured: Sequence[tuple[Item, Measure]], rows: int) -> int:
    """Count the distinct people of the rows.

    A row counts by the best key it has: its NHS, National Insurance, payroll or record number,
    else the name with the date of birth. Exact; rows with none of these count as one person each
    only when the whole table has no key at all.
    """
    keys = _keys(measured)
    names = [item for item, found in measured if item.part == "name" and found.valid]
    names = [item for item in names if item.whose == SUBJECT] or names[:1]
    if keys and keys[0][1].valid == rows:
        return keys[0][1].distinct
    births = [
        item for item, _ in measured if item.entity == "DATE_OF_BIRTH" and item.whose == SUBJECT
    ]
    parts = [_key(item) for item, _ in keys]
    if names:
        born = f" || ' ' || coalesce({_key(births[0])}, '')" if births else ""
        parts.append(f"lower({_key(names[0])}){born}")
    if not parts:
        return rows
    query = f"SELECT count(DISTINCT coalesce({', '.join(parts)})) FROM ({cells.select(['*'])})"
    return int(connection().execute(query).fetchall()[0][0])


def clock_facts(
    cells: Cells,
    columns: Sequence[Column],
    measured: Sequence[tuple[Item, Measure]],
    kinds: Sequence[str],
    short_forms: Mapping[str, Sequence[str]],
) -> list[ClockFact]:
    """Give the dates of the people listed, with the keys that lead to their files.

    Args:
        cells: the cells of the table.
        columns: its columns, understood.
        measured: what they hold.
        kinds: what the table seems to be.
        short_forms: short and pet forms of first names, by the full one.
    """
    dated = [(c, trigger) for c in columns if (trigger := _trigger(c, columns, kinds))]
    keyed = [
        item
        for item, found in measured
        if item.whose == SUBJECT and found.valid and (item.part == "name" or _is_key(item))
    ]
    if not dated or not keyed or measured[0][1].rows > CLOCK_ROWS:
        return []
    picks = [tidy(f"c{c.index}") for c, _ in dated] + [item.field.text for item in keyed]
    named = [f"{pick} AS x{i}" for i, pick in enumerate(picks)]
    query = f"SELECT DISTINCT * FROM ({cells.select(named)})"
    facts: dict[ClockFact, None] = {}
    rows = connection().execute(query).fetchall()
    listed = [row[len(dated) :] for row in rows]
    labels = _Labels(_names_of_one(keyed, listed, short_forms), short_forms)
    for row in rows:
        keys = tuple(_with_short_names(keyed, row[len(dated) :], labels))
        days = [
            (c, trigger, read_day(text, birthday=trigger == _BIRTH))
            for (c, trigger), text in zip(dated, row, strict=False)
        ]
        ended = max((d for _, trigger, d in days if d and trigger == "end_of_care"), default=None)
        for c, trigger, day in days:
            if day and keys and (trigger != _BIRTH or _was_child(day, ended, kinds)):
                facts[ClockFact(trigger, day, f"list column '{c.name}'", keys)] = None
    return sorted(facts, key=lambda fact: (fact.trigger, fact.day, fact.keys))


def _was_child(born: date, ended: date | None, kinds: Sequence[str]) -> bool:
    """Tell whether a birthday may be kept: only the rules for children's records count from it."""
    if set(kinds) & _STAFF_LISTS:
        return False
    last = ended or datetime.now(tz=UTC).date()
    return timedelta(0) <= last - born < _CHILDHOOD


def _names_of_one(
    keyed: Sequence[Item],
    rows: Iterable[Sequence[str | None]],
    short: Mapping[str, Sequence[str]],
) -> frozenset[str]:
    """Give the surnames and first names that only one person of a list has."""
    people: dict[str, set[PersonName]] = defaultdict(set)
    for row in rows:
        for item, value in zip(keyed, row, strict=True):
            name = _listed_name(value, short) if item.part == "name" and value else None
            if name and name.given:
                for word in {name.surname, name.given[0]}:
                    people[word].add(name)
    return frozenset(
        word for word, names in people.items() if len(names) == 1 and len(word) >= _SHORTEST_SURNAME
    )


def _listed_name(value: str, short_forms: Mapping[str, Sequence[str]]) -> PersonName | None:
    """Take a name of a list apart, also where the surname stands first without a comma.

    "HIBBERD Agnes" says so by its capitals, "Hibberd Agnes" by a last word that is a first name
    while the first is none.
    """
    words = value.split()
    if len(words) == 2 and "," not in value:
        first, last = words
        shouted = first.isupper() and len(first) > 2 and not last.isupper()
        turned = last.lower() in short_forms and first.lower() not in short_forms
        if shouted or (turned and len(first.strip(".")) > 2 and not last.isupper()):
            value = f"{first}, {last}"
    return parse_name(value)


def _with_short_names(
    keyed: Sequence[Item], values: Sequence[str | None], labels: _Labels
) -> Iterator[tuple[str, str]]:
    """Give a row's keys; a name also in the ways in which files are labelled.

    That is as initial and surname, and with a short form of the first name ("Ray Kettle" for
    Raymond). A surname or first name that nobody else in the list has is a key as well: it leads
    to a person's own folder ("Kettle", "Raymond", "Raymond K").
    """
    for item, value in zip(keyed, values, strict=True):
        if not item.entity or value is None or not _sound(item.entity, value):
            continue
        yield item.entity, value
        name = _listed_name(value, labels.short) if item.part == "name" else None
        if name is None or not name.given:
            continue
        first, surname = name.given[0], name.surname
        if len(first) > 1 and len(surname) > 1:
            yield item.entity, f"{first[0]} {surname}"
            yield from (
                (item.entity, f"{short} {surname}") for short in labels.short.get(first, ())
            )
        if surname in labels.alone:
            yield item.entity, surname
        if first in labels.alone:
            yield item.entity, first
            yield item.entity, f"{first} {surname[0]}"


@lru_cache(maxsize=4096)
def read_day(text: str | None, *, birthday: bool) -> date | None:
    """Read the date of a cell, also one shown as a spreadsheet's day number (13951)."""
    if not text:
        return None
    latest = datetime.now(tz=UTC).date() if birthday else None
    number = text.removesuffix(".0")
    if number.isdigit() and len(number) == 5:
        return _EXCEL_EPOCH + timedelta(days=int(number))
    return parse_uk_date(text, latest)


def _keys(measured: Sequence[tuple[Item, Measure]]) -> list[tuple[Item, Measure]]:
    """Give the columns that tell people apart, best first."""
    found = [
        (item, m) for item, m in measured if _is_key(item) and item.whose == SUBJECT and m.valid
    ]
    return sorted(found, key=lambda pair: _rank(pair[0]))


def _rank(item: Item) -> int:
    meaning = item.columns[0].meaning
    return meaning.key if meaning else 0


def _is_key(item: Item) -> bool:
    return item.part == "value" and _rank(item) > 0


def _key(item: Item) -> str:
    """Write the normal form of an item as SQL, NULL where it is not valid."""
    check, raw = item.field.check, item.field.text
    return f"CASE WHEN {check.test(check.prepare(raw), raw)} THEN {check.prepare(raw)}::VARCHAR END"


def _sound(entity: str, value: str | None) -> bool:
    """Say whether a key names a person; an NHS number that fails its check would mislead."""
    if value is None or len(value) < _SHORTEST_KEY:
        return False
    return entity != "UK_NHS" or checkdigits.nhs("".join(filter(str.isdigit, value)))


def _trigger(c: Column, columns: Sequence[Column], kinds: Sequence[str]) -> str:
    """Give the clock that a column's dates start; "Out" or "End" depends on who is listed."""
    trigger = c.meaning.trigger if c.meaning and c.whose == SUBJECT else ""
    if trigger not in {"start", "end", "leaving_date"}:
        return trigger
    meanings = {other.meaning.id for other in columns if other.meaning}
    cared_for = bool(meanings & _CARED_FOR) or "resident_list" in kinds
    staff = bool(meanings & _STAFF) or bool({"staff_list", "payroll"} & set(kinds))
    if trigger == "start":
        return "start_date" if cared_for or staff else ""
    if cared_for and not staff:
        return "end_of_care"
    return "leaving_date" if staff or trigger == "leaving_date" else ""
