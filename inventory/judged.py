"""Streams the documents of an inventory, each with its judgement."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from inventory.holds import own_holds
from inventory.people import name_people, reach
from inventory.periods import YearEnds
from inventory.retention import Clock, Facts, Judge, Judgement
from inventory.schedule import load_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, datetime

    import duckdb

    from config.rules import Rules
    from config.settings import Settings
    from inventory.store import Inventory

_FETCH_ROWS = 5_000
_KINDS = {
    "UK_NHS": "NHS number",
    "UK_NINO": "National Insurance number",
    "SCOTTISH_CHI": "CHI number",
    "PAYROLL_NUMBER": "payroll number",
    "PERSON": "name",
}
_COLUMNS = (
    "id",
    "source",
    "path",
    "item",
    "container",
    "media_type",
    "size",
    "modified",
    "owner",
    "access",
    "reach",
    "status",
    "error",
    "record_type",
    "record_type_score",
    "retention_rule",
    "personal_data",
    "special_category",
    "criminal_offence",
    "data_subjects",
    "people",
    "content_hash",
    "asset",
    "mismatch",
)
_QUERY = f"""
SELECT {", ".join("d." + name for name in _COLUMNS)}, own.clocks AS own, met.clocks AS met,
    named.digests AS named
FROM documents d
LEFT JOIN (
    SELECT document, list({{trigger: trigger, day: day, basis: basis, unit: unit}}) AS clocks
    FROM clocks WHERE len(digests) = 0 GROUP BY document
) own ON own.document = d.id
LEFT JOIN (
    SELECT document,
        list({{trigger: trigger, day: day, entity: entity, certain: certain, list: list}}) AS clocks
    FROM reached GROUP BY document
) met ON met.document = d.id
LEFT JOIN (
    SELECT document, list(digest) AS digests FROM named_people GROUP BY document
) named ON named.document = d.id
ORDER BY d.source, d.path
"""  # noqa: S608 - names from this module


@dataclass(frozen=True, slots=True)
class Row:
    """A document as it is stored, without its findings; see `inventory.records`."""

    id: int
    source: str
    path: str
    item: str
    container: str
    media_type: str
    size: int
    modified: datetime | None
    owner: str
    access: str
    reach: str
    status: str
    error: str
    record_type: str
    record_type_score: float
    retention_rule: str
    personal_data: bool
    special_category: list[str]
    criminal_offence: bool
    data_subjects: list[str]
    people: int
    content_hash: str
    asset: str
    mismatch: str

    @property
    def address(self) -> str:
        """Where it is: the scanned root and the path below it."""
        return f"{self.source.rstrip('/')}/{self.path}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A document and how long it must be kept."""

    row: Row
    judgement: Judgement


def make_judge(
    rules: Rules,
    settings: Settings,
    as_of: date,
    digests: Callable[[str], Iterable[str]] | None = None,
) -> Judge:
    """Put the rules in force into one judge.

    Args:
        rules: the rule files.
        settings: the settings.
        as_of: the day to judge on.
        digests: gives the digests under which a name or number may be stored; needed where the
            settings hold the records of people.

    Raises:
        RulesError: the retention schedule cannot be used.
        ValueError: `digests` is needed and missing.
    """
    return Judge(
        schedule=load_schedule(rules),
        as_of=as_of,
        holds=own_holds(settings, digests or _no_digests),
        years=YearEnds.parse(settings.financial_year_end),
    )


def _no_digests(_: str) -> NoReturn:
    raise ValueError("a hold on a person cannot be applied without the installation's key")


@contextlib.contextmanager
def judged_documents(
    inventory: Inventory,
    judge: Judge,
    *tables: str,
    also: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Iterator[Judged]]]:
    """Give a snapshot and, from it, every document with its judgement, ordered by path.

    A million documents stream through in batches; the inventory's file is let go of before the
    first comes.

    Args:
        inventory: where they are.
        judge: judges them.
        tables: further tables that the caller wants in the snapshot.
        also: makes yet others while the file is open.

    Raises:
        InventoryError: the inventory cannot be read.
    """

    def carry(connection: duckdb.DuckDBPyConnection) -> None:
        reach(connection, judge.schedule)
        name_people(connection, judge.held_people)
        if also:
            also(connection)

    with inventory.snapshot("documents", "clocks", *tables, prepare=carry) as connection:
        yield connection, judge_all(connection.cursor(), judge)


def judge_all(connection: duckdb.DuckDBPyConnection, judge: Judge) -> Iterator[Judged]:
    """Judge every document of a snapshot made with `judged_documents`."""
    result = connection.execute(_QUERY)
    while batch := result.fetchmany(_FETCH_ROWS):
        for *fields, own, met, named in batch:
            row = Row(*fields)
            yield Judged(row, judge.judge(_facts(row, own or (), met or (), named or ())))


def _facts(
    row: Row, own: Sequence[dict[str, Any]], met: Sequence[dict[str, Any]], named: Sequence[str]
) -> Facts:
    clocks = [
        Clock(clock["trigger"], clock["day"], clock["basis"], unit=clock["unit"]) for clock in own
    ]
    clocks += [
        Clock(
            clock["trigger"],
            clock["day"],
            _list_basis(clock),
            certain=clock["certain"],
            listed=True,
        )
        for clock in met
    ]
    return Facts(
        path=row.path,
        status=row.status,
        record_type=row.record_type,
        retention_rule=row.retention_rule,
        personal_data=row.personal_data,
        modified=row.modified.date() if row.modified else None,
        clocks=tuple(clocks),
        named=frozenset(named),
    )


def _list_basis(clock: dict[str, Any]) -> str:
    kind = _KINDS.get(clock["entity"], "number")
    return f"date in the list {clock['list']}, matched by {kind}"
