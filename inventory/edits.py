"""What people say of assets: taken from a corrected register, kept over every scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from inventory.tables import csv_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from inventory.register import Column, Register
    from inventory.sheets import Line
    from inventory.store import Inventory
    from inventory.tables import Value

BY_HAND = ""
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y")
_LONGEST = 4_000
_SPREADSHEET_ERRORS = frozenset(
    ["#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"]
)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person last said of one field.

    Attributes:
        value: their words.
        drafted: what the scan said when they said so.
    """

    value: str
    drafted: str


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that a person changed.

    Attributes:
        asset: id of the asset.
        name: its name.
        column: which column.
        before: what the register said.
        after: what the person says.
    """

    asset: str
    name: str
    column: Column
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that makes no sense.

    Attributes:
        line: of the sheet, counted from 1.
        column: header, or "" for the whole line.
        message: what is wrong.
        sheet: title of the sheet, where there are several.
    """

    line: int
    column: str
    message: str
    sheet: str = ""

    def __str__(self) -> str:
        where = f"row {self.line}, {self.column}" if self.column else f"row {self.line}"
        return f"{where}: {self.message}"


def latest_edits(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Edit]]:
    """Give the latest edit of every field by asset id and field."""
    rows = connection.execute(
        "SELECT asset, field, arg_max(value, made), arg_max(drafted, made) FROM edits "
        "GROUP BY asset, field"
    ).fetchall()
    edits: dict[str, dict[str, Edit]] = {}
    for asset, name, value, drafted in rows:
        edits.setdefault(asset, {})[name] = Edit(value, drafted)
    return edits


def compare(register: Register, lines: Sequence[Line]) -> tuple[list[Change], list[Problem]]:
    """Find what a person changed in an exported register.

    Only drafted cells and those left to people are looked at: facts of the scan that a
    spreadsheet wrote another way are no change.

    Args:
        register: as it is now.
        lines: of the file that came back.

    Returns:
        The changes, and what makes no sense. Where there is a problem nothing should be stored.
    """
    rows = {str(row["id"]): row for row in register.rows}
    columns = [column for column in register.columns if column.filled != "scan"]
    changes: list[Change] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for line in lines:
        asset = line.cells.get(register.id_header, "")
        problem = _identity(asset, rows, seen)
        if problem:
            problems.append(Problem(line.number, register.id_header, problem, register.title))
            continue
        seen.add(asset)
        for column in columns:
            if column.header not in line.cells:
                continue
            before = csv_cell(rows[asset].get(column.key))
            try:
                after = checked(column, line.cells[column.header])
            except ValueError as error:
                wrong = Problem(line.number, column.header, str(error), register.title)
                problems.append(wrong)
                continue
            if _plain(after) != _plain(before):
                changes.append(Change(asset, str(rows[asset]["name"]), column, before, after))
    return changes, problems


def _identity(asset: str, rows: Mapping[str, object], seen: set[str]) -> str:
    if not asset:
        return "the row has no id; add new assets with 'stocktake register add'"
    if asset not in rows:
        return f"there is nothing with the id {asset}"
    return f"{asset} is there twice" if asset in seen else ""


def checked(column: Column, text: str) -> str:
    """Give a cell's text as it is stored.

    Raises:
        ValueError: the column does not take such a value; the message says what it takes.
    """
    text = text.removeprefix("'").strip()
    if len(text) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST:,} characters")
    if not text:
        return ""
    if text in _SPREADSHEET_ERRORS:
        raise ValueError(f"'{text}' is an error of the spreadsheet")
    if column.choices:
        choice = next((c for c in column.choices if c.lower() == text.lower()), None)
        if choice is None:
            raise ValueError(f"'{text}' is not one of {', '.join(column.choices)}")
        return choice
    if not column.date:
        return text
    return "n/a" if text.lower() in {"n/a", "na", "none"} else parse_day(text).isoformat()


