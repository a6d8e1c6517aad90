"""How many people a table is about, and the dates that start their records' retention clocks."""
# ruff: noqa: S608 - the statements are made of our own SQL; texts from files go in quoted

from __future__ import annotations

from collections import defaultdict
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
    from collections.abc import Iterable, Iterator, Sequence

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
) -> list[ClockFact]:
    """Give the dates of the people listed, with the keys that lead to their files."""
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
    alone = _surnames_of_one(keyed, [row[len(dated) :] for row in rows])
    for row in rows:
        keys = tuple(_with_short_names(keyed, row[len(dated) :], alone))
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


def _surnames_of_one(keyed: Sequence[Item], rows: Iterable[Sequence[str | None]]) -> frozenset[str]:
    """Give the surnames that only one person of a list has."""
    people: dict[str, set[PersonName]] = defaultdict(set)
    for row in rows:
        for item, value in zip(keyed, row, strict=True):
            name = parse_name(value) if item.part == "name" and value else None
            if name and name.given:
                people[name.surname].add(name)
    return frozenset(
        surname
        for surname, names in people.items()
        if len(names) == 1 and len(surname) >= _SHORTEST_SURNAME
    )


def _with_short_names(
    keyed: Sequence[Item], values: Sequence[str | None], alone: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Give a row's keys; a name also the way files are labelled, as initial and surname.

    A surname that nobody else in the list has is a key as well: it leads to a person's own folder.
    """
    for item, value in zip(keyed, values, strict=True):
        if not item.entity or value is None or not _sound(item.entity, value):
            continue
        yield item.entity, value
        name = parse_name(value) if item.part == "name" else None
        if name and name.given and len(name.given[0]) > 1 and len(name.surname) > 1:
            yield item.entity, f"{name.given[0][0]} {name.surname}"
        if name and name.given and name.surname in alone:
            yield item.entity, name.surname


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
    """Give the clock that a column's dates start; an end of service depends on who is listed."""
    trigger = c.meaning.trigger if c.meaning and c.whose == SUBJECT else ""
    if trigger not in {"end", "leaving_date"}:
        return trigger
    meanings = {other.meaning.id for other in columns if other.meaning}
    cared_for = bool(meanings & _CARED_FOR) or "resident_list" in kinds
    staff = bool(meanings & _STAFF) or bool({"staff_list", "payroll"} & set(kinds))
    if cared_for and not staff:
        return "end_of_care"
    return "leaving_date" if staff or trigger == "leaving_date" else ""
