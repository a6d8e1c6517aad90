"""Lists what may be disposed of, for a person to approve. Nothing is ever deleted here."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from openpyxl.styles import PatternFill

from inventory.exports import asset_names
from inventory.judged import judged_documents
from inventory.retention import RetentionStatus
from inventory.worksheets import Heading, write_sheet

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import duckdb

    from inventory.judged import Judged
    from inventory.retention import Judge
    from inventory.store import Inventory
    from inventory.tables import Value

SHEET = "Disposal list"
_ACTIONS = {
    "review_then_destroy": "Review, then destroy",
    "destroy_secure": "Destroy securely",
    "review_only": "Review only: do not destroy without advice",
    "review_consider_archive_transfer": "Review; consider transfer to an archive",
}
DECISIONS = ("Destroyed", "Kept longer", "Transferred")
_PERSON = PatternFill("solid", fgColor="E2EFDA")
_HEADINGS = (
    Heading("Reference", 14),
    Heading("Document", 70),
    Heading("Asset", 34),
    Heading("Kind of record", 30),
    Heading("Keep for", 30),
    Heading("Clock started", 13),
    Heading("Where that date came from", 40),
    Heading("Due", 12),
    Heading("Status", 11),
    Heading("Why", 60),
    Heading("Source of the rule", 50),
    Heading("To verify", 10),
    Heading("Proposed action", 26),
    Heading("Decision", 14, DECISIONS, _PERSON),
    Heading("Date of decision", 13, (), _PERSON),
    Heading("How", 24, (), _PERSON),
    Heading("Note", 40, (), _PERSON),
)


def list_disposals(
    inventory: Inventory, judge: Judge, out: Path, statuses: Collection[str] = ()
) -> int:
    """Write what may be disposed of, for a person to decide on; gives the number of documents.

    Args:
        inventory: where the documents are.
        judge: judges them.
        out: a `.csv`, `.xlsx` or `.json` file.
        statuses: which retention statuses to list; `overdue` by default.

    Raises:
        InventoryError: the inventory cannot be read, or the file not be written.
    """
    wanted = frozenset(statuses or {str(RetentionStatus.OVERDUE)})
    with judged_documents(inventory, judge, "assets", "disposals") as (connection, documents):
        names = asset_names(connection)
        earlier = _earlier(connection)
        rows = [
            _row(entry, judge, names, earlier)
            for entry in documents
            if str(entry.judgement.status) in wanted
        ]
    rows.sort(key=lambda row: (str(row[7]), str(row[1])))
    return write_sheet(out, SHEET, _HEADINGS, rows)


def _row(
    entry: Judged, judge: Judge, names: dict[str, str], earlier: dict[str, str]
) -> tuple[Value, ...]:
    row, judgement = entry.row, entry.judgement
    rule = judge.schedule.rules.get(judgement.rule)
    reference = _reference(row.source, row.path, row.content_hash)
    before = f" {earlier[reference]}" if reference in earlier else ""
    return (
        reference,
        row.address,
        names.get(row.asset, ""),
        rule.label if rule else "",
        rule.says if rule else "",
        judgement.clock_start,
        judgement.clock_basis,
        judgement.due,
        str(judgement.status).replace("_", " "),
        judgement.explanation + before,
        judgement.source,
        "yes" if judgement.verify else "",
        _ACTIONS.get(rule.action, rule.action) if rule else "Review",
        "",
        None,
        "",
        "",
    )


def _reference(source: str, path: str, content_hash: str) -> str:
    """Name a document, as it is now, in a few letters; the log finds it by them."""
    # The letter keeps a spreadsheet from taking it for a number.
    return "D" + hashlib.sha256(f"{source}|{path}|{content_hash}".encode()).hexdigest()[:12]


def _earlier(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Say of documents in the log what was decided before."""
    rows = connection.execute(
        "SELECT reference, arg_max(decision, made), arg_max(decided_on, made) FROM disposals "
        "GROUP BY reference"
    ).fetchall()
    return {
        reference: f"On {day:%d/%m/%Y} it was recorded as {decision.lower()}; it is still there."
        for reference, decision, day in rows
    }
