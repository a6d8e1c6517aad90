"""`stocktake scan`: runs the scans asked for, and prints what came of them."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from config.errors import ExitCode
from config.places import default_inventory
from inventory.approval import approval_of
from inventory.summary import summarise
from scanner.progress import SilentObserver
from terminal.logs import LOG, LogObserver
from terminal.run import ScanRun, stoppable
from terminal.tables import scan_summary
from terminal.words import count

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from inventory.stock import AssetCount, Stock
    from terminal.progress import BarProgress, LineProgress
    from terminal.run import Request


@dataclass(frozen=True, slots=True)
class Output:
    """How a scan tells what it does.

    Attributes:
        progress: whether to show any while it runs.
        as_json: print the summary as JSON.
        fail_on: of `exposure`, `overdue`, `unread`: what makes the exit code 1.
    """

    progress: bool = True
    as_json: bool = False
    fail_on: Collection[str] = ()


def run_scans(request: Request, output: Output) -> ExitCode:
    """Scan, and print the summary: a table for people, or one JSON object.

    Returns:
        `DONE`; `ATTENTION` when there is what `fail_on` names; `ENDED_EARLY` when the scan was
        stopped or a source could not be reached, and the same command carries on from here.

    Raises:
        UserError: a source, the inventory or the key cannot be used.
    """
    messages = Console(stderr=True, soft_wrap=True)
    run = ScanRun(request, "scan")
    began = time.monotonic()
    with run.prepared():
        with stoppable(run.stop, messages), _observer(messages, shown=output.progress) as observer:
            run.run(LogObserver(observer))
        stock = run.take_stock(request.as_of)
        _log(run, stock, time.monotonic() - began)
        _report(request, run, stock, time.monotonic() - began, as_json=output.as_json)
    return _outcome(request, run, stock, output, messages)


def _outcome(
    request: Request, run: ScanRun, stock: Stock, output: Output, messages: Console
) -> ExitCode:
    for trouble in run.unreachable:
        messages.print(trouble, markup=False)
    if request.pace.over and run.tally.interrupted:
        messages.print("Its hour has come; the next scan carries on from here.")
    elif run.tally.interrupted:
        messages.print("Stopped early. Run the same command again to carry on from here.")
        return ExitCode.ENDED_EARLY
    if run.unreachable:
        return ExitCode.ENDED_EARLY
    found = [words for name, words in attention(stock).items() if name in output.fail_on]
    for words in found:
        messages.print(words, markup=False, style="bold red")
    return ExitCode.ATTENTION if found else ExitCode.DONE


def attention(stock: Stock) -> dict[str, str]:
    """Say what needs attention: by `exposure`, `overdue` and `unread`, each only where it does."""
    counts: Mapping[str, tuple[Callable[[AssetCount], int], str]] = {
        "exposure": (lambda asset: asset.open_personal, "with personal data open to everyone"),
        "overdue": (lambda asset: asset.overdue, "past the retention period"),
        "unread": (lambda asset: asset.unread, "not fully examined"),
    }
    totals = {name: sum(map(number, stock.assets.values())) for name, (number, _) in counts.items()}
    return {
        name: f"{count(totals[name], 'document')} {words}"
        for name, (_, words) in counts.items()
        if totals[name]
    }


def _observer(console: Console, *, shown: bool) -> BarProgress | LineProgress | SilentObserver:
    if not shown:
        return SilentObserver()
    from terminal.progress import BarProgress, LineProgress  # noqa: PLC0415 - only where shown

    return BarProgress(console) if console.is_terminal else LineProgress(console)


def _log(run: ScanRun, stock: Stock, seconds: float) -> None:
    fields = asdict(run.tally) | {"seconds": round(seconds, 3)}
    fields |= {"overdue": sum(asset.overdue for asset in stock.assets.values())}
    LOG.info("scan ended", extra={"fields": fields})


def _report(request: Request, run: ScanRun, stock: Stock, seconds: float, *, as_json: bool) -> None:
    summary = summarise(run.inventory, *run.names)
    statuses = dict(stock.statuses)
    if as_json:
        document: dict[str, object] = {"summary": asdict(summary), "scan": asdict(run.tally)}
        document |= {"retention": statuses, "seconds": round(seconds, 3), "db": str(request.db)}
        document |= {"unreachable": run.unreachable}
        print(json.dumps(document, default=str, indent=2))  # noqa: T201 - the command's output
        return
    console = Console()
    console.print(scan_summary(summary, run.tally, statuses, seconds))
    console.print(Text(f"\nInventory: {request.db}"))
    console.print(Text(_next_steps(request.db, overdue="overdue" in attention(stock))))
    reminder = approval_of(run.inventory).reminder(request.as_of)
    if reminder:
        console.print(Text(reminder, style="yellow"))


def _next_steps(db: Path, *, overdue: bool) -> str:
    option = "" if db == default_inventory() else f" --db {db}"
    steps = [f"Next: stocktake register export --format csv --out register.csv{option}"]
    if overdue:
        steps.append(f"      stocktake retention --status overdue{option}")
    return "\n".join(steps)
