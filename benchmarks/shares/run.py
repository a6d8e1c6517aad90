"""Scans a planned share and prints how often each answer is right, by split.

`python -m benchmarks.shares.run TEXTS [--thirds] [--only GLOB] [--list-measure] [--keep DIR]`
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.shares.corpus import DEVELOP, MEASURE, Planned, load
from benchmarks.shares.scan import AS_OF, Row, ScannedShare

_QUESTIONS = (
    "record_type", "personal_data", "special_category", "people", "retention_rule",
    "clock_start", "retention_status",
)  # fmt: skip


def main() -> None:
    """Write, scan, compare, print."""
    parser = argparse.ArgumentParser(description="Measure a scan of a planned share.")
    parser.add_argument("texts", type=Path, help="folder with the texts of the share")
    parser.add_argument("--thirds", action="store_true", help="each third document is for measure")
    parser.add_argument("--only", default="*", help="judge only these files of texts (a pattern)")
    parser.add_argument("--keep", type=Path, help="write here instead of a temporary folder")
    parser.add_argument("--list-measure", action="store_true", help="list those mistakes too")
    parser.add_argument("--as-of", default=AS_OF, help="day to judge retention on")
    options = parser.parse_args()
    planned = load(options.texts, thirds=options.thirds)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        rows = ScannedShare(planned, folder, options.as_of).documents()
    planned = [document for document in planned if fnmatch(document.source, options.only)]
    console = Console(width=150, highlight=False)
    _table(console, planned, rows, options.texts.name)
    shown = {DEVELOP, MEASURE} if options.list_measure else {DEVELOP}
    for document in planned:
        if document.split in shown:
            _mistakes(console, document, rows.get(document.path))


def verdict(document: Planned, row: Row, question: str) -> bool | None:
    """Compare one answer; None where the truth leaves it open."""
    allowed = {_plain(answer) for answer in document.truth[question].split("|")}
    if "*" in allowed:
        return None
    if question == "special_category" and "yes" in allowed and row[question]:
        return True
    return _plain(row[question]) in allowed


def _plain(cell: str) -> str:
    word = {"true": "yes", "false": "no"}.get(cell.strip().lower(), cell.strip())
    return ";".join(sorted(part.strip() for part in word.replace(",", ";").split(";")))


def _table(console: Console, planned: list[Planned], rows: dict[str, Row], name: str) -> None:
    judged: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for document in planned:
        for question in _QUESTIONS:
            row = rows.get(document.path)
            answer = False if row is None else verdict(document, row, question)
            judged[question, document.split] += answer is not None
            right[question, document.split] += answer is True
    table = Table("question", "develop", "%", "measure", "%", title=f"Share '{name}'")
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
