"""Spreadsheets (xlsx, xlsm, xlsb, xls, ods): every sheet as a table, hidden ones included.

Cells come from calamine, which is some ten times as fast as openpyxl; comments and text boxes are
read from the package itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import itertools
import struct
from typing import TYPE_CHECKING

import python_calamine as calamine

from detectors.tables import from_rows
from scanner.document import Blob, Block, Document, Status, UnreadableError
from scanner.extract import _biff, _grid, _ole, _xml
from scanner.extract._opendocument import is_encrypted, meta_properties
from scanner.extract._package import Package, open_package
from scanner.signatures import ODF, XLSB, XLSX

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from scanner.document import Limits

_ODS = f"{ODF}.spreadsheet"
_XLS = "application/vnd.ms-excel"
MEDIA_TYPES = (XLSX, XLSB, _XLS, _ODS)
ERRORS = (calamine.CalamineError, *_ole.ERRORS)

_COMMENTS = r"xl/(?:comments\d*|threadedcomments/.+|comments/.+)\.xml"
_DRAWINGS = r"xl/drawings/drawing\d*\.xml"
_THREAD_NOTE = "[Threaded comment]"  # Excel's own words to readers that know no threads

Cell: TypeAlias = "str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta"


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a workbook: tables for its sheets, text for sheets that are forms, and comments.

    Raises:
        UnreadableError: it is encrypted, or would unpack to more than is safe.
        python_calamine.CalamineError: it is damaged.
    """
    document = Document(media_type)
    if media_type == _XLS:
        data = _ole.unprotected(blob)
        document.properties = _ole.properties(data)
    else:
        data = blob.read()
        with open_package(blob, limits) as package:
            _read_package(package, media_type, document)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in workbook.sheets_metadata:
            _read_sheet(workbook, sheet, document, limits)
    except calamine.CalamineError:
        if media_type != _XLS:
            raise
        _read_old(data, document)
    else:
        if media_type == _XLS:
            _read_asides(data, document)
    return document


def _read_old(data: bytes, document: Document) -> None:
    """Read what calamine cannot: Excel before version 5, and damaged workbooks."""
    document.tables.clear()
    document.blocks.clear()
    sheets = _biff.read(data)
    if not sheets:
        raise UnreadableError(Status.CORRUPT, "no sheet of it can be read")
    for sheet in sheets:
        _place(sheet.rows(), sheet.name, document)
        _add_asides(sheet, document)


def _read_asides(data: bytes, document: Document) -> None:
    """Add the text boxes and comments, which calamine does not give."""
    with contextlib.suppress(struct.error, IndexError, *_ole.ERRORS):  # the cells were read
        for sheet in _biff.read(data):
            _add_asides(sheet, document)


def _add_asides(sheet: _biff.Sheet, document: Document) -> None:
    if words := sheet.words():
        location = f"{sheet.name}, boxes and comments"
        document.blocks.append(Block("\n".join(words), location))


def _read_package(package: Package, media_type: str, document: Document) -> None:
    if media_type == _ODS:
        if is_encrypted(package):
            raise UnreadableError(Status.ENCRYPTED, "it is protected with a password")
        document.properties = meta_properties(package)
        return
    document.properties = package.properties()
    for pattern, location in ((_COMMENTS, "comments"), (_DRAWINGS, "text boxes")):
        for name in package.names(pattern):
            lines = _paragraphs(package, name)
            if lines:
                document.blocks.append(Block("\n".join(lines), location))


def _paragraphs(package: Package, name: str) -> list[str]:
    """Give the comments of a part, or the paragraphs of its text boxes."""
    root = package.xml(name)
    if root is None:
        return []
    lines = []
    for element in _xml.descendants(root, "comment", "threadedComment", "p"):
        texts = [text.text or "" for text in _xml.descendants(element, "t", "text")]
        line = "".join(text for text in texts if text).strip()
        if line and not line.startswith(_THREAD_NOTE):
            lines.append(line)
    return lines


def _read_sheet(
    workbook: calamine.CalamineWorkbook,
    metadata: calamine.SheetMetadata,
    document: Document,
    limits: Limits,
) -> None:
    if metadata.typ is not calamine.SheetTypeEnum.WorkSheet:
        return  # charts, macros and dialogues hold no cells
    sheet = workbook.get_sheet_by_name(metadata.name)
    rows = _texts(itertools.islice(sheet.iter_rows(), limits.max_rows))
    if sheet.height > limits.max_rows:
        document.status = Status.PARTLY_READ
        document.error = f"only the first {limits.max_rows:,} rows of a sheet were read"
    _place(rows, metadata.name, document)


def _place(rows: list[list[str]], name: str, document: Document) -> None:
    if _grid.is_form(rows):
        document.blocks.append(Block(_grid.as_text(rows), name))
    elif any(any(row) for row in rows) and (table := from_rows(name, rows)) is not None:
        document.tables.append(table)


def _texts(rows: Iterable[list[Cell]]) -> list[list[str]]:
    return [[render(cell) for cell in row] for row in rows]


def render(cell: Cell) -> str:
    """Write a cell as a person in the UK sees it: `03/09/1941`, `9434765919`, `12.5`, `TRUE`."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # Excel keeps and shows 15 digits; Python would show the rounding of the 17th.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        day = cell.strftime("%d/%m/") + f"{cell.year:04}"
        return day if cell.time() == dt.time() else f"{day} {cell:%H:%M:%S}"
    if isinstance(cell, dt.date):
        return cell.strftime("%d/%m/") + f"{cell.year:04}"
    return str(cell)
