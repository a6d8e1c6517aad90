"""`stocktake scan`: runs the scans asked for, and prints what came of them."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from config.errors import ExitCode
from config.places import default_inventory, key_file
from inventory.approval import approval_of
from inventory.summary import summarise
from scanner.progress import SilentObserver
from terminal.logs import LOG, LogObserver
from terminal.messages import messages_console
from terminal.run import ScanRun, stoppable
from terminal.tables import scan_summary
from terminal.words import count

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from inventory.stock import Stock
    from inventory.summary import Summary
    from terminal.progress import BarProgress, LineProgress
    from terminal.run import Request


_NOTHING_THERE = (
    "No file was there to read. Check that the path is the right one, that the drive is connected, "
    "and that this account may list it."
)
_FIRST_RUN = """\
First scan. Files are read, never changed, and nothing leaves this machine.
Results go to {db}: masked values and keyed digests, no personal data as such.
Their key is {key}: keep a copy of it, and keep it apart.
Ctrl-C stops; the same command carries on."""


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
    fail_on: frozenset[str] = frozenset()


def run_scans(request: Request, output: Output) -> ExitCode:
    """Scan, and print the summary: a table for people, or one JSON object.

    Returns:
        `DONE`; `ATTENTION` when there is what `fail_on` names; `ENDED_EARLY` when the scan was
        stopped or a source could not be reached, and the same command carries on from here.

    Raises:
        UserError: a source, the inventory or the key cannot be used.
    """
    messages = messages_console()
    if not request.db.exists() and not output.as_json:
        messages.print(_FIRST_RUN.format(db=request.db, key=key_file()), markup=False)
    run = ScanRun(request, "scan")
    began = time.monotonic()
    with run.prepared():
        with stoppable(run.stop, messages), _observer(messages, shown=output.progress) as observer:
            run.run(LogObserver(observer))
        stock = run.take_stock(request.as_of)
        summary = summarise(run.inventory, *run.names)
        if not run.tally.interrupted:
            _notify(request, run, stock, messages)
        seconds = time.monotonic() - began
        _log(run, stock, seconds)
        _report(request, run, stock, summary, seconds, as_json=output.as_json)
    troubles = attention(stock, summary)
    return _outcome(request, run, [troubles[name] for name in output.fail_on & troubles.keys()])


def _outcome(request: Request, run: ScanRun, troubles: Sequence[str]) -> ExitCode:
    messages = messages_console()
    for trouble in run.unreachable:
        messages.print(trouble, markup=False)
    if request.pace.over and run.tally.interrupted:
        messages.print("Its hour has come; the next scan carries on from here.")
    elif run.tally.interrupted:
        messages.print("Stopped early. Run the same command again to carry on from here.")
        return ExitCode.ENDED_EARLY
    if run.unreachable:
        return ExitCode.ENDED_EARLY
    for words in troubles:
        messages.print(words, markup=False, style="bold red")
    return ExitCode.ATTENTION if troubles else ExitCode.DONE


def attention(stock: Stock, summary: Summary) -> dict[str, str]:
    """Say what needs attention: by `exposure`, `overdue` and `unread`, each only where it does."""
    assets = stock.assets.values()
    totals = {
        "exposure": (sum(a.open_personal for a in assets), "with personal data open to everyone"),
        "overdue": (sum(a.overdue for a in assets), "past the retention period"),
        "unread": (summary.coverage.unexamined, "not fully examined"),
    }
    return {
        name: f"{count(number, 'document')} {words}"
        for name, (number, words) in totals.items()
        if number
    }


def _notify(request: Request, run: ScanRun, stock: Stock, messages: Console) -> None:
    """Tell what is new where that is asked for; a mail server that is down stops no scan."""
    settings = request.settings.notify
    if settings.mail is None and not settings.webhook:
        return
    from terminal.notifying import NotifyError, notify  # noqa: PLC0415 - loads mail and network

    try:
        number = notify(run.inventory, settings, stock)
        LOG.info("told what is new", extra={"fields": {"changes": number}})
    except NotifyError as error:
        messages.print(f"stocktake: {error}", markup=False)
        LOG.error("nobody told", extra={"fields": {"reason": str(error)}})


def _observer(console: Console, *, shown: bool) -> BarProgress | LineProgress | SilentObserver:
    if not shown:
        return SilentObserver()
    from terminal.progress import BarProgress, LineProgress  # noqa: PLC0415 - only where shown

    return BarProgress(console) if console.is_terminal else LineProgress(console)


def _log(run: ScanRun, stock: Stock, seconds: float) -> None:
    fields = asdict(run.tally) | {"seconds": round(seconds, 3)}
    fields |= {"overdue": sum(asset.overdue for asset in stock.assets.values())}
    LOG.info("scan ended", extra={"fields": fields})


def _report(
    request: Request,
    run: ScanRun,
    stock: Stock,
    summary: Summary,
    seconds: float,
    *,
    as_json: bool,
) -> None:
    statuses = dict(stock.statuses)
    if as_json:
        document: dict[str, object] = {"summary": asdict(summary), "scan": asdict(run.tally)}
        document |= {"retention": statuses, "seconds": round(seconds, 3), "db": str(request.db)}
        document |= {"unreachable": run.unreachable}
        print(json.dumps(document, default=str, indent=2))  # noqa: T201 - the command's output
        return
    console = Console()
    if not run.tally.files and not run.tally.interrupted and not run.unreachable:
        console.print(Text(_NOTHING_THERE, style="yellow"))
    console.print(scan_summary(summary, run.tally, statuses, seconds))
    console.print(Text(f"\nInventory: {request.db}"))
    console.print(Text(_next_steps(request.db, attention(stock, summary), console.width)))
    reminder = approval_of(run.inventory).reminder(request.as_of)
    if reminder:
        console.print(Text(reminder, style="yellow"))


def _next_steps(db: Path, troubles: Collection[str], width: int) -> str:
    """Name the commands that come next, each with what it is for where there is room."""
    option = "" if db == default_inventory() else f" --db {db}"
    steps = [
        ("report --out report.html", "the whole picture, for a browser"),
        ("register export --format csv --out register.csv", "the draft register"),
    ]
    if "overdue" in troubles:
        steps.append(("retention --status overdue", "what should be gone, and why"))
    if "unread" in troubles:
        steps.append(("status", "what could not be read, and what helps"))
    commands = [f"stocktake {command}{option}" for command, _ in steps]
    column = max(map(len, commands)) + 2
    lines = [f"{line:<{column}}{why}" for line, (_, why) in zip(commands, steps, strict=True)]
    roomy = max(map(len, lines)) + 6 <= width
    return "Next: " + "\n      ".join(lines if roomy else commands)
