"""Scans the example share with Stocktake and with the obvious program, side by side in one run.

`python benchmarks/throughput.py [--scale K] [--workers N] [--limit FILES]`
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console
from rich.table import Table

from benchmarks import obvious
from detectors.masking import Digester, normalise
from examples import compare
from examples.scores import Tally, load_truth, tallies, verdicts
from examples.share_maker.build import make_share

if TYPE_CHECKING:
    from examples.scores import Key

_ROOT = Path(__file__).resolve().parent.parent
_MILLION_ROWS = _ROOT / "benchmarks" / "million_rows.py"
_STOCKTAKE = [sys.executable, "-c", "from cli import main; main()"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One program's run over the share, in seconds."""

    name: str
    start_up: float
    wall: float
    scores: dict[str, Tally]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=2, help="homes in the share (default 2)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes each")
    parser.add_argument("--limit", type=int, default=0, help="keep only so many files (0: all)")
    options = parser.parse_args()
    console = Console(width=110, highlight=False)
    with tempfile.TemporaryDirectory(prefix="stocktake-benchmark-") as folder:
        _side_by_side(console, Path(folder), options)
    if _MILLION_ROWS.exists():
        subprocess.run([sys.executable, str(_MILLION_ROWS)], check=True, cwd=_ROOT)


def _side_by_side(console: Console, folder: Path, options: argparse.Namespace) -> None:
    share = folder / "share"
    make_share(share, seed=20, scale=options.scale)  # not the seed of the example people read
    files = _limited(share, options.limit)
    size = sum(file.stat().st_size for file in files)
    console.print(f"{len(files)} files, {size / 1e6:.1f} MB, {options.workers} workers each; "
                  "Stocktake first")  # fmt: skip
    ours = _run_stocktake(share, folder, options.workers)
    plain, text = _run_obvious(share, files, options.workers)
    _print_speed(console, (plain, ours), len(files), text)
    _print_scores(console, plain.scores, ours.scores)


def _limited(share: Path, limit: int) -> list[Path]:
    """List the files; with a limit, spread over the share, and delete the rest."""
    files = sorted(path for path in share.rglob("*") if path.is_file())
    if not limit or limit >= len(files):
        return files
    kept = {files[i * len(files) // limit] for i in range(limit)}
    for path in files:
        if path not in kept:
            path.unlink()
    return sorted(kept)


def _run_obvious(share: Path, files: list[Path], workers: int) -> tuple[Measured, float]:
    """Give the obvious program's figures, and the MB of text that both programs read."""
    run = obvious.run(share, files, workers)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for outcome in run.outcomes:
        for path, entity, value in outcome.found:
            found[path].add((entity, value))
    scores = _score(share, found, normalise)
    text = sum(outcome.characters for outcome in run.outcomes) / 1e6
    wall = run.load_seconds + run.work_seconds
    return Measured("obvious program", run.load_seconds, wall, scores), text


def _run_stocktake(share: Path, folder: Path, workers: int) -> Measured:
    """Time `stocktake scan` of the share, and of a folder with one file for its start-up."""
    key = secrets.token_bytes(32)
    os.environ["STOCKTAKE_KEY"] = key.hex()  # inherited by the commands below
    lone = folder / "lone"
    lone.mkdir()
    (lone / "note.txt").write_text("Warm up for Jane Smith.\n" * 3, encoding="utf-8")
    start_up = _timed_scan(lone, folder / "lone.duckdb", 1)
    wall = _timed_scan(share, folder / "share.duckdb", workers)
    found = compare.findings(folder / "share.duckdb")
    return Measured("Stocktake", start_up, wall, _score(share, found, Digester(key).digest))


def _timed_scan(path: Path, db: Path, workers: int) -> float:
    command = [*_STOCKTAKE, "scan", "--path", str(path), "--db", str(db), "--no-progress",
               "--workers", str(workers)]  # fmt: skip
    started = time.perf_counter()
    subprocess.run(command, check=True, cwd=_ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _score(share: Path, found: dict[str, set[tuple[str, str]]], key: Key) -> dict[str, Tally]:
    truth = load_truth(share.parent / "truth_findings.csv")
    paths = [path for path in truth if (share / path.split("!/")[0]).exists()]
    return tallies(verdicts(found, truth, paths, key))


def _print_speed(
    console: Console, runs: tuple[Measured, Measured], files: int, text: float
) -> None:
    table = Table(title="Throughput", title_justify="left")
    for heading in (
        "program",
        "start-up s",
        "wall s",
        "files/s",
        "MB of text/s",
        "scanning only s",
    ):
        table.add_column(heading, justify="left" if heading == "program" else "right")
    for run in runs:
        table.add_row(run.name, f"{run.start_up:.1f}", f"{run.wall:.1f}", f"{files / run.wall:.2f}",
                      f"{text / run.wall:.4f}", f"{run.wall - run.start_up:.1f}")  # fmt: skip
    plain, ours = runs
    scanning = (plain.wall - plain.start_up) / (ours.wall - ours.start_up)
    console.print(table)
    console.print(f"Stocktake is {plain.wall / ours.wall:.1f} times as fast, start-up included; "
                  f"{scanning:.1f} times without it. Text read: {text:.2f} MB.")  # fmt: skip


def _print_scores(console: Console, plain: dict[str, Tally], ours: dict[str, Tally]) -> None:
    table = Table(title="Planted values found", title_justify="left")
    table.add_column("entity")
    for heading in ("planted", "obvious P", "R", "F1", "Stocktake P", "R", "F1"):
        table.add_column(heading, justify="right")
    for entity, mine in ours.items():
        if mine.planted:
            table.add_row(entity, str(mine.planted), *_cells(plain.get(entity)), *_cells(mine))
    console.print(table)


def _cells(tally: Tally | None) -> tuple[str, str, str]:
    if tally is None or not tally.hits:
        return "-", "-", "0.000"
    return f"{tally.precision:.3f}", f"{tally.recall:.3f}", f"{tally.f1:.3f}"


if __name__ == "__main__":
    main()
