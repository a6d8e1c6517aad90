"""Writes the register as a workbook that people like to work in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from inventory.exports import asset_names
from inventory.judged import judged_documents
from inventory.retention import RetentionStatus
from inventory.tables import csv_cell, replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from inventory.judged import Judged
    from inventory.register import Register
    from inventory.retention import Judge
    from inventory.store import Inventory
    from inventory.tables import Value

_HEAD = PatternFill("solid", fgColor="1F4E78")
_HEAD_FONT = Font(bold=True, color="FFFFFF")
_FILLS = {
    "draft": PatternFill("solid", fgColor="FFF2CC"),
    "person": PatternFill("solid", fgColor="E2EFDA"),
}
_CONFIRMED = PatternFill("solid", fgColor="DDEBF7")
_WRAP = Alignment(wrap_text=True, vertical="top")
_CELL_LIMIT = 32_000
# What a sheet of single files shows at most; the CSV exports have them all.
_SHEET_ROWS = 5_000
_BREACHES = (
    ("Status", 11),
    ("File", 70),
    ("Kind of record", 26),
    ("Due", 12),
    ("Clock started", 13),
    ("Where that date came from", 40),
    ("Why", 70),
    ("Source", 50),
    ("To verify", 10),
    ("Asset", 34),
)
_EXPOSURES = (("File", 70), ("Sensitive data", 34), ("Who can open it", 26), ("Asset", 34))
_UNREAD = (("File", 70), ("Reason", 16), ("Detail", 60), ("Asset", 34))
_BREACH_ORDER = (RetentionStatus.OVERDUE, RetentionStatus.DUE_SOON, RetentionStatus.REVIEW)


def write_workbook(register: Register, inventory: Inventory, judge: Judge, out: Path) -> None:
    """Write the register with its supporting lists.

    Raises:
        InventoryError: the inventory cannot be read or the file not be written.
    """
    book = Workbook()
    sheet = book["Sheet"]
    sheet.title = "Register"
    _fill_register(sheet, register)
    breaches, exposures, unread = _lists(inventory, judge)
    _fill_list(book.create_sheet("Retention breaches"), _BREACHES, breaches)
    _fill_list(book.create_sheet("Exposures"), _EXPOSURES, exposures)
    _fill_list(book.create_sheet("Could not read"), _UNREAD, unread)
    judged = f"Judged as of {register.as_of.isoformat()}."
    _fill_list(
        book.create_sheet("Read me"),
        (("Read me", 110),),
        [[line] for line in (*register.read_me, judged)],
    )
    with replacing(out) as draft:
        book.save(draft)


def _fill_register(sheet: Worksheet, register: Register) -> None:
    _head(sheet, [(column.header, column.width) for column in register.columns])
    last = max(len(register.rows) + 1, 2)
    for position, column in enumerate(register.columns, start=1):
        for line, row in enumerate(register.rows, start=2):
            confirmed = (str(row["id"]), column.key) in register.confirmed
            fill = _CONFIRMED if confirmed else _FILLS.get(column.filled)
            _put(sheet, line, position, row.get(column.key), fill)
        if column.choices:
            choice = DataValidation("list", formula1=f'"{",".join(column.choices)}"')
            letter = get_column_letter(position)
            choice.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(choice)


def _lists(
    inventory: Inventory, judge: Judge
) -> tuple[list[Sequence[Value]], list[Sequence[Value]], list[Sequence[Value]]]:
    """Give the rows of the sheets of single files."""
    breaches: list[tuple[Judged, str]] = []
    exposures: list[Sequence[Value]] = []
    unread: list[Sequence[Value]] = []
    with judged_documents(inventory, judge, "assets") as (connection, documents):
        names = asset_names(connection)
        for entry in documents:
            row, asset = entry.row, names.get(entry.row.asset, "")
            if entry.judgement.status in _BREACH_ORDER:
                breaches.append((entry, asset))
            if row.reach == "everyone" and (row.special_category or row.criminal_offence):
                sensitive = [*row.special_category, *["criminal offence"] * row.criminal_offence]
                exposures.append((_address(entry), ", ".join(sensitive), row.access, asset))
            if row.status != "read":
                unread.append((_address(entry), row.status.replace("_", " "), row.error, asset))
    breaches.sort(
        key=lambda pair: (_BREACH_ORDER.index(pair[0].judgement.status), pair[0].row.path)
    )
    rows: list[Sequence[Value]] = [_breach(*pair, judge) for pair in breaches[:_SHEET_ROWS]]
    return rows, exposures[:_SHEET_ROWS], unread[:_SHEET_ROWS]


def _urgency(pair: tuple[Judged, str]) -> tuple[int, str]:
    entry = pair[0]
    return _BREACH_ORDER.index(entry.judgement.status), entry.row.path


def _breach(entry: Judged, asset: str, judge: Judge) -> tuple[Value, ...]:
    judgement = entry.judgement
    rule = judge.schedule.rules.get(judgement.rule)
    return (
        str(judgement.status).replace("_", " "),
        _address(entry),
        rule.label if rule else "",
        judgement.due,
        judgement.clock_start,
        judgement.clock_basis,
        judgement.explanation,
        judgement.source,
        "yes" if judgement.verify else "",
        asset,
    )


def _address(entry: Judged) -> str:
    return f"{entry.row.source.rstrip('/')}/{entry.row.path}"


def _fill_list(
    sheet: Worksheet, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Value]]
) -> None:
    _head(sheet, columns)
    for line, row in enumerate(rows, start=2):
        for position, value in enumerate(row, start=1):
            _put(sheet, line, position, value)


def _head(sheet: Worksheet, columns: Sequence[tuple[str, int]]) -> None:
    """Write a header row that stays in sight, with a filter."""
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    for position, (header, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
        _put(sheet, 1, position, header, _HEAD)
        sheet.cell(1, position).font = _HEAD_FONT


def _put(
    sheet: Worksheet, line: int, position: int, value: Value, fill: PatternFill | None = None
) -> None:
    """Fill a cell; text stays text, whatever it begins with."""
    cell = sheet.cell(line, position)
    cell.alignment = _WRAP
    if fill:
        cell.fill = fill
    if not isinstance(value, str | list):
        cell.value = value
        return
    text = value if isinstance(value, str) else csv_cell(value)
    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_CELL_LIMIT]
    # openpyxl takes a leading "=" for a formula; as quoted text no spreadsheet runs it.
    cell.data_type = "s"
    cell.quotePrefix = True
