"""Keeps a log of what people disposed of, or decided to keep, from the lists that come back.

The log stays when the documents are gone, and says where a copy of what was destroyed is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from inventory.disposal_list import DECISIONS, SHEET
from inventory.edits import Problem, parse_day
from inventory.exports import asset_names
from inventory.sheets import read_lines
from inventory.worksheets import Heading, write_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from inventory.sheets import Line
    from inventory.store import Inventory

_LOG = {
    "Reference": "reference",
    "Document": "source || '/' || path",
    "Asset ID": "asset",
    "Asset": "asset_name",
    "Kind of record": "record",
    "Keep for": "rule",
    "Clock started": "clock_start",
    "Where that date came from": "clock_basis",
    "Due": "due",
    "Source of the rule": "authority",
    "To verify": "verify",
    "Decision": "decision",
    "Date of decision": "decided_on",
    "How": "how",
    "Note": "note",
    "Recorded by": "person",
    "Recorded at": "made",
    "Copies still found": "(SELECT count(*) FROM documents d WHERE d.gone IS NULL AND "
    "d.content_hash <> '' AND d.content_hash = l.content_hash)",
}
_WIDTHS = {"Document": 70, "Where that date came from": 40, "Source of the rule": 50, "Note": 40}

_BY_REFERENCE = """
SELECT 'D' || left(sha256(source || '|' || path || '|' || content_hash), 12) AS reference,
    source, path, content_hash, asset
FROM documents WHERE reference IN (SELECT unnest(?::VARCHAR[]))
"""


@dataclass(frozen=True, slots=True)
class _Known:
    """A document that a reference stands for."""

    source: str
    path: str
    content_hash: str
    asset: str


def record_disposals(
    inventory: Inventory, file: Path, person: str, day: date, how: str = ""
) -> tuple[dict[str, int], list[Problem]]:
    """Record what a person did about the documents of a disposal list.

    Where no row has a decision, the whole list was destroyed. Where some have one, rows without
    are left for later.

    Args:
        inventory: where the log is kept.
        file: a list that `inventory.disposal_list` wrote, with decisions filled in or not.
        person: who says so.
        day: when it was done, where a row does not say.
        how: in what way, where a row does not say.

    Returns:
        Documents by decision ("" for those left for later), and what makes no sense; nothing is
        recorded where there is such a problem.

    Raises:
        InventoryError: the file or the inventory cannot be used.
    """
    lines = read_lines(file, SHEET, "Reference")
    decided = any(line.cells.get("Decision", "").strip() for line in lines)
    counts: dict[str, int] = {}
    with inventory.writing() as connection:
        known = _known(connection, [line.cells["Reference"] for line in lines])
        names = asset_names(connection)
        rows: list[tuple[str, ...]] = []
        problems: list[Problem] = []
        for line in lines:
            try:
                decision = _decision(line, "" if decided else DECISIONS[0])
                on = _on(line, day)
                document = _document(line, known)
            except _NonsenseError as error:
                problems.append(Problem(line.number, error.column, str(error)))
                continue
            counts[decision] = counts.get(decision, 0) + 1
            if decision:
                rows.append(_entry(line, document, names, (decision, on, how, person)))
        if not problems:
            _insert(connection, rows)
    return counts, problems


class _NonsenseError(ValueError):
    """A cell that makes no sense."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _known(connection: duckdb.DuckDBPyConnection, references: Sequence[str]) -> dict[str, _Known]:
    rows = connection.execute(_BY_REFERENCE, [list(references)]).fetchall()
    return {reference: _Known(*fields) for reference, *fields in rows}


def _decision(line: Line, otherwise: str) -> str:
    text = line.cells.get("Decision", "").strip()
    if not text:
        return otherwise
    decision = next((known for known in DECISIONS if known.lower() == text.lower()), None)
    if decision is None:
        raise _NonsenseError("Decision", f"'{text}' is not one of {', '.join(DECISIONS)}")
    return decision


def _on(line: Line, day: date) -> date:
    text = line.cells.get("Date of decision", "").strip()
    if not text:
        return day
    try:
        return parse_day(text)
    except ValueError as error:
        raise _NonsenseError("Date of decision", str(error)) from error


def _document(line: Line, known: dict[str, _Known]) -> _Known:
    reference = line.cells["Reference"]
    if reference not in known:
        raise _NonsenseError(
            "Reference",
            f"there is no document '{reference}', or it changed since it was listed",
        )
    return known[reference]


def _entry(
    line: Line, document: _Known, names: dict[str, str], said: tuple[str, date, str, str]
) -> tuple[str, ...]:
    """Make a row of the log: what the list said, and what was done."""
    decision, on, how, person = said
    cells = line.cells
    listed = (
        "Kind of record", "Keep for", "Clock started", "Where that date came from", "Due",
        "Source of the rule", "To verify",
    )  # fmt: skip
    return (
        cells["Reference"],
        document.source,
        document.path,
        document.content_hash,
        document.asset,
        names.get(document.asset, ""),
        *(cells.get(header, "").removeprefix("'") for header in listed),
        decision,
        on.isoformat(),
        cells.get("How", "").strip() or how,
        cells.get("Note", "").strip().removeprefix("'"),
        person,
        datetime.now(UTC).replace(tzinfo=None).isoformat(),
    )


def _insert(connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[str, ...]]) -> None:
    if rows:
        picks = ", ".join("unnest(?::VARCHAR[])" for _ in rows[0])
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO disposals SELECT {picks}", columns)


def export_log(inventory: Inventory, out: Path) -> int:
    """Write the log of disposals; gives the number of entries.

    Args:
        inventory: where it is kept.
        out: a `.csv`, `.xlsx` or `.json` file.

    Raises:
        InventoryError: the inventory cannot be read, or the file not be written.
    """
    with inventory.reading() as connection:
        picks = ", ".join(_LOG.values())
        rows = connection.execute(
            f"SELECT {picks} FROM disposals l ORDER BY made, path"  # noqa: S608 - names from here
        ).fetchall()
    headings = [Heading(header, _WIDTHS.get(header, 18)) for header in _LOG]
    return write_sheet(out, "Disposal log", headings, rows)
