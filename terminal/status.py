"""`stocktake status`: what runs, what the last scans did, and what could not be read."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inventory.claim import holder
from inventory.history import history_of
from terminal.words import count, duration, size

if TYPE_CHECKING:
    from inventory.history import History, ScanEntry
    from inventory.store import Inventory

_STYLES = {"finished": "green", "running": "cyan"}


def print_status(inventory: Inventory, *, scans: int, as_json: bool) -> None:
    """Print what an inventory has seen.

    Raises:
        InventoryError: it cannot be read.
    """
    running = holder(inventory.path)
    history = history_of(inventory, scans)
    if as_json:
        print(json.dumps(asdict(history) | {"running": running}, default=str, indent=2))  # noqa: T201 - the command's output
        return
    console = Console(highlight=False)
    console.print(Text(_now(inventory, running)))
    console.print(_scans(history, at_work=running is not None))
    if history.trouble:
        console.print(_trouble(history))


def _now(inventory: Inventory, running: dict[str, str] | None) -> str:
    size_now = size(inventory.path.stat().st_size)
    if running is None:
        return f"{inventory.path}, {size_now}: nothing is running"
    since = running["since"].replace("T", " ")
    return (
        f"{inventory.path}, {size_now}: a {running['purpose']} is running "
        f"(process {running['pid']}, since {since})"
    )


def _scans(history: History, *, at_work: bool) -> Table:
    """Show each scan in two lines, which fit a narrow window too."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("Scan", justify="right")
    table.add_column("Of what, and what came of it", overflow="fold")
    for entry in history.scans:
        state = entry.state
        if state == "running" and not at_work:
            state = "interrupted"  # whoever ran it is dead
        began = f"{entry.started.replace(tzinfo=UTC).astimezone():%d/%m/%Y %H:%M}"
        told = Text(f"{entry.source}\n{began}, ")
        told.append(state, style=_STYLES.get(state, "bold red"))
        told.append(_numbers(entry))
        table.add_row(str(entry.number), told)
    return table


def _numbers(entry: ScanEntry) -> str:
    if not entry.finished:
        return ""
    opened = entry.files - entry.unchanged
    rate = f" ({opened / entry.seconds:,.0f} a second)" if entry.seconds and opened else ""
    gone = f", {entry.gone:,} gone" if entry.gone else ""
    files = f"{count(entry.files, 'file')} of {size(entry.size)}, {opened:,} opened"
    return f" in {duration(entry.seconds)}: {files}{rate}{gone}"


def _trouble(history: History) -> Table:
    unread = sum(number for _, number, _ in history.trouble)
    title = f"{count(unread, 'document')} of {history.documents:,} not fully examined"
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    table.add_column("Why")
    table.add_column("Documents", justify="right")
    table.add_column("For example", overflow="fold")
    for status, number, reason in history.trouble:
        table.add_row(status.replace("_", " "), f"{number:,}", Text(reason))
    return table
