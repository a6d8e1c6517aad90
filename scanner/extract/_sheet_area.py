"""Refuses workbooks with cells so far apart that holding what lies between would fill memory.

calamine keeps a sheet as one dense rectangle and ends the whole process when it cannot have the
memory for it; a workbook of two cells, in the first and the last place, is enough for that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.document import Status, UnreadableError

if TYPE_CHECKING:
    from scanner.extract._package import Package

_SHEETS = r"xl/(?:worksheets|macrosheets)/[^/]+\.xml"
_MOST_CELLS = 20_000_000  # some 32 bytes each
_SMALLEST_CELL = 16  # bytes that a cell with something in it takes at least
_SPARSE = 20  # as many empty cells to a full one
_LAST_COLUMN = 16384

_HEAD = 4096
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension ref=\"(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d+)\"")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=\"(\d+)\"")
_WIDE, _WIDER = re.compile(rb"\sr=\"([A-Z]{2})\d"), re.compile(rb"\sr=\"([A-Z]{3})\d")
_PREFIX = 20  # characters of a namespace's short name


def check(package: Package) -> None:
    """Look at the sheets of an xlsx file before calamine does; it is careful with the others.

    Raises:
        UnreadableError: a sheet is too large, and nearly all of it is empty.
    """
    for name in package.names(_SHEETS):
        data = package.read(name) or b""
        _refuse(_area(data), len(data))


def _refuse(cells: int, size: int) -> None:
    if cells > _MOST_CELLS and cells > _SPARSE * size / _SMALLEST_CELL:
        message = (
            f"its cells are spread over {cells:,} places, nearly all of them empty; "
            "delete what lies far from the rest and save it again"
        )
        raise UnreadableError(Status.TOO_LARGE, message)


def _area(sheet: bytes) -> int:
    """Give the number of cells of the rectangle around all of a sheet's cells, or 0 if few.

    What a sheet declares is believed, for looking at each cell takes long; one that lies costs a
    worker process and has a row that says so.
    """
    if declared := _DIMENSION.search(sheet, 0, _HEAD):
        return int(declared[2][:8]) * _column(declared[1])
    rows = _last_row(sheet)
    if rows * _LAST_COLUMN <= _MOST_CELLS:
        return 0
    for pattern in (_WIDER, _WIDE):  # the rare ones first: most sheets have neither
        if pattern.search(sheet):
            return rows * max(map(_column, set(pattern.findall(sheet))))
    return rows * 26


def _last_row(sheet: bytes) -> int:
    """Give the number of the last row; rows stand in order."""
    start = max(sheet.rfind(b"<row "), sheet.rfind(b":row "))
    match = _ROW.search(sheet, max(0, start - _PREFIX)) if start >= 0 else None
    return int(match[1][:8]) if match else 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
