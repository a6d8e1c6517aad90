"""Streams the documents of an inventory, each with its judgement."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inventory.holds import own_holds
from inventory.people import reach
from inventory.periods import YearEnds
from inventory.retention import Clock, Facts, Judge, Judgement
from inventory.schedule import load_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
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
)
_QUERY = f"""
SELECT {", ".join("d." + name for name in _COLUMNS)}, own.clocks AS own, met.clocks AS met
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


@dataclass(frozen=True, slots=True)
class Judged:
    """A document and how long it must be kept."""

    row: Row
    judgement: Judgement


def make_judge(rules: Rules, settings: Settings, as_of: date) -> Judge:
    """Put the rules in force into one judge.

    Raises:
        RulesError: the retention schedule cannot be used.
    """
    return Judge(
        schedule=load_schedule(rules),
        as_of=as_of,
        holds=own_holds(settings),
        years=YearEnds.parse(settings.financial_year_end),
    )


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
        if also:
            also(connection)

    with inventory.snapshot("documents", "clocks", *tables, prepare=carry) as connection:
        yield connection, judge_all(connection.cursor(), judge)


def judge_all(connection: duckdb.DuckDBPyConnection, judge: Judge) -> Iterator[Judged]:
    """Judge every document of a snapshot in which `inventory.people.reach` has been at work."""
    result = connection.execute(_QUERY)
    while batch := result.fetchmany(_FETCH_ROWS):
        for *fields, own, met in batch:
            row = Row(*fields)
            yield Judged(row, judge.judge(_facts(row, own or (), met or ())))


def _facts(row: Row, own: Sequence[dict[str, Any]], met: Sequence[dict[str, Any]]) -> Facts:
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
    )


def _list_basis(clock: dict[str, Any]) -> str:
    kind = _KINDS.get(clock["entity"], "number")
    return f"date in the list {clock['list']}, matched by {kind}"
