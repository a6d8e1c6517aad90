"""One scan of one source: plan what to open, have it examined, hand the rows on."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from connectors.file_share import SourceError, check_reachable
from connectors.item import ItemProblem
from scanner.document import Status
from scanner.lookahead import Lookahead
from scanner.pool import Failure, WorkerPool
from scanner.progress import ScanTally
from scanner.rows import Place, unread_row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from connectors.file_share import FileShare
    from connectors.item import Item
    from inventory.records import DocumentRecord
    from scanner.progress import Observer
    from scanner.tasks import WorkOrder

_BATCH_ROWS = 2_000
_BATCH_SECONDS = 5.0
# Trouble that may have passed by the next scan, so the file is tried again although unchanged.
_PASSING = frozenset(
    {Status.NO_PERMISSION, Status.VANISHED, Status.TIMED_OUT, Status.CRASHED, Status.NEEDS_OCR}
)
_STATUS_OF = {
    ItemProblem.NO_PERMISSION: Status.NO_PERMISSION,
    ItemProblem.VANISHED: Status.VANISHED,
    ItemProblem.UNSUPPORTED: Status.UNSUPPORTED,
}


class Store(Protocol):
    """Where rows go; the inventory, seen from here."""

    def begin_scan(self, source: str) -> int:
        """Note that a scan of `source` has begun; gives its number."""

    def known(self, source: str) -> Mapping[str, tuple[str, str, str]]:
        """Give path -> (fingerprint, rules version, status) of every item known of a source."""

    def add(self, records: Sequence[DocumentRecord]) -> None:
        """Store rows, replacing earlier ones of the same path and their members."""

    def finish_scan(
        self, scan: int, *, state: str, tally: ScanTally, gone: Collection[str]
    ) -> None:
        """Note that a scan has ended; `gone` are paths that are no longer there."""


class Scan:
    """Brings one source up to date in the inventory.

    Args:
        share: the source.
        order: what workers need to know.
        store: where rows go.
        observer: told of progress.
        workers: number of worker processes.
        full: open everything, even what has not changed.
    """

    def __init__(
        self,
        share: FileShare,
        order: WorkOrder,
        store: Store,
        observer: Observer,
        *,
        workers: int,
        full: bool = False,
    ) -> None:
        self._share = share
        self._order = order
        self._store = store
        self._observer = observer
        self._pool = WorkerPool(order, workers)
        self._full = full
        self._stopping = False
        self._unlisted: list[str] = []
        self.tally = ScanTally()

    def stop(self) -> None:
        """Finish what is in hand, store it, and end; the next scan carries on from there."""
        self._stopping = True
        self._pool.stop()

    def run(self) -> ScanTally:
        """Scan; gives the tally, whose `interrupted` says whether it ended early.

        Raises:
            SourceError: the source went away; what was read before that is stored.
            PoolError: worker processes cannot be kept running.
        """
        self._observer.source_started(self._share.name)
        scan = self._store.begin_scan(self._share.name)
        known = self._store.known(self._share.name)
        unseen = set(known)
        state = "failed"
        try:
            self._examine(known, unseen)
            state = "interrupted" if self._stopping else "finished"
            if state == "finished":
                check_reachable(self._share.root)  # else "gone" would mean "disconnected"
        except SourceError:
            state = "unreachable"
            raise
        finally:
            self.tally.interrupted = state != "finished"
            gone = self._gone(unseen) if state == "finished" else set()
            self.tally.gone = len(gone)
            self._store.finish_scan(scan, state=state, tally=self.tally, gone=gone)
        return self.tally

    def _examine(self, known: Mapping[str, tuple[str, str, str]], unseen: set[str]) -> None:
        """Open what is new or changed, and store the rows in batches as they come."""
        ahead = Lookahead(self._share.items())
        batch: list[DocumentRecord] = []
        written = time.monotonic()
        try:
            for item, outcome in self._pool.results(self._to_open(ahead, known, unseen, batch)):
                self._done(item, self._rows(item, outcome), batch)
                self._observer.found(ahead.files, ahead.size, complete=ahead.complete)
                overdue = time.monotonic() - written > _BATCH_SECONDS
                if len(batch) >= _BATCH_ROWS or (batch and overdue):
                    self._store.add(batch)
                    batch.clear()
                    written = time.monotonic()
            self._observer.found(ahead.files, ahead.size, complete=ahead.complete)
        finally:
            ahead.close()
            if batch:
                self._store.add(batch)

    def _to_open(
        self,
        ahead: Lookahead,
        known: Mapping[str, tuple[str, str, str]],
        unseen: set[str],
        batch: list[DocumentRecord],
    ) -> Iterator[Item]:
        """Yield the items that workers must open; the rest is dealt with here."""
        for item in ahead:
            if self._stopping:
                return
            unseen.discard(item.path)
            if item.problem is not None:
                self._unlisted.append("" if item.path == "." else item.path + "/")
                status = _STATUS_OF[item.problem]
                row = unread_row(item, Place(item.path), status, item.detail)
                self._done(item, (row,), batch)
            elif not self._full and self._unchanged(item, known.get(item.path)):
                self.tally.unchanged += 1
                self._done(item, (), batch)
            else:
                yield item

    def _gone(self, unseen: set[str]) -> set[str]:
        """Leave out what lies below folders that could not be listed: it may well be there."""
        if not self._unlisted:
            return unseen
        unlisted = tuple(self._unlisted)
        return {path for path in unseen if not path.startswith(unlisted)}

    def _unchanged(self, item: Item, known: tuple[str, str, str] | None) -> bool:
        if known is None:
            return False
        fingerprint, rules, status = known
        same = fingerprint == item.fingerprint and rules == self._order.rules_version
        return same and status not in _PASSING

    def _rows(
        self, item: Item, outcome: tuple[DocumentRecord, ...] | Failure
    ) -> tuple[DocumentRecord, ...]:
        if not isinstance(outcome, Failure):
            return outcome
        row = unread_row(item, Place(item.path), outcome.status, outcome.message)
        return (replace(row, rules_version=self._order.rules_version),)

    def _done(
        self, item: Item, rows: tuple[DocumentRecord, ...], batch: list[DocumentRecord]
    ) -> None:
        tally = self.tally
        tally.files += 1
        tally.size += item.size
        tally.documents += len(rows)
        for row in rows:
            tally.findings += len(row.findings)
            tally.statuses[row.status] = tally.statuses.get(row.status, 0) + 1
        batch.extend(rows)
        self._observer.done(item, rows)
