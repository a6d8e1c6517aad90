"""Runs the scans a command asked for, with progress, Ctrl-C and a summary at the end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from config.errors import ExitCode, UserError
from config.key import installation_key, key_check
from config.places import default_inventory
from config.rules import Rules
from connectors.file_share import FileShare, SourceError
from inventory.approval import approval_of
from inventory.assets import assign_assets
from inventory.judged import make_judge
from inventory.retention import RetentionStatus
from inventory.stock import keep_stock, take_stock
from inventory.store import Inventory
from inventory.summary import summarise
from scanner.plan import Choice
from scanner.progress import ScanTally, SilentObserver
from scanner.scan import Scan
from scanner.tasks import WorkOrder, rules_version
from scanner.watch import Watch
from terminal.progress import BarProgress, LineProgress
from terminal.tables import scan_summary
from terminal.words import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from types import FrameType

    from config.settings import Settings
    from inventory.stock import Stock


class NothingToScanError(UserError):
    """Neither the command line nor the settings name a place to scan."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a scan command asked for.

    Attributes:
        paths: folders and files to scan; those of the settings where there are none.
        db: the inventory file.
        settings: the settings in force.
        program: the program's version.
        workers: number of worker processes, or None for the default.
        full: open everything, even what has not changed.
        as_of: day on which retention is judged.
    """

    paths: Sequence[Path]
    db: Path
    settings: Settings
    program: str
    workers: int | None
    full: bool
    as_of: date


class ScanRun:
    """The scans of one command, one source after the other.

    Args:
        request: what was asked for.
        console: where progress goes.
        progress: whether to show any.
    """

    def __init__(self, request: Request, console: Console, *, progress: bool) -> None:
        self._request = request
        self._console = console
        self._progress = progress
        self._stopped = False
        self._scan: Scan | None = None
        self.inventory = Inventory(request.db)
        self.shares = _shares(request)
        self.tally = ScanTally()

    def prepare(self) -> None:
        """Open the inventory for this installation's key.

        Raises:
            UserError: inventory or key cannot be used.
        """
        key = installation_key()
        self.inventory.create_if_missing()
        self.inventory.check_key(key_check(key))
        settings = self._request.settings
        self._order = WorkOrder(settings, key, rules_version(settings, self._request.program))

    def run(self) -> None:
        """Scan every source; `tally` adds up what was done."""
        observer = self._observer()
        with observer:
            for share in self.shares:
                if self._stopped:
                    break
                self._scan = Scan(
                    share,
                    self._order,
                    self.inventory,
                    observer,
                    workers=self._request.workers or _cores(),
                    choice=Choice(full=self._request.full),
                )
                self.tally.add(self._scan.run())
        assign_assets(self.inventory, Rules(self._request.settings.rules))

    def take_stock(self, as_of: date) -> Stock:
        """Count what the inventory now holds, and keep the counts when every scan finished."""
        settings = self._request.settings
        stock = take_stock(self.inventory, make_judge(Rules(settings.rules), settings, as_of))
        if not self.tally.interrupted:
            keep_stock(self.inventory, stock, as_of)
        return stock

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stopped = True
        if self._scan is not None:
            self._scan.stop()

    def _observer(self) -> BarProgress | LineProgress | SilentObserver:
        if not self._progress:
            return SilentObserver()
        return (
            BarProgress(self._console) if self._console.is_terminal else LineProgress(self._console)
        )


def run_scans(request: Request, *, progress: bool, as_json: bool) -> ExitCode:
    """Scan, and print the summary: a table for people, or one JSON object.

    Returns:
        `DONE`, or `ENDED_EARLY` when the scan was stopped and can be carried on.

    Raises:
        UserError: a source, the inventory or the key cannot be used.
    """
    messages = Console(stderr=True, soft_wrap=True)
    run = ScanRun(request, messages, progress=progress)
    run.prepare()
    began = time.monotonic()
    with _stoppable(run.stop, messages):
        run.run()
    _report(request, run, time.monotonic() - began, as_json=as_json)
    if run.tally.interrupted:
        messages.print("Stopped early. Run the same command again to carry on from here.")
        return ExitCode.ENDED_EARLY
    return ExitCode.DONE


def _report(request: Request, run: ScanRun, seconds: float, *, as_json: bool) -> None:
    summary = summarise(run.inventory, *(share.name for share in run.shares))
    statuses = dict(run.take_stock(request.as_of).statuses)
    if as_json:
        document: dict[str, object] = {"summary": asdict(summary), "scan": asdict(run.tally)}
        document |= {"retention": statuses, "seconds": round(seconds, 3), "db": str(request.db)}
        print(json.dumps(document, default=str, indent=2))  # noqa: T201 - the command's output
        return
    console = Console()
    console.print(scan_summary(summary, run.tally, statuses, seconds))
    console.print(Text(f"\nInventory: {request.db}"))
    console.print(Text(_next_steps(request.db, statuses)))
    reminder = approval_of(run.inventory).reminder(request.as_of)
    if reminder:
        console.print(Text(reminder, style="yellow"))


def _next_steps(db: Path, statuses: dict[RetentionStatus, int]) -> str:
    option = "" if db == default_inventory() else f" --db {db}"
    steps = [f"Next: stocktake register export --format csv --out register.csv{option}"]
    if statuses.get(RetentionStatus.OVERDUE):
        steps.append(f"      stocktake retention --status overdue{option}")
    return "\n".join(steps)


def _shares(request: Request) -> list[FileShare]:
    """Make the sources; a folder inside another that is also named is scanned with that one."""
    settings = request.settings
    excludes = {source.path: source.exclude for source in settings.sources}
    paths = list(dict.fromkeys(Path(path).absolute() for path in request.paths or excludes))
    if not paths:
        raise NothingToScanError(
            "nothing to scan; name a folder with --path, or 'sources:' in the settings"
        )
    outer = [path for path in paths if not any(parent in paths for parent in path.parents)]
    own = [request.db.absolute(), request.db.absolute().with_suffix(".duckdb.wal")]
    return [
        FileShare(path, exclude=(*settings.exclude, *excludes.get(path, ())), skip=own)
        for path in outer
    ]


def _cores() -> int:
    """Number of cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextlib.contextmanager
