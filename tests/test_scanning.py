"""The program as its users run it: real files in, an inventory and tables out."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest

from tests.conftest import ROOT, Stocktake

NHS = "999 059 8142"
NAME = "Edith Hartley"
EMAIL = "edith.hartley@example.org"
PLAN = f"""Care plan

Name of resident: {NAME}
NHS No: {NHS}
Date of birth: 12/03/1938
E-mail: {EMAIL}

Edith has vascular dementia and is hoisted with the help of two carers. Desired
outcome: to walk to the dining room. Reviewed every month.
"""


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A small, messy folder with one resident in it."""
    root = tmp_path / "share"
    (root / "Residents" / "ROOM 12 - Mrs E Hartley").mkdir(parents=True)
    (root / "Residents" / "ROOM 12 - Mrs E Hartley" / "Care plan.txt").write_text(PLAN)
    (root / "Kitchen").mkdir()
    (root / "Kitchen" / "Menu week 1.txt").write_text("Monday: halal chicken, rice, peas\n" * 5)
    (root / "broken.docx").write_bytes(b"PK\x03\x04 this is no document")
    with zipfile.ZipFile(root / "archive.zip", "w") as archive:
        archive.writestr("old/Care plan 2015.txt", PLAN.replace("2 carers", "one carer"))
    (root / "empty.txt").touch()
    return root


def documents(stocktake: Stocktake, db: Path, out: Path) -> dict[str, dict[str, str]]:
    return {row["path"]: row for row in export(stocktake, "documents", db, out)}


def export(stocktake: Stocktake, what: str, db: Path, out: Path) -> list[dict[str, str]]:
    done = stocktake("export", what, "--format", "csv", "--out", out, "--db", db)
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def scan(stocktake: Stocktake, share: Path, db: Path, *options: str) -> dict[str, dict[str, int]]:
    done = stocktake("scan", "--path", share, "--db", db, "--workers", "2", "--json", *options)
    assert done.returncode == 0, done.stderr
    report: dict[str, dict[str, int]] = json.loads(done.stdout)
    return report


