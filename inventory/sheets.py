"""Reads a register that comes back from a person, as CSV or as a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from inventory.database import InventoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_WORKBOOK = b"PK"
_SHEET = "Register"
_NEEDED = "Asset ID"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet.

    Attributes:
        number: as the spreadsheet counts it, the header being 1.
        cells: texts by header.
    """

    number: int
    cells: dict[str, str]


def read_register(path: Path) -> list[Line]:
    """Read the lines of a register; see `read_lines`."""
    return read_lines(path, _SHEET, _NEEDED)


def read_lines(path: Path, sheet: str, needed: str) -> list[Line]:
    """Read the lines of a sheet that Stocktake wrote and a person edited; empty ones are left out.

    Args:
        path: CSV or a workbook.
        sheet: name of the sheet in a workbook; its first one where there is none of that name.
        needed: header of the column without which it is some other file.

    Raises:
        InventoryError: it cannot be read, or is another file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InventoryError(f"cannot read {path}: {error.strerror}") from error
    rows = _workbook(path, data, sheet) if data.startswith(_WORKBOOK) else _csv(path, data)
    lines = list(_lines(rows))
    if not lines or needed not in lines[0].cells:
        what = sheet.lower()
        raise InventoryError(f"{path} is no {what}: it has no rows with a column '{needed}'")
    return lines


def _csv(path: Path, data: bytes) -> Iterator[Sequence[str]]:
    """Read CSV as Excel saves it: UTF-8, or the Windows code page; commas or semicolons."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise InventoryError(f"{path} is neither CSV nor a workbook")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _workbook(path: Path, data: bytes, name: str) -> Iterator[Sequence[str]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InventoryError(f"{path} is not a workbook that can be read") from error
    sheet = book[name] if name in book.sheetnames else book.worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[Line]:
    numbered = enumerate(rows, start=1)
    _, headers = next(numbered, (0, ()))
    headers = [header.strip() for header in headers]
    for number, row in numbered:
        if any(cell.strip() for cell in row):
            yield Line(number, dict(zip(headers, row, strict=False)))