def _stoppable(end: Callable[[], None], console: Console) -> Iterator[None]:
    """Let Ctrl-C and termination end a scan in good order; a second Ctrl-C ends it at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        console.print("Stopping: finishing what is in hand. Press Ctrl-C again to stop at once.")
        end()
        signal.signal(number, signal.default_int_handler)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_watch(request: Request, interval: float) -> None:
    """Scan again and again, as things change, until stopped.

    Args:
        request: what to watch.
        interval: seconds between scans when no change is reported.

    Raises:
        UserError: a source, the inventory or the key cannot be used.
    """
    console = Console(stderr=True, soft_wrap=True)
    run = ScanRun(request, console, progress=False)
    run.prepare()
    counted: date | None = None

    def scan() -> None:
        nonlocal counted
        run.tally = ScanTally()
        try:
            run.run()
        except SourceError as error:  # a share that went away may come back
            console.print(f"{error}; trying again later", markup=False)
            return
        _say_what_changed(console, run.tally)
        if counted != (day := datetime.now().astimezone().date()):  # enough for `register diff`
            run.take_stock(day)
            counted = day

    watch = Watch([share.root for share in run.shares], scan, interval=interval, say=console.print)

    def end() -> None:
        run.stop()
        watch.stop()

    with _stoppable(end, console):
        watch.run()


def _say_what_changed(console: Console, tally: ScanTally) -> None:
    opened = tally.files - tally.unchanged
    if opened or tally.gone:
        now = f"{datetime.now().astimezone():%H:%M:%S}"
        console.print(
            f"{now}  {count(opened, 'file')} new or changed, {tally.gone:,} gone, "
            f"{count(tally.findings, 'finding')}",
            highlight=False,
        )
