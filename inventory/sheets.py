"""Reads a register that comes back from a person, as CSV or as a workbook."""

from __future__ import annotations

import contextlib
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
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook

_WORKBOOK = b"PK"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet.

    Attributes:
        number: as the spreadsheet counts it, the header being 1.
        cells: texts by header.
    """

    number: int
    cells: dict[str, str]


def read_sheets(path: Path, wanted: Mapping[str, str]) -> dict[str, list[Line]]:
    """Read those of some sheets that a file holds, by title; empty lines are left out.

    Args:
        path: CSV with one of them, or a workbook with any of them.
        wanted: title of each -> header of the column without which it is some other sheet.

    Raises:
        InventoryError: the file cannot be read, or holds none of them.
    """
    data = _bytes(path)
    first = next(iter(wanted))
    if data.startswith(_WORKBOOK):
        with _opened(path, data) as book:
            titles = [title for title in wanted if title in book.sheetnames] or [first]
            found = {title: list(_lines(_rows(book, title))) for title in titles}
    else:
        lines = list(_lines(_csv(path, data)))
        headers = lines[0].cells if lines else {}
        title = next((title for title, header in wanted.items() if header in headers), first)
        found = {title: lines}
    if not any(found.values()):
        raise InventoryError(f"{path} is no {first.lower()}: it has no rows")
    for title, lines in found.items():
        if lines and wanted[title] not in lines[0].cells:
            raise InventoryError(
                f"{path} is no {title.lower()}: it has no column '{wanted[title]}'"
            )
    return found


def read_lines(path: Path, sheet: str, needed: str) -> list[Line]:
    """Read the lines of a sheet that Stocktake wrote and a person edited; empty ones are left out.

    Args:
        path: CSV or a workbook.
        sheet: name of the sheet in a workbook; its first one where there is none of that name.
        needed: header of the column without which it is some other file.

    Raises:
        InventoryError: it cannot be read, or is another file.
    """
    return read_sheets(path, {sheet: needed})[sheet]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InventoryError(f"cannot read {path}: {error.strerror}") from error


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


@contextlib.contextmanager
def _opened(path: Path, data: bytes) -> Iterator[Workbook]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InventoryError(f"{path} is not a workbook that can be read") from error
    with contextlib.closing(book):
        yield book


def _rows(book: Workbook, title: str) -> Iterator[Sequence[str]]:
    sheet = book[title] if title in book.sheetnames else book.worksheets[0]
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
