"""SQLite databases: every table a child, and every file that is kept in one.

Opened read-only and as a file that nobody changes, so that no lock is taken and nothing is written
beside it. A database with a write-ahead log is read from a private copy, for only so are the rows
in the log seen.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from scanner import encoding
from scanner.document import Blob, Child, Document, Status, UnreadableError
from scanner.extract._rows import table_child
from scanner.identify import identify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connectors.landing import Cell
    from scanner.document import Limits

MEDIA_TYPES = ("application/vnd.sqlite3",)
ERRORS = (sqlite3.Error,)

_TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND upper(coalesce(sql, '')) NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid
"""
_PLAIN = {str, int, type(None)}
_LEAST_FILE = 64  # bytes; below that a binary value is a number or a key
_NOT_FILES = ("application/octet-stream", "text/")
_MOST_FILES = 256 * 2**20  # bytes of files taken from one table


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the tables of a database as children.

    Raises:
        sqlite3.Error: it is damaged.
    """
    with _opened(blob) as database:
        database.execute(_TABLES).fetchall()
    return Document(media_type, children=_members(blob, limits))


@contextlib.contextmanager
def _opened(blob: Blob) -> Iterator[sqlite3.Connection]:
    with _settled(blob) as (path, options):
        uri = f"{path.absolute().as_uri()}?{options}"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as database:
            database.text_factory = _decoded
            # Nothing that the file says of itself is trusted, functions in its views least of all.
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA query_only = ON")
            database.execute("PRAGMA cell_size_check = ON")
            yield database


@contextlib.contextmanager
def _settled(blob: Blob) -> Iterator[tuple[Path, str]]:
    """Give the file's path and how to open it; with its log where one is beside it."""
    with blob.on_disk() as path:
        log = path.with_name(f"{path.name}-wal")
        if blob.path is None or not log.is_file() or not log.stat().st_size:
            yield path, "mode=ro&immutable=1"
            return
        with tempfile.TemporaryDirectory(prefix="stocktake-") as folder:  # 0700
            copy = Path(folder) / "copy"
            shutil.copyfile(path, copy)
            shutil.copyfile(log, copy.with_name("copy-wal"))
            yield copy, "mode=rw"


def _members(blob: Blob, limits: Limits) -> Iterator[Child]:
    damaged: list[str] = []
    left_out = 0
    with _opened(blob) as database:
        for (name,) in database.execute(_TABLES).fetchall():
            table = _Table(database, name)
            most = limits.max_bytes
            with table_child(name, table.header, table.rows(), most) as (child, gathered):
                yield child
                left_out += gathered.left_out
            yield from table.files
            if table.damaged:
                damaged.append(name)
    if damaged:
        message = f"{len(damaged)} of its tables can only be read in part: the file is damaged"
        raise UnreadableError(Status.CORRUPT, message)
    if left_out:
        raise UnreadableError(Status.TOO_LARGE, f"{left_out:,} rows of its tables were left out")


class _Table:
    """The rows of a table as text, and the files found among its values."""

    def __init__(self, database: sqlite3.Connection, name: str) -> None:
        self.damaged = False
        self.files: list[Child] = []
        self._name = name
        self._room = _MOST_FILES
        self._cursor: sqlite3.Cursor | None = None
        quoted = name.replace('"', '""')
        try:
            self._cursor = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - quoted
        except sqlite3.Error:
            self.damaged = True

    @property
    def header(self) -> list[str]:
        described = self._cursor.description if self._cursor else ()
        return [column[0] for column in described]

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Give rows until the end, or until the file turns out to be damaged."""
        header = self.header
        try:
            for number, row in enumerate(self._cursor or (), 1):
                if _PLAIN.issuperset(map(type, row)):
                    yield row
                else:
                    yield [
                        cell if type(cell) in _PLAIN else self._text(cell, f"row {number}, {name}")
                        for cell, name in zip(row, header, strict=True)
                    ]
        except sqlite3.Error:
            self.damaged = True

    def _text(self, data: bytes | float, place: str) -> str:
        """Give a binary value as text where it is text; keep it where it is a file."""
        if isinstance(data, float):
            return str(int(data)) if data.is_integer() and abs(data) < 1e15 else str(data)
        if len(data) >= _LEAST_FILE and self._room >= len(data):
            kept = Blob(place, data=data)
            if not identify(kept).media_type.startswith(_NOT_FILES):
                self._room -= len(data)
                self.files.append(Child(f"{self._name}/{place}", kept))
                return ""
        try:
            return data.decode()
        except UnicodeDecodeError:
            return ""  # a number, a key, a hash


def _decoded(data: bytes) -> str:
    """Decode text: programs store what is not UTF-8 as if it were."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return encoding.decode(data)
