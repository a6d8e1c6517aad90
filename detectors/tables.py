"""The in-memory DuckDB of this process, in which tables are profiled column by column."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import duckdb

from detectors.model import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_MEMORY_LIMIT = "400MB"
_THREADS = 2
_serial = itertools.count()


@dataclass(slots=True)
class _Kept:
    """What has to be given back when the document is done with."""

    tables: list[str] = field(default_factory=list)
    actions: list[Callable[[], None]] = field(default_factory=list)


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """Give this process's in-memory database; it never touches disk or network.

    Spilling is off (`temp_directory` empty) so that personal data is never written to a
    temporary file, and so are extension downloads.
    """
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY_LIMIT,
            "threads": _THREADS,
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


@contextlib.contextmanager
def planned_plainly(*, when: bool) -> Iterator[None]:
    """Leave the query optimiser out: on small tables it costs more than it saves.

    Args:
        when: whether to, so that a caller needs no second way through.
    """
    if when:
        connection().execute("PRAGMA disable_optimizer")
    try:
        yield
    finally:
        if when:
            connection().execute("PRAGMA enable_optimizer")


def from_rows(name: str, rows: Iterable[Sequence[str | None]]) -> Table | None:
    """Make a `Table` from rows of cell texts; ragged rows are padded with NULL.

    Returns:
        None when there is no cell at all.
    """
    columns = list(itertools.zip_longest(*rows))
    if not columns:
        return None
    table = f"grid_{next(_serial)}"
    _kept().tables.append(table)
    picks = ", ".join(f"unnest(?::VARCHAR[]) AS c{i}" for i in range(len(columns)))
    query = f"CREATE TEMP TABLE {table} AS SELECT {picks}"
    try:
        connection().execute(query, [list(cells) for cells in columns])
    except duckdb.InvalidInputException:  # half a surrogate pair, as damaged files hold
        connection().execute(query, [list(map(_sound, cells)) for cells in columns])
    return Table(name, connection().table(table))


def on_release(action: Callable[[], None]) -> None:
    """Have something done once the present document's tables are no longer needed."""
    _kept().actions.append(action)


def release_all() -> None:
    """Drop every table made since the last call and do what `on_release` was asked to.

    Call it at the end of each document; relations made before it can no longer be read.
    """
    kept = _kept()
    for table in kept.tables:
        connection().execute(f"DROP TABLE IF EXISTS {table}")
    kept.tables.clear()
    while kept.actions:
        kept.actions.pop()()


@cache
def _kept() -> _Kept:
    return _Kept()


def _sound(cell: str | None) -> str | None:
    return cell and cell.encode("utf-8", "replace").decode()
