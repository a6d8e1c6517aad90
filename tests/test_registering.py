"""The register as people work with it from the command line."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from inventory.assets import assign_assets
from inventory.stock import keep_stock, take_stock
from inventory.store import Inventory
from scanner.progress import ScanTally
from tests.inventory.conftest import AS_OF, SOURCE, clock, judge, record, rules

if TYPE_CHECKING:
    from pathlib import Path

    from config.rules import Rules
    from inventory.retention import Judge
    from tests.conftest import Stocktake

__all__ = ["judge", "rules"]


@pytest.fixture
def db(tmp_path: Path, rules: Rules, judge: Judge) -> Path:
    """An inventory after two scans; the second met one more care plan."""
    path = tmp_path / "i.duckdb"
    inventory = Inventory(path)
    inventory.create_if_missing()
    for name in ("a", "b"):
        number = inventory.begin_scan(SOURCE)
        inventory.add([record(f"Rose House/Care plans/{name}.docx")])
        inventory.finish_scan(number, state="finished", tally=ScanTally(), gone=())
        assign_assets(inventory, rules)
        keep_stock(inventory, take_stock(inventory, judge), AS_OF)
    return path


def edited(stocktake: Stocktake, db: Path, out: Path, **cells: str) -> Path:
    """Export the register, fill cells of its first row, save."""
    assert stocktake("register", "export", "--out", out, "--db", db).returncode == 0
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[0].update(cells)
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return out


def test_import_shows_the_changes_and_keeps_them(
    stocktake: Stocktake, db: Path, tmp_path: Path
) -> None:
    file = edited(stocktake, db, tmp_path / "r.csv", Owner="Deputy manager")
    dry = stocktake("register", "import", file, "--by", "Jo", "--dry-run", "--db", db)
    assert dry.returncode == 0
    assert "Deputy manager" in dry.stdout
    assert "nothing was stored" in dry.stdout
    done = stocktake("register", "import", file, "--by", "Jo", "--db", db)
    assert "Deputy manager" in done.stdout
    assert "1 change kept, said by Jo" in done.stdout
    again = stocktake("register", "import", file, "--by", "Jo", "--db", db)
    assert "0 changes" in again.stdout


def test_import_of_nonsense_names_row_and_column(
    stocktake: Stocktake, db: Path, tmp_path: Path
) -> None:
    cells = {"Owner": "Deputy manager", "Backed up": "perhaps"}
    file = edited(stocktake, db, tmp_path / "r.csv", **cells)
    done = stocktake("register", "import", file, "--db", db)
    assert done.returncode == 2
    for words in ("Row", "2", "Backed up", "'perhaps' is not one of", "Nothing was stored"):
        assert words in done.stdout
    file = edited(stocktake, db, tmp_path / "again.csv")
    assert "Deputy manager" not in file.read_text()


def test_add_puts_a_row_into_the_register(stocktake: Stocktake, db: Path, tmp_path: Path) -> None:
    done = stocktake(
        "register", "add", "--name", "Visitors' book", "--field", "Location=Reception",
        "--field", "backed up=no", "--db", db,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == "IA-0002 added: Visitors' book\n"
    out = tmp_path / "r.csv"
    stocktake("register", "export", "--out", out, "--db", db)
    with out.open(encoding="utf-8-sig", newline="") as stream:
        row = list(csv.DictReader(stream))[-1]
    assert row["Information asset name"] == "Visitors' book"
    assert (row["Location"], row["Backed up"]) == ("Reception", "No")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "needs a name"),
        (("--name", "CCTV", "--field", "Colour=red"), "fills no column"),
        (("--name", "CCTV", "--field", "Backed up=perhaps"), "'perhaps' is not one of"),
    ],
)
def test_add_refuses_nonsense(
    stocktake: Stocktake, db: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = stocktake("register", "add", *arguments, "--db", db)
    assert done.returncode == 2
    assert says in done.stderr


def test_add_lists_its_fields(stocktake: Stocktake) -> None:
    done = stocktake("register", "add", "--list-fields")
    assert "Yes, No, Not known" in done.stdout
    assert "Approved on" in done.stdout


def test_approval_and_its_reminder(stocktake: Stocktake, db: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    before = stocktake("register", "export", "--out", out, "--db", db)
    assert "Nobody has approved this register yet" in before.stderr
    done = stocktake(
        "register", "approve", "--by", "M Fox, manager", "--on", "01/06/2026",
        "--review-in", "6m", "--db", db,
    )  # fmt: skip
    assert "1 asset approved by M Fox, manager on 01/06/2026" in done.stdout
    assert "01/12/2026" in done.stdout
    late = stocktake("register", "export", "--out", out, "--db", db, "--as-of", "2027-01-01")
    assert "lapsed on 1 December 2026" in late.stderr
    with out.open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.DictReader(stream))["Approved by"] == "M Fox, manager"


def test_diff_in_words_and_as_data(stocktake: Stocktake, db: Path) -> None:
    done = stocktake("register", "diff", "--db", db)
    assert done.returncode == 0, done.stderr
    assert "Grown" in done.stdout
    assert "Care plans (Rose House): grown by 1 file to 2." in done.stdout
    data = json.loads(stocktake("register", "diff", "--db", db, "--format", "json").stdout)
    assert [(change["before"], change["after"]) for change in data["changes"]] == [(1, 2)]
    same = stocktake("register", "diff", "--db", db, "--scans", "2", "2")
    assert "nothing changed" in same.stdout


def test_disposals_from_list_to_log(stocktake: Stocktake, db: Path, tmp_path: Path) -> None:
    Inventory(db).add([record("a.docx", clocks=(clock("death", date(2010, 1, 1)),))])
    file, log = tmp_path / "list.xlsx", tmp_path / "log.csv"
    done = stocktake("disposal", "list", "--out", file, "--db", db)
    assert "1 document listed" in done.stderr, done.stderr
    done = stocktake("disposal", "record", file, "--by", "M Fox", "--on", "02/11/2026", "--db", db)
    assert done.stdout == "1 document recorded as destroyed\n"
    stocktake("disposal", "export", "--out", log, "--db", db)
    with log.open(encoding="utf-8-sig", newline="") as stream:
        (entry,) = csv.DictReader(stream)
    assert (entry["Date of decision"], entry["Recorded by"]) == ("2026-11-02", "M Fox")
