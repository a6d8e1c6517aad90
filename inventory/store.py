"""The inventory: what scans found, kept from one scan to the next."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from inventory import copies, rows
from inventory.contents import Contents, contents_of
from inventory.database import (
    InventoryError,
    check_version,
    detach,
    migrate,
    opened,
    transaction,
)
from inventory.known import CHUNK_FILES, SEPARATOR, Chunk, Known
from inventory.records import Original

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    import duckdb

    from inventory.records import DocumentRecord, FileFacts, ReadElsewhere

_READER_PATIENCE = 15.0
_WRITER_PATIENCE = 120.0


class Tally(Protocol):
    """What a finished scan did, in numbers."""

    @property
    def files(self) -> int:
        """Files seen."""

    @property
    def unchanged(self) -> int:
        """Of them, not opened."""

    @property
    def documents(self) -> int:
        """Rows written."""

    @property
    def findings(self) -> int:
        """Distinct values found."""

    @property
    def size(self) -> int:
        """Bytes of the files seen."""


class Inventory:
    """One inventory file. Holds nothing open between calls, so that others can use it too.

    Args:
        path: the DuckDB file.
        reader_patience: seconds a read tries while another process writes.
        writer_patience: seconds a write tries while others read or write.
    """

    def __init__(
        self,
        path: Path,
        *,
        reader_patience: float = _READER_PATIENCE,
        writer_patience: float = _WRITER_PATIENCE,
    ) -> None:
        self.path = path
        self._reader_patience = reader_patience
        self._writer_patience = writer_patience

    def create_if_missing(self) -> None:
        """Make the file and its folder if need be, and bring it to this program's version.

        Raises:
            InventoryError: it cannot be made, is no inventory, or a newer program wrote it.
        """
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise InventoryError(
                f"cannot make the folder {self.path.parent}: {error.strerror}"
            ) from error
        with opened(self.path, read_only=False, patience=self._writer_patience) as connection:
            migrate(connection, self.path)

    @contextlib.contextmanager
    def writing(self, *, facts: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open for one short write, in one transaction.

        Args:
            facts: whether facts may change; what `derived` keeps is then forgotten.

        Raises:
            InventoryError: see `inventory.database.opened`.
        """
        if not self.path.exists():
            self.create_if_missing()
        with opened(self.path, read_only=False, patience=self._writer_patience) as connection:
            check_version(connection, self.path)
            with transaction(connection):
                yield connection
                if facts:
                    connection.execute("DELETE FROM meta WHERE name LIKE 'derived %'")

    def derived(self, name: str, stamp: str) -> str | None:
        """Give what was once worked out from the facts, unless they or `stamp` have changed.

        Args:
            name: what it is.
            stamp: digest of everything else that it depends on: rules, settings, the day.
        """
        kept = self._meta(f"derived {name}") or ""
        return kept[len(stamp) :] if kept.startswith(stamp) else None

    def keep_derived(self, name: str, stamp: str, text: str) -> None:
        """Keep what was worked out from the facts until the next write that changes any."""
        name = f"derived {name}"
        with self.writing(facts=False) as connection:
            connection.execute("DELETE FROM meta WHERE name = ?", [name])
            connection.execute("INSERT INTO meta VALUES (?, ?)", [name, stamp + text])

    def noted(self, name: str) -> str | None:
        """Give what was noted under a name, or None."""
        return self._meta(f"note {name}")

    def note(self, name: str, text: str) -> None:
        """Note something under a name, in place of what was noted before."""
        with self.writing(facts=False) as connection:
            connection.execute("DELETE FROM meta WHERE name = ?", [f"note {name}"])
            connection.execute("INSERT INTO meta VALUES (?, ?)", [f"note {name}", text])

    def last_scan(self) -> int:
        """Give the number of the last scan that finished; 0 where none did."""
        with self.reading() as connection:
            query = "SELECT coalesce(max(id), 0) FROM scans WHERE state = 'finished'"
            return int(connection.execute(query).fetchall()[0][0])

    @contextlib.contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open for one short read.

        Raises:
            InventoryError: see `inventory.database.opened`.
        """
        with opened(self.path, read_only=True, patience=self._reader_patience) as connection:
            check_version(connection, self.path)
            yield connection

    @contextlib.contextmanager
    def snapshot(
        self,
        *tables: str,
        prepare: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a private copy of some tables, for work that takes longer than a moment.

        The file is let go of before the block begins, so a scan can go on writing. Documents that
        are gone are left out, and so is what belongs to them.

        Args:
            tables: of `documents`, `findings`, `clocks`, `assets`, `scans`.
            prepare: makes further tables while the file is still open, from all of its tables.

        Raises:
            InventoryError: see `inventory.database.opened`.
        """
        with self.reading() as connection:
            connection.execute("SET search_path = 'memory,inventory'")
            for table in tables:
                present = _PRESENT.get(table, "")
                connection.execute(f"CREATE TABLE {table} AS FROM inventory.{table} {present}")
            if prepare:
                prepare(connection)
            detach(connection)
            yield connection

    def check_key(self, key_check: str) -> None:
        """Make sure that digests in this inventory were made with the key in use.

        Args:
            key_check: a digest of some constant under the key; the first caller's is kept.

        Raises:
            InventoryError: the inventory was made with another key.
        """
        stored = self._meta("key_check")
        if stored is None:
            with self.writing() as connection:
                connection.execute("INSERT INTO meta VALUES ('key_check', ?)", [key_check])
        elif stored != key_check:
            raise InventoryError(
                f"{self.path} was made with another key than the one in use, so people in it could "
                "not be told apart; restore the key it was made with, or scan into a new file"
            )

    def _meta(self, name: str) -> str | None:
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
        return str(row[0]) if row else None

    def add(self, records: Sequence[DocumentRecord]) -> None:
        """Store documents in one transaction, replacing what was known of the same files.

        All rows of a file on disk (a container and everything in it) must come in one call:
        whatever was known of that file before is removed.

        Raises:
            InventoryError: the file stayed locked or cannot be written.
        """
        if not records:
            return
        with self.writing() as connection:
            rows.replace(connection, records, datetime.now(UTC))

    def known(self, source: str) -> Known:
        """Give path -> (fingerprint, rules version, status) of every file of a source."""
        with self.reading() as connection:
            return Known(_chunks(connection, source))

    def hashes(self, source: str, paths: Sequence[str]) -> dict[str, str]:
        """Give the hashes of the contents of some files of a source, by path."""
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT path, content_hash FROM documents WHERE source = ? AND gone IS NULL "
                "AND path = item AND path IN (SELECT unnest(?::VARCHAR[])) AND content_hash <> ''",
                [source, list(paths)],
            ).fetchall()
        return dict(rows)

    def contents(self) -> Contents:
        """Give what is known of the contents of all files, to tell which need not be read."""
        with self.reading() as connection:
            return contents_of(connection)

    def originals(self, hashes: Sequence[str]) -> list[Original]:
        """Give where files with these contents lie; at most a few places for each."""
        with self.reading() as connection:
            rows = connection.execute(_ORIGINALS, [list(hashes)]).fetchall()
        return [Original(*row) for row in rows]

    def copy(self, pairs: Sequence[tuple[FileFacts, ReadElsewhere]]) -> set[tuple[str, str]]:
        """Give files the rows of others with the same contents; see `inventory.copies.copy`.

        Raises:
            InventoryError: the file stayed locked or cannot be written.
        """
        with self.writing() as connection:
            return copies.copy(connection, pairs, datetime.now(UTC))

    def touch(self, items: Sequence[FileFacts]) -> None:
        """Take in the rights and fingerprints of files whose contents are as they were.

        Raises:
            InventoryError: the file stayed locked or cannot be written.
        """
        names = ("source", "path", "fingerprint", "owner", "access", "reach")
        columns = [[str(getattr(item, name)) for item in items] for name in names]
        picks = ", ".join(f"unnest(?::VARCHAR[]) AS {name}" for name in names)
        changes = ", ".join(f"{name} = t.{name}" for name in names[2:])
        with self.writing() as connection:
            connection.execute(
                f"UPDATE documents d SET {changes} FROM (SELECT {picks}) t "  # noqa: S608
                "WHERE d.source = t.source AND d.item = t.path AND d.gone IS NULL",
                columns,
            )

    def begin_scan(self, source: str) -> int:
        """Note that a scan of `source` has begun; gives its number.

        A scan that was killed never said so; the next one of the same source says it instead.
        """
        with self.writing(facts=False) as connection:
            connection.execute(
                "UPDATE scans SET state = 'interrupted' WHERE source = ? AND state = 'running'",
                [source],
            )
            number = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM scans").fetchone()
            assert number is not None  # noqa: S101 - an aggregate always gives a row
            connection.execute(
                "INSERT INTO scans (id, source, started, state) VALUES (?, ?, ?, 'running')",
                [number[0], source, _naive(datetime.now(UTC))],
            )
            return int(number[0])

    def finish_scan(
        self, scan: int, *, state: str, tally: Tally, gone: Collection[str]
    ) -> tuple[int, int]:
        """Note that a scan has ended, and date the files that are no longer there.

        Args:
            scan: its number.
            state: `finished`, `interrupted`, `unreachable` or `failed`.
            tally: what it did.
            gone: paths of files that it did not meet; only a finished scan marks them.

        Returns:
            How many of those files are gone, and how many were met at another place.
        """
        now = _naive(datetime.now(UTC))
        lost = list(gone) if state == "finished" else []
        moved = 0
        with self.writing(facts=bool(lost)) as connection:
            if lost:
                query = "SELECT source FROM scans WHERE id = ?"
                source = connection.execute(query, [scan]).fetchall()[0][0]
                moved = copies.settle_moves(connection, source, lost, now)
                connection.execute(
                    "UPDATE documents SET gone = $now WHERE gone IS NULL AND source = $source "
                    "AND item IN (SELECT unnest($lost::VARCHAR[]))",
                    {"now": now, "source": source, "lost": lost},
                )
            connection.execute(
                "UPDATE scans SET finished = ?, state = ?, files = ?, unchanged = ?, "
                "documents = ?, findings = ?, size = ?, gone = ? WHERE id = ?",
                [
                    now,
                    state,
                    tally.files,
                    tally.unchanged,
                    tally.documents,
                    tally.findings,
                    tally.size,
                    len(lost) - moved,
                    scan,
                ],
            )
        return len(lost) - moved, moved


