"""How a scan tells the outside what it is doing: an observer that the scan knows nothing of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectors.item import Item
    from inventory.records import DocumentRecord


class Observer(Protocol):
    """Told of a scan's steps as they happen, on the thread that runs the scan."""

    def source_started(self, source: str) -> None:
        """A source is about to be walked."""

    def found(self, files: int, size: int, *, complete: bool) -> None:
        """So far `files` files of `size` bytes have been listed; `complete`: there are no more."""

    def opened(self, item: Item) -> None:
        """An item was given to a worker, or waits for a free one."""

    def closed(self, item: Item) -> None:
        """The worker is through with it."""

    def done(self, item: Item, rows: Sequence[DocumentRecord]) -> None:
        """An item has been dealt with and gave `rows`."""

    def passed(self, files: int, size: int) -> None:
        """So many files of `size` bytes together need nothing: unchanged since last time."""


class SilentObserver:
    """Wants to know nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def source_started(self, source: str) -> None:
        """Ignore it."""

    def found(self, files: int, size: int, *, complete: bool) -> None:
        """Ignore it."""

    def opened(self, item: Item) -> None:
        """Ignore it."""

    def closed(self, item: Item) -> None:
        """Ignore it."""

    def done(self, item: Item, rows: Sequence[DocumentRecord]) -> None:
        """Ignore it."""

    def passed(self, files: int, size: int) -> None:
        """Ignore it."""


@dataclass(slots=True)
class ScanTally:
    """What one scan did, in numbers.

    Attributes:
        files: files seen.
        unchanged: of them, not opened because nothing changed since the last scan.
        waiting: of the unchanged, still being written and left for the next scan.
        twins: files not read because the same contents lie, or lay, at another place.
        moved: files met at another place than last time.
        documents: rows written, members of containers included.
        findings: distinct values found.
        size: bytes of the files seen.
        gone: rows of earlier scans whose file is no longer there.
        statuses: rows written by status.
        interrupted: whether it ended early and can be resumed.
    """

    files: int = 0
    unchanged: int = 0
    documents: int = 0
    findings: int = 0
    size: int = 0
    gone: int = 0
    waiting: int = 0
    moved: int = 0
    twins: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def changed(self) -> bool:
        """Whether it stored or dated anything at all."""
        return bool(self.documents or self.gone or self.moved or self.twins)

    def add(self, other: ScanTally) -> None:
        """Add the numbers of another source's scan."""
        self.files += other.files
        self.unchanged += other.unchanged
        self.documents += other.documents
        self.findings += other.findings
        self.size += other.size
        self.gone += other.gone
        self.waiting += other.waiting
        self.moved += other.moved
        self.twins += other.twins
        for status, number in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + number
        self.interrupted |= other.interrupted
