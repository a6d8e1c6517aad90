"""Writes records as rows: by column, a batch at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import duckdb

    from inventory.records import ClockRecord, DocumentRecord, FindingRecord

# Columns of `documents` that are taken from a record as they are, with their types.
_PLAIN = {
    "source": "VARCHAR",
    "path": "VARCHAR",
    "container": "VARCHAR",
    "media_type": "VARCHAR",
    "size": "BIGINT",
    "owner": "VARCHAR",
    "access": "VARCHAR",
    "reach": "VARCHAR",
    "status": "VARCHAR",
    "error": "VARCHAR",
    "fingerprint": "VARCHAR",
    "content_hash": "VARCHAR",
    "rules_version": "VARCHAR",
    "record_type": "VARCHAR",
    "record_type_score": "DOUBLE",
    "retention_rule": "VARCHAR",
    "personal_data": "BOOLEAN",
    "special_category": "VARCHAR[]",
    "criminal_offence": "BOOLEAN",
    "data_subjects": "VARCHAR[]",
    "people": "INTEGER",
    "mismatch": "VARCHAR",
}
_DERIVED = {
    "id": "BIGINT",
    "item": "VARCHAR",
    "modified": "TIMESTAMP",
    "first_seen": "TIMESTAMP",
    "written": "TIMESTAMP",
    "asset": "VARCHAR",
}
_FINDING = {
    "document": "BIGINT",
    "place": "INTEGER",
    "entity": "VARCHAR",
    "masked": "VARCHAR",
    "digest": "VARCHAR",
    "count": "INTEGER",
    "score": "DOUBLE",
    "recogniser": "VARCHAR",
    "location": "VARCHAR",
    "role": "VARCHAR",
}
_CLOCK = {
    "document": "BIGINT",
    "trigger": "VARCHAR",
    "day": "DATE",
    "basis": "VARCHAR",
    "digests": "VARCHAR[]",
    "unit": "VARCHAR",
}
_NAME = {
    "digest": "VARCHAR",
    "initials": "VARCHAR",
    "exact": "BIGINT[]",
    "sound": "BIGINT[]",
}
_COMPANY = {"document": "BIGINT", "name": "VARCHAR"}
_SKETCH = {"document": "BIGINT", "bands": "BIGINT[]"}
_MAIL_DOMAIN = {"document": "BIGINT", "direction": "VARCHAR", "domain": "VARCHAR"}


def replace(
    connection: duckdb.DuckDBPyConnection, records: Sequence[DocumentRecord], now: datetime
) -> None:
    """Store records in place of whatever was known of the files they belong to.

    Args:
        connection: open, in a transaction.
        records: all rows of each file in one call.
        now: when, with a time zone.
    """
    records = list({(record.source, record.path): record for record in records}.values())
    items = items_of(records)
    former = _remove(connection, records, items)
    ids = _ids(connection, len(records))
    moment = now.astimezone(UTC).replace(tzinfo=None)
    _insert(
        connection,
        "documents",
        _PLAIN | _DERIVED,
        (
            (
                *(_value(getattr(record, name)) for name in _PLAIN),
                number,
                _value(item),
                _utc(record.modified),
                *_history(former, record, moment),
            )
            for number, item, record in zip(ids, items, records, strict=True)
        ),
    )
    numbered = list(zip(ids, records, strict=True))
    _insert(
        connection,
        "findings",
        _FINDING,
        (
            _finding_row(number, place, finding)
            for number, record in numbered
            for place, finding in enumerate(record.findings)
        ),
    )
    _insert_names(connection, records)
    _insert(
        connection,
        "clocks",
        _CLOCK,
        (_clock_row(number, clock) for number, record in numbered for clock in record.clocks),
    )
    _insert(
        connection,
        "mail_domains",
        _MAIL_DOMAIN,
        ((number, *domain) for number, record in numbered for domain in record.mail_domains),
    )
    _insert(
        connection,
        "companies",
        _COMPANY,
        ((number, _value(name)) for number, record in numbered for name in record.companies),
    )
    _insert(
        connection,
        "sketches",
        _SKETCH,
        ((number, list(record.sketch)) for number, record in numbered if record.sketch),
    )


def _insert_names(connection: duckdb.DuckDBPyConnection, records: Sequence[DocumentRecord]) -> None:
    """Store what finds names in other spellings, once for each name."""
    names = {f.digest: f.name for record in records for f in record.findings if f.name}
    if not names:
        return
    query = "SELECT digest FROM names WHERE digest IN (SELECT unnest(?::VARCHAR[]))"
    for row in connection.execute(query, [list(names)]).fetchall():
        del names[row[0]]
    rows = (
        (digest, name.initials, list(name.exact), list(name.sound))
        for digest, name in names.items()
    )
    _insert(connection, "names", _NAME, rows)


def items_of(records: Sequence[DocumentRecord]) -> list[str]:
    """Give for each record the path of the file on disk that it is, or is inside of.

    A path alone does not tell: `Urgent!/note.txt` is a file in a folder called `Urgent!`. The
    chain of containers does; where a link is missing from `records`, the outermost container
    that is there stands in.
    """
    above = {(record.source, record.path): record.container for record in records}
    return [_outermost(above, record) for record in records]


def _outermost(above: dict[tuple[str, str], str], record: DocumentRecord) -> str:
    path = record.path
    while container := above.get((record.source, path), ""):
        path = container
    return path


def _remove(
    connection: duckdb.DuckDBPyConnection, records: Sequence[DocumentRecord], items: Sequence[str]
) -> dict[tuple[str, str], tuple[datetime, str]]:
    """Delete what is known of the files; gives (first seen, asset) by (source, path)."""
    wanted = sorted({(record.source, item) for record, item in zip(records, items, strict=True)})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE former AS SELECT d.id, d.source, d.path, d.first_seen, "
        "d.asset FROM documents d JOIN (SELECT unnest(?::VARCHAR[]) AS source, "
        "unnest(?::VARCHAR[]) AS item) w USING (source, item)",
        [[_value(source) for source, _ in wanted], [_value(item) for _, item in wanted]],
    )
    rows = connection.execute("SELECT source, path, first_seen, asset FROM former").fetchall()
    if rows:
        forget(connection, "SELECT id FROM former")
    connection.execute("DROP TABLE former")
    return {(source, path): (seen, asset) for source, path, seen, asset in rows}


def tables_of_documents(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Give the tables whose rows belong to a document: those with a column `document`."""
    rows = connection.execute(
        "SELECT table_name FROM duckdb_columns() WHERE column_name = 'document' "
        "AND database_name = current_database() ORDER BY 1"
    ).fetchall()
    return [table for (table,) in rows]


