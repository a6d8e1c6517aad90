"""A table of more values than are stored: it is named, and read again when asked for."""

from __future__ import annotations

import csv
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Stocktake

FIRST = ["Edith", "George", "Mary", "Joan", "Amina", "Kwame", "Piotr", "Sadia", "Helen", "Gareth"]
LAST = ["Hartley", "Marton", "Brookfield", "Wilton", "Penrose", "Castle", "Treharne", "Ashby"]
LAST += ["Langford", "Dunwell", "Kelsey", "Radford", "Stowe", "Whitcombe", "Norwood", "Garside"]
LAST += ["Pemberton", "Holroyd", "Tunstall", "Fairhurst"]


@pytest.fixture
def asked(stocktake: Stocktake, tmp_path: Path) -> Any:
    """A share with a list of 200 names, of which 100 are stored, and what asks for one of them."""
    share, settings, db = tmp_path / "share", tmp_path / "s.yaml", tmp_path / "i.duckdb"
    share.mkdir()
    settings.write_text("limits: {values: 100}\nworkers: 1\n")
    rows = [(first, last) for last in LAST for first in FIRST]
    plain = tmp_path / "staff.csv"
    with plain.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([("Forename", "Surname"), *rows])
    with zipfile.ZipFile(share / "old.zip", "w") as archive:
        archive.write(plain, "export/staff.csv")
    plain.rename(share / "staff.csv")
    stocktake("scan", "--path", share, "--db", db, "--config", settings)

    def ask(*words: str) -> dict[str, Any]:
        done = stocktake("find", *words, "--json", "--db", db, "--config", settings)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return ask


def test_everybody_in_a_long_table_is_found_by_reading_it_again(asked: Any) -> None:
    everybody = [f"{first} {last}" for first in ("Edith", "Sadia") for last in LAST[:4]]
    stored = 0
    for name in everybody:
        found = asked(name)
        assert found["cut"] == ["old.zip!/export/staff.csv", "staff.csv"]
        stored += len(found["documents"]) > 0
    assert stored < len(everybody)
    for name in (everybody[0], everybody[-1], "HARTLEY, Sadia", "Sadia Harley"):
        found = asked(name, "--read")
        assert found["cut"] == []
        assert {document["path"] for document in found["documents"]} == {
            "old.zip!/export/staff.csv",
            "staff.csv",
        }


def test_a_long_table_that_is_gone_stays_named(asked: Any, tmp_path: Path) -> None:
    (tmp_path / "share" / "staff.csv").unlink()
    assert asked("Nobody Atall", "--read")["cut"] == ["staff.csv"]
