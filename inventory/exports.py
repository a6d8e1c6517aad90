"""The exports that other programs read: documents, findings, people.

Column names and their order are an interface: additions go at the end, nothing is renamed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from inventory.alike import ALONE, alike, compare
from inventory.judged import judged_documents
from inventory.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    import duckdb

    from inventory.alike import Alike
    from inventory.judged import Judged
    from inventory.retention import Judge, Judgement
    from inventory.store import Inventory
    from inventory.tables import Format, Value

DOCUMENT_COLUMNS = {
    "path": "VARCHAR",
    "container": "VARCHAR",
    "media_type": "VARCHAR",
    "size": "BIGINT",
    "modified": "TIMESTAMP",
    "owner": "VARCHAR",
    "access": "VARCHAR",
    "status": "VARCHAR",
    "error": "VARCHAR",
    "record_type": "VARCHAR",
    "record_type_score": "DOUBLE",
    "personal_data": "BOOLEAN",
    "special_category": "VARCHAR[]",
    "criminal_offence": "BOOLEAN",
    "data_subjects": "VARCHAR[]",
    "people": "INTEGER",
    "retention_rule": "VARCHAR",
    "clock_start": "DATE",
    "clock_basis": "VARCHAR",
    "retention_due": "DATE",
    "retention_status": "VARCHAR",
    "asset": "VARCHAR",
    "asset_id": "VARCHAR",
    "source": "VARCHAR",
    "reach": "VARCHAR",
    "hold": "VARCHAR",
    "verify": "BOOLEAN",
    "explanation": "VARCHAR",
    "mismatch": "VARCHAR",
    "copies": "BIGINT",
    "near_copies": "BIGINT",
}
FINDING_COLUMNS = {
    "path": "VARCHAR",
    "entity": "VARCHAR",
    "masked": "VARCHAR",
    "digest": "VARCHAR",
    "count": "INTEGER",
    "score": "DOUBLE",
    "recogniser": "VARCHAR",
    "location": "VARCHAR",
    "source": "VARCHAR",
}
PEOPLE_COLUMNS = {
    "digest": "VARCHAR",
    "masked": "VARCHAR",
    "documents": "BIGINT",
    "occurrences": "BIGINT",
    "kinds": "VARCHAR[]",
    "assets": "VARCHAR[]",
}
_FETCH_ROWS = 10_000
_FINDINGS = """
SELECT d.path, f.entity, f.masked, f.digest, f.count, f.score, f.recogniser, f.location, d.source
FROM findings f JOIN documents d ON d.id = f.document
ORDER BY d.source, d.path, f.place
"""
_PEOPLE = """
SELECT f.digest, first(f.masked ORDER BY f.document, f.place), count(DISTINCT d.id), sum(f.count),
    list_sort(list_distinct(flatten(list(d.data_subjects)))),
    list_sort(list_distinct(list(a.name)))
FROM findings f JOIN documents d ON d.id = f.document LEFT JOIN assets a ON a.id = d.asset
WHERE f.entity = 'PERSON'
GROUP BY f.digest
ORDER BY count(DISTINCT d.id) DESC, f.digest
"""


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """One line of the retention list.

    Attributes:
        source: the scanned root.
        path: below it.
        label: what kind of record the rule is for.
        asset: name of its asset, or "".
        judgement: where it stands and why.
    """

    source: str
    path: str
    label: str
    asset: str
    judgement: Judgement


def retention_rows(
    inventory: Inventory, judge: Judge, statuses: Collection[str] = ()
) -> list[RetentionRow]:
    """Give the documents of some retention statuses, those due longest first.

    Args:
        inventory: where they are.
        judge: judges them.
        statuses: which to give; all where empty.

    Raises:
        InventoryError: the inventory cannot be read.
    """
    rules = judge.schedule.rules
    with judged_documents(inventory, judge, "assets") as (connection, documents):
        names = asset_names(connection)
        rows = [
            RetentionRow(
                source=entry.row.source,
                path=entry.row.path,
                label=rules[entry.judgement.rule].label if entry.judgement.rule in rules else "",
                asset=names.get(entry.row.asset, ""),
                judgement=entry.judgement,
            )
            for entry in documents
            if not statuses or entry.judgement.status in statuses
        ]
    rows.sort(key=lambda row: (row.judgement.due or date.max, row.path))
    return rows


def export_documents(inventory: Inventory, judge: Judge, form: Format, out: Path) -> int:
    """Write one row per document, judged on the judge's day; gives how many.

    Raises:
        InventoryError: the inventory cannot be read or the file not be written.
    """
    with judged_documents(inventory, judge, "assets", also=compare) as (connection, documents):
        names, copies = asset_names(connection), alike(connection)
        rows = (document_row(entry, names, copies) for entry in documents)
        return write_table(out, form, DOCUMENT_COLUMNS, rows)


def export_findings(inventory: Inventory, form: Format, out: Path) -> int:
    """Write one row per distinct value per document; gives how many.

    Raises:
        InventoryError: the inventory cannot be read or the file not be written.
    """
    with inventory.snapshot("documents", "findings") as connection:
        rows = _stream(connection.execute(_FINDINGS))
        return write_table(out, form, FINDING_COLUMNS, rows)


def export_people(inventory: Inventory, form: Format, out: Path) -> int:
    """Write one row per distinct name, most documents first; gives how many.

    Raises:
        InventoryError: the inventory cannot be read or the file not be written.
    """
    with inventory.snapshot("documents", "findings", "assets") as connection:
        rows = _stream(connection.execute(_PEOPLE))
        return write_table(out, form, PEOPLE_COLUMNS, rows)


def asset_names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Give the name of every asset by its id."""
    return dict(connection.execute("SELECT id, name FROM assets").fetchall())


def document_row(
    entry: Judged, names: Mapping[str, str], copies: Mapping[int, Alike]
) -> tuple[Value, ...]:
    """Give the values of `DOCUMENT_COLUMNS` for one document.

    Args:
        entry: the document.
        names: asset names by id.
        copies: of those documents that have any.
    """
    row, judgement = entry.row, entry.judgement
    same = copies.get(row.id, ALONE)
    return (
        row.path,
        row.container,
        row.media_type,
        row.size,
        row.modified,
        row.owner,
        row.access,
        row.status,
        row.error,
        row.record_type,
        row.record_type_score,
        row.personal_data,
        row.special_category,
        row.criminal_offence,
        row.data_subjects,
        row.people,
        judgement.rule or row.retention_rule,
        judgement.clock_start,
        judgement.clock_basis,
        judgement.due,
        str(judgement.status),
        names.get(row.asset, ""),
        row.asset,
        row.source,
        row.reach,
        judgement.hold,
        judgement.verify,
        judgement.explanation,
        row.mismatch,
        same.copies,
        same.near,
    )


def _stream(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := result.fetchmany(_FETCH_ROWS):
        yield from batch
