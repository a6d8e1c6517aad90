"""`stocktake retention`: what must be kept, for how long, and what should be gone."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console

from inventory.exports import retention_rows
from inventory.tables import csv_cell
from terminal.tables import retention_list
from terminal.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inventory.exports import RetentionRow
    from inventory.retention import Judge
    from inventory.store import Inventory

_NEED_ATTENTION = ("overdue", "due_soon", "review")


def print_retention(inventory: Inventory, judge: Judge, statuses: Sequence[str], form: str) -> None:
    """Print the documents with one of `statuses`, those most overdue first.

    Args:
        inventory: where they are.
        judge: judges them on its day.
        statuses: those wanted; what needs attention where there are none.
        form: "table", "csv" or "json".

    Raises:
        InventoryError: the inventory cannot be read.
    """
    wanted = frozenset(statuses or _NEED_ATTENTION)
    chosen = retention_rows(inventory, judge, wanted)
    if form == "csv":
        _csv(chosen)
    elif form == "json":
        json.dump([_fields(entry) for entry in chosen], sys.stdout, default=str, indent=2)
        sys.stdout.write("\n")
    else:
        _table(chosen, judge, sorted(wanted))


def _table(chosen: Sequence[RetentionRow], judge: Judge, wanted: Sequence[str]) -> None:
    console = Console()
    if chosen:
        console.print(retention_list(chosen))
    names = ", ".join(status.replace("_", " ") for status in wanted)
    console.print(f"{count(len(chosen), 'document')}: {names}, as of {judge.as_of:%d/%m/%Y}.")
    if any(entry.judgement.verify for entry in chosen):
        console.print("Periods marked 'to verify' should be checked with your adviser first.")
    console.print("Nothing has been deleted: each needs a decision by the person responsible.")


def _csv(chosen: Iterable[RetentionRow]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    header: list[str] | None = None
    for entry in chosen:
        fields = _fields(entry)
        if header is None:
            header = list(fields)
            writer.writerow(header)
        writer.writerow([csv_cell(value) for value in fields.values()])


def _fields(entry: RetentionRow) -> dict[str, Any]:
    judgement = entry.judgement
    return {
        "path": entry.path,
        "asset": entry.asset,
        "record": entry.label,
        "retention_status": str(judgement.status),
        "retention_due": judgement.due,
        "retention_rule": judgement.rule,
        "clock_start": judgement.clock_start,
        "clock_basis": judgement.clock_basis,
        "explanation": judgement.explanation,
        "source": judgement.source,
        "verify": judgement.verify,
        "hold": judgement.hold,
    }
