"""Parts a sheet into its tables, where several stand on one: above or beside each other.

A blank row or column alone proves nothing, for people leave them inside tables too. What follows it
is a table of its own when it begins with headers of its own over values that are none.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Rows = list[list[str]]

_SAMPLE = 200
_VALUE = re.compile(r"\d\D*\d|@")
_LONGEST_HEADER = 60
_NARROWEST = 3  # columns; two are as likely the labels and values of a form


def regions(rows: Rows) -> list[Rows]:
    """Give the tables of a sheet: one, unless it is plain that there are more.

    Args:
        rows: cell texts; rows may differ in length.
    """
    tables: list[Rows] = []
    for band in _bands(rows):
        if tables and not (_has_headers(tables[-1]) and _has_headers(band)):
            tables[-1] += [[], *band]
        else:
            tables.append(band)
    return [part for table in tables for part in _beside(table)]


def _bands(rows: Rows) -> Iterator[Rows]:
    for filled, band in itertools.groupby(rows, key=any):
        if filled:
            yield list(band)


def _has_headers(rows: Rows) -> bool:
    """Say whether the rows, below a title perhaps, begin with headers; a form's labels are none."""
    body = list(itertools.islice(itertools.dropwhile(_is_title, rows), 20))
    if len(body) < 2 or not _is_header(body[0]):
        return False
    below = [row for row in body[1:] if any(row)]
    return any(
        sum(bool(_VALUE.search(row[at])) for row in below if at < len(row)) > 0.5 * len(below)
        for at, cell in enumerate(body[0])
        if cell
    )


def _is_title(row: list[str]) -> bool:
    return sum(map(bool, row)) <= 1


def _is_header(row: list[str]) -> bool:
    cells = [cell.strip().lower() for cell in row if cell.strip()]
    return (
        len(cells) >= _NARROWEST
        and len(set(cells)) == len(cells)
        and not any(
            _VALUE.search(cell) or len(cell) > _LONGEST_HEADER or cell.endswith(":")
            for cell in cells
        )
    )


def _beside(rows: Rows) -> list[Rows]:
    """Part tables that stand beside each other, which differ in length or repeat a header."""
    spans = _spans(rows)
    if len(spans) < 2:
        return [rows]
    parts = [_trimmed([row[start:end] for row in rows]) for start, end in spans]
    if not all(map(_has_headers, parts)):
        return [rows]
    headers = [cell for part in parts for cell in part[0] if cell]
    differ = len({len(part) for part in parts}) > 1
    return parts if differ or len(set(headers)) < len(headers) else [rows]


def _trimmed(rows: Rows) -> Rows:
    """Leave out blank rows above and below."""
    filled = [at for at, row in enumerate(rows) if any(row)]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def _spans(rows: Rows) -> list[tuple[int, int]]:
    """Give the first column and the one after the last of each part between blank columns."""
    used = _used(rows[:_SAMPLE])
    if len(used) <= max(used, default=0):  # some column is blank in the sample
        used = _used(rows)
    spans: list[tuple[int, int]] = []
    for column in sorted(used):
        if spans and spans[-1][1] == column:
            spans[-1] = (spans[-1][0], column + 1)
        else:
            spans.append((column, column + 1))
    return spans


def _used(rows: Rows) -> set[int]:
    return {column for row in rows for column, cell in enumerate(row) if cell}
