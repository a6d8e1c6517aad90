"""Files whose contents lie elsewhere too: rows taken over from a twin, and moves recognised."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from inventory.rows import forget, tables_of_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import duckdb

    from inventory.records import FileFacts, ReadElsewhere

_FACTS = ("source", "path", "fingerprint", "owner", "access", "reach")

# A member of a container is addressed below it, and has the container's time where it has none.
_MADE = """
CREATE OR REPLACE TEMP TABLE made AS
SELECT nextval('document_ids') AS id, d.id AS of, c.source, c.path AS item,
    c.path || d.path[len(d.item) + 1:] AS path,
    CASE WHEN d.container = '' THEN ''
        ELSE c.path || d.container[len(d.item) + 1:] END AS container,
    CASE WHEN d.container = '' OR d.modified IS NOT DISTINCT FROM o.modified
        THEN c.modified ELSE d.modified END AS modified,
    c.owner, c.access, c.reach, c.fingerprint
FROM copies c
JOIN documents o ON o.source = c.of_source AND o.path = c.of_path AND o.gone IS NULL
    AND o.content_hash = c.content_hash
JOIN documents d ON d.source = o.source AND d.item = o.path AND d.gone IS NULL
"""
_INSERTED = """
INSERT INTO documents BY NAME
SELECT d.* REPLACE (m.id AS id, m.source AS source, m.path AS path, m.item AS item,
    m.container AS container, m.modified AS modified, m.owner AS owner, m.access AS access,
    m.reach AS reach, m.fingerprint AS fingerprint, coalesce(f.asset, '') AS asset,
    coalesce(f.first_seen, $now) AS first_seen, $now AS written)
FROM made m JOIN documents d ON d.id = m.of
LEFT JOIN former_copies f ON f.source = m.source AND f.path = m.path
"""


def copy(
    connection: duckdb.DuckDBPyConnection,
    pairs: Sequence[tuple[FileFacts, ReadElsewhere]],
    now: datetime,
) -> set[tuple[str, str]]:
    """Give files the rows of others with the same contents, in place of what was known of them.

    Args:
        connection: open, in a transaction.
        pairs: the files as they lie in their sources, and where their contents were read.
        now: when, with a time zone.

    Returns:
        (source, path) of the files that got rows; an original that has meanwhile changed or gone
        has none to give.
    """
    columns = [[str(getattr(item, name)) for item, _ in pairs] for name in _FACTS]
    columns += [[original.source for _, original in pairs], [o.path for _, o in pairs]]
    columns += [[original.content_hash for _, original in pairs]]
    names = (*_FACTS, "of_source", "of_path", "content_hash")
    picks = ", ".join(f"unnest(?::VARCHAR[]) AS {name}" for name in names)
    times = [
        item.modified and item.modified.astimezone(UTC).replace(tzinfo=None) for item, _ in pairs
    ]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE copies AS SELECT {picks}, "
        "unnest(?::TIMESTAMP[]) AS modified",
        [*columns, times],
    )
    connection.execute(_MADE)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE former_copies AS "
        "SELECT d.id, d.source, d.path, d.first_seen, d.asset FROM documents d "
        "SEMI JOIN made m ON m.source = d.source AND m.item = d.item"
    )
    moment = now.astimezone(UTC).replace(tzinfo=None)
    connection.execute(_INSERTED, {"now": moment})
    for table in tables_of_documents(connection):
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT t.* REPLACE (m.id AS document) "  # noqa: S608 - see `tables_of_documents`
            f"FROM made m JOIN {table} t ON t.document = m.of"
        )
    forget(connection, "SELECT id FROM former_copies")
    done = connection.execute("SELECT DISTINCT source, item FROM made").fetchall()
    for table in ("copies", "made", "former_copies"):
        connection.execute(f"DROP TABLE {table}")
    return set(done)


# A file is a move's end when it was not there when the last scan that finished began, and another
# with the same contents is gone: one for one, those that kept their name first. An empty file is
# like any other empty file, so it is nobody's twin.
_MOVED = """
CREATE OR REPLACE TEMP TABLE moved AS
WITH lost AS (
    SELECT *, row_number() OVER (PARTITION BY content_hash, name ORDER BY path) AS number,
        row_number() OVER (PARTITION BY content_hash ORDER BY path) AS any_number
    FROM (
        SELECT path, content_hash, first_seen, asset, regexp_extract(path, '[^/]*$') AS name
        FROM documents
        WHERE source = $source AND path = item AND gone IS NULL AND content_hash <> '' AND size > 0
            AND path IN (SELECT unnest($lost::VARCHAR[]))
    )
), met AS (
    SELECT *, row_number() OVER (PARTITION BY content_hash, name ORDER BY path) AS number,
        row_number() OVER (PARTITION BY content_hash ORDER BY path) AS any_number
    FROM (
        SELECT path, content_hash, regexp_extract(path, '[^/]*$') AS name
        FROM documents
        WHERE source = $source AND path = item AND gone IS NULL AND content_hash <> '' AND size > 0
            AND first_seen >= $since AND path NOT IN (SELECT unnest($lost::VARCHAR[]))
    )
), named AS (
    SELECT l.path AS former, m.path, l.content_hash, l.first_seen, l.asset
    FROM lost l JOIN met m USING (content_hash, name, number)
)
FROM named
UNION ALL
SELECT l.former, m.path, l.content_hash, l.first_seen, l.asset
FROM (
    SELECT path AS former, content_hash, first_seen, asset,
        row_number() OVER (PARTITION BY content_hash ORDER BY path) AS number
    FROM lost WHERE path NOT IN (SELECT former FROM named)
) l
JOIN (
    SELECT path, content_hash, row_number() OVER (PARTITION BY content_hash ORDER BY path) AS number
    FROM met WHERE path NOT IN (SELECT path FROM named)
) m USING (content_hash, number)
"""


def settle_moves(
    connection: duckdb.DuckDBPyConnection, source: str, lost: Iterable[str], now: datetime
) -> int:
    """Tell files that were moved from files that are gone; what was known of them stays known.

    A moved file keeps the day it was first seen, and its asset, and its former rows are dropped.

    Args:
        connection: open, in a transaction, before anything is marked as gone.
        source: the source whose scan has just finished.
        lost: paths of files that it did not meet.
        now: when, in UTC without a zone.

    Returns:
        How many files were moved.
    """
    values = {"source": source}
    query = "SELECT max(started) FROM scans WHERE source = $source AND state = 'finished'"
    since = connection.execute(query, values).fetchall()[0][0]
    if since is None:
        return 0
    connection.execute(_MOVED, values | {"lost": list(lost), "since": since})
    connection.execute(
        "UPDATE documents SET first_seen = m.first_seen, asset = m.asset FROM moved m "
        "WHERE documents.source = $source AND documents.item = m.path AND documents.gone IS NULL",
        values,
    )
    forget(
        connection,
        "SELECT d.id FROM documents d JOIN moved m ON m.former = d.item "
        "WHERE d.source = $source AND d.gone IS NULL",
        values,
    )
    rows = connection.execute(
        "INSERT INTO moves SELECT $source, former, path, $now FROM moved RETURNING 1",
        values | {"now": now},
    ).fetchall()
    connection.execute("DROP TABLE moved")
    return len(rows)
