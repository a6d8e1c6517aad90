"""Parquet files: a table that DuckDB reads lazily, column by column, straight from the file."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import duckdb

from detectors.model import Table
from detectors.tables import connection, on_release
from scanner.document import Blob, Document, Status, UnreadableError

if TYPE_CHECKING:
    from scanner.document import Limits

_ENCRYPTED = "application/vnd.apache.parquet.encrypted"
MEDIA_TYPES = ("application/vnd.apache.parquet", _ENCRYPTED)
ERRORS = (duckdb.Error,)

_GLOB = frozenset("*?[]{}")


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a Parquet file; its one table is read when it is asked for.

    Raises:
        duckdb.Error: it is damaged.
        UnreadableError: it is encrypted.
    """
    del limits  # read as it is needed, so its length does not matter
    if media_type == _ENCRYPTED:
        raise UnreadableError(Status.ENCRYPTED, "it is encrypted, and its key is kept elsewhere")
    path = _path(blob).replace("'", "''")
    source = f"read_parquet('{path}', hive_partitioning = false)"
    names = connection().sql(f"SELECT * FROM {source}").columns  # noqa: S608 - quoted
    # DuckDB checks a page when it reads it; what is damaged must show here, not in a detector.
    connection().execute(f"SELECT max(hash(COLUMNS(*))) FROM {source}").fetchall()  # noqa: S608
    titles = ", ".join(f"'{_quoted(name)}' AS c{at}" for at, name in enumerate(names))
    cells = ", ".join(f'CAST("{name.replace(chr(34), chr(34) * 2)}" AS VARCHAR)' for name in names)
    table = connection().sql(f"SELECT {titles} UNION ALL SELECT {cells} FROM {source}")  # noqa: S608
    return Document(media_type, tables=[Table("", table)])


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _path(blob: Blob) -> str:
    """Give a path that DuckDB takes literally, of a private copy where there is none."""
    if blob.path is not None:
        path = str(blob.path.absolute())
        if not _GLOB & set(path) and path.isprintable():
            return path
    held = ExitStack()
    on_release(held.close)
    return str(held.enter_context(Blob(blob.name, data=blob.read()).on_disk()))
