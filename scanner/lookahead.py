"""Walks a source on a thread of its own, ahead of the workers, so that the end is in sight."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connectors.item import Item

_AHEAD = 100_000  # items held in memory at most; about 60 MB


class Lookahead:
    """Iterates over items while counting those still to come.

    Args:
        items: the walk; it runs on a thread of its own, at most 100,000 items ahead.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self.files = 0
        self.size = 0
        self.complete = False
        self._queue: queue.Queue[Item | BaseException | None] = queue.Queue(_AHEAD)
        self._abandoned = threading.Event()
        self._thread = threading.Thread(target=self._walk, args=(items,), daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Item]:
        """Yield the items; an error of the walk is raised here."""
        while (item := self._queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def close(self) -> None:
        """Abandon the walk."""
        self._abandoned.set()

    def _walk(self, items: Iterable[Item]) -> None:
        end: BaseException | None = None
        try:
            for item in items:
                self.files += 1
                self.size += item.size
                if not self._put(item):
                    return
        except BaseException as error:
            end = error
        self.complete = True
        if end is not None:
            self._put(end)
        self._put(None)

    def _put(self, item: Item | BaseException | None) -> bool:
        """Queue an item; False once the walk has been abandoned."""
        while not self._abandoned.is_set():
            try:
                self._queue.put(item, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False
