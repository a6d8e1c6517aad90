"""What comes of examining an item, and who does it: the pool of this machine, or a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from config.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connectors.item import Item, Twin
    from inventory.records import DocumentRecord
    from scanner.document import Status


class PoolError(UserError):
    """Workers cannot be kept running at all; the message says what to check."""

    exit_code = ExitCode.ENDED_EARLY


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item gave no rows: its status, and a sentence."""

    status: Status
    message: str


Outcome: TypeAlias = "tuple[DocumentRecord, ...] | Twin | Failure"
"""Rows, none where the contents are as known; the twin that has the same row; or why neither."""


class Executor(Protocol):
    """Examines items, somewhere."""

    def results(self, items: Iterable[Item | None]) -> Iterator[tuple[Item, Outcome]]:
        """Examine items, yielding each as it is done, in no particular order.

        Args:
            items: what to examine; None where there is nothing until something in hand is done.

        Raises:
            PoolError: workers cannot be kept running.
        """

    def stop(self) -> None:
        """Take no further items; `results` ends once those in hand are done."""
