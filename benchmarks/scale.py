"""How the cost of a scan grows: first scan, rescan against find, memory, side by side.

`python benchmarks/scale.py [--large] [--million] [--workers N]`
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
from rich.console import Console
from rich.table import Table

_ROOT = Path(__file__).resolve().parent.parent
STOCKTAKE = [sys.executable, "-c", "from cli import main; main()"]
_NOTE = "Rota, week {number}\nHome {home}: early, late and night shifts as agreed.\n"
_RESCANS = 3
_MILLION = 1_000_000


@dataclass(slots=True)
class Cost:
    """What one command took: seconds, and the coordinator's highest resident memory in MB."""

    seconds: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="100,000 files too")
    parser.add_argument("--million", action="store_true", help="memory with 1,000,000 known files")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    console = Console(width=110, highlight=False)
    table = Table("files", title="Cost of a scan by the number of files (small text files)")
    for header in ("first scan", "ms/file", "memory", "map", "rescan", "find", "rescan/find"):
        table.add_column(header, justify="right")
    with tempfile.TemporaryDirectory(prefix="stocktake-benchmark-") as folder:
        home = Path(folder)
        os.environ["STOCKTAKE_HOME"] = str(home)
        for files in [1_000, 10_000, *([100_000] if options.large else [])]:
            table.add_row(f"{files:,}", *_row(home, files, options.workers))
        console.print(table)
        if options.million:
            _million(console, home)


def _row(home: Path, files: int, workers: int) -> list[str]:
    share = home / "share"
    _make(share, files)
    db = home / "i.duckdb"
    scan = ["scan", "--path", str(share), "--no-progress", "--workers", str(workers), "--db"]
    mapped = run([*STOCKTAKE, *scan, str(home / "map.duckdb"), "--map"])
    first = run([*STOCKTAKE, *scan, str(db)])
    again = [run([*STOCKTAKE, *scan, str(db)]) for _ in range(_RESCANS)]
    find = [run(["find", str(share), "-printf", "%p %s %T@ %u %m\n"]) for _ in range(_RESCANS)]
    rescan, listed = (min(cost.seconds for cost in costs) for costs in (again, find))
    shutil.rmtree(share)
    for left in home.glob("*.duckdb*"):
        left.unlink()
    return [
        f"{first.seconds:.1f} s",
        f"{first.seconds / files * 1000:.2f}",
        f"{first.memory:.0f} MB",
        f"{mapped.seconds:.1f} s",
        f"{rescan:.2f} s",
        f"{listed:.2f} s",
        f"{rescan / listed:.1f}",
    ]


def _make(share: Path, files: int) -> None:
    for number in range(files):
        folder = share / f"home {number // 1000}" / f"dept {number // 100}"
        if number % 100 == 0:
            folder.mkdir(parents=True)
        (folder / f"note {number:06}.txt").write_text(_NOTE.format(number=number, home=number // 9))


def run(command: list[str]) -> Cost:
    """Run a command to its end; its output is dropped."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL)
    memory = 0.0
    seen = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            memory = max(memory, seen.memory_info().rss / 2**20)
        except psutil.Error:
            break
        time.sleep(0.01)
    if process.wait():
        raise SystemExit(f"{command} failed")
    return Cost(time.monotonic() - began, memory)


_WITH_A_MILLION = """
import sys, resource, time
from pathlib import Path
import duckdb
from inventory.store import Inventory
db = Path(sys.argv[1])
if len(sys.argv) == 3:
    with Inventory(db).writing() as connection:
        columns = connection.execute("SELECT * FROM documents LIMIT 0").description
        name = "printf('Residents/ROOM %d - Mrs E Hartley/Care plans/Review %d.docx', n // 50, n)"
        values = {"id": "n", "source": "'/srv/share'", "status": "'read'", "path": name}
        values |= {"item": name, "fingerprint": "printf('%x.%x.%x', n, n + 1700000000000000000, n)"}
        kinds = {str(c[0]): str(c[1]) for c in columns}
        blank = {"VARCHAR": "''", "BOOLEAN": "false", "VARCHAR[]": "[]"}
        blank["TIMESTAMP"] = "now()::TIMESTAMP"
        picks = [
            "NULL" if name in ("gone", "modified")
            else values.get(name) or blank.get(kind, "0") for name, kind in kinds.items()
        ]
        connection.execute(
            f"INSERT INTO documents SELECT {', '.join(picks)} FROM range({sys.argv[2]}) t(n)"
        )
    sys.exit()
began = time.monotonic()
known = Inventory(db).known("/srv/share")
loaded = time.monotonic() - began
paths = []
for path in known:
    paths.append(path)
    if len(paths) == 4096:
        known.unchanged(paths, [""] * len(paths), lambda rules, status: True)
        paths = []
highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{len(known):,} known files: read in {loaded:.1f} s, and all found")
print(f"changed, which takes most memory: {highest:.0f} MB at the highest")
"""


def _million(console: Console, home: Path) -> None:
    """Have a process read and compare a million known files, and say what memory it took."""
    db = home / "million.duckdb"
    program = [sys.executable, "-c", _WITH_A_MILLION, str(db)]
    subprocess.run([*program, str(_MILLION)], check=True, cwd=_ROOT)
    done = subprocess.run(program, check=True, cwd=_ROOT, capture_output=True, text=True)
    console.print(done.stdout)


if __name__ == "__main__":
    main()
