"""Stand-ins for the per-item function that fail the way parsers do; run inside real workers."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.document import Status
from scanner.guard import guard_process, out_of_memory
from scanner.rows import Place, unread_row

if TYPE_CHECKING:
    from connectors.item import Item
    from inventory.records import DocumentRecord
    from scanner.tasks import WorkOrder


def start(order: WorkOrder) -> None:
    """Guard the process, but load no model."""
    guard_process(order.settings.limits.memory_mb)


def examine(item: Item, seconds: float) -> tuple[DocumentRecord, ...]:
    """Do what the item's name says."""
    try:
        _ACTIONS.get(item.path, _read)(item)
    except MemoryError:
        out_of_memory()
    return (unread_row(item, Place(item.path), Status.READ, str(os.getpid())),)


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


_ACTIONS = {
    "hangs": _hang,
    "crashes": _crash,
    "crashes once": _crash_once,
    "eats memory": _eat_memory,
}
