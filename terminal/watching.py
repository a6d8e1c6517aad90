"""`stocktake watch`: scan again and again, as things change."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console

from scanner.progress import SilentObserver
from scanner.watch import Watch
from terminal.logs import LOG, LogObserver
from terminal.messages import messages_console
from terminal.run import ScanRun, stoppable
from terminal.words import count

if TYPE_CHECKING:
    from datetime import date

    from scanner.progress import ScanTally
    from terminal.run import Request

# A file that is never at rest, such as a growing log, is opened as it is so often.
_THOROUGH_SECONDS = 3_600.0
# Putting documents into assets takes longer the more there are, however few have changed: while
# changes go on it may take this part of the time, so that what is new is known at once.
_DRAFTING_SHARE = 0.05


def run_watch(request: Request, interval: float) -> None:
    """Scan again and again, as things change, until stopped.

    Args:
        request: what to watch.
        interval: seconds between scans when no change is reported.

    Raises:
        UserError: a source, the inventory or the key cannot be used.
    """
    console = messages_console()
    run = ScanRun(request, "watch")
    counted: date | None = None
    thorough = time.monotonic()
    drafting = _Drafting(run)

    def scan() -> bool:
        nonlocal counted, thorough
        choice = request.choice
        if time.monotonic() - thorough > _THOROUGH_SECONDS:
            choice, thorough = replace(choice, quiet=0.0), time.monotonic()
        run.run(LogObserver(SilentObserver()), choice, drafts=False)
        for trouble in run.unreachable:  # a share that went away may come back
            console.print(f"{trouble}; trying again later", markup=False)
        _say_what_changed(console, run.tally)
        put_off = drafting.put_off()
        day = datetime.now().astimezone().date()
        if counted != day:  # enough for `register diff`
            run.take_stock(day)
            counted = day
        return put_off or run.tally.waiting > 0

    roots = [source.place for source in run.sources]
    watch = Watch(roots, scan, interval=interval, say=console.print)

    def end() -> None:
        run.stop()
        watch.stop()

    with run.prepared(), stoppable(end, console):
        watch.run()
        run.draft()


class _Drafting:
    """Puts documents into assets after scans, but not too often on a large inventory."""

    def __init__(self, run: ScanRun) -> None:
        self._run = run
        self._not_before = 0.0
        self._due = True

    def put_off(self) -> bool:
        """Draft after a scan where it is called for; says whether it was put off."""
        self._due = self._due or self._run.tally.changed
        began = time.monotonic()
        if not self._due or began < self._not_before:
            return self._due
        self._run.draft()
        self._due = False
        ended = time.monotonic()
        self._not_before = ended + (ended - began) / _DRAFTING_SHARE
        return False


def _say_what_changed(console: Console, tally: ScanTally) -> None:
    opened = tally.files - tally.unchanged - tally.twins
    if tally.changed:
        now = f"{datetime.now().astimezone():%H:%M:%S}"
        moved = f"{tally.moved:,} moved, " if tally.moved else ""
        console.print(
            f"{now}  {count(opened, 'file')} new or changed, {moved}{tally.gone:,} gone, "
            f"{count(tally.findings, 'finding')}",
            highlight=False,
        )
        fields = {"opened": opened, "gone": tally.gone, "findings": tally.findings}
        LOG.info("changes taken in", extra={"fields": fields})
