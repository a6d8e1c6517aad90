"""Spreadsheets (xlsx, xlsm, xlsb, xls, ods): every sheet as a table, hidden ones included.

Cells come from calamine, which is some ten times as fast as openpyxl; comments and text boxes are
read from the package itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import io
import itertools
import re
from typing import TYPE_CHECKING

import python_calamine as calamine

from detectors.tables import from_rows
from scanner.document import Blob, Block, Document, Status, UnreadableError
from scanner.extract import _biff, _grid, _links, _members, _ole, _regions, _sheet_area, _xml
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
_UNNAMED = re.compile(r"(?:Sheet|Chart|Table|Macro|Module|Dialog) ?\d*(?: \(\d+\))?", re.IGNORECASE)
_SHEETS = r"xl/worksheets/[^/]+\.xml"
_HEADER = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]{1,2000})<")
_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F+-]{5,6}|\d+|[A-Z])')  # a font, a size, the page number
_WIDE = 256  # columns; all that Excel had until 2007
_THREAD_NOTE = "[Threaded comment]"  # Excel's own words to readers that know no threads

Cell: TypeAlias = "str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta"


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a workbook: tables for its sheets, text for sheets that are forms, and comments.

    Raises:
        UnreadableError: it is encrypted, or would unpack to more than is safe.
        python_calamine.CalamineError: it is damaged.
    """
    document = Document(media_type)
    sheets: list[_biff.Sheet] = []
    if media_type == _XLS:
        data = _ole.unprotected(blob, limits.passwords)
        document.properties = _ole.properties(data)
        with contextlib.suppress(*_ole.ERRORS):  # too damaged for that reader, not for calamine
            sheets = _biff.read(data)
    else:
        data = blob.read()
        with open_package(blob, limits) as package:
            _read_package(package, media_type, document)
    if any(sheet.is_scattered() for sheet in sheets) or _is_older(data, media_type):
        _read_old(sheets, document)
    else:
        _read_either(data, sheets, document, limits)
    for sheet in sheets:
        if words := sheet.words():
            location = f"{sheet.name}, boxes and comments"
            document.blocks.append(Block("\n".join(words), location))
    document.blocks += _ole.own_properties(data) if media_type == _XLS else []
    return document


def _is_older(data: bytes, media_type: str) -> bool:
    """Say whether a workbook is from before Excel 5, which first wrote OLE2 files."""
    return media_type == _XLS and not _ole.is_ole(data)


def _read_either(
    data: bytes, sheets: list[_biff.Sheet], document: Document, limits: Limits
) -> None:
    """Read with calamine, or take what the other reader found where calamine gives up."""
    try:
        _read_workbook(data, document, limits)
    except calamine.CalamineError:
        if not sheets:
            raise
        _read_old(sheets, document)
        document.status, document.error = Status.PARTLY_READ, "it is damaged; some may be missing"


def _read_workbook(data: bytes, document: Document, limits: Limits) -> None:
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in workbook.sheets_metadata:
            _read_sheet(workbook, sheet, document, limits)
        _add_names((sheet.name for sheet in workbook.sheets_metadata), document)
    except BaseException as error:
        # A bug in calamine is a Rust panic: it comes as a BaseException of a class that cannot be
        # imported, and says no more than that the file is damaged.
        if type(error).__name__ == "PanicException":
            raise calamine.CalamineError("panic") from error
        raise


def _read_old(sheets: list[_biff.Sheet], document: Document) -> None:
    """Take what calamine cannot read: Excel before version 5, and damaged workbooks."""
    document.tables.clear()
    document.blocks.clear()
    for sheet in sheets:
        _place(sheet.rows(), sheet.name, document)
    _add_names((sheet.name for sheet in sheets), document)


def _add_names(names: Iterable[str], document: Document) -> None:
    """Add what somebody called the sheets: in many a workbook each person has one."""
    given = [name for name in names if name.strip() and not _UNNAMED.fullmatch(name.strip())]
    if given:
        document.blocks.append(Block("\n".join(given), "names of sheets"))


def _narrow(rows: list[list[str]]) -> list[list[str]]:
    """Leave empty columns out of a very wide sheet: a stray cell far right makes thousands."""
    if max(map(len, rows)) <= _WIDE:
        return rows
    used = sorted({column for row in rows for column, cell in enumerate(row) if cell})
    return [[row[column] if column < len(row) else "" for column in used] for row in rows]


def _read_package(package: Package, media_type: str, document: Document) -> None:
    if media_type == _ODS:
        if is_encrypted(package):
            raise UnreadableError(Status.ENCRYPTED, _members.PROTECTED)
        document.properties = meta_properties(package)
        return
    _sheet_area.check(package)
    document.properties = package.properties()
    for pattern, location in ((_COMMENTS, "comments"), (_DRAWINGS, "text boxes")):
        for name in package.names(pattern):
            lines = _paragraphs(package, name)
            if lines:
                document.blocks.append(Block("\n".join(lines), location))
    if printed := [line for name in package.names(_SHEETS) for line in _printed(package, name)]:
        document.blocks.append(Block("\n".join(dict.fromkeys(printed)), "headers and footers"))
    document.blocks += package.own_properties()
    _links.add(package.links(r"xl/worksheets/_rels/[^/]+\.rels"), document)


def _printed(package: Package, name: str) -> list[str]:
    """Give what a sheet prints above and below each page."""
    data = package.read(name) or b""
    start = data.rfind(b"<headerFooter")
    if start < 0:
        return []
    codes = (match[1].decode("utf-8", "replace") for match in _HEADER.finditer(data[start:]))
    lines = (" ".join(_CODE.sub(" ", html.unescape(code)).split()) for code in codes)
    return [line for line in lines if line]


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
        return
    for number, part in enumerate(_regions.regions(rows), 1):
        if table := from_rows(name if number == 1 else f"{name} ({number})", _narrow(part)):
            document.tables.append(table)


def _texts(rows: Iterable[list[Cell]]) -> list[list[str]]:
    """Render rows; of blank ones one in a row is kept, as it parts one table from the next.

    A stray space in the last column of the last row makes a sheet of millions of empty cells.
    """
    found: list[list[str]] = []
    for row in rows:
        filled = max((n for n, cell in enumerate(row, 1) if cell != ""), default=0)
        if filled or (found and found[-1]):
            found.append([render(cell) for cell in row[:filled]])
    return found


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
