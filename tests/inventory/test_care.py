"""Copies, a smaller file, and a source taken out."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from inventory.care import back_up, compact, purge, restore
from inventory.claim import ClaimedError, claimed
from inventory.database import InventoryError
from inventory.store import Inventory
from tests.inventory.conftest import record


def paths(inventory: Inventory) -> set[str]:
    with inventory.reading() as connection:
        rows = connection.execute("SELECT path FROM documents WHERE gone IS NULL").fetchall()
    return {row[0] for row in rows}


def test_a_backup_brings_back_what_was_there(inventory: Inventory, tmp_path: Path) -> None:
    inventory.add([record("a.txt")])
    copy = tmp_path / "copy.duckdb"
    assert back_up(inventory, copy) > 0
    inventory.add([record("b.txt")])

    restore(inventory, copy)
    assert paths(inventory) == {"a.txt"}
    inventory.add([record("c.txt")])
    assert paths(inventory) == {"a.txt", "c.txt"}, "row numbers go on where they were"
    assert paths(Inventory(Path(f"{inventory.path}.before"))) == {"a.txt", "b.txt"}
    if sys.platform != "win32":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert stat.S_IMODE(inventory.path.stat().st_mode) == 0o600


def test_what_is_no_backup_is_not_put_in_place(inventory: Inventory, tmp_path: Path) -> None:
    inventory.add([record("a.txt")])
    wrong = tmp_path / "notes.txt"
    wrong.write_text("shopping list\n" * 1000)
    with pytest.raises(InventoryError, match="not a Stocktake inventory"):
        restore(inventory, wrong)
    assert paths(inventory) == {"a.txt"}
    with pytest.raises(InventoryError, match="exists already"):
        back_up(inventory, wrong)


def test_compacting_makes_the_file_smaller_and_loses_nothing(inventory: Inventory) -> None:
    for batch in range(8):
        inventory.add([record(f"{number}.txt", error=f"{batch}" * 200) for number in range(2_000)])
    before, after = compact(inventory)
    assert after < before
    assert len(paths(inventory)) == 2_000


def test_purging_takes_one_source_out(inventory: Inventory) -> None:
    inventory.add([record("a.txt"), record("b.txt", source="/srv/other")])
    assert purge(inventory, "/srv/other") == 1
    assert paths(inventory) == {"a.txt"}
    with pytest.raises(InventoryError, match="/srv/other is not in this inventory"):
        purge(inventory, "/srv/other")


def test_nothing_is_done_to_an_inventory_that_is_being_scanned(
    inventory: Inventory, tmp_path: Path
) -> None:
    inventory.add([record("a.txt")])
    with claimed(inventory.path, "scan"), pytest.raises(ClaimedError, match="in use by a scan"):
        back_up(inventory, tmp_path / "copy.duckdb")
