"""Scans the second share and prints how often each answer is right, by split.

`python -m benchmarks.second_share.run [--show-measure] [--keep DIR]`
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import datetime, time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.second_share.corpus import DEVELOP, MEASURE, Planned, load
from benchmarks.second_share.writers import as_bytes

AS_OF = "2026-11-01"
_ROOT = Path(__file__).resolve().parent.parent.parent
_QUESTIONS = (
    "record_type", "personal_data", "special_category", "people", "retention_rule",
    "clock_start", "retention_status",
)  # fmt: skip
Row = dict[str, str]


def main() -> None:
    """Write, scan, compare, print."""
    parser = argparse.ArgumentParser(description="Measure a scan of the second share.")
    parser.add_argument("--keep", type=Path, help="write here instead of a temporary folder")
    parser.add_argument("--show-measure", action="store_true", help="list those mistakes too")
    options = parser.parse_args()
    planned = load()
    with tempfile.TemporaryDirectory() as temporary:
        rows = _scanned(planned, options.keep or Path(temporary))
    console = Console(width=150, highlight=False)
    _table(console, planned, rows)
    shown = {DEVELOP, MEASURE} if options.show_measure else {DEVELOP}
    for document in planned:
        if document.split in shown:
            _mistakes(console, document, rows.get(document.path))


def _scanned(planned: list[Planned], folder: Path) -> dict[str, Row]:
    """Write the share, scan it with the command a user runs; gives path -> exported row."""
    share = folder / "share"
    for document in planned:
        target = share / document.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(as_bytes(target.suffix, document.text))
        moment = datetime.combine(document.modified, time(12)).timestamp()
        os.utime(target, (moment, moment))
    database, out = folder / "scan.duckdb", folder / "documents.csv"
    database.unlink(missing_ok=True)
    home = {"STOCKTAKE_HOME": str(folder)}
    _stocktake(["scan", "--path", str(share), "--no-progress", "--as-of", AS_OF], database, home)
    _stocktake(
        ["export", "documents", "--format", "csv", "--out", str(out), "--as-of", AS_OF],
        database, home,
    )  # fmt: skip
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return {row["path"]: row for row in csv.DictReader(stream)}


def _stocktake(arguments: list[str], database: Path, home: dict[str, str]) -> None:
    command = [sys.executable, "-c", "from cli import main; main()", *arguments]
    subprocess.run(
        [*command, "--db", str(database)],
        check=True, cwd=_ROOT, env={**os.environ, **home}, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def verdict(document: Planned, row: Row, question: str) -> bool | None:
    """Compare one answer; None where the truth leaves it open."""
    allowed = {_plain(answer) for answer in document.truth[question].split("|")}
    if "*" in allowed:
        return None
    return _plain(row[question]) in allowed


def _plain(cell: str) -> str:
    word = {"true": "yes", "false": "no"}.get(cell.strip().lower(), cell.strip())
    return ";".join(sorted(part.strip() for part in word.replace(",", ";").split(";")))


def _table(console: Console, planned: list[Planned], rows: dict[str, Row]) -> None:
    judged: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for document in planned:
        for question in _QUESTIONS:
            row = rows.get(document.path)
            answer = False if row is None else verdict(document, row, question)
            judged[question, document.split] += answer is not None
            right[question, document.split] += answer is True
    table = Table("question", "develop", "%", "measure", "%", title="Second share")
    for question in _QUESTIONS:
        cells = [question]
        for split in (DEVELOP, MEASURE):
            hits, total = right[question, split], judged[question, split]
            cells += [f"{hits} of {total}", f"{100 * hits / max(total, 1):.1f}"]
        table.add_row(*cells)
    console.print(table)
    for split in (DEVELOP, MEASURE):
        clean = [d for d in planned if d.split == split and d.truth["personal_data"] == "no"]
        wrong = sum(rows[d.path]["personal_data"] == "true" for d in clean if d.path in rows)
        console.print(f"{split}: {wrong} of {len(clean)} documents about nobody called personal")


def _mistakes(console: Console, document: Planned, row: Row | None) -> None:
    if row is None:
        console.print(f"{document.path}: no row", markup=False)
        return
    for question in _QUESTIONS:
        if verdict(document, row, question) is False:
            wanted, got = document.truth[question] or "-", row[question] or "-"
            console.print(f"{question}: {document.path}: {wanted} not {got}", markup=False)


if __name__ == "__main__":
    main()
