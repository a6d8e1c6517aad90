"""Killed at random moments, on a full disk, with a share that goes away: nothing is lost."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import duckdb
import psutil
import pytest

from tests.conftest import ROOT, Stocktake

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and rlimits")
_NOTE = """Daily note

Name of resident: Edith{number} Hartley
Date of birth: 12/03/1938

Edith{number} ate well and walked to the dining room. E-mail: e{number}.hartley@example.org
"""
# Everything but row numbers and the moments at which rows were written.
_DOCUMENTS = "SELECT * EXCLUDE (id, first_seen, written, asset) FROM documents ORDER BY path"
_FINDINGS = (
    "SELECT d.path, f.* EXCLUDE (document) FROM findings f JOIN documents d ON d.id = f.document "
    "ORDER BY d.path, f.place"
)
_CLOCKS = (
    "SELECT d.path, c.* EXCLUDE (document) FROM clocks c JOIN documents d ON d.id = c.document "
    "ORDER BY ALL"
)


def make_share(root: Path, files: int) -> Path:
    """Notes in folders of fifty, and an archive with a database, which needs a temporary file."""
    for number in range(files):
        folder = root / f"home {number // 50}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"note {number:04}.txt").write_text(_NOTE.format(number=number))
    database = root / "clients.sqlite"
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE clients (name TEXT, nhs_number TEXT)")
    connection.execute("INSERT INTO clients VALUES ('Edith Hartley', '999 059 8142')")
    connection.commit()
    connection.close()
    with zipfile.ZipFile(root / "export.zip", "w") as archive:
        archive.write(database, "clients.sqlite")
    return root


def state(db: Path) -> tuple[list[tuple[object, ...]], ...]:
    """Everything an inventory holds that does not depend on when it was written."""
    with duckdb.connect(str(db), read_only=True) as connection:
        return tuple(
            connection.execute(query).fetchall() for query in (_DOCUMENTS, _FINDINGS, _CLOCKS)
        )


def scanning(share: Path, db: Path, temporary: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "import cli; cli.main()", "scan", "--path", str(share),
         "--db", str(db), "--no-progress", "--workers", "2"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip


def kill_something(process: subprocess.Popen[bytes], chance: random.Random) -> None:
    """Kill the coordinator, or one of the processes it started."""
    family: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
    if family and chance.random() < 0.5:
        with contextlib.suppress(psutil.NoSuchProcess):
            chance.choice(family).kill()
        return
    process.kill()
    process.wait()
    psutil.wait_procs(family, timeout=20)


def kill_at_random(tmp_path: Path, *, files: int, moments: int) -> None:
    """Scan with so many kills; the end state must be that of a scan nobody disturbed."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    share = make_share(tmp_path / "share", files)
    began = time.monotonic()
    assert scanning(share, tmp_path / "undisturbed.duckdb", temporary).wait() == 0
    usual = time.monotonic() - began

    chance = random.Random(moments)
    db = tmp_path / "killed.duckdb"
    for _ in range(moments):
        process = scanning(share, db, temporary)
        time.sleep(chance.uniform(0.1, usual))
        kill_something(process, chance)
        if process.poll() is None and chance.random() < 0.25:
            process.wait()  # only a worker was killed: let the scan end
        process.kill()
        process.wait()
    ended = scanning(share, db, temporary)
    assert ended.wait() == 0

    assert state(db) == state(tmp_path / "undisturbed.duckdb")
    left = [path for path in temporary.rglob("*") if path.is_file()]
    assert left == [], "no temporary file outlives a killed scan and the next one"


def test_killed_at_six_random_moments_the_end_state_is_the_same(tmp_path: Path) -> None:
    kill_at_random(tmp_path, files=120, moments=6)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_at_fifty_random_moments_the_end_state_is_the_same(tmp_path: Path) -> None:
    kill_at_random(tmp_path, files=2_000, moments=50)


_ON_A_FULL_DISK = """
import resource, sys
import cli
if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
    cli.main()
"""


def test_a_full_disk_is_named_and_loses_nothing_stored(
    stocktake: Stocktake, tmp_path: Path
) -> None:
    share = make_share(tmp_path / "share", 30)
    db = tmp_path / "i.duckdb"
    assert stocktake("scan", "--path", share, "--db", db).returncode == 0
    before = state(db)
    wide = "\n".join(_NOTE.format(number=number) for number in range(2_000))
    for number in range(3):
        (share / f"diary {number}.txt").write_text(wide.replace("Hartley", f"Hartley{number}"))
    script = tmp_path / "limited.py"
    script.write_text(_ON_A_FULL_DISK)

    done = subprocess.run(
        [sys.executable, str(script), str(db.stat().st_size), "scan", "--path", str(share),
         "--db", str(db), "--no-progress"],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "free some space" in done.stderr
    assert "Traceback" not in done.stderr
    kept = [{row[1] for row in rows[0]} for rows in (before, state(db))]
    assert kept[0] <= kept[1]

    assert stocktake("scan", "--path", share, "--db", db).returncode == 0
    assert {f"diary {number}.txt" for number in range(3)} <= {row[1] for row in state(db)[0]}


def test_a_share_that_goes_away_is_unreachable_and_nothing_in_it_is_gone(
    stocktake: Stocktake, tmp_path: Path
) -> None:
    share = make_share(tmp_path / "share", 10)
    other = make_share(tmp_path / "other", 5)
    settings = tmp_path / "stocktake.yaml"
    settings.write_text(f"sources:\n  - path: {share}\n  - path: {other}\n")
    db = tmp_path / "i.duckdb"
    options = ("--config", settings, "--db", db, "--no-progress")
    assert stocktake("scan", *options).returncode == 0
    before = state(db)

    shutil.move(share, tmp_path / "unplugged")
    (other / "new.txt").write_text("Rota for next week")
    done = stocktake("scan", *options)
    assert done.returncode == 3
    assert "share does not exist" in done.stderr
    present = {row[1] for row in state(db)[0]}
    assert present == {row[1] for row in before[0]} | {"new.txt"}, "the other source is scanned"
    with duckdb.connect(str(db), read_only=True) as connection:
        assert connection.execute(
            "SELECT count(*) FROM documents WHERE gone IS NOT NULL"
        ).fetchone() == (0,)
