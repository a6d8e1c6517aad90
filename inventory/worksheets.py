"""How sheets look: headers that stay in sight, filters, widths, and text that is only ever text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from inventory.database import InventoryError
from inventory.tables import Format, csv_cell, replacing, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from inventory.tables import Value

_HEAD = PatternFill("solid", fgColor="1F4E78")
_HEAD_FONT = Font(bold=True, color="FFFFFF")
_WRAP = Alignment(wrap_text=True, vertical="top")
_CELL_LIMIT = 32_000


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a sheet.

    Attributes:
        text: its header.
        width: in characters.
        choices: what may be chosen in it, or nothing.
        fill: background of its cells, or None.
    """

    text: str
    width: int
    choices: tuple[str, ...] = ()
    fill: PatternFill | None = None


def fill_sheet(
    sheet: Worksheet, headings: Sequence[Heading], rows: Iterable[Sequence[Value]]
) -> None:
    """Write headers and rows.

    Args:
        sheet: an empty one.
        headings: its columns in order.
        rows: values in that order.
    """
    write_head(sheet, headings)
    line = 1
    for line, row in enumerate(rows, start=2):
        for position, (heading, value) in enumerate(zip(headings, row, strict=True), start=1):
            put(sheet, line, position, value, heading.fill)
    offer_choices(sheet, headings, last=max(line, 2))


def write_sheet(
    out: Path, title: str, headings: Sequence[Heading], rows: Sequence[Sequence[Value]]
) -> int:
    """Write one table for people to work with, in the form that the file's name asks for.

    Args:
        out: a `.csv`, `.xlsx` or `.json` file.
        title: name of the sheet in a workbook.
        headings: its columns.
        rows: values in that order.

    Returns:
        The number of rows.

    Raises:
        InventoryError: the file cannot be written, or is of another kind.
    """
    form = {".csv": Format.EXCEL_CSV, ".json": Format.JSON}.get(out.suffix.lower())
    if form is not None:
        return write_table(out, form, {heading.text: "VARCHAR" for heading in headings}, rows)
    if out.suffix.lower() != ".xlsx":
        raise InventoryError(f"{out}: name the file .xlsx, .csv or .json")
    book = Workbook()
    sheet = book["Sheet"]
    sheet.title = title
    fill_sheet(sheet, headings, rows)
    with replacing(out) as draft:
        book.save(draft)
    return len(rows)


def write_head(sheet: Worksheet, headings: Sequence[Heading]) -> None:
    """Write a header row that stays in sight, with a filter."""
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}1"
    for position, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = heading.width
        put(sheet, 1, position, heading.text, _HEAD)
        sheet.cell(1, position).font = _HEAD_FONT


def offer_choices(sheet: Worksheet, headings: Sequence[Heading], last: int) -> None:
    """Give the columns that have choices a drop-down.

    Args:
        sheet: with its rows.
        headings: its columns.
        last: the last row, counted from 1.
    """
    for position, heading in enumerate(headings, start=1):
        if heading.choices:
            choice = DataValidation("list", formula1=f'"{",".join(heading.choices)}"')
            letter = get_column_letter(position)
            choice.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(choice)


def put(
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
