"""What scans did and what went wrong, for `stocktake status`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.store import Inventory

_SCANS = """
SELECT id, source, started, finished, state, files, unchanged, documents, findings, size, gone
FROM scans ORDER BY id DESC LIMIT ?
"""
_TROUBLE = """
SELECT status, count(*), any_value(error) FROM documents
WHERE gone IS NULL AND status <> 'read' GROUP BY status ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class ScanEntry:
    """One scan; see `inventory.store.Tally`. `started` and `finished` are in UTC."""

    number: int
    source: str
    started: datetime
    finished: datetime | None
    state: str
    files: int
    unchanged: int
    documents: int
    findings: int
    size: int
    gone: int

    @property
    def seconds(self) -> float:
        """How long it took; 0 while it runs."""
        return (self.finished - self.started).total_seconds() if self.finished else 0.0


@dataclass(frozen=True, slots=True)
class History:
    """What an inventory has seen.

    Attributes:
        scans: the last ones, the latest first.
        trouble: (status, documents, an example of the reason), the most frequent first.
        documents: number of documents present.
    """

    scans: list[ScanEntry]
    trouble: list[tuple[str, int, str]]
    documents: int


def history_of(inventory: Inventory, scans: int) -> History:
    """Read what an inventory has seen.

    Raises:
        InventoryError: it cannot be read.
    """
    with inventory.reading() as connection:
        entries = [ScanEntry(*row) for row in connection.execute(_SCANS, [scans]).fetchall()]
        trouble = connection.execute(_TROUBLE).fetchall()
        present = connection.execute("SELECT count(*) FROM documents WHERE gone IS NULL")
        return History(entries, trouble, int(present.fetchall()[0][0]))
