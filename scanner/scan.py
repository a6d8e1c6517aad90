"""One scan of one source: plan what to open, have it examined, hand the rows on."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

from config.rules import Rules
from connectors.item import ItemProblem, Twin
from connectors.source import LocalFiles, SourceError
from scanner.document import Status
from scanner.lookahead import Lookahead
from scanner.outcome import Failure
from scanner.pace import Pace
from scanner.plan import Choice, Passed, Plan, locked_stamp, stamp_of
from scanner.progress import ScanTally
from scanner.rows import Place, unread_row
from scanner.twins import Shelf, Twins
from scanner.versions import OPENING, stamp_of_row

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from connectors.item import Item
    from connectors.source import Source
    from inventory.records import DocumentRecord
    from scanner.outcome import Executor, Outcome
    from scanner.plan import KnownFiles
    from scanner.progress import Observer
    from scanner.skeleton import Skeleton
    from scanner.tasks import WorkOrder

_BATCH_ROWS = 2_000
_BATCH_SECONDS = 5.0
_STATUS_OF = {
    ItemProblem.NO_PERMISSION: Status.NO_PERMISSION,
    ItemProblem.VANISHED: Status.VANISHED,
    ItemProblem.UNSUPPORTED: Status.UNSUPPORTED,
}


class Store(Shelf, Protocol):
    """Where rows go; the inventory, seen from here."""

    def begin_scan(self, source: str) -> int:
        """Note that a scan of `source` has begun; gives its number."""

    def known(self, source: str) -> KnownFiles:
        """Give what is known of every file of a source."""

    def hashes(self, source: str, paths: Sequence[str]) -> Mapping[str, str]:
        """Give the known hashes of the contents of some files of a source."""

    def touch(self, items: Sequence[Item]) -> None:
        """Take in the rights and fingerprints of files whose contents are as they were."""

    def add(self, records: Sequence[DocumentRecord]) -> None:
        """Store rows, replacing earlier ones of the same path and their members."""

    def copy(self, pairs: Sequence[tuple[Item, Twin]]) -> Collection[tuple[str, str]]:
        """Give files their twins' rows; gives (source, path) of those that got any."""

    def finish_scan(
        self, scan: int, *, state: str, tally: ScanTally, gone: Collection[str]
    ) -> tuple[int, int]:
        """Note that a scan has ended; `gone` are paths that are no longer there.

        Returns:
            How many of them are gone for good, and how many were met at another place.
        """


