"""Looks after an inventory's file: copies of it, a smaller file, a source taken out of it."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.claim import claimed
from inventory.database import InventoryError, check_version, opened, private_files
from inventory.rows import forget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inventory.store import Inventory

_PATIENCE = 120.0


def back_up(inventory: Inventory, out: Path) -> int:
    """Copy an inventory, all of one moment; nobody can write meanwhile.

    Args:
        inventory: what to copy.
        out: the file to make; it must not exist.

    Returns:
        Its size in bytes.

    Raises:
        InventoryError: the inventory is in use, or the copy cannot be written.
    """
    if out.exists():
        raise InventoryError(f"{out} exists already; name another file")
    with claimed(inventory.path, "backup"):
        _fold_log(inventory)
        with _written(out) as part:
            _copy(inventory.path, part)
    return out.stat().st_size


def restore(inventory: Inventory, backup: Path) -> None:
    """Put a copy in place of an inventory; what was there is kept beside it as `.before`.

    Raises:
        InventoryError: the copy is no inventory this program can read, or cannot be put in place.
    """
    with opened(backup, read_only=True, patience=0) as connection:
        check_version(connection, backup)
    with claimed(inventory.path, "restore"):
        with contextlib.suppress(InventoryError):  # it may be restored because it is broken
            _fold_log(inventory)
        with _written(inventory.path) as part:
            shutil.copyfile(backup, part)
            if inventory.path.exists():
                inventory.path.replace(f"{inventory.path}.before")
        Path(f"{inventory.path}.wal").unlink(missing_ok=True)  # it belonged to the former file


def compact(inventory: Inventory) -> tuple[int, int]:
    """Write an inventory anew, without the room that removed rows left in it.

    Returns:
        Its size in bytes before and after.

    Raises:
        InventoryError: the inventory is in use, or there is no room for the new file.
    """
    before = inventory.path.stat().st_size if inventory.path.exists() else 0
    with claimed(inventory.path, "compact"):
        with inventory.writing(facts=False) as connection:  # folds a killed scan's log in as well
            connection.execute(_FORGET_NAMES)
        with _written(inventory.path) as part:
            _copy(inventory.path, part)
    return before, inventory.path.stat().st_size


def purge(inventory: Inventory, source: str) -> int:
    """Take everything known of a source out of an inventory, and compact it.

    Returns:
        Number of documents taken out.

    Raises:
        InventoryError: the inventory is in use, or knows no such source.
    """
    with claimed(inventory.path, "purge"), inventory.writing() as connection:
        known = [row[0] for row in connection.execute(_SOURCES).fetchall()]
        if source not in known:
            listed = ", ".join(known) or "nothing"
            raise InventoryError(f"{source} is not in this inventory, which holds: {listed}")
        number = forget(
            connection, "SELECT id FROM documents WHERE source = $source", {"source": source}
        )
        connection.execute("DELETE FROM assets WHERE source = ?", [source])
        connection.execute("DELETE FROM scans WHERE source = ?", [source])
        connection.execute("DELETE FROM moves WHERE source = ?", [source])
    compact(inventory)
    return number


_FORGET_NAMES = "DELETE FROM names WHERE digest NOT IN (SELECT digest FROM findings)"
_SOURCES = "SELECT DISTINCT source FROM documents UNION SELECT source FROM scans ORDER BY 1"


def _fold_log(inventory: Inventory) -> None:
    """Have what a killed scan left in the write-ahead log put into the file itself."""
    with inventory.writing(facts=False) as connection:
        connection.execute("SELECT 1")


def _copy(source: Path, target: Path) -> None:
    """Copy all tables of one DuckDB file into a new one."""
    quoted = str(target).replace("'", "''")
    with opened(source, read_only=True, patience=_PATIENCE) as connection:
        connection.execute(f"ATTACH '{quoted}' AS copied")
        connection.execute("COPY FROM DATABASE inventory TO copied")
        connection.execute("DETACH copied")


@contextlib.contextmanager
def _written(path: Path) -> Iterator[Path]:
    """Give a new file to write, and put it in place only when it is complete and on the disk."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with private_files():
            yield part
        with part.open("r+b") as stream:
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        raise InventoryError(
            f"cannot write {path}: {(error.strerror or 'refused').lower()}"
        ) from error
    finally:
        part.unlink(missing_ok=True)
