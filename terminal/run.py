"""The scans of one command, one source after the other, with the inventory claimed for them."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from config.address import Address
from config.errors import UserError
from config.key import installation_key, key_check
from connectors.file_share import FileShare, printable
from connectors.source import SourceError
from inventory.claim import claim_file, claimed
from inventory.store import Inventory
from inventory.suppressions import ignored
from scanner.pace import Pace
from scanner.plan import Choice
from scanner.progress import ScanTally
from scanner.scan import Scan
from scanner.scratch import scratch_folder
from scanner.tasks import WorkOrder
from scanner.versions import stamp_of_scan
from terminal.drafting import draft, stock_of
from terminal.logs import LOG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from types import FrameType

    from rich.console import Console

    from config.settings import Settings, Source
    from connectors.source import Source as Place
    from inventory.stock import Stock
    from scanner.outcome import Executor
    from scanner.progress import Observer


class NothingToScanError(UserError):
    """Neither the command line nor the settings name a place to scan."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a scan command asked for.

    Attributes:
        paths: folders, files and addresses to scan; those of the settings where there are none.
        db: the inventory file.
        settings: the settings in force.
        program: the program's version.
        workers: number of worker processes, or None for the default.
        as_of: day on which retention is judged.
        choice: what to open.
        pace: how long the scan may go on, and how fast.
        cluster: address of a Dask scheduler, `local:N`, or "" for this machine's own workers.
        passwords: tried on what is protected with one.
    """

    paths: Sequence[Path | Address]
    db: Path
    settings: Settings
    program: str
    workers: int | None
    as_of: date
    choice: Choice = field(default_factory=Choice)
    pace: Pace = field(default_factory=Pace)
    cluster: str = ""
    passwords: tuple[str, ...] = field(default=(), repr=False)


class ScanRun:
    """The scans of one command.

    Args:
        request: what was asked for.
        purpose: "scan" or "watch", for others who want the inventory meanwhile.
    """

    def __init__(self, request: Request, purpose: str) -> None:
        self._request = request
        self._purpose = purpose
        self._stopped = False
        self._scan: Scan | None = None
        self._key = b""
        self._stamp = ""
        self._scratch: Path | None = None
        self.inventory = Inventory(request.db)
        self.sources = _sources(request)
        self.tally = ScanTally()
        self.unreachable: list[str] = []

    @property
    def rules_version(self) -> str:
        """The stamp of what verdicts depend on."""
        if not self._stamp:
            self._stamp = stamp_of_scan(self._request.settings)
        return self._stamp

    @contextlib.contextmanager
    def prepared(self) -> Iterator[None]:
        """Claim the inventory, and have a folder for temporary files, for as long as it lasts.

        Raises:
            UserError: inventory, key or claim cannot be had.
        """
        self._key = installation_key()
        with (
            claimed(self._request.db, self._purpose),
            scratch_folder(self._request.settings.temporary) as self._scratch,
        ):
            self.inventory.create_if_missing()
            self.inventory.check_key(key_check(self._key))
            yield

    def run(self, observer: Observer, choice: Choice | None = None, *, drafts: bool = True) -> None:
        """Scan every source; `tally` adds up what was done.

        A source that cannot be reached is named in `unreachable`, and the others are scanned.

        Args:
            observer: told of progress.
            choice: what to open, where this differs from what was asked for.
            drafts: whether to put documents into assets afterwards; else `draft` has to be called.
        """
        self.tally, self.unreachable = ScanTally(), []
        self._stamp = ""  # rules may have changed since the last time
        for source in self.sources:
            if self._stopped:
                break
            try:
                self._one(source, observer, choice or self._request.choice)
            except SourceError as error:
                self.unreachable.append(str(error))
                LOG.error("source unreachable", extra={"fields": {"reason": str(error)}})
        if drafts:
            self.draft()

    def draft(self) -> None:
        """Put documents into assets, where anything has changed since that was last done."""
        draft(self.inventory, self._request.settings, self.rules_version)

    def _one(self, source: Source, observer: Observer, choice: Choice) -> None:
        request = self._request
        own = [claim_file(request.db), request.db.absolute(), Path(f"{request.db.absolute()}.wal")]
        place = _open(source, request.settings.exclude, own)
        settings = request.settings
        if source.rules:
            settings = settings.model_copy(update={"rules": source.rules})
        order = WorkOrder(
            settings,
            self._key,
            stamp_of_scan(settings) if source.rules else self.rules_version,
            self._scratch,
            passwords=request.passwords,
            ignored=ignored(self.inventory),
            opener=place.opener,
        )
        scan = Scan(
            place,
            order,
            self.inventory,
            observer,
            executor=self._executor,
            choice=choice,
            pace=request.pace,
        )
        self._scan = scan
        try:
            scan.run()
        finally:
            self.tally.add(scan.tally)

    def _executor(self, order: WorkOrder) -> Executor:
        """Start what examines items: only here are the heavy modules for it loaded."""
        if self._request.cluster:
            from scanner.cluster import ClusterExecutor  # noqa: PLC0415

            return ClusterExecutor(order, self._request.cluster)
        from scanner.pool import WorkerPool  # noqa: PLC0415

        return WorkerPool(order, self._request.workers or order.settings.workers or cores())

    def take_stock(self, as_of: date) -> Stock:
        """Count what the inventory now holds, and keep the counts when every scan finished."""
        keep = not self.tally.interrupted and not self.unreachable
        settings = self._request.settings
        return stock_of(self.inventory, settings, self.rules_version, as_of, keep=keep)

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stopped = True
        if self._scan is not None:
            self._scan.stop()

    @property
    def names(self) -> list[str]:
        """The sources' names in the inventory."""
        return [printable(str(source.path)) for source in self.sources]


def _sources(request: Request) -> list[Source]:
    """Give the sources; a folder inside another that is also named is scanned with that one."""
    from config.settings import Source  # noqa: PLC0415 - pydantic is loaded with the settings

    listed = {source.place: source for source in request.settings.sources}
    named = [Source(path=path).place for path in request.paths]
    places = list(dict.fromkeys(named or listed))
    if not places:
        raise NothingToScanError(
            "nothing to scan; name a folder with --path, or 'sources:' in the settings"
        )
    sources = []
    for place in places:
        if isinstance(place, Path) and any(parent in places for parent in place.parents):
            continue
        source = listed.get(place, Source(path=place)).model_copy(update={"path": place})
        if request.paths or isinstance(place, Address):
            _open(source)  # a wrong name or option is told before anything is done
        sources.append(source)
    return sources


def _open(source: Source, exclude: Sequence[str] = (), skip: Sequence[Path] = ()) -> Place:
    """Give the place that a source of the settings stands for.

    Args:
        source: of the settings.
        exclude: patterns left out everywhere.
        skip: local paths that are our own.

    Raises:
        UserError: a folder that is not there, or an address or option that cannot be used.
    """
    excluded = (*exclude, *source.exclude)
    if isinstance(source.path, Path):
        return FileShare(source.path, excluded, skip)
    from connectors.remote import open_source  # noqa: PLC0415 - only where one is configured

    return open_source(source.path, dict(source.options), excluded)


def cores() -> int:
    """Number of cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextlib.contextmanager
def stoppable(end: Callable[[], None], console: Console) -> Iterator[None]:
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
