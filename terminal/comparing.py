"""`stocktake register diff`: what changed between two scans."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from inventory.changes import Kind, compare_stocks
from inventory.stock import kept_stock, stocks_between
from inventory.tables import csv_cell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from inventory.changes import AssetChange
    from inventory.stock import Stock
    from inventory.store import Inventory

_STYLES = {Kind.EXPOSED: "bold red", Kind.OVERDUE: "bold red", Kind.CLOSED: "green"}


def print_changes(
    inventory: Inventory, since: date | None, scans: tuple[int, int] | None, form: str
) -> None:
    """Print what changed between two scans.

    Args:
        inventory: where their counts are kept.
        since: compare with the last scan up to this day.
        scans: the numbers of two scans; `since` is then left aside.
        form: "table", "csv" or "json".

    Raises:
        InventoryError: the inventory cannot be read, or has nothing to compare.
    """
    if scans:
        before, after = (kept_stock(inventory, scan) for scan in sorted(scans))
    else:
        before, after = stocks_between(inventory, since)
    changes = compare_stocks(before, after)
    if form == "json":
        json.dump(_fields(before, after, changes), sys.stdout, default=str, indent=2)
        sys.stdout.write("\n")
    elif form == "csv":
        _csv(changes)
    else:
        _lines(before, after, changes)


def _fields(before: Stock, after: Stock, changes: Sequence[AssetChange]) -> dict[str, object]:
    return {
        "from": {"scan": before.scan, "taken": before.taken},
        "to": {"scan": after.scan, "taken": after.taken},
        "changes": [asdict(change) for change in changes],
    }


def _csv(changes: Sequence[AssetChange]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["change", "asset_id", "asset", "before", "after", "words"])
    for change in changes:
        cells = [str(change.kind), change.asset, change.name]
        cells += [str(change.before), str(change.after), change.words]
        writer.writerow([csv_cell(cell) for cell in cells])


def _lines(before: Stock, after: Stock, changes: Sequence[AssetChange]) -> None:
    """Print a sentence for each change under a heading for each kind."""
    console = Console(highlight=False)
    console.print(Text(f"From {_when(before)} to {_when(after)}:"))
    if not changes:
        console.print("nothing changed.")
    for kind, group in groupby(changes, key=lambda change: change.kind):
        console.print(Text(f"\n{str(kind).capitalize()}", style=_STYLES.get(kind, "bold")))
        for change in group:
            console.print(
                Padding(Text(f"{change.asset}  {change.words}"), (0, 0, 0, 2), expand=False)
            )


def _when(stock: Stock) -> str:
    taken = "" if stock.taken is None else f" of {stock.taken.astimezone():%d/%m/%Y %H:%M}"
    return f"scan {stock.scan}{taken}"
