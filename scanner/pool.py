"""Guarded worker processes: a file that hangs, crashes or eats memory costs that one file."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures import TimeoutError as TaskTimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired, ProcessPool

from scanner import tasks
from scanner.document import Status
from scanner.guard import EXIT_OUT_OF_MEMORY
from scanner.outcome import Failure, PoolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

    from connectors.item import Item
    from scanner.outcome import Outcome
    from scanner.tasks import Read, WorkOrder

_IN_FLIGHT_PER_WORKER = 4  # enough to keep a worker busy, few enough to stop quickly
_ITEMS_PER_WORKER = 2_000  # then it is replaced, against slow leaks in parsers
_TRIES = 2  # a worker may also die of somebody else's doing, so a crash is tried once more
_SECONDS_PER_MB = 2.0
_BROKEN = (
    "the worker processes cannot start or keep dying; run 'stocktake doctor' and check free memory"
)
_SINGLE_THREADED = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class _End:
    """What comes after the last item."""


_END = _End()


@dataclass(slots=True)
class _Task:
    item: Item
    tries: int = 0


class WorkerPool:
    """Runs the per-item function in `workers` guarded processes.

    Args:
        order: handed to every worker as it starts.
        workers: number of processes.
    """

    def __init__(self, order: WorkOrder, workers: int) -> None:
        self._order = order
        self._limits = order.settings.limits
        self._workers = workers
        self._stopping = False
        self._lock = threading.Lock()
        self._kept: ProcessPool | None = None

    def stop(self) -> None:
        """Take no further items; `results` ends once those in hand are done."""
        self._stopping = True

    def results(self, items: Iterable[Item | None]) -> Iterator[tuple[Item, Outcome]]:
        """Examine items, yielding each as it is done, in no particular order.

        Raises:
            PoolError: workers keep dying before they can take an item.
        """
        pool = self._pool()
        try:
            yield from self._drain(pool, items)
        except BrokenProcessPool as error:
            raise PoolError(_BROKEN) from error
        finally:
            pool.stop()
            pool.join()

    def examine(self, items: Sequence[Item]) -> list[tuple[Item, Outcome]]:
        """Examine a few items in processes that are kept for the next; for a cluster's workers.

        Raises:
            PoolError: workers keep dying before they can take an item.
        """
        with self._lock:
            if self._kept is None:
                self._kept = self._pool()
        running: dict[Future[Read], _Task] = {}
        outcomes: list[tuple[Item, Outcome]] = []
        try:
            for item in items:
                self._submit(self._kept, running, _Task(item))
            while running:
                outcomes += self._collect(self._kept, running)
        except BrokenProcessPool as error:
            raise PoolError(_BROKEN) from error
        return outcomes

    def _pool(self) -> ProcessPool:
        _be_single_threaded()
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=_ITEMS_PER_WORKER,
            initializer=tasks.start,
            initargs=(self._order,),
            context=_process_context(),
        )

    def _drain(
        self, pool: ProcessPool, items: Iterable[Item | None]
    ) -> Iterator[tuple[Item, Outcome]]:
        running: dict[Future[Read], _Task] = {}
        waiting = iter(items)
        exhausted = False
        while not exhausted or running:
            while not exhausted and len(running) < self._workers * _IN_FLIGHT_PER_WORKER:
                item = _END if self._stopping else next(waiting, _END)
                if item is None:
                    break
                if isinstance(item, _End):
                    exhausted = True
                else:
                    self._submit(pool, running, _Task(item))
            if running:
                yield from self._collect(pool, running)

    def _submit(
        self,
        pool: ProcessPool,
        running: dict[Future[Read], _Task],
        task: _Task,
    ) -> None:
        task.tries += 1
        seconds = self._seconds(task.item)
        future = pool.schedule(tasks.examine_item, args=(task.item, seconds), timeout=seconds)
        running[future] = task

    def _seconds(self, item: Item) -> float:
        return self._limits.seconds + item.size / 2**20 * _SECONDS_PER_MB

    def _collect(
        self, pool: ProcessPool, running: dict[Future[Read], _Task]
    ) -> Iterator[tuple[Item, Outcome]]:
        """Wait until something is done and yield it; a first crash goes back in the queue."""
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            task = running.pop(future)
            error = future.exception()
            if error is None:
                yield task.item, future.result()
            elif isinstance(error, BrokenProcessPool):
                raise error
            elif _may_retry(error) and task.tries < _TRIES:
                self._submit(pool, running, task)
            else:
                yield task.item, self._failure(task.item, error)

    def _failure(self, item: Item, error: BaseException) -> Failure:
        if isinstance(error, TaskTimeoutError):
            seconds = f"{self._seconds(item):.0f}"
            return Failure(Status.TIMED_OUT, f"reading it took longer than {seconds} seconds")
        if isinstance(error, ProcessExpired):
            if error.exitcode == EXIT_OUT_OF_MEMORY:
                limit = self._limits.memory_mb
                return Failure(Status.CRASHED, f"reading it needed more than {limit} MB of memory")
            return Failure(Status.CRASHED, "reading it crashed the reader, twice")
        if isinstance(error, tasks.ReaderBugError):
            return Failure(Status.CRASHED, f"reading it met a bug, please report it: {error}")
        raise error


def _may_retry(error: BaseException) -> bool:
    return isinstance(error, ProcessExpired) and error.exitcode != EXIT_OUT_OF_MEMORY


def warm_up() -> None:
    """Begin to load the model and the readers, while others still look at what there is to do.

    Worth it only where there is sure to be something: it takes a second of a processor.
    """
    _be_single_threaded()
    _process_context()


def _be_single_threaded() -> None:
    """Keep libraries from starting threads of their own: our processes are the parallelism."""
    for name in _SINGLE_THREADED:
        os.environ.setdefault(name, "1")


def _process_context() -> BaseContext | Any:
    """Fork workers from a warm server where the system can; start them afresh elsewhere."""
    if sys.platform in {"win32", "darwin"}:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["scanner.preload"])
    _start_server()
    return context


def _start_server() -> None:
    """Start the process that workers are forked from, deaf to Ctrl-C as they are.

    A terminal sends Ctrl-C to all of them, and only the coordinator is to act on it: also while
    the server loads what workers need, for which it has no handler yet.
    """
    from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415 - not on every system

    resource_tracker.ensure_running()  # else the server starts it, which unblocks the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