def forget(
    connection: duckdb.DuckDBPyConnection, chosen: str, values: Mapping[str, Any] | None = None
) -> int:
    """Delete documents and everything that belongs to them; gives how many.

    Args:
        connection: open, in a transaction.
        chosen: SQL that selects their ids.
        values: the parameters in it.
    """
    for table in tables_of_documents(connection):
        connection.execute(f"DELETE FROM {table} WHERE document IN ({chosen})", values)  # noqa: S608 - statements of our own
    query = f"DELETE FROM documents WHERE id IN ({chosen}) RETURNING 1"  # noqa: S608 - as above
    return len(connection.execute(query, values).fetchall())


def _ids(connection: duckdb.DuckDBPyConnection, number: int) -> list[int]:
    rows = connection.execute("SELECT nextval('document_ids') FROM range(?)", [number]).fetchall()
    return [row[0] for row in rows]


def _history(
    former: dict[tuple[str, str], tuple[datetime, str]], record: DocumentRecord, now: datetime
) -> tuple[datetime, datetime, str]:
    first_seen, asset = former.get((record.source, record.path), (now, ""))
    return first_seen, now, asset


def _finding_row(number: int, place: int, finding: FindingRecord) -> tuple[Any, ...]:
    fields = ("entity", "masked", "digest", "count", "score", "recogniser", "location", "role")
    return (number, place, *(_value(getattr(finding, name)) for name in fields))


def _clock_row(number: int, clock: ClockRecord) -> tuple[Any, ...]:
    return (number, clock.trigger, clock.day, _value(clock.basis), list(clock.digests), clock.unit)


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: dict[str, str],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    """Append rows, turned into one list a column."""
    lists = [list(column) for column in zip(*rows, strict=True)]
    if not lists:
        return
    picks = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
    connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {picks}", lists)


def _value(value: Any) -> Any:
    """Make a value storable: enumerations as text, tuples as lists, no lone surrogates."""
    if isinstance(value, tuple):
        return [_value(entry) for entry in value]
    if isinstance(value, str):
        return str(value).encode("utf-8", "backslashreplace").decode()
    return value


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)