class Scan:
    """Brings one source up to date in the inventory.

    Args:
        source: what to scan.
        order: what workers need to know.
        store: where rows go.
        observer: told of progress.
        executor: makes what examines items; called only when there is something to examine.
        choice: what to open.
        pace: how long it may go on, and how fast.
    """

    def __init__(
        self,
        source: Source,
        order: WorkOrder,
        store: Store,
        observer: Observer,
        *,
        executor: Callable[[WorkOrder], Executor],
        choice: Choice | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._source = source
        self._order = order
        self._store = store
        self._observer = observer
        self._make_executor = executor
        self._executor: Executor | None = None
        self._choice = choice or Choice()
        self._pace = pace or Pace()
        self._stopping = False
        self._batch: list[DocumentRecord] = []
        self._touched: list[Item] = []
        self._copied: list[tuple[Item, Twin]] = []
        self._returned: list[Item] = []
        self._twins: Twins | None = None
        self._in_hand = 0
        self._stored = time.monotonic()
        self.tally = ScanTally()

    def stop(self) -> None:
        """Finish what is in hand, store it, and end; the next scan carries on from there."""
        self._stopping = True
        if self._executor is not None:
            self._executor.stop()

    def run(self) -> ScanTally:
        """Scan; gives the tally, whose `interrupted` says whether it ended early.

        Raises:
            SourceError: the source went away; what was read before that is stored.
            PoolError: worker processes cannot be kept running.
        """
        self._observer.source_started(self._source.name)
        scan = self._store.begin_scan(self._source.name)
        known = self._store.known(self._source.name)
        plan = Plan(
            self._source,
            known,
            self._order.rules_version,
            self._choice,
            partial(self._store.hashes, self._source.name),
            unlocks=self._order.unlocks,
        )
        state = "failed"
        try:
            self._examine(plan)
            state = "interrupted" if self._stopping else "finished"
            if state == "finished":
                self._source.check()  # else "gone" would mean "disconnected"
        except SourceError:
            state = "unreachable"
            raise
        finally:
            self.tally.interrupted = state != "finished"
            gone = set(plan.gone()) if state == "finished" else set()
            ended = self._store.finish_scan(scan, state=state, tally=self.tally, gone=gone)
            self.tally.gone, self.tally.moved = ended
        return self.tally

    def _examine(self, plan: Plan) -> None:
        """Open what the plan says, and store the rows in batches as they come."""
        ahead = Lookahead(plan.steps())
        try:
            for item, outcome in self._results(self._to_open(ahead, plan)):
                self._in_hand -= 1
                self._observer.closed(item)
                if outcome == ():
                    self._same(item)
                elif isinstance(outcome, Twin):
                    self._copied.append((item, outcome))
                    self._write_in_time()
                else:
                    self._done(item, self._rows(item, outcome))
                self._observer.found(ahead.files, ahead.size, complete=ahead.complete)
            self._observer.found(ahead.files, ahead.size, complete=ahead.complete)
        finally:
            ahead.close()
            self._write()

    def _results(self, items: Iterator[Item | None]) -> Iterator[tuple[Item, Outcome]]:
        """Have items examined; where there are none, nothing is started."""
        first = next(items, None)
        if first is None:
            return
        self._executor = self._make_executor(self._order)
        yield from self._executor.results(itertools.chain((first,), items))

    def _to_open(self, ahead: Lookahead, plan: Plan) -> Iterator[Item | None]:
        """Yield the items that workers must open; the rest is dealt with here.

        What may have a twin waits until that is stored; None where there is only that left.
        """
        for step in ahead:
            if self._over():
                return
            if isinstance(step, Passed):
                self._passed(step)
                self._observer.found(ahead.files, ahead.size, complete=ahead.complete)
            elif row := self._unopened(step):
                self._done(step, (replace(row, rules_version=self._unread),))
            elif not self._held(step, plan):
                yield self._paced(step)
            if self._twins is not None and self._twins.crowded:
                yield from self._finish_in_hand()
            if self._twins is not None and self._twins.ready:
                yield from map(self._paced, self._twins.release())
        yield from self._finish_in_hand()

    def _finish_in_hand(self) -> Iterator[Item | None]:
        """Yield what waited for its twin, once everything that it may wait for is stored."""
        while not self._over():
            if self._in_hand:
                yield None
                continue
            self._write()
            back, self._returned = self._returned, []
            left = [*back, *(self._twins.release(all_of_them=True) if self._twins else ())]
            if not left:
                return
            yield from map(self._paced, left)

    def _held(self, item: Item, plan: Plan) -> bool:
        """Tell whether an item waits for a look at what is known of its twin."""
        limits = self._order.settings.limits
        if self._choice.full or item.known_hash or item.size > limits.file_mb * 2**20:
            return False
        if not isinstance(self._source.opener, LocalFiles):
            return False  # a hash would have all of it sent over the network
        if self._order.ignored.paths:  # a twin's row may have been judged by another pattern
            return False
        if self._twins is None:
            self._twins = Twins(self._store, plan.usable)
        if not self._twins.suspect(item):
            return False
        self._pace.wait(item.size, lambda: self._stopping)
        return self._twins.hold(item)

    def _over(self) -> bool:
        self._stopping = self._stopping or self._pace.over
        return self._stopping

    def _paced(self, item: Item) -> Item:
        self._pace.wait(item.size, lambda: self._stopping)
        self._in_hand += 1
        self._observer.opened(item)
        return item

    def _unopened(self, item: Item) -> DocumentRecord | None:
        """Give the row of what is not opened: it cannot be, or only a skeleton was asked for."""
        if item.problem is not None:
            return unread_row(item, Place(item.path), _STATUS_OF[item.problem], item.detail)
        if self._choice.skeleton:
            return self._skeleton.row(item)
        return None

    @cached_property
    def _unread(self) -> str:
        """The stamp of rows that no rule was applied to."""
        return stamp_of_row(self._order.rules_version, {OPENING})

    @cached_property
    def _skeleton(self) -> Skeleton:
        from scanner.skeleton import Skeleton  # noqa: PLC0415 - the classifier is for this only

        settings = self._order.settings
        return Skeleton(Rules(settings.rules), settings.provider, self._order.rules_version)

    def _rows(
        self, item: Item, outcome: tuple[DocumentRecord, ...] | Failure
    ) -> tuple[DocumentRecord, ...]:
        if not isinstance(outcome, Failure):
            return self._locked(tuple(map(_stamped, outcome)))
        row = unread_row(item, Place(item.path), outcome.status, outcome.message)
        return (replace(row, rules_version=self._unread),)

    def _locked(self, rows: tuple[DocumentRecord, ...]) -> tuple[DocumentRecord, ...]:
        """Stamp a file under a password, or with such a member, as tried with these passwords."""
        if not any(row.status == Status.ENCRYPTED for row in rows):
            return rows
        stamp = locked_stamp(rows[0].rules_version, self._order.unlocks)
        return (replace(rows[0], rules_version=stamp), *rows[1:])

    def _passed(self, step: Passed) -> None:
        self.tally.files += step.files
        self.tally.size += step.size
        self.tally.unchanged += step.files
        self.tally.waiting += step.waiting
        self._observer.passed(step.files, step.size)
        self._write_in_time()

    def _same(self, item: Item) -> None:
        """Note that a file was opened and holds what it held before."""
        self._touched.append(item)
        self._passed(Passed(1, item.size))

    def _done(self, item: Item, rows: tuple[DocumentRecord, ...]) -> None:
        tally = self.tally
        tally.files += 1
        tally.size += item.size
        tally.documents += len(rows)
        for row in rows:
            tally.findings += len(row.findings)
            tally.statuses[row.status] = tally.statuses.get(row.status, 0) + 1
        self._batch.extend(rows)
        self._observer.done(item, rows)
        self._write_in_time()

    def _write_in_time(self) -> None:
        """Store what has come together when it is much, or some seconds old."""
        overdue = time.monotonic() - self._stored > _BATCH_SECONDS
        waiting = len(self._batch) + len(self._touched) + len(self._copied)
        if waiting >= _BATCH_ROWS or (waiting and overdue):
            self._write()

    def _write(self) -> None:
        batch, self._batch = self._batch, []
        touched, self._touched = self._touched, []
        if batch:
            self._store.add(batch)
        if touched:
            self._store.touch(touched)
        if self._twins is not None:
            for row in batch:
                self._twins.stored(row.content_hash)
        if self._copied:
            self._write_copies()
        self._stored = time.monotonic()

    def _write_copies(self) -> None:
        """Give files their twins' rows; a twin that changed meanwhile has none, so they go back."""
        copied, self._copied = self._copied, []
        done = self._store.copy(copied)
        for item, _ in copied:
            if (item.source, item.path) in done:
                self.tally.files += 1
                self.tally.size += item.size
                self.tally.twins += 1
                self._observer.passed(1, item.size)
            else:
                self._returned.append(replace(item, twins=()))


def _stamped(row: DocumentRecord) -> DocumentRecord:
    stamp = stamp_of(row.rules_version, row.status)
    return row if stamp == row.rules_version else replace(row, rules_version=stamp)