_PRESENT = {
    "documents": "WHERE gone IS NULL",
    "findings": "WHERE document IN (SELECT id FROM inventory.documents WHERE gone IS NULL)",
    "clocks": "WHERE document IN (SELECT id FROM inventory.documents WHERE gone IS NULL)",
    "companies": "WHERE document IN (SELECT id FROM inventory.documents WHERE gone IS NULL)",
    "mail_domains": "WHERE document IN (SELECT id FROM inventory.documents WHERE gone IS NULL)",
}


# What lies in many places has some of them named; more would be compared in vain.
_ORIGINALS = """
SELECT source, path, content_hash, rules_version, status FROM documents
WHERE content_hash IN (SELECT unnest(?::VARCHAR[])) AND path = item AND gone IS NULL AND size > 0
QUALIFY row_number() OVER (PARTITION BY content_hash ORDER BY path) <= 8
"""


def _naive(moment: datetime) -> datetime:
    """Give UTC without its zone, as the database keeps times."""
    return moment.astimezone(UTC).replace(tzinfo=None)


# Texts are joined by the database: a million rows as such would take seconds to hand over. A part
# of the rows at a time, so that neither it nor this program holds all of them twice.
_KNOWN = """
SELECT rules_version, status, string_agg(path || $separator || fingerprint, $separator)
FROM documents
WHERE source = $source AND path = item AND gone IS NULL AND id BETWEEN $first AND $last
GROUP BY rules_version, status, id // $files
"""
_KNOWN_AT_ONCE = 16 * CHUNK_FILES


def _chunks(connection: duckdb.DuckDBPyConnection, source: str) -> Iterator[Chunk]:
    query = "SELECT min(id), max(id) FROM documents WHERE source = ? AND path = item"
    first, last = connection.execute(query, [source]).fetchall()[0]
    values = {"source": source, "separator": SEPARATOR, "files": CHUNK_FILES}
    for start in range(first or 0, (last or 0) + 1, _KNOWN_AT_ONCE):
        ends = {"first": start, "last": start + _KNOWN_AT_ONCE - 1}
        for row in connection.execute(_KNOWN, values | ends).fetchall():
            yield Chunk(*row)
