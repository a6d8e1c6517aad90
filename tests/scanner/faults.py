"""A stand-in for the worker that fails the way parsers do; it runs inside real processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from scanner import tasks
from scanner.document import Status
from scanner.guard import guard_process
from scanner.rows import Place, unread_row

if TYPE_CHECKING:
    from connectors.item import Item
    from inventory.records import DocumentRecord
    from scanner.tasks import WorkOrder
    from scanner.worker import Worker


class FaultyWorker:
    """Does what an item's name says."""

    def twin_of(self, item: Item) -> None:
        """Know of none."""

    def examine(self, item: Item, seconds: float) -> tuple[DocumentRecord, ...]:
        """Fail, or give a row that names this process."""
        _ACTIONS.get(item.path, _read)(item)
        return (unread_row(item, Place(item.path), Status.READ, str(os.getpid())),)


def start(order: WorkOrder) -> None:
    """Make this process a faulty worker, guarded like a real one."""
    tasks._worker = cast("Worker", FaultyWorker())
    guard_process(order.settings.limits.memory_mb)


def _read(item: Item) -> None:
    Path(item.location).read_bytes()


def _hang(_: Item) -> None:
    while True:
        time.sleep(0.1)


def _crash(_: Item) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _crash_once(item: Item) -> None:
    marker = Path(item.location + ".seen")
    if not marker.exists():
        marker.touch()
        os._exit(9)


def _eat_memory(_: Item) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(2**24))


def _meet_a_bug(_: Item) -> None:
    raise KeyError("Edith Hartley")


_ACTIONS = {
    "hangs": _hang,
    "crashes": _crash,
    "crashes once": _crash_once,
    "eats memory": _eat_memory,
    "has a bug": _meet_a_bug,
}
