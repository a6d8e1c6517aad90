"""Opens the inventory's file: never for long, never readable by others, never half migrated.

DuckDB lets one process write a file, or many read it, never both. So nobody keeps it open: a
writer opens it, writes one batch in one transaction and closes it; a reader copies what it needs
into memory and closes it. Whoever finds it taken tries again for a while.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
import time
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from config.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIAS = "inventory"
_MEMORY_LIMIT = "400MB"
_THREADS = 2
_PAUSE_SECONDS = 0.05
_MIGRATIONS = resources.files("inventory") / "migrations"
_HOLDER = re.compile(r"PID (\d+)")


class InventoryError(UserError):
    """The inventory cannot be used; the message names the file and says what to do."""


class StorageError(InventoryError):
    """The disk fails or is full; what was stored before stays."""

    exit_code = ExitCode.ENDED_EARLY


# What DuckDB raises when the disk refuses; anything else is a mistake in a statement.
_DISK_TROUBLE = (
    duckdb.IOException,
    duckdb.TransactionException,
    duckdb.FatalException,
    duckdb.OutOfMemoryException,
)


@contextlib.contextmanager
def opened(path: Path, *, read_only: bool, patience: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the inventory's file for as long as the block lasts.

    Args:
        path: the file.
        read_only: readers may share the file with each other, a writer with nobody.
        patience: seconds to go on trying while another process has it open.

    Raises:
        InventoryError: it is no inventory, cannot be opened, or stayed locked.
    """
    with private_files():
        connection = _idle.pop(tempfile.gettempdir(), None) or in_memory()
        try:
            _attach(connection, path, read_only=read_only, patience=patience)
            connection.execute(f"USE {_ALIAS}")
            yield connection
            _let_go(connection)
        except _DISK_TROUBLE as error:
            connection.close()
            raise StorageError(
                f"{path} cannot be read or written ({_reason(error)}); what was stored before is "
                "kept: free some space and run the same command again"
            ) from error
        except BaseException:
            connection.close()
            raise


# One unused database in memory by the folder it would spill to: making one takes 15 ms, and a
# scan that finds nothing changed would do so a dozen times.
_idle: dict[str, duckdb.DuckDBPyConnection] = {}
_LEFT_OVER = f"""
SELECT (SELECT count(*) FROM duckdb_tables() WHERE database_name <> '{_ALIAS}')
    + (SELECT count(*) FROM duckdb_views() WHERE database_name <> '{_ALIAS}' AND NOT internal)
"""  # noqa: S608 - the alias is a constant


def _let_go(connection: duckdb.DuckDBPyConnection) -> None:
    """Detach the file; keep the connection for the next time where nothing is left in it."""
    clean = _is_attached(connection) and connection.execute(_LEFT_OVER).fetchall() == [(0,)]
    if clean:
        detach(connection)
        _idle.setdefault(tempfile.gettempdir(), connection)
    if _idle.get(tempfile.gettempdir()) is not connection:
        connection.close()


def _is_attached(connection: duckdb.DuckDBPyConnection) -> bool:
    query = "SELECT 1 FROM duckdb_databases() WHERE database_name = ?"
    return connection.execute(query, [_ALIAS]).fetchone() is not None


def in_memory() -> duckdb.DuckDBPyConnection:
    """Give an empty database in memory, which never touches the network.

    It spills to a private temporary folder, made only if need be and removed as it closes; there
    is nothing in it but what the inventory holds.
    """
    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY_LIMIT,
            "threads": _THREADS,
            "temp_directory": str(
                Path(tempfile.gettempdir()) / f"stocktake-{secrets.token_hex(8)}"
            ),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


def detach(connection: duckdb.DuckDBPyConnection) -> None:
    """Let go of the file and carry on with what was copied into memory."""
    connection.execute("USE memory")
    connection.execute(f"DETACH {_ALIAS}")


