"""Finds the documents that an incident is about."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.database import InventoryError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

_WINDOWS = re.compile(r"^(?:[A-Za-z]:[\\/]|\\\\|//)")
_SOURCES = "SELECT DISTINCT source FROM documents ORDER BY 1"
_ADDRESS = "rtrim(replace(source, '\\', '/'), '/') || '/' || path"
_AFFECTED = f"""
CREATE OR REPLACE TEMP TABLE affected AS
WITH places AS (SELECT unnest($places::VARCHAR[]) AS place), known AS (
    SELECT id, {_ADDRESS} AS address, path, asset FROM documents
    WHERE CASE WHEN $day IS NULL THEN gone IS NULL
        ELSE first_seen::DATE <= $day AND (gone IS NULL OR gone::DATE >= $day) END
), named AS (
    SELECT id, CASE WHEN $fold THEN lower(address) ELSE address END AS address,
        CASE WHEN $fold THEN lower(path) ELSE path END AS path, asset FROM known
)
SELECT DISTINCT n.id, p.place FROM named n JOIN places p ON
    n.address = p.place OR starts_with(n.address, p.place || '/')
    OR starts_with(n.address, p.place || '!/') OR n.path = p.place
    OR starts_with(n.path, p.place || '/') OR starts_with(n.path, p.place || '!/')
    OR n.asset = p.place
"""  # noqa: S608 - our own SQL


@dataclass(frozen=True, slots=True)
class Scope:
    """What an incident is about.

    Attributes:
        places: scanned roots, folders or files below them, or ids of assets.
        day: when it happened, where documents that are gone since should count; None for now.
    """

    places: Sequence[str]
    day: date | None = None


def mark_affected(connection: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Make the temporary table `affected` (id, place): the documents concerned.

    Raises:
        InventoryError: a place holds nothing that is known.
    """
    for place in scope.places:
        if not any(_try(connection, spelling, scope.day) for spelling in _spellings(place)):
            known = ", ".join(row[0] for row in connection.execute(_SOURCES).fetchall())
            raise InventoryError(
                f"nothing is known of {place}; give a scanned place, or a folder or file below it. "
                + (f"Scanned were: {known}" if known else "Nothing has been scanned yet")
            )
    spellings = [
        next(s for s in _spellings(place) if _try(connection, s, scope.day))
        for place in scope.places
    ]
    fold = any(map(_is_windows, spellings))
    _mark(connection, spellings, scope.day, fold=fold)


def _spellings(place: str) -> list[str]:
    """Give ways in which a place may stand in an inventory: as typed, and in full."""
    plain = place.replace("\\", "/").rstrip("/") or "/"
    full = os.path.abspath(place).replace("\\", "/").rstrip("/")  # noqa: PTH100 - resolves no links
    real = os.path.realpath(place).replace("\\", "/").rstrip("/")
    return list(dict.fromkeys([plain.removeprefix("./"), full, real]))


def _is_windows(place: str) -> bool:
    return bool(_WINDOWS.match(place))


def _try(connection: duckdb.DuckDBPyConnection, place: str, day: date | None) -> bool:
    _mark(connection, [place], day, fold=_is_windows(place))
    return connection.execute("SELECT 1 FROM affected LIMIT 1").fetchone() is not None


def _mark(
    connection: duckdb.DuckDBPyConnection, places: Sequence[str], day: date | None, *, fold: bool
) -> None:
    folded = [place.lower() if fold else place for place in places]
    connection.execute(_AFFECTED, {"places": folded, "day": day, "fold": fold})
