"""Writes tables as CSV, JSON or Parquet, a row at a time, whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import secrets
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import duckdb

from inventory.database import InventoryError, in_memory, private_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Value = str | int | float | bool | date | datetime | list[str] | None

_FORMULA_STARTS = ("=", "@", "\t", "\r")
_BATCH_ROWS = 20_000


class Format(StrEnum):
    """How a table is written.

    `EXCEL_CSV` is for people: it begins with a byte order mark, by which Excel knows UTF-8, and
    every cell that a spreadsheet could take for a formula is disarmed.
    """

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    EXCEL_CSV = "excel csv"


def write_table(
    path: Path, form: Format, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]
) -> int:
    """Write rows to a file, readable by its owner only; gives how many there were.

    Args:
        path: replaced once everything is written.
        form: how.
        columns: name -> DuckDB type, which Parquet files carry.
        rows: values in that order. Lists are joined by `;` in CSV, and times are in UTC.

    Raises:
        InventoryError: the file cannot be written.
    """
    write = {
        Format.CSV: _csv,
        Format.EXCEL_CSV: _excel_csv,
        Format.JSON: _json,
        Format.PARQUET: _parquet,
    }[form]
    with replacing(path) as draft:
        return write(draft, columns, rows)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a private draft to write; it takes the place of `path` when the block succeeds.

    Raises:
        InventoryError: it cannot be written.
    """
    if path.is_dir():
        raise InventoryError(f"cannot write {path}: it is a folder; name a file in it")
    if not path.parent.is_dir():
        raise InventoryError(f"cannot write {path}: there is no folder {path.parent}")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with private_files():
            try:
                yield draft
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise InventoryError(f"cannot write {path}: {error.strerror or error}") from error


def disarmed(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula, whatever follows the first sign."""
    return "'" + cell if cell.startswith((*_FORMULA_STARTS, "+", "-")) else cell


def neutralised(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula, leaving ordinary text as it is.

    A leading `-` or `+` is ordinary (a file called `-old.txt`, a masked phone number) unless
    something in the cell could act: a call, a reference to another program or sheet.
    """
    if cell.startswith(_FORMULA_STARTS):
        return "'" + cell
    if cell.startswith(("+", "-")) and any(sign in cell for sign in "(|!"):
        return "'" + cell
    return cell


def csv_cell(value: Value) -> str:
    """Write one value as the text of a CSV cell."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.4g}"
        case datetime():
            return _instant(value)
        case list() | str():
            return neutralised(value if isinstance(value, str) else ";".join(value))
        case _:
            return str(value)


def _instant(moment: datetime) -> str:
    """Write a time, which the inventory keeps in UTC."""
    return moment.replace(tzinfo=UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _csv(path: Path, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([csv_cell(value) for value in row])
            number += 1
    return number


def _excel_csv(path: Path, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([disarmed(csv_cell(value)) for value in row])
            number += 1
    return number


def _json(path: Path, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write("[")
        for number, row in enumerate(rows, start=1):
            stream.write(",\n" if number > 1 else "\n")
            entry = dict(zip(columns, row, strict=True))
            stream.write(json.dumps(entry, ensure_ascii=False, default=_json_value))
        stream.write("\n]\n")
    return number


def _json_value(value: object) -> str:
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _parquet(path: Path, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> int:
    number = 0
    names = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    picks = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
    with contextlib.closing(in_memory()) as connection:
        connection.execute(f"CREATE TABLE rows ({names})")
        for batch in _batches(rows):
            lists = [list(column) for column in zip(*batch, strict=True)]
            connection.execute(f"INSERT INTO rows SELECT {picks}", lists)
            number += len(batch)
        quoted = os.fspath(path).replace("'", "''")
        try:
            connection.execute(f"COPY rows TO '{quoted}' (FORMAT parquet)")
        except duckdb.IOException as error:
            raise InventoryError(f"cannot write {path}: {str(error).splitlines()[0]}") from error
    return number


def _batches(rows: Iterable[Sequence[Value]]) -> Iterator[list[Sequence[Any]]]:
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch
