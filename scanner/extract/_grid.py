"""Tells tables of data from forms laid out as tables, and puts each where detectors want it.

A table of data goes to the detectors column by column. A form (two columns of label and value, as
most care paperwork is) goes to them as text, label and value on one line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detectors.tables import from_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.document import Document

Rows = list[list[str]]

_MIN_ROWS = 4  # a header row and three rows of data
_VALUE = re.compile(r"\d\D*\d|@")
_SHORT = 60


def place(rows: Rows, name: str, document: Document) -> str:
    """Add a data table to `document.tables`; give the text of anything else.

    Args:
        rows: cell texts, row by row.
        name: what to call the table.
        document: where a data table goes.

    Returns:
        The lines of a form, cells separated by tabs; "" when it became a table.
    """
    if is_data_table(rows) and (table := from_rows(name, rows)) is not None:
        document.tables.append(table)
        return ""
    return as_text(rows)


def as_text(rows: Rows) -> str:
    """Write rows as lines; empty cells are left out, so that a value stands by its label."""
    lines = ("\t".join(cell for cell in row if cell.strip()) for row in rows)
    return "\n".join(line for line in lines if line)


def cell_text(paragraphs: Sequence[str]) -> str:
    """Join the paragraphs of a cell: short ones (an address) into one line, others as they are."""
    parts = [part.strip() for part in paragraphs if part.strip()]
    if not parts or any(len(part) > _SHORT for part in parts):
        return "\n".join(parts)
    joined = parts[0]
    for part in parts[1:]:
        joined += (" " if joined[-1] in ",.;:?!-" else ", ") + part
    return joined


def is_data_table(rows: Rows) -> bool:
    """Say whether rows are a header row over at least three rows of data."""
    full = [row for row in rows if any(cell.strip() for cell in row)]
    if len(full) < _MIN_ROWS or not _is_header(full[0]):
        return False
    width = len(full[0])
    if sum(len(row) == width for row in full) < 0.8 * len(full):
        return False
    if _labels(full) >= 0.4:
        return False
    return _second_column_alike(full) if width == 2 else not _is_paired(full, width)


def _is_paired(rows: Rows, width: int) -> bool:
    """Say whether a wide table is a form: label, value, label, value, the values of all kinds."""
    if width % 2:
        return False
    labels = [row[i].strip() for row in rows for i in range(0, min(width, len(row)), 2)]
    if any(_VALUE.search(label) or len(label) > _SHORT for label in labels):
        return False
    if len(set(filter(None, labels))) < len(list(filter(None, labels))):
        return False  # labels do not repeat; names of rooms and roles in a list do
    return not all(_alike([row[i] for row in rows if len(row) > i]) for i in range(1, width, 2))


def is_form(rows: Rows) -> bool:
    """Say whether a sheet is a form: labels that end in a colon beside their values."""
    full = [row for row in rows if any(cell.strip() for cell in row)]
    return 0 < len(full) <= 200 and _labels(full) >= 0.4


def _is_header(row: list[str]) -> bool:
    cells = [cell.strip() for cell in row]
    return (
        len(cells) > 1
        and all(cells)
        and len(set(cells)) == len(cells)
        and not any(_VALUE.search(cell) or len(cell) > _SHORT or cell[-1] == ":" for cell in cells)
    )


def _labels(rows: Rows) -> float:
    """Give the share of rows in which some cell ends in a colon."""
    return sum(any(cell.rstrip().endswith(":") for cell in row) for row in rows) / len(rows)


def _second_column_alike(rows: Rows) -> bool:
    """Say whether the second of two columns holds values of one kind, as a list's does."""
    values = [row[1] for row in rows[1:] if len(row) == 2 and row[1].strip()]
    if len(values) < _MIN_ROWS - 1 or not _alike(values):
        return False
    return sum(_shape(value) == "words" for value in values) < 0.5 * len(values)


def _alike(cells: list[str]) -> bool:
    """Say whether most cells of a column are of one kind."""
    shapes = [_shape(cell) for cell in cells if cell.strip()]
    return not shapes or max(map(shapes.count, set(shapes))) >= 0.75 * len(shapes)


def _shape(cell: str) -> str:
    cell = cell.strip()
    if "@" in cell:
        return "address"
    if re.fullmatch(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", cell):
        return "date"
    return "number" if re.fullmatch(r"[£+\d][\d ,.-]*", cell) else "words"
