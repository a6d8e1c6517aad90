"""The in-memory DuckDB of this process, in which tables are profiled column by column."""

from __future__ import annotations

import itertools
from functools import cache
from typing import TYPE_CHECKING

import duckdb

from detectors.model import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MEMORY_LIMIT = "400MB"
_THREADS = 2
_serial = itertools.count()


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


def from_rows(name: str, rows: Iterable[Sequence[str | None]]) -> Table | None:
    """Make a `Table` from rows of cell texts; ragged rows are padded with NULL.

    Returns:
        None when there is no cell at all.
    """
    grid = [list(row) for row in rows]
    width = max((len(row) for row in grid), default=0)
    if not width:
        return None
    columns = [[row[i] if i < len(row) else None for row in grid] for i in range(width)]
    view = f"grid_{next(_serial)}"
    picks = ", ".join(f"unnest(?::VARCHAR[]) AS c{i}" for i in range(width))
    connection().execute(f"CREATE TEMP TABLE {view} AS SELECT {picks}", columns)
    return Table(name=name, relation=connection().table(view))


def release_all() -> None:
    """Drop every table made since the last call, at the end of a document."""
    names = (
        connection().execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
    )
    for (table,) in names:
        connection().execute(f'DROP TABLE "{table}"')
