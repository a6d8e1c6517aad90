"""Saying "this is not personal data here": remembered by digest, shown, undoable."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import Stocktake

SWITCHBOARD = "01632 960100"
NOTE = f"Mrs Edith Hartley, NHS No 999 059 8142, rang us on {SWITCHBOARD} about her care plan."


@pytest.fixture
def share(tmp_path: Path) -> Path:
    root = tmp_path / "share"
    (root / "Training").mkdir(parents=True)
    (root / "Training" / "case study.txt").write_text(NOTE)
    (root / "note.txt").write_text(NOTE)
    (root / "other.txt").write_text("The boiler was serviced.")
    return root


def scan(stocktake: Stocktake, share: Path, db: Path) -> int:
    done = stocktake("scan", "--path", share, "--db", db, "--json")
    assert done.returncode == 0, done.stderr
    tally = json.loads(done.stdout)["scan"]
    return int(tally["files"] - tally["unchanged"])


def found(stocktake: Stocktake, db: Path, out: Path) -> set[tuple[str, str]]:
    assert stocktake("export", "findings", "--out", out, "--db", db).returncode == 0
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return {(row["path"], row["entity"]) for row in csv.DictReader(stream)}


def test_a_value_is_left_out_in_any_spelling_and_comes_back(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db, out = tmp_path / "i.duckdb", tmp_path / "findings.csv"
    scan(stocktake, share, db)
    assert ("note.txt", "PHONE_NUMBER") in found(stocktake, db, out)

    done = stocktake("suppress", "value", "+44 1632 960100", "--reason", "switchboard", "--db", db)
    assert done.returncode == 0, done.stderr
    assert "opens 2 files again" in done.stdout
    assert b"960100" not in db.read_bytes()

    assert scan(stocktake, share, db) == 2
    now = found(stocktake, db, out)
    assert ("note.txt", "PHONE_NUMBER") not in now
    assert ("note.txt", "UK_NHS") in now
    assert scan(stocktake, share, db) == 0

    listed = stocktake("suppress", "list", "--db", db).stdout
    assert "switchboard" in listed
    assert "960100" not in listed

    assert stocktake("suppress", "undo", "1", "--db", db).returncode == 0
    scan(stocktake, share, db)
    assert ("note.txt", "PHONE_NUMBER") in found(stocktake, db, out)


def test_documents_below_a_path_are_about_nobody(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db, out = tmp_path / "i.duckdb", tmp_path / "findings.csv"
    scan(stocktake, share, db)
    stocktake("suppress", "path", "Training/*", "--db", db)
    assert scan(stocktake, share, db) == 1
    now = found(stocktake, db, out)
    assert not {entity for path, entity in now if path.startswith("Training/")}
    assert ("note.txt", "UK_NHS") in now


def test_a_recogniser_is_left_out(stocktake: Stocktake, share: Path, tmp_path: Path) -> None:
    db, out = tmp_path / "i.duckdb", tmp_path / "findings.csv"
    scan(stocktake, share, db)
    stocktake("export", "findings", "--out", out, "--db", db)
    with out.open(encoding="utf-8-sig", newline="") as stream:
        names = {row["recogniser"] for row in csv.DictReader(stream) if row["entity"] == "UK_NHS"}
    (name,) = names
    stocktake("suppress", "recogniser", name, "--db", db)
    assert scan(stocktake, share, db) == 2
    assert "UK_NHS" not in {entity for _, entity in found(stocktake, db, out)}


def test_a_number_that_is_not_there_is_refused(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    scan(stocktake, share, db)
    done = stocktake("suppress", "undo", "9", "--db", db)
    assert done.returncode == 2
    assert "there is no suppression 9" in done.stderr


def test_what_stands_on_every_letterhead_is_learnt(stocktake: Stocktake, tmp_path: Path) -> None:
    db, out, root = tmp_path / "i.duckdb", tmp_path / "findings.csv", tmp_path / "share"
    names = ("Edith Hartley", "Kofi Mensah", "Ivy Pugh", "Nia Rees", "Tom Bell", "Rosa Lima")
    for number, name in enumerate(names * 2):
        folder = root / f"folder {number % 4}"
        folder.mkdir(parents=True, exist_ok=True)
        own = f"Her own number is 07700 900{number:03}." if number % 2 else ""
        letter = f"Oakdene, tel {SWITCHBOARD}\n\nDear Mrs {name},\nThank you for your call. {own}"
        (folder / f"letter {number}.txt").write_text(letter)
    for number in range(12):  # one resident's daughter, in every folder, always with her name
        note = "Rang Mrs Grace Okafor, daughter, on 01632 960222."
        (root / f"folder {number % 4}" / f"note {number}.txt").write_text(note)
    scan(stocktake, root, db)

    shown = json.loads(stocktake("suppress", "own", "--db", db, "--json").stdout)
    assert [(entry["entity"], entry["files"], entry["folders"]) for entry in shown] == [
        ("PHONE_NUMBER", 12, 4)
    ]
    assert "960100" not in json.dumps(shown)
    assert stocktake("suppress", "list", "--db", db).stdout == "Nothing is suppressed.\n"

    done = stocktake("suppress", "own", "--accept", "--db", db)
    assert done.returncode == 0, done.stderr
    assert scan(stocktake, root, db) == 12
    phones = {path for path, entity in found(stocktake, db, out) if entity == "PHONE_NUMBER"}
    assert "folder 0/letter 0.txt" not in phones
    assert "folder 1/letter 1.txt" in phones  # the person's own is still found
    assert "folder 0/note 0.txt" in phones
    assert json.loads(stocktake("suppress", "own", "--db", db, "--json").stdout) == []

    assert stocktake("suppress", "undo", "1", "--db", db).returncode == 0
    scan(stocktake, root, db)
    assert ("folder 0/letter 0.txt", "PHONE_NUMBER") in found(stocktake, db, out)
