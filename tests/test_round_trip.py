"""A register goes to a real spreadsheet program and back, folders move, and no word is lost."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Stocktake

SCRIPT = Path(__file__).with_name("libreoffice.py")
# What is typed, and how the register says it afterwards; each goes to a row of its own.
TYPED = (
    ("Owner", "Deputy manager", "Deputy manager"),
    ("Owner", "=2+3 manager", None),
    ("Contract start (IT only)", "01/04/2024", "2024-04-01"),
    ("Backed up", "Yes", "Yes"),
    ("Risks if there is a breach", "Ours: loss of trust, \u201cand fines\u201d", None),
    ("Location", "The locked cabinet\nin the office", None),
    ("Dependencies", "The care system", None),
    ("DPIA ref", "007", None),
    ("Criticality", "Low", None),
    ("Next review", "31/03/2027", "2027-03-31"),
)


@pytest.fixture
def libreoffice() -> str:
    """A Python that can talk to LibreOffice."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice (soffice) is not installed")
    for python in ("/usr/bin/python3", sys.executable):
        if (
            subprocess.run(
                [python, "-c", "import uno"], capture_output=True, check=False
            ).returncode
            == 0
        ):
            return python
    pytest.skip("no Python here has LibreOffice's 'uno' module")


def type_into(python: str, file: Path, edits: list[list[str]], profile: Path) -> None:
    pipe = f"stocktake{os.getpid()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}",
         f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        subprocess.run(
            [python, SCRIPT, pipe, file, "Register"],
            input=json.dumps(edits), text=True, timeout=120, check=True,
        )  # fmt: skip
        office.wait(30)
    finally:
        office.kill()
        office.wait()


def rows_of(stocktake: Stocktake, db: Path, out: Path) -> dict[str, dict[str, str]]:
    done = stocktake("register", "export", "--out", out, "--db", db)
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return {row["Asset ID"]: row for row in csv.DictReader(stream)}


@pytest.mark.slow
def test_ten_corrections_survive_libreoffice_a_move_and_a_scan(
    stocktake: Stocktake, tmp_path: Path, libreoffice: str
) -> None:
    subprocess.run(
        [sys.executable, "-m", "examples.make_share", "--out", tmp_path / "share"],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    db, book = tmp_path / "i.duckdb", tmp_path / "register.xlsx"
    share = tmp_path / "share"
    stocktake("scan", "--path", share, "--db", db, "--no-progress")
    stocktake("register", "export", "--format", "xlsx", "--out", book, "--db", db)
    before = rows_of(stocktake, db, tmp_path / "before.csv")
    chosen = sorted(before)[:: max(1, len(before) // len(TYPED))][: len(TYPED)]
    edits = [
        [number, header, text] for number, (header, text, _) in zip(chosen, TYPED, strict=True)
    ]

    type_into(libreoffice, book, edits, tmp_path / "profile")
    done = stocktake("register", "import", book, "--by", "Jo", "--db", db)
    assert done.returncode == 0, done.stdout

    (home,) = (folder for folder in share.iterdir() if folder.is_dir())
    moved = home.rename(share / "Elm Lodge")
    (share / "Head Office").mkdir()
    (moved / "Payroll").rename(share / "Head Office" / "Payroll")
    stocktake("scan", "--path", share, "--db", db, "--no-progress")

    after = rows_of(stocktake, db, tmp_path / "after.csv")
    kept = {number: after[number][header].removeprefix("'") for number, header, _ in edits}
    expected = {number: said or text for number, (_, text, said) in zip(chosen, TYPED, strict=True)}
    assert kept == expected
    for number in chosen:
        was, now = before[number], after[number]
        assert now["Category"] == was["Category"]
        assert (
            now["What information is kept here, and why"]
            == was["What information is kept here, and why"]
        )
    assert "Elm Lodge" in after[chosen[0]]["Information asset name"]
