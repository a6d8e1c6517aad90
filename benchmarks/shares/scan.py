"""Writes a planned share as files and scans it with the commands a user runs."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.shares.writers import as_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.shares.corpus import Planned

AS_OF = "2026-11-01"
_ROOT = Path(__file__).resolve().parent.parent.parent
Row = dict[str, str]


class ScannedShare:
    """A planned share on disk, and the inventory of a scan of it.

    Args:
        planned: its documents.
        folder: where to write the share and the inventory.
        as_of: day to judge retention on.
    """

    def __init__(self, planned: Iterable[Planned], folder: Path, as_of: str = AS_OF) -> None:
        self._folder, self._as_of = folder, as_of
        self._database = folder / "scan.duckdb"
        self._database.unlink(missing_ok=True)
        share = folder / "share"
        for document in planned:
            write(document, share)
        self._run("scan", "--path", str(share), "--no-progress", "--as-of", as_of)

    def documents(self) -> dict[str, Row]:
        """Give the exported row of every document, by path."""
        out = self._folder / "documents.csv"
        self._run(
            "export", "documents", "--format", "csv", "--out", str(out), "--as-of", self._as_of
        )
        with out.open(encoding="utf-8-sig", newline="") as stream:
            return {row["path"]: row for row in csv.DictReader(stream)}

    def register(self) -> list[dict[str, Any]]:
        """Give the rows of the drafted register, by header."""
        out = self._folder / "register.json"
        self._run(
            "register", "export", "--format", "json", "--out", str(out), "--as-of", self._as_of
        )
        rows: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))
        return rows

    def _run(self, *arguments: str) -> None:
        command = [sys.executable, "-c", "from cli import main; main()", *arguments]
        subprocess.run(
            [*command, "--db", str(self._database)],
            check=True, cwd=_ROOT, stdout=subprocess.DEVNULL,
            env={**os.environ, "STOCKTAKE_HOME": str(self._folder)},
        )  # fmt: skip


def write(document: Planned, share: Path) -> None:
    """Write a document into a share, with the date of its last change."""
    target = share / document.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(as_bytes(target.suffix, document.text))
    moment = datetime.combine(document.modified, time(12)).timestamp()
    os.utime(target, (moment, moment))
