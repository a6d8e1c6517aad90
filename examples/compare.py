"""Sets what a scan exported beside the truth: `python examples/compare.py --db FILE`.

Run it with the `STOCKTAKE_HOME` or `STOCKTAKE_KEY` of the scan: findings are compared by digest.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console
from rich.table import Table

from config.key import installation_key
from detectors.masking import Digester
from examples.scores import load_truth, tallies, verdicts

_HERE = Path(__file__).resolve().parent
_AS_OF = "2026-11-01"
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to compare: a column of the truth and the column of the export."""

    name: str
    truth: str
    export: str
    also: str = ""


_QUESTIONS = (
    Question("status", "status", "status"),
    Question("record type", "record_type", "record_type", also="also"),
    Question("personal data", "personal_data", "personal_data"),
    Question("special category", "special_category", "special_category"),
    Question("criminal offence", "criminal_offence", "criminal_offence"),
    Question("data subjects", "data_subjects", "data_subjects"),
    Question("people", "people", "people"),
    Question("retention rule", "retention_rule", "retention_rule"),
    Question("clock start", "clock_start", "clock_start"),
    Question("retention status", "retention_status", "retention_status"),
)
_SHOWN = {"status", "record type", "personal data", "retention rule", "retention status"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare a scan with the truth.")
    parser.add_argument("--db", type=Path, required=True, help="the scan's inventory")
    parser.add_argument("--truth", type=Path, default=_HERE, help="folder of truth.csv")
    parser.add_argument("--all", action="store_true", help="show disagreements of every kind")
    options = parser.parse_args()
    console = Console(width=160, highlight=False)
    exported = documents(options.db)
    truth = _read(options.truth / "truth.csv")
    _documents(console, truth, exported, show_all=options.all)
    _findings(console, options.truth, truth, options.db, show_all=options.all)


def documents(db: Path) -> dict[str, Row]:
    """Export the documents of an inventory; gives path -> row."""
    return {row["path"]: row for row in _export("documents", db)}


def findings(db: Path) -> dict[str, set[tuple[str, str]]]:
    """Export the findings of an inventory; gives path -> (entity, digest) pairs."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in _export("findings", db):
        found[row["path"]].add((row["entity"], row["digest"]))
    return found


def _export(what: str, db: Path) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.csv"
        command = [sys.executable, "-c", "from cli import main; main()", "export", what,
                   "--format", "csv", "--out", str(out), "--db", str(db)]  # fmt: skip
        if what == "documents":
            command += ["--as-of", _AS_OF]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=_HERE.parent
        )
        if done.returncode:
            sys.exit(done.stderr)
        return _read(out)


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def agrees(question: Question, truth: Row, row: Row) -> bool | None:
    """Compare one cell; None where the truth does not judge it."""
    wanted = truth[question.truth]
    if wanted == "*":
        return None
    allowed = {_plain(word) for word in wanted.split("|")}
    if question.also and truth[question.also]:
        allowed |= {_plain(word) for word in truth[question.also].split("|")}
    return "*" in allowed or _plain(row[question.export]) in allowed


def _plain(cell: str) -> str:
    """Put yes/no and lists into one spelling."""
    word = {"true": "yes", "false": "no", "1": "1"}.get(cell.strip().lower(), cell.strip())
    return ";".join(sorted(part.strip() for part in word.replace(",", ";").split(";")))


def _documents(
    console: Console, truth: list[Row], exported: dict[str, Row], *, show_all: bool
) -> None:
    table = Table("question", "judged", "right", "%", title="Documents", title_justify="left")
    wrong: list[tuple[str, str, str, str]] = []
    for question in _QUESTIONS:
        judged = right = 0
        for want in truth:
            row = exported.get(want["path"])
            verdict = None if row is None else agrees(question, want, row)
            judged, right = judged + (verdict is not None), right + (verdict is True)
            if row is not None and verdict is False and (show_all or question.name in _SHOWN):
                cells = (want[question.truth], row[question.export])
                wrong.append((question.name, want["path"], *cells))
        table.add_row(question.name, str(judged), str(right), f"{100 * right / max(judged, 1):.1f}")
    console.print(table)
    for name, path, wanted, got in wrong:
        console.print(
            f"{name}: {path}\n    should be {wanted or '-'}, is {got or '-'}", markup=False
        )
    known = {row["path"] for row in truth}
    for path in sorted(known - exported.keys()):
        console.print(f"no row: {path}", markup=False)
    for path in sorted(exported.keys() - known):
        console.print(f"unexpected row: {path}", markup=False)


def _findings(
    console: Console, folder: Path, truth: list[Row], db: Path, *, show_all: bool
) -> None:
    readable = [r["path"] for r in truth if r["status"] == "read" and r["record_type"] != "*"]
    readable += [r["path"] for r in truth if r["record_type"] == "*" and r["planted"] != "0"]
    key = Digester(installation_key()).digest
    judged = verdicts(findings(db), load_truth(folder / "truth_findings.csv"), readable, key)
    table = Table("entity", "planted", "found", "missed", "false", "P", "R", "F1", title="Findings",
                  title_justify="left")  # fmt: skip
    for entity, tally in tallies(judged).items():
        table.add_row(entity, str(tally.planted), str(tally.hits), str(tally.missed),
                      str(tally.false), f"{tally.precision:.3f}", f"{tally.recall:.3f}",
                      f"{tally.f1:.3f}")  # fmt: skip
    console.print(table)
    if show_all:
        masked = {(r["path"], r["digest"]): r["masked"] for r in _export("findings", db)}
        for verdict in (v for v in judged if v.kind != "hit"):
            value = verdict.value or masked.get((verdict.path, verdict.key), "")
            line = f"{verdict.kind}: {verdict.entity} {value!r} in {verdict.path}"
            console.print(line, markup=False)


if __name__ == "__main__":
    main()
