"""Examines items on many machines, through a Dask `distributed` scheduler.

Every worker opens files where the coordinator sees them, so the share must be mounted at the same
path on each. Rows come back to the coordinator, which alone writes the inventory. A file whose
worker is lost is given to another one.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scanner.document import Status
from scanner.outcome import Failure, PoolError
from scanner.pool import WorkerPool
from scanner.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connectors.item import Item
    from scanner.outcome import Outcome
    from scanner.tasks import WorkOrder

_IN_FLIGHT_PER_WORKER = 3
_BATCH_FILES = 16
_BATCH_BYTES = 4 * 2**20
_LOST_WORKERS = 2  # a file that took so many workers down is to blame for it
_CONNECT_SECONDS = 30
_LOCAL = "local:"


class ClusterExecutor:
    """Examines items on the workers of a Dask cluster.

    Args:
        order: handed to every worker.
        address: of the scheduler (`tcp://host:8786`), or `local:N` for N processes here.

    Raises:
        PoolError: Dask is not installed, or the scheduler does not answer.
    """

    def __init__(self, order: WorkOrder, address: str) -> None:
        self._order = order
        self._stopping = False
        self._open = contextlib.ExitStack()
        self._client = self._connect(address)

    def stop(self) -> None:
        """Take no further items; `results` ends once those in hand are done."""
        self._stopping = True

    def results(self, items: Iterable[Item | None]) -> Iterator[tuple[Item, Outcome]]:
        """Examine items, yielding each as it is done, in no particular order.

        Raises:
            PoolError: the cluster is gone.
        """
        from distributed import as_completed  # noqa: PLC0415 - an optional extra

        with self._open:
            waiting = _batches(items)
            order = self._client.scatter(self._order, broadcast=True, hash=False)
            running: dict[Any, list[Item]] = {}
            queue = as_completed(loop=self._client.loop)
            exhausted = False
            while True:
                while not self._stopping and len(running) < self._width():
                    batch = next(waiting, None)
                    if not batch:
                        exhausted = batch is None
                        break
                    future = self._client.submit(_examine, order, batch, pure=False)
                    running[future] = batch
                    queue.add(future)
                if not running:
                    if exhausted or self._stopping:
                        return
                    continue
                future = next(queue)
                batch = running.pop(future)
                outcomes = self._outcomes(future, batch)
                if outcomes is None:  # one of them is to blame: tell which, one by one
                    for item in batch:
                        future = self._client.submit(_examine, order, [item], pure=False)
                        running[future] = [item]
                        queue.add(future)
                else:
                    yield from outcomes

    def _outcomes(self, future: Any, batch: list[Item]) -> list[tuple[Item, Outcome]] | None:
        """Give what came of a batch; None where it took several workers down."""
        from distributed import KilledWorker  # noqa: PLC0415 - as above

        if future.status == "cancelled":
            raise PoolError("the cluster has gone away; what was read so far is stored")
        error = future.exception()
        if error is None:
            outcomes: list[tuple[Item, Outcome]] = future.result()
            return outcomes
        if not isinstance(error, KilledWorker):
            raise error
        if len(batch) > 1:
            return None
        sentence = "reading it took several workers of the cluster down"
        return [(batch[0], Failure(Status.CRASHED, sentence))]

    def _width(self) -> int:
        """Number of batches to keep in hand: so many for each thread of the cluster."""
        threads: int = sum(self._client.nthreads().values())
        return max(1, threads) * _IN_FLIGHT_PER_WORKER

    def _connect(self, address: str) -> Any:
        try:
            import dask  # noqa: PLC0415 - as above
            from distributed import Client, LocalCluster  # noqa: PLC0415
        except ImportError as error:
            raise PoolError(
                "--cluster needs Dask: pip install 'stocktake[cluster]', here and on every worker"
            ) from error
        logging.getLogger("distributed").setLevel(logging.ERROR)
        self._open.enter_context(dask.config.set(_SETTINGS))
        try:
            if address.startswith(_LOCAL):
                number = int(address.removeprefix(_LOCAL))
                cluster = LocalCluster(
                    n_workers=number, threads_per_worker=1, dashboard_address=None
                )
                address = self._open.enter_context(cluster).scheduler_address
            client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
            return self._open.enter_context(client)
        except (OSError, ValueError) as error:
            self._open.close()
            raise PoolError(
                f"no Dask scheduler answers at {address}; "
                "start one with 'dask scheduler', and workers with 'dask worker ADDRESS'"
            ) from error


_SETTINGS = {
    "distributed.scheduler.allowed-failures": _LOST_WORKERS,
    "distributed.worker.daemon": False,  # each worker guards its files by a process of its own
    "distributed.comm.timeouts.connect": f"{_CONNECT_SECONDS}s",
}


def _batches(items: Iterable[Item | None]) -> Iterator[list[Item]]:
    """Put small files together, so that handing them over costs less than reading them.

    An empty batch means that there is nothing until something in hand is done.
    """
    batch: list[Item] = []
    size = 0
    for item in items:
        if item is not None:
            batch.append(item)
            size += item.size
        if item is None or len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _examine(order: WorkOrder, items: list[Item]) -> list[tuple[Item, Outcome]]:
    """Examine items on a worker of the cluster, in guarded processes that it keeps for that."""
    return _pool(order).examine(items)


@lru_cache(maxsize=1)
def _pool(order: WorkOrder) -> WorkerPool:
    """Give this worker's guarded processes, and a folder here for their temporary files."""
    from distributed import get_worker  # noqa: PLC0415 - as above

    scratch = contextlib.ExitStack()
    atexit.register(scratch.close)
    folder = scratch.enter_context(scratch_folder(order.settings.temporary))
    return WorkerPool(replace(order, scratch=folder), get_worker().state.nthreads)
