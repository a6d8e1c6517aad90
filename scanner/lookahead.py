"""Walks a source on a thread of its own, ahead of the workers, so that the end is in sight."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from scanner.plan import Passed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connectors.item import Item

_AHEAD = 100_000  # items held in memory at most; about 60 MB


class Lookahead:
    """Iterates over the steps of a plan while counting the files still to come.

    Args:
        steps: the walk; it runs on a thread of its own, at most 100,000 items ahead.
    """

    def __init__(self, steps: Iterable[Item | Passed]) -> None:
        self.files = 0
        self.size = 0
        self.complete = False
        self._queue: queue.Queue[Item | Passed | BaseException | None] = queue.Queue(_AHEAD)
        self._abandoned = threading.Event()
        self._thread = threading.Thread(target=self._walk, args=(steps,), daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Item | Passed]:
        """Yield the steps; an error of the walk is raised here."""
        while (step := self._queue.get()) is not None:
            if isinstance(step, BaseException):
                raise step
            yield step

    def close(self) -> None:
        """Abandon the walk."""
        self._abandoned.set()

    def _walk(self, steps: Iterable[Item | Passed]) -> None:
        end: BaseException | None = None
        try:
            for step in steps:
                self.files += step.files if isinstance(step, Passed) else 1
                self.size += step.size
                if not self._put(step):
                    return
        except BaseException as error:
            end = error
        self.complete = True
        if end is not None:
            self._put(end)
        self._put(None)

    def _put(self, step: Item | Passed | BaseException | None) -> bool:
        """Queue a step; False once the walk has been abandoned."""
        while not self._abandoned.is_set():
            try:
                self._queue.put(step, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False
