"""Files that are moved, renamed and copied: read once, known everywhere, their history kept."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from config.settings import Settings
from detectors.examine import Examiner
from detectors.model import Subject
from tests.conftest import Stocktake

_LETTER = """Dear Mrs Hartley

Thank you for your letter of 12/03/2019. Your mother's NHS number is 999 059 8142.
Edith Hartley has settled in well. E-mail: {number}@example.org
"""
_SAME = "SELECT * EXCLUDE (id, first_seen, written, asset) FROM documents WHERE gone IS NULL"
_FOUND = (
    "SELECT d.path, f.* EXCLUDE (document) FROM findings f JOIN documents d ON d.id = f.document "
    "WHERE d.gone IS NULL"
)


def scan(stocktake: Stocktake, share: Path, db: Path, *options: str) -> dict[str, Any]:
    done = stocktake("scan", "--path", share, "--db", db, "--no-progress", "--json", *options)
    assert done.returncode == 0, done.stderr
    counted: dict[str, Any] = json.loads(done.stdout)["scan"]
    return counted


def rows(db: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(db), read_only=True) as connection:
        return connection.execute(f"{query} ORDER BY ALL").fetchall()


def assert_as_if_read_afresh(stocktake: Stocktake, share: Path, db: Path) -> None:
    """What was taken over is what a scan into a new inventory would have found."""
    fresh = db.with_name("fresh.duckdb")
    scan(stocktake, share, fresh)
    assert rows(db, _SAME) == rows(fresh, _SAME)
    assert rows(db, _FOUND) == rows(fresh, _FOUND)
    fresh.unlink()


@pytest.fixture
def share(tmp_path: Path) -> Path:
    root = tmp_path / "share"
    for number in range(6):
        path = root / "Letters" / f"letter {number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_LETTER.format(number=number))
    with zipfile.ZipFile(root / "Letters" / "packed.zip", "w") as archive:
        archive.writestr("inside/letter.txt", _LETTER.format(number="packed"))
    return root


def test_what_was_moved_or_renamed_is_not_read_again_and_keeps_its_history(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    assert scan(stocktake, share, db)["documents"] == 8
    seen = rows(db, "SELECT content_hash, first_seen FROM documents")

    shutil.move(share / "Letters", share / "Letters of old")
    (share / "Letters of old" / "letter 3.txt").rename(share / "Letters of old" / "letter 33.txt")
    (share / "Letters of old" / "letter 5.txt").unlink()
    counted = scan(stocktake, share, db)
    numbers = {name: counted[name] for name in ("documents", "twins", "moved", "gone")}
    assert numbers == {"documents": 0, "twins": 6, "moved": 6, "gone": 1}
    present = "SELECT content_hash, first_seen FROM documents WHERE gone IS NULL"
    assert set(rows(db, present)) <= set(seen), "first seen when it was first seen"
    assert len(rows(db, present)) == 7
    former = rows(db, "SELECT former, path FROM moves")
    assert ("Letters/letter 3.txt", "Letters of old/letter 33.txt") in former
    assert_as_if_read_afresh(stocktake, share, db)
    assert scan(stocktake, share, db)["twins"] == 0


def test_a_name_that_says_something_else_is_judged_anew(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    scan(stocktake, share, db)
    leavers = share / "Staff files" / "Leavers 2014" / "Smith, John"
    leavers.mkdir(parents=True)
    (share / "Letters" / "letter 1.txt").rename(leavers / "supervision notes.txt")
    counted = scan(stocktake, share, db)
    assert (counted["documents"], counted["moved"], counted["gone"]) == (1, 1, 0)
    assert_as_if_read_afresh(stocktake, share, db)


def test_copies_are_read_once_and_reported_at_every_place(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    for home in ("Home A", "Home B", "Home D"):
        shutil.copytree(share / "Letters", share / home / "Letters")
    counted = scan(stocktake, share, db)
    assert (counted["files"], counted["documents"], counted["twins"]) == (28, 8, 21)
    places = rows(db, "SELECT path FROM documents WHERE path LIKE '%letter 1.txt'")
    assert len(places) == 4
    assert len(rows(db, "SELECT 1 FROM documents WHERE path LIKE '%!/inside/letter.txt'")) == 4
    assert_as_if_read_afresh(stocktake, share, db)

    shutil.copy(share / "Letters" / "letter 2.txt", share / "Letters" / "letter 22.txt")
    counted = scan(stocktake, share, db)
    assert (counted["documents"], counted["twins"], counted["moved"]) == (0, 1, 0), (
        "a copy, no move"
    )
    assert scan(stocktake, share, db, "--full")["documents"] == 33


def test_names_that_say_the_same_are_judged_the_same() -> None:
    """The digest that lets a row be taken over must cover all that names are read for."""
    examiner = Examiner(Settings())
    names = (
        ("Letters", "letter 1.txt"),
        ("Letters", "letter 2.txt"),
        ("Old", "Letters", "letter 1.txt"),
        ("Staff files", "Smith, John", "letter 1.txt"),
        ("Staff files", "Leavers 2014", "letter 1.txt"),
        ("Residents", "Mrs E Hartley", "letter 1.txt"),
        ("Residents", "Room 12", "letter 1.txt"),
        ("Residents", "Room 14", "letter 1.txt"),
        ("letter 2014.txt",),
        ("letter.txt",),
        ("Care plan.txt",),
        ("care plan reviewed.txt",),
        ("WhatsApp chat.txt",),
    )
    texts = (
        _LETTER,
        "Daily note: Edith ate well. Weight 60 kg, no falls.",
        "Supervision of John Smith, 3 May 2014. Sickness absence discussed.",
        "Invoice 1234\nTotal due: £40.00",
    )
    says = [examiner.names_say(name) for name in names]
    assert says[0] == says[1], "a number in a name means nothing"
    assert len(set(says)) >= 8
    for text in texts:
        verdicts: dict[str, object] = {}
        for name, said in zip(names, says, strict=True):
            verdict = examiner.examine(Subject(text=text, names=name))
            assert verdicts.setdefault(said, verdict) == verdict, name
