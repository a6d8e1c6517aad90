"""SQL dumps and scripts: the rows that they insert, a child for each table.

Reads what mysqldump, pg_dump and SQL Server's script generator write: INSERT statements of one row
or many, and PostgreSQL's COPY blocks. All other statements and comments are the document's text.
"""

from __future__ import annotations

import io
import re
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectors.landing import RowFile
from scanner import encoding
from scanner.document import Blob, Block, Child, Document, Status
from scanner.extract._rows import blob_of
from scanner.extract._sql import Source, copied, names, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

MEDIA_TYPES = ("application/sql",)

_PART = r'(?:`[^`]*`|"[^"]*"|\[[^\]]*\]|[\w$#@]+)'
_NAME = rf"{_PART}(?:\s*\.\s*{_PART}){{0,2}}"
_INSERT = re.compile(
    r"[ \t]*(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|IGNORE)\s+)*(?:INTO\s+)?"
    rf"(?P<table>{_NAME})"
    r"\s*(?:\((?P<columns>[^()]*)\))?\s*(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES?\s*(?=\()",
    re.IGNORECASE,
)
_COPY = re.compile(
    rf"COPY\s+(?P<table>{_NAME})\s*(?:\((?P<columns>[^()]*)\))?\s*FROM\s+stdin\b[^\n]*;[ \t]*\n",
    re.IGNORECASE,
)
_CREATE = re.compile(
    rf"[ \t]*CREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>{_NAME})\s*(?=\()",
    re.IGNORECASE,
)
_COLUMN = re.compile(r'\s*(?:`([^`]*)`|"([^"]*)"|\[([^\]]*)\]|(\w+))(?:\s|$)')
_NOT_COLUMNS = {"primary", "unique", "key", "constraint", "index", "foreign", "fulltext", "check"}
_USUAL_SCHEMAS = {"dbo", "public", "main"}
_STARTS = re.compile(r"[ \t]*(?:INSERT|REPLACE|COPY|CREATE)\s", re.IGNORECASE)
_MYSQL = re.compile(r"MySQL dump|MariaDB dump|`\w+`|ENGINE\s*=", re.IGNORECASE)
_HEAD = 64 * 1024
_MOST_TABLES = 5_000


@dataclass(slots=True)
class _Tables:
    """What has been gathered so far: rows and columns by table."""

    limits: Limits
    held: ExitStack
    rows: dict[tuple[str, tuple[str, ...]], RowFile] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, table: str, columns: tuple[str, ...]) -> RowFile:
        """Give the rows of a table; a statement may name other columns than the one before."""
        columns = columns or self.columns.get(table, ())
        key = (table, columns)
        if key not in self.rows:
            most = self.limits.max_bytes if len(self.rows) < _MOST_TABLES else 0
            self.rows[key] = self.held.enter_context(closing(RowFile(most)))
            if columns:
                self.rows[key].add(columns)
        return self.rows[key]


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a script; the tables that it fills are its children."""
    document = Document(media_type)
    with ExitStack() as held:
        tables = _Tables(limits, held)
        rest = io.StringIO()
        with blob.open() as stream:
            head = stream.read(_HEAD)
            stream.seek(0)
            codec = encoding.detect(head) or "cp1252"
            text = io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")
            source = Source(text, backslash=bool(_MYSQL.search(encoding.decode(head))))
            while line := source.line():
                if not _STARTS.match(line) or not _statement(source, tables):
                    if rest.tell() <= limits.max_text:
                        rest.write(line)
                    source.skip(len(line))
        if rest.getvalue().strip():
            document.blocks.append(Block(rest.getvalue().replace("\r\n", "\n")))
        if left_out := sum(rows.left_out for rows in tables.rows.values()):
            document.status = Status.PARTLY_READ
            document.error = f"{left_out:,} rows of its tables were left out"
        document.children = _members(tables, held.pop_all())
    return document


def _members(tables: _Tables, held: ExitStack) -> Iterator[Child]:
    with held:
        seen: dict[str, int] = {}
        for (table, _), rows in tables.rows.items():
            seen[table] = seen.get(table, 0) + 1
            path = table if seen[table] == 1 else f"{table} ({seen[table]})"
            yield Child(path, blob_of(rows, path.replace("/", "_")))


def _statement(source: Source, tables: _Tables) -> bool:
    """Read the statement that begins here, if it is one of those that fill tables."""
    if match := source.match(_INSERT):
        rows = tables.of(_table(match["table"]), names(match["columns"] or ""))
        source.skip(match.end() - match.start())
        for row in values(source):
            rows.add(row)
        return True
    if match := source.match(_COPY):
        rows = tables.of(_table(match["table"]), names(match["columns"] or ""))
        source.skip(match.end() - match.start())
        for row in copied(source):
            rows.add(row)
        return True
    if match := source.match(_CREATE):
        tables.columns[_table(match["table"])] = _columns(source, match.end() - match.start())
    return False


def _columns(source: Source, start: int) -> tuple[str, ...]:
    """Give the names of the columns that a CREATE TABLE statement lists in brackets."""
    body = source.match_row(start)
    found = []
    for part in source.parts(body[1]) if body else ():
        if match := _COLUMN.match(part):
            name = next(group for group in match.groups() if group is not None)
            if match[4] is None or name.lower() not in _NOT_COLUMNS:
                found.append(name)
    return tuple(found)


def _table(text: str) -> str:
    """Give a table's name, with its schema where that is not the usual one."""
    parts = [part for part in names(text.replace(".", ",")) if part]
    if len(parts) > 1 and parts[-2].lower() not in _USUAL_SCHEMAS:
        return ".".join(parts[-2:])
    return parts[-1] if parts else "table"