def parse_day(text: str) -> date:
    """Read a date as people and spreadsheets write it, `31/03/2026` or `2026-03-31 00:00`.

    Raises:
        ValueError: it is none.
    """
    for pattern in _DATES:
        try:
            return datetime.strptime(text.split(" ", maxsplit=1)[0], pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(f"'{text}' is not a date; write it as 31/03/2026")


def _plain(text: str) -> str:
    return " ".join(text.removeprefix("'").split())


def store_changes(
    inventory: Inventory, register: Register, changes: Sequence[Change], person: str
) -> None:
    """Keep what a person changed.

    Args:
        inventory: where.
        register: the register that the changes were found against.
        changes: what to keep.
        person: who made them.

    Raises:
        InventoryError: the inventory cannot be written.
    """
    if not changes:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    rows = [
        (change.asset, change.column.key, change.after, _drafted(register, change), person, now)
        for change in changes
    ]
    with inventory.writing() as connection:
        _insert(connection, rows)


def _drafted(register: Register, change: Change) -> str:
    return csv_cell(register.drafted[change.asset].get(change.column.key))


def add_asset(
    inventory: Inventory,
    columns: Sequence[Column],
    values: Mapping[str, str],
    person: str,
) -> str:
    """Add an asset that no scan sees: paper, cameras, a supplier's system; gives its id.

    Args:
        inventory: where.
        columns: of the register.
        values: by column key; `name` is needed.
        person: who adds it.

    Raises:
        InventoryError: the inventory cannot be written.
        ValueError: a value makes no sense; the message names the column.
    """
    known = {column.key: column for column in columns if column.key not in {"id", "to_complete"}}
    if not values.get("name"):
        raise ValueError("an asset needs a name")
    cells = {}
    for key, text in values.items():
        if key not in known:
            raise ValueError(f"there is no column '{key}'; known: {', '.join(known)}")
        try:
            cells[key] = checked(known[key], text)
        except ValueError as error:
            raise ValueError(f"{known[key].header}: {error}") from error
    now = datetime.now(UTC).replace(tzinfo=None)
    with inventory.writing() as connection:
        last = connection.execute(
            "SELECT coalesce(max(CAST(split_part(id, '-', 2) AS INTEGER)), 0) FROM assets"
        ).fetchall()[0][0]
        number = f"IA-{last + 1:04d}"
        connection.execute(
            "INSERT INTO assets (id, source, place, family, state, name, first_seen) "
            "VALUES (?, ?, '', '', '', ?, ?)",
            [number, BY_HAND, cells["name"], now],
        )
        _insert(connection, [(number, key, text, "", person, now) for key, text in cells.items()])
    return number


def approve(
    inventory: Inventory, register: Register, person: str, day: date, review: date
) -> list[Change]:
    """Record that management approved the whole register; gives the changes.

    Raises:
        InventoryError: the inventory cannot be written.
    """
    said = {
        "approved_by": person,
        "approved_on": day.isoformat(),
        "next_review": review.isoformat(),
    }
    columns = {column.key: column for column in register.columns}
    changes = [
        Change(str(row["id"]), str(row["name"]), columns[key], csv_cell(row.get(key)), text)
        for row in register.rows
        for key, text in said.items()
    ]
    store_changes(inventory, register, changes, person)
    return changes


def overlay(
    row: dict[str, Value], edits: Mapping[str, Edit], columns: Sequence[Column]
) -> dict[str, Value]:
    """Put people's words over a drafted row, and say where the facts have changed since."""
    disagree = []
    merged = dict(row)
    for column in columns:
        edit = edits.get(column.key)
        if edit is None:
            continue
        merged[column.key] = edit.value
        drafted = csv_cell(row.get(column.key))
        if drafted not in ("", edit.drafted, edit.value):
            disagree.append(f'{column.header}: the scan now says "{drafted}"')
    merged["changed"] = "; ".join(disagree)
    return merged


def _insert(
    connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[str, str, str, str, str, datetime]]
) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    connection.execute(
        "INSERT INTO edits SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
        "unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::TIMESTAMP[])",
        columns,
    )
