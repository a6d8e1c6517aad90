"""Freezes an inventory of each schema version, with rows in every table, for `test_migrations.py`.

Run it once after adding a migration (`python -m tests.inventory.freeze`) and commit the new file.
Those that are there are never written again: they are what people have on their disks.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import duckdb

from inventory.database import migrations

RELEASED = Path(__file__).parent / "released"
SAMPLES = {
    "VARCHAR": "'{table} {column}'",
    "INTEGER": "7",
    "BIGINT": "7",
    "DOUBLE": "0.5",
    "BOOLEAN": "true",
    "DATE": "DATE '2026-03-31'",
    "TIMESTAMP": "TIMESTAMP '2026-03-31 01:02:03'",
    "VARCHAR[]": "['{table}', '{column}']",
    "BIGINT[]": "[7, 8]",
}
# Columns whose value means something to the program.
MEANING = {
    "documents gone": "NULL",
    "documents item": "'documents path'",
    "documents container": "''",
    "documents source": "'/srv/share'",
}


def freeze(version: int) -> None:
    """Write the inventory of one schema version."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "i.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute("CREATE TABLE stocktake_schema (version INTEGER NOT NULL)")
            for number, step in enumerate(migrations()[:version], start=1):
                connection.execute(step)
                connection.execute("INSERT INTO stocktake_schema VALUES (?)", [number])
            for table in tables(connection):
                columns = connection.execute(f"DESCRIBE {table}").fetchall()
                values = [
                    MEANING.get(f"{table} {name}") or SAMPLES[kind].format(table=table, column=name)
                    for name, kind, *_ in columns
                ]
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join(values)})")
        RELEASED.mkdir(exist_ok=True)
        with gzip.GzipFile(RELEASED / f"{version:04}.duckdb.gz", "wb", 9, mtime=0) as packed:
            packed.write(path.read_bytes())


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Give the inventory's tables, all but the one that counts versions."""
    query = "SELECT table_name FROM duckdb_tables() ORDER BY 1"
    names = [name for (name,) in connection.execute(query).fetchall()]
    return [name for name in names if name != "stocktake_schema"]


if __name__ == "__main__":
    for number in range(1, len(migrations()) + 1):
        if not (RELEASED / f"{number:04}.duckdb.gz").exists():
            freeze(number)