def test_every_file_gets_a_row_that_says_what_happened(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    scan(stocktake, share, db)
    rows = documents(stocktake, db, tmp_path / "documents.csv")

    assert set(rows) == {
        "Residents/ROOM 12 - Mrs E Hartley/Care plan.txt",
        "Kitchen/Menu week 1.txt",
        "broken.docx",
        "archive.zip",
        "archive.zip!/old/Care plan 2015.txt",
        "empty.txt",
    }
    plan = rows["Residents/ROOM 12 - Mrs E Hartley/Care plan.txt"]
    assert plan["status"] == "read"
    assert plan["record_type"] == "care_plan"
    assert plan["personal_data"] == "true"
    assert "health" in plan["special_category"]
    assert plan["people"] == "1"
    assert rows["Kitchen/Menu week 1.txt"]["personal_data"] == "false"
    assert rows["broken.docx"]["status"] == "corrupt"
    assert rows["archive.zip!/old/Care plan 2015.txt"]["container"] == "archive.zip"


def test_no_raw_value_is_stored_anywhere(stocktake: Stocktake, share: Path, tmp_path: Path) -> None:
    db = tmp_path / "i.duckdb"
    scan(stocktake, share, db)
    found = export(stocktake, "findings", db, tmp_path / "findings.csv")
    nhs = [row for row in found if row["entity"] == "UK_NHS"]
    assert {row["masked"] for row in nhs} == {"999 *** **42"}
    assert len({row["digest"] for row in nhs}) == 1

    stored = db.read_bytes() + (tmp_path / "findings.csv").read_bytes()
    for raw in (NHS, NHS.replace(" ", ""), NAME, EMAIL, "12/03/1938", "1938-03-12"):
        assert raw.encode() not in stored, raw


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_inventory_and_key_are_private(stocktake: Stocktake, share: Path, tmp_path: Path) -> None:
    db = tmp_path / "i.duckdb"
    scan(stocktake, share, db)
    key = Path(os.environ["STOCKTAKE_HOME"]) / "digest.key"
    assert db.stat().st_mode & 0o777 == 0o600
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_second_scan_opens_only_what_changed(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    assert scan(stocktake, share, db)["scan"]["unchanged"] == 0
    assert scan(stocktake, share, db)["scan"]["unchanged"] == 5

    (share / "Kitchen" / "Menu week 1.txt").unlink()
    (share / "empty.txt").write_text(PLAN)
    report = scan(stocktake, share, db)["scan"]
    assert (report["files"], report["unchanged"], report["gone"]) == (4, 3, 1)
    rows = documents(stocktake, db, tmp_path / "documents.csv")
    assert "Kitchen/Menu week 1.txt" not in rows
    assert rows["empty.txt"]["record_type"] == "care_plan"

    assert scan(stocktake, share, db, "--full")["scan"]["unchanged"] == 0


def test_find_answers_in_any_spelling(stocktake: Stocktake, share: Path, tmp_path: Path) -> None:
    db = tmp_path / "i.duckdb"
    scan(stocktake, share, db)
    for question in (NHS.replace(" ", ""), "HARTLEY, Edith", "12 March 1938", EMAIL.upper()):
        done = stocktake("find", question, "--db", db, "--json")
        paths = {entry["path"] for entry in json.loads(done.stdout)["documents"]}
        assert "archive.zip!/old/Care plan 2015.txt" in paths, question
    done = stocktake("find", "Nobody Anybody", "--db", db, "--json")
    assert json.loads(done.stdout)["documents"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_at_any_moment_it_carries_on(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    for number in range(150):
        text = PLAN.replace("Edith", f"Edith{number}")
        (share / f"note {number:03}.txt").write_text(text)
    undisturbed = tmp_path / "undisturbed.duckdb"
    scan(stocktake, share, undisturbed)
    expected = documents(stocktake, undisturbed, tmp_path / "expected.csv")

    db = tmp_path / "killed.duckdb"
    command = [sys.executable, "-c", "import cli; cli.main()", "scan", "--path", str(share)]
    for seconds in (0.5, 2.0, 3.0, 3.5):
        process = subprocess.Popen(
            [*command, "--db", str(db), "--no-progress"], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        time.sleep(seconds)
        process.kill()
        process.wait()
    scan(stocktake, share, db)

    assert documents(stocktake, db, tmp_path / "documents.csv") == expected


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_stores_what_is_done_and_says_how_to_go_on(share: Path, tmp_path: Path) -> None:
    for number in range(400):
        (share / f"note {number:03}.txt").write_text(PLAN * 20)
    process = subprocess.Popen(
        [sys.executable, "-c", "import cli; cli.main()", "scan", "--path", str(share),
         "--db", str(tmp_path / "i.duckdb"), "--workers", "1"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 3, stderr
    assert "Run the same command again" in stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.5, 1.0, 1.6, 2.5])
def test_ctrl_c_reaches_all_processes_at_any_moment(
    share: Path, tmp_path: Path, seconds: float
) -> None:
    """As a terminal sends it: also while the inventory is made and the workers get ready."""
    for number in range(100):
        (share / f"note {number:03}.txt").write_text(PLAN * 20)
    process = subprocess.Popen(
        [sys.executable, "-c", "import cli; cli.main()", "scan", "--path", str(share),
         "--db", str(tmp_path / "i.duckdb"), "--workers", "1", "--no-progress"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline().startswith("First scan")
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert "Traceback" not in stderr
    assert "worker processes" not in stderr
    assert process.returncode in {0, 3}, stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scan", "--path", "/does/not/exist"], "does not exist"),
        (["scan"], "nothing to scan"),
        (["scan", "--path", ".", "--config", "no-such.yaml"], "cannot read no-such.yaml"),
        (["retention", "--status", "late"], "overdue"),
        (["retention", "--as-of", "yesterday"], "is not a date"),
        (["inspect", "no-such-file.txt"], "cannot read no-such-file.txt"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_one_clear_sentence(
    stocktake: Stocktake, tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = stocktake(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_refused_with_the_nearest(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "stocktake.yaml"
    settings.write_text("limts:\n  seconds: 5\n")
    done = stocktake("scan", "--path", share, "--config", settings, "--db", tmp_path / "i.duckdb")
    assert done.returncode == 2
    assert "unknown setting 'limts'; did you mean 'limits'?" in done.stderr


def test_a_broken_rule_file_is_named_and_ends_the_scan(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "record_types.yaml").write_text("types: [\n")
    settings = tmp_path / "stocktake.yaml"
    settings.write_text(f"rules: {rules}\n")
    done = stocktake("scan", "--path", share, "--config", settings, "--db", tmp_path / "i.duckdb")
    assert done.returncode == 2
    assert "record_types.yaml is not valid YAML" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_inventory_is_refused_and_left_alone(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("shopping list\n" * 1000)
    database = tmp_path / "other.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    for path in (wrong, database):
        before = path.read_bytes()
        for command in (["scan", "--path", share], ["retention"]):
            done = stocktake(*command, "--db", path)
            assert done.returncode == 2, done.stderr
            assert path.name in done.stderr
            assert "Traceback" not in done.stderr
        assert path.read_bytes() == before


def test_detect_reads_and_writes_json_lines(stocktake: Stocktake) -> None:
    lines = [
        json.dumps({"id": "a", "text": f"NHS No: {NHS}"}),
        "this is not JSON",
        json.dumps({"id": 7, "text": "Nothing to see here."}),
    ]
    done = stocktake("detect", stdin="\n".join(lines))
    assert done.returncode == 2
    assert "line 2" in done.stderr
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["id"] == "a"
    (finding,) = first["findings"]
    assert finding["entity"] == "UK_NHS"
    assert (finding["start"], finding["end"]) == (8, 20)
    assert finding["masked"] == "999 *** **42"
    assert "text" not in finding
    assert second == {"id": 7, "findings": []}


def test_inspect_explains_a_file_and_masks_unless_told(stocktake: Stocktake, share: Path) -> None:
    path = share / "Residents" / "ROOM 12 - Mrs E Hartley" / "Care plan.txt"
    done = stocktake("inspect", path)
    assert done.returncode == 0, done.stderr
    assert "care_plan" in done.stdout
    assert NHS not in done.stdout
    revealed = stocktake("inspect", path, "--reveal", "--json")
    values = {finding["value"] for finding in json.loads(revealed.stdout)["findings"]}
    assert NHS in values


def test_help_answers_at_once(stocktake: Stocktake) -> None:
    stocktake("--help")
    times = []
    for _ in range(3):
        began = time.monotonic()
        done = stocktake("--help")
        times.append(time.monotonic() - began)
        assert done.returncode == 0
        assert "stocktake scan --path" in done.stdout
    assert min(times) < 0.3


@pytest.mark.parametrize("person", ["HARTLEY, Edith", "Edie Hartley", "Edith Harley"])
def test_a_hold_on_a_person_by_any_spelling(
    stocktake: Stocktake, share: Path, tmp_path: Path, person: str
) -> None:
    settings, db = tmp_path / "stocktake.yaml", tmp_path / "i.duckdb"
    settings.write_text(f"holds: [{{name: Inquest, people: ['{person}']}}]")
    scan(stocktake, share, db, "--config", str(settings))
    done = stocktake("retention", "--status", "on_hold", "--format", "json", "--db", db,
                     "--config", settings)  # fmt: skip
    held = {row["path"] for row in json.loads(done.stdout)}
    assert held == {
        "Residents/ROOM 12 - Mrs E Hartley/Care plan.txt",
        "archive.zip!/old/Care plan 2015.txt",
    }
    plan = share / "Residents" / "ROOM 12 - Mrs E Hartley" / "Care plan.txt"
    shown = stocktake("inspect", plan, "--json", "--config", settings)
    assert json.loads(shown.stdout)["retention_status"] == "on_hold"


def test_a_file_that_hides_what_it_is_is_named(stocktake: Stocktake, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    letter = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Dear Mrs Hartley, NHS No 999 059 8142.")
    document.save(letter)
    (share / "holiday.jpg").write_bytes(letter.getvalue())
    (share / "letter.docx").write_bytes(letter.getvalue())
    with zipfile.ZipFile(share / "photos.zip", "w") as archive:
        archive.writestr("beach.png", letter.getvalue())
    db, out = tmp_path / "i.duckdb", tmp_path / "d.csv"

    done = stocktake("scan", "--path", share, "--db", db, "--no-progress")
    assert re.search(r"named as something else than they are +2", done.stdout)
    assert stocktake("export", "documents", "--out", out, "--db", db).returncode == 0
    with out.open(encoding="utf-8-sig", newline="") as stream:
        told = {row["path"]: row["mismatch"] for row in csv.DictReader(stream)}
    assert told == {
        "holiday.jpg": "the name ends in .jpg, but the contents are a Word document",
        "letter.docx": "",
        "photos.zip": "",
        "photos.zip!/beach.png": "the name ends in .png, but the contents are a Word document",
    }
