"""Scans that nobody sits beside: first a map, hours and rates, one at a time, logs, exit codes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from inventory.claim import claimed, holder
from inventory.store import Inventory
from inventory.summary import summarise
from tests.conftest import ROOT, Stocktake

PLAN = """Care plan

Name of resident: Edith Hartley
NHS No: 999 059 8142

Edith has vascular dementia and is hoisted with the help of two carers.
"""


@pytest.fixture
def share(tmp_path: Path) -> Path:
    root = tmp_path / "share"
    for number in range(4):
        folder = root / "Residents" / f"ROOM {number} - Mrs E Hartley"
        folder.mkdir(parents=True)
        (folder / "Care plan.txt").write_text(PLAN.replace("two", f"{number:03}"))
    (root / "Rota.txt").write_text("Week 1: early, late, night\n")
    return root


def statuses(stocktake: Stocktake, db: Path, out: Path) -> dict[str, dict[str, str]]:
    done = stocktake("export", "documents", "--format", "csv", "--out", out, "--db", db)
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return {row["path"]: row for row in csv.DictReader(stream)}


def test_a_map_gives_a_register_at_once_and_the_next_scan_opens_the_files(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    done = stocktake("scan", "--path", share, "--db", db, "--map", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["scan"]["statuses"] == {"not_opened": 5}
    rows = statuses(stocktake, db, tmp_path / "mapped.csv")
    plan = rows["Residents/ROOM 0 - Mrs E Hartley/Care plan.txt"]
    assert (plan["status"], plan["record_type"]) == ("not_opened", "care_plan")
    assert plan["access"] == "everyone"
    assert plan["size"] == str(len(PLAN))
    done = stocktake("register", "export", "--out", tmp_path / "register.csv", "--db", db)
    assert done.returncode == 0, done.stderr
    register = (tmp_path / "register.csv").read_text(encoding="utf-8-sig")
    assert "Resident" in register.partition("\n")[2]

    done = stocktake("scan", "--path", share, "--db", db, "--json")
    assert json.loads(done.stdout)["scan"]["statuses"] == {"read": 5}
    again = json.loads(stocktake("scan", "--path", share, "--db", db, "--map", "--json").stdout)
    assert again["scan"]["unchanged"] == 5, "a map takes nothing away from what was read"
    assert statuses(stocktake, db, tmp_path / "read.csv")["Rota.txt"]["status"] == "read"


def test_a_second_scan_refuses_at_once_and_names_the_first(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    assert stocktake("scan", "--path", share, "--db", db, "--map").returncode == 0
    with claimed(db, "watch"):
        began = time.monotonic()
        done = stocktake("scan", "--path", share, "--db", db)
        assert time.monotonic() - began < 5
        assert done.returncode == 3
        assert f"in use by a watch (process {os.getpid()} since " in done.stderr
        assert stocktake("retention", "--db", db).returncode == 0, "reading goes on"


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_claim_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    db = tmp_path / "i.duckdb"
    script = (
        "import sys, time; from pathlib import Path; from inventory.claim import claimed\n"
        "with claimed(Path(sys.argv[1]), 'scan'):\n    print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(db)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    held = holder(db)
    assert held is not None
    assert held["pid"] == str(process.pid)
    process.kill()
    process.wait()
    process.stdout.close()
    assert holder(db) is None
    with claimed(db, "scan"):
        pass


@pytest.fixture
def scanning_all_the_time(share: Path, tmp_path: Path) -> Iterator[Path]:
    """An inventory that another process goes on writing to."""
    db = tmp_path / "busy.duckdb"
    script = """
import sys, time
from pathlib import Path
from inventory.store import Inventory
from tests.inventory.conftest import record
inventory = Inventory(Path(sys.argv[1]))
inventory.create_if_missing()
print("ready", flush=True)
number = 0
while True:
    number += 1
    inventory.add([record(f"{number % 50}/{place}.txt") for place in range(50)])
    time.sleep(0.1)  # a scan writes every five seconds
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(db)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield db
    process.kill()
    process.wait()
    process.stdout.close()


def read_for(seconds: float, db: Path) -> int:
    """Read from several threads as other commands would; gives how often."""
    reads, errors = [0], []

    def read() -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                summarise(Inventory(db))
            except Exception as error:
                errors.append(error)
                return
            reads[0] += 1

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert errors == []
    return reads[0]


def test_reads_go_on_while_a_scan_writes_for_ten_seconds(scanning_all_the_time: Path) -> None:
    assert read_for(10, scanning_all_the_time) >= 10


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_reads_go_on_while_a_scan_writes_for_ten_minutes(scanning_all_the_time: Path) -> None:
    reads = read_for(600, scanning_all_the_time)
    sys.stdout.write(f"{reads / 600:.1f} reads a second\n")
    assert reads >= 600


def test_its_hour_over_a_scan_stops_in_good_order_and_says_so(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    db = tmp_path / "i.duckdb"
    moment = f"{datetime.now().astimezone():%H:%M:%S}"
    # That moment is past when the program looks, so it takes it for tomorrow's, and scans on.
    done = stocktake("scan", "--path", share, "--db", db, "--map", "--until", moment, "--json")
    assert json.loads(done.stdout)["scan"]["interrupted"] is False
    assert stocktake("scan", "--path", share, "--until", "soon").returncode == 2


def test_a_log_names_what_could_not_be_read_and_what_was_done(
    stocktake: Stocktake, share: Path, tmp_path: Path
) -> None:
    (share / "broken.docx").write_bytes(b"PK\x03\x04 no document")
    log = tmp_path / "stocktake.log"
    done = stocktake(
        "scan", "--path", share, "--db", tmp_path / "i.duckdb", "--log", log, "--nice",
        "--log-format", "json", "--fail-on", "exposure,unread",
    )  # fmt: skip
    assert done.returncode == 1
    assert "4 documents with personal data open to everyone" in done.stderr
    assert "1 document not fully examined" in done.stderr
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert [entry["event"] for entry in entries] == [
        "scan started", "not fully examined", "scan ended",
    ]  # fmt: skip
    assert entries[1]["path"] == "broken.docx"
    assert entries[1]["status"] == "corrupt"
    assert entries[2]["files"] == 6
    assert "Hartley" not in log.read_text().replace("Mrs E Hartley", "")


def test_what_to_fail_on_must_be_known(stocktake: Stocktake, share: Path) -> None:
    done = stocktake("scan", "--path", share, "--fail-on", "everything")
    assert done.returncode == 2
    assert "exposure, overdue, unread" in done.stderr
