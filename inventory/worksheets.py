"""How sheets look: headers that stay in sight, filters, widths, and text that is only ever text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from inventory.database import InventoryError
from inventory.tables import Format, csv_cell, replacing, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from inventory.tables import Value

_HEAD = PatternFill("solid", fgColor="1F4E78")
_HEAD_FONT = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_HEAD_ALIGNMENT = Alignment(wrap_text=True, vertical="center")
_THIN = Side("thin", color="D0D0D0")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LINE_HEIGHT = 13.0  # points
_MOST_LINES = 24
_WRAP = Alignment(wrap_text=True, vertical="top", horizontal="left")
_CELL_LIMIT = 32_000
_TEXT = "@"
_DAY = "DD/MM/YYYY"
_PAGE_WIDTH = 260  # characters that are still read with ease across a sheet of A3


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
    sheet: Worksheet,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Value]],
    fill_of: Callable[[int, int], PatternFill | None] | None = None,
) -> None:
    """Write headers and rows.

    Args:
        sheet: an empty one.
        headings: its columns in order.
        rows: values in that order.
        fill_of: gives the background of a cell by row and column, both counted from 0; that of
            the column where not given.
    """
    _write_head(sheet, headings)
    line = 1
    for line, row in enumerate(rows, start=2):
        for position, (heading, value) in enumerate(zip(headings, row, strict=True), start=1):
            fill = fill_of(line - 2, position - 1) if fill_of else heading.fill
            _put(sheet, line, position, value, fill)
        _set_height(sheet, line, headings)
    _offer_choices(sheet, headings, last=max(line, 2))


def _set_height(sheet: Worksheet, line: int, headings: Sequence[Heading]) -> None:
    """Make a row as high as its longest text needs: not every program does so by itself."""
    lines = 1
    for position, heading in enumerate(headings, start=1):
        text = str(sheet.cell(line, position).value or "")
        lines = max(lines, sum(_folded(part, heading.width) for part in text.splitlines()))
    sheet.row_dimensions[line].height = min(lines, _MOST_LINES) * _LINE_HEIGHT + 4


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


def _folded(text: str, width: int) -> int:
    """Count the lines that a text takes when it is folded at words."""
    return len(wrap(text[:_CELL_LIMIT], width)) if len(text) > width else 1


def _write_head(sheet: Worksheet, headings: Sequence[Heading]) -> None:
    """Write a header row that stays in sight, with a filter, and set up how it is printed."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = ceil(sum(heading.width for heading in headings) / _PAGE_WIDTH)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"
    sheet.print_title_cols = "A:A"
    if (footer := sheet.oddFooter) is not None and footer.center is not None:
        footer.center.text = "&A, page &P of &N"
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}1"
    for position, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = heading.width
        _put(sheet, 1, position, heading.text, _HEAD)
        sheet.cell(1, position).font = _HEAD_FONT
        sheet.cell(1, position).alignment = _HEAD_ALIGNMENT
    _set_height(sheet, 1, headings)


def _offer_choices(sheet: Worksheet, headings: Sequence[Heading], last: int) -> None:
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


def _put(
    sheet: Worksheet, line: int, position: int, value: Value, fill: PatternFill | None = None
) -> None:
    """Fill a cell; text stays text, whatever it begins with."""
    cell = sheet.cell(line, position)
    cell.alignment = _WRAP
    cell.border = _LINES
    if fill:
        cell.fill = fill
    if value is None or isinstance(value, str | list):
        # What is typed here stays as it is typed: no 007 becomes 7, no 01/04 the 4th of January.
        cell.number_format = _TEXT
    if not isinstance(value, str | list):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DAY
        return
    text = value if isinstance(value, str) else csv_cell(value)
    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_CELL_LIMIT]
    # openpyxl takes a leading "=" for a formula; as quoted text no spreadsheet runs it.
    cell.data_type = "s"
    cell.quotePrefix = True
