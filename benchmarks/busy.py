"""A live share, and readers beside a scan: what is missed, what is late, what fails.

`python benchmarks/busy.py watch [--files 50000]` watches a share while files are dropped in,
renamed and deleted all at once, and says how long until all of it was known, and what was missed
or known twice. `python benchmarks/busy.py read [--seconds 600]` reads an inventory from a second
process, again and again, while a scan writes to it.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
from rich.console import Console
from rich.table import Table

from config.errors import UserError
from inventory.store import Inventory

_ROOT = Path(__file__).resolve().parent.parent
_QUIETLY: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
STOCKTAKE = [sys.executable, "-c", "from cli import main; main()"]
_NOTE = "Rota, week {number}\nEarly, late and night shifts as agreed.\n"
_LONGEST_SECONDS = 7_200
_POLL_SECONDS = 1.0
_NEW = 500
_SINGLE = 5
_QUIET_SECONDS = 2
_PRESENT = "SELECT path FROM documents WHERE gone IS NULL"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["watch", "read"])
    parser.add_argument("--files", type=int, default=50_000, help="files dropped into the share")
    parser.add_argument("--seconds", type=float, default=600.0, help="how long to read")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    console = Console(width=100, highlight=False)
    with tempfile.TemporaryDirectory(prefix="stocktake-benchmark-") as folder:
        home = Path(folder)
        os.environ["STOCKTAKE_HOME"] = str(home)
        if options.what == "watch":
            _watch(console, home, options.files, options.workers)
        else:
            _read(console, home, options.seconds, options.workers)


def _watch(console: Console, home: Path, files: int, workers: int) -> None:
    share, db = home / "share", home / "i.duckdb"
    share.mkdir()
    process = subprocess.Popen(
        [*STOCKTAKE, "watch", "--path", str(share), "--db", str(db), "--quiet", str(_QUIET_SECONDS),
         "--workers", str(workers)],
        cwd=_ROOT, **_QUIETLY,
    )  # fmt: skip
    try:
        _until(db, set())
        began = time.monotonic()
        wanted = _disturb(share, files)
        made = time.monotonic() - began
        known = _until(db, wanted)
        took = time.monotonic() - began
        alone = [_one_more(db, share, wanted) for _ in range(_SINGLE)]
        memory = psutil.Process(process.pid).memory_info().rss / 1e6
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()
    table = Table("what", "value", title=f"Watch: {files:,} files dropped in, renamed and deleted")
    times = Counter(known)
    table.add_row("changes made in", f"{made:.1f} s")
    table.add_row("all of them known after", f"{took:.1f} s ({took - made:.1f} s behind)")
    table.add_row("missed", f"{len(wanted - times.keys()):,}")
    table.add_row("known though gone", f"{len(times.keys() - wanted):,}")
    table.add_row("known twice", f"{sum(n - 1 for n in times.values()):,}")
    table.add_row(
        "then a single new file is known after",
        f"{statistics.median(alone):.1f} s ({_QUIET_SECONDS} s of them to be quiet)",
    )
    table.add_row("memory of the watching process afterwards", f"{memory:.0f} MB")
    console.print(table)


def _one_more(db: Path, share: Path, wanted: set[str]) -> float:
    """Put one file into the share for a while and give the seconds until it was known."""
    path = share / "one more.txt"
    path.write_text(_NOTE.format(number="of one more"))
    began = time.monotonic()
    _until(db, wanted | {path.name})
    took = time.monotonic() - began
    path.unlink()
    _until(db, wanted)
    return took


def _disturb(share: Path, files: int) -> set[str]:
    """Create files, and rename and delete some of them on the way; gives those that are left."""
    chance, paths = random.Random(files), []
    for number in range(files):
        path = share / f"folder {number // 500}" / f"note {number:06}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(_NOTE.format(number=number))
        paths.append(path)
        if chance.random() < 0.1:
            at = chance.randrange(len(paths))
            paths[at] = paths[at].rename(paths[at].with_name(f"renamed {number:06}.txt"))
        elif chance.random() < 0.1:
            paths.pop(chance.randrange(len(paths))).unlink()
    return {path.relative_to(share).as_posix() for path in paths}


def _until(db: Path, wanted: set[str]) -> list[str]:
    """Wait until an inventory holds these paths and no others; gives those that it holds."""
    ends, known = time.monotonic() + _LONGEST_SECONDS, [""]
    while time.monotonic() < ends:
        try:
            with Inventory(db).reading() as connection:
                known = [path for (path,) in connection.execute(_PRESENT).fetchall()]
        except UserError:  # not there yet
            known = [""]
        if set(known) == wanted:
            break
        time.sleep(_POLL_SECONDS)
    return known


def _read(console: Console, home: Path, seconds: float, workers: int) -> None:
    """Count documents again and again while scans write; an error ends it."""
    share, db = home / "share", home / "i.duckdb"
    share.mkdir()
    scan = [*STOCKTAKE, "scan", "--path", str(share), "--db", str(db), "--no-progress",
            "--workers", str(workers)]  # fmt: skip
    subprocess.run(scan, cwd=_ROOT, check=True, **_QUIETLY)
    began, reads, slowest, errors, scans = time.monotonic(), 0, 0.0, 0, 0
    process: subprocess.Popen[bytes] | None = None
    while time.monotonic() - began < seconds:
        if process is None or process.poll() is not None:
            for number in range(scans * _NEW, (scans + 1) * _NEW):
                (share / f"note {number:06}.txt").write_text(_NOTE.format(number=number))
            scans += 1
            process = subprocess.Popen(scan, cwd=_ROOT, **_QUIETLY)
        start = time.monotonic()
        try:
            with Inventory(db).reading() as connection:
                connection.execute("SELECT count(*), sum(people) FROM documents").fetchall()
        except UserError as error:
            errors += 1
            console.print(f"error: {error}", markup=False)
        reads += 1
        slowest = max(slowest, time.monotonic() - start)
    if process is not None:
        process.wait()
    table = Table("what", "value", title=f"Reads from a second process for {seconds:.0f} s")
    table.add_row("scans meanwhile", f"{scans:,}, of {_NEW} new files each")
    table.add_row("reads", f"{reads:,} ({reads / seconds:.0f} a second)")
    table.add_row("slowest", f"{slowest * 1000:.0f} ms")
    table.add_row("errors", f"{errors:,}")
    console.print(table)


if __name__ == "__main__":
    main()
