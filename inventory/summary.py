"""What a scan found and how much of it was really looked at, in a few numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from inventory.store import Inventory

_READ = "read"
_SEEN = """
CREATE TEMP TABLE seen AS
    SELECT id, path = item AS on_disk, size, status, reach, personal_data, record_type, mismatch,
        len(special_category) > 0 AS special
    FROM documents
    WHERE gone IS NULL AND (len($sources) = 0 OR source IN (SELECT unnest($sources::VARCHAR[])))
"""
_COUNTS = """
SELECT count(*) FILTER (personal_data), count(*) FILTER (special),
    count(*) FILTER (special AND reach = 'everyone'), count(*) FILTER (mismatch <> '')
FROM seen
"""
_ENTITIES = """
SELECT entity, count(DISTINCT digest), count(DISTINCT document)
FROM findings WHERE document IN (SELECT id FROM seen)
GROUP BY entity ORDER BY 3 DESC, 1
"""
_TYPES = """
SELECT record_type, count(*) FROM seen WHERE personal_data GROUP BY record_type ORDER BY 2 DESC, 1
"""
_TOTALS = """
SELECT count(*) FILTER (on_disk), coalesce(sum(size) FILTER (on_disk), 0),
    coalesce(sum(size) FILTER (on_disk AND status = 'read'), 0), count(*)
FROM seen
"""
_STATUSES = "SELECT status, count(*) FROM seen GROUP BY status ORDER BY 2 DESC, 1"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was examined.

    Attributes:
        files: files on disk.
        size: their bytes.
        examined_size: bytes of files that were read to the end.
        documents: files and members of containers.
        statuses: documents by status.
    """

    files: int
    size: int
    examined_size: int
    documents: int
    statuses: dict[str, int]

    @property
    def share(self) -> float:
        """Share of bytes examined, 0 to 1; all of nothing is 1."""
        return self.examined_size / self.size if self.size else 1.0

    @property
    def unexamined(self) -> int:
        """Documents that were not, or not fully, examined."""
        return self.documents - self.statuses.get(_READ, 0)

    def sentence(self) -> str:
        """Say it in one line: "98.7% of bytes examined; 41 files were not: 30 encrypted, …"."""
        text = f"{_percent(self.share)} of bytes examined"
        if not self.unexamined:
            return f"{text}; every file was read"
        reasons = sorted(
            ((number, status) for status, number in self.statuses.items() if status != _READ),
            reverse=True,
        )
        listed = ", ".join(f"{number:,} {status.replace('_', ' ')}" for number, status in reasons)
        were = "file was" if self.unexamined == 1 else "files were"
        return f"{text}; {self.unexamined:,} {were} not, or not fully: {listed}"


@dataclass(frozen=True, slots=True)
class Summary:
    """What an inventory holds.

    Attributes:
        coverage: how much was examined.
        personal: documents with personal data.
        special: documents with special category data.
        open_special: of them, those that everyone can read.
        misnamed: documents whose names promise other contents than they have.
        people: distinct names.
        entities: entity -> (distinct values, documents).
        record_types: record type -> documents with personal data, "" where not recognised.
    """

    coverage: Coverage
    personal: int
    special: int
    open_special: int
    misnamed: int
    people: int
    entities: dict[str, tuple[int, int]]
    record_types: dict[str, int]


def summarise(inventory: Inventory, *sources: str) -> Summary:
    """Count what is known of some sources (of all of them by default).

    Raises:
        InventoryError: the inventory cannot be read.
    """
    with inventory.reading() as connection:
        connection.execute(_SEEN, {"sources": list(sources)})
        personal, special, open_special, misnamed = connection.execute(_COUNTS).fetchall()[0]
        entities = connection.execute(_ENTITIES).fetchall()
        types = connection.execute(_TYPES).fetchall()
        coverage = _coverage(connection)
    by_entity = {entity: (values, documents) for entity, values, documents in entities}
    return Summary(
        coverage=coverage,
        personal=personal,
        special=special,
        open_special=open_special,
        misnamed=misnamed,
        people=by_entity.get("PERSON", (0, 0))[0],
        entities=by_entity,
        record_types=dict(types),
    )


def _coverage(connection: duckdb.DuckDBPyConnection) -> Coverage:
    files, size, examined, documents = connection.execute(_TOTALS).fetchall()[0]
    statuses = dict(connection.execute(_STATUSES).fetchall())
    return Coverage(files, int(size), int(examined), documents, statuses)


def _percent(share: float) -> str:
    """Write a share so that 100% means all of it."""
    if share == 1.0:
        return "100%"
    return f"{min(share * 100, 99.9):.1f}%"
