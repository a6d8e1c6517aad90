"""Migrations are numbered, each number once, and bring every older inventory up to date."""

from __future__ import annotations

import gzip
from importlib import resources
from pathlib import Path

import duckdb
import pytest

from inventory.database import migrations
from inventory.store import Inventory
from scanner.progress import ScanTally
from tests.inventory.conftest import record
from tests.inventory.freeze import RELEASED, tables

FROZEN = sorted(RELEASED.glob("*.duckdb.gz"))


def test_numbers_run_from_one_without_a_gap_or_a_second_of_any() -> None:
    names = sorted(entry.name for entry in (resources.files("inventory") / "migrations").iterdir())
    numbers = [int(name[:4]) for name in names if name.endswith(".sql")]
    assert numbers == list(range(1, len(numbers) + 1))


def rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str
) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()


def test_no_frozen_inventory_is_missing() -> None:
    """The newest schema is frozen at the latest when it is released; see `freeze`."""
    assert FROZEN
    names = [f"{number:04}.duckdb.gz" for number in range(1, len(FROZEN) + 1)]
    assert [path.name for path in FROZEN] == names


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name[:4])
def test_an_older_inventory_is_brought_up_to_date_with_all_that_it_holds(
    frozen: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    db.write_bytes(gzip.decompress(frozen.read_bytes()))
    with duckdb.connect(str(db), read_only=True) as connection:
        columns = {
            table: ", ".join(row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall())
            for table in tables(connection)
        }
        before = {table: rows(connection, table, names) for table, names in columns.items()}
    assert all(before.values()), "rows in every table"

    inventory = Inventory(db)
    inventory.create_if_missing()
    with duckdb.connect(str(db), read_only=True) as connection:
        after = {table: rows(connection, table, names) for table, names in columns.items()}
        version = connection.execute("SELECT max(version) FROM stocktake_schema").fetchone()
    assert after == before
    assert version == (len(migrations()),)

    assert list(inventory.known("/srv/share")) == ["documents path"]
    number = inventory.begin_scan("/srv/share")
    inventory.add([record("new.txt")])
    ended = inventory.finish_scan(
        number, state="finished", tally=ScanTally(), gone=["documents path"]
    )
    assert ended == (1, 0)