@contextlib.contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Make the block's changes all or nothing."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """Create files (the database, its log, spill files) readable by their owner only.

    On Windows new files take the rights of their folder, which for the default folder inside the
    user's profile means the user alone; there is nothing to set.
    """
    if os.name == "nt":
        yield
        return
    previous = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(previous)


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Bring the database to this program's version, one numbered step after the other.

    Raises:
        InventoryError: it is a DuckDB file of another kind, or a newer program wrote it.
    """
    there = version(connection, path)
    steps = migrations()
    if there > len(steps):
        raise _newer(path, there, len(steps))
    for number in range(there + 1, len(steps) + 1):
        with transaction(connection):
            if number == 1:
                connection.execute("CREATE TABLE stocktake_schema (version INTEGER NOT NULL)")
            connection.execute(steps[number - 1])
            connection.execute("INSERT INTO stocktake_schema VALUES (?)", [number])


def check_version(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse a database that this program cannot read.

    Raises:
        InventoryError: it is no inventory, or of another version.
    """
    there, here = version(connection, path), len(migrations())
    if there > here:
        raise _newer(path, there, here)
    if there == 0:
        raise InventoryError(f"{path} is empty; run 'stocktake scan' first")
    if there < here:
        raise InventoryError(
            f"{path} was written by an older Stocktake; run 'stocktake scan' once to update it"
        )


def version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Give the number of the last migration applied; 0 for a new, empty database.

    Raises:
        InventoryError: the file has tables, but not those of an inventory.
    """
    query = f"SELECT max(version) FROM {_ALIAS}.stocktake_schema"  # noqa: S608 - a constant
    try:  # a list of all tables takes ten times as long, and every opening asks
        row = connection.execute(query).fetchone()
    except duckdb.CatalogException:
        there = "SELECT 1 FROM duckdb_tables() WHERE database_name = ? LIMIT 1"
        if connection.execute(there, [_ALIAS]).fetchone() is None:
            return 0
        message = f"{path} is a DuckDB database, but not a Stocktake inventory"
        raise InventoryError(message) from None
    return int(row[0]) if row and row[0] is not None else 0


def migrations() -> list[str]:
    """Give the SQL of every migration in order; file `0001_…` is version 1."""
    files = sorted(
        (entry for entry in _MIGRATIONS.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    return [entry.read_text(encoding="utf-8") for entry in files]


def _attach(
    connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool, patience: float
) -> None:
    quoted = str(path).replace("'", "''")
    mode = " (READ_ONLY)" if read_only else ""
    give_up = time.monotonic() + patience
    while True:
        try:
            connection.execute(f"ATTACH '{quoted}' AS {_ALIAS}{mode}")
        except duckdb.Error as error:
            if not _taken(error):
                raise InventoryError(_trouble(path, error)) from error
            if time.monotonic() > give_up:
                raise InventoryError(_taken_message(path, error)) from error
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _taken(error: duckdb.Error) -> bool:
    """Tell whether another process, or another thread of this one, has the file open."""
    text = str(error)
    # On Windows the lock shows as a sharing violation in the operating system's own words.
    return any(
        sign in text
        for sign in ("Could not set lock", "already attached", "being used by another process")
    )


def _taken_message(path: Path, error: duckdb.Error) -> str:
    holder = _HOLDER.search(str(error))
    whom = f"process {holder[1]}" if holder else "another program"
    return f"{path} is in use by {whom}; try again when it has finished"


def _trouble(path: Path, error: duckdb.Error) -> str:
    """Put DuckDB's complaint about a file into a sentence for the user."""
    if path.is_dir():
        return f"{path} is a folder; name the inventory file inside it"
    if not path.exists():
        return (
            f"there is no inventory at {path} yet; scan something first, as in "
            "'stocktake scan --path FOLDER', or name another with --db"
        )
    if not os.access(path, os.R_OK):
        return f"{path} may not be read by this user"
    if "not a valid DuckDB" in str(error):
        return f"{path} is not a Stocktake inventory"
    return f"{path} cannot be opened: {_first_line(error)}"


def _reason(error: duckdb.Error) -> str:
    """Give the operating system's words, which come last, without the file's name."""
    return _first_line(error).rpartition(": ")[2]


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]


def _newer(path: Path, there: int, here: int) -> InventoryError:
    return InventoryError(
        f"{path} was written by a newer Stocktake (its version is {there}, this program knows "
        f"{here}); update Stocktake, or scan into another file with --db"
    )
