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
    from collections.abc import Iterable, Iterator

    from scanner.document import Limits

MEDIA_TYPES = ("application/sql",)

_QUOTED = r'`(?:[^`]|``)*+`|"(?:[^"]|"")*+"|\[(?:[^\]]|\]\])*+\]'
_PART = rf"(?:{_QUOTED}|[\w$#@]+)"
_COLUMNS = rf"\((?P<columns>(?:{_QUOTED}|[^()`\"\[])*+)\)"
_NAME = rf"{_PART}(?:\s*\.\s*{_PART}){{0,2}}"
_INSERT = re.compile(
    r"[ \t]*(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|IGNORE)\s+)*(?:INTO\s+)?"
    rf"(?P<table>{_NAME})"
    rf"\s*(?:{_COLUMNS})?\s*(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES?\s*(?=\()",
    re.IGNORECASE,
)
_COPY = re.compile(
    rf"COPY\s+(?P<table>{_NAME})\s*(?:{_COLUMNS})?\s*FROM\s+stdin\b[^\n]*;[ \t]*\n",
    re.IGNORECASE,
)
_CREATE = re.compile(
    rf"[ \t]*CREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>{_NAME})\s*(?=\()",
    re.IGNORECASE,
)
_COLUMN = re.compile(rf"\s*({_QUOTED}|\w+)(?:\s|$)")
_BINARY = re.compile(r"[\s\[]*(?:\w*blob|(?:var)?binary|bytea|image)\b", re.IGNORECASE)
# What a dump says of itself: `SET NAMES utf8mb4`, `SET client_encoding = 'UTF8'`.
_ENCODING = re.compile(rb"SET\s+(?:NAMES\s+|client_encoding\s*=\s*)'?([\w-]+)", re.IGNORECASE)
_CODECS = {
    "utf8": "utf-8",
    "utf8mb3": "utf-8",
    "utf8mb4": "utf-8",
    "latin1": "cp1252",
    "win1252": "cp1252",
}
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
    pictures: dict[str, frozenset[str]] = field(default_factory=dict)

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

    def fill(self, table: str, columns: tuple[str, ...], rows: Iterable[list[str | None]]) -> None:
        """Add rows to a table, without its bytes."""
        kept = self.of(table, columns)
        pictures = self.pictures.get(table, frozenset())
        named = enumerate(columns or self.columns.get(table, ()))
        left_out = [at for at, column in named if column in pictures]
        for row in rows:
            for at in left_out:
                if at < len(row):
                    row[at] = None
            kept.add(row)


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a script; the tables that it fills are its children."""
    document = Document(media_type)
    with ExitStack() as held:
        tables = _Tables(limits, held)
        rest = io.StringIO()
        with blob.open() as stream:
            head = stream.read(_HEAD)
            stream.seek(0)
            codec = _codec(head)
            text = io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")
            source = Source(text, backslash=bool(_MYSQL.search(encoding.decode(head, codec))))
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


def _codec(head: bytes) -> str:
    """Name the encoding: what the dump says, for bytes of photographs would mislead a guess."""
    said = _ENCODING.search(head)
    codec = _CODECS.get(said[1].decode().lower()) if said else None
    return codec or encoding.detect(head) or "cp1252"


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
        source.skip(match.end() - match.start())
        tables.fill(_table(match["table"]), names(match["columns"] or ""), values(source))
        return True
    if match := source.match(_COPY):
        source.skip(match.end() - match.start())
        tables.fill(_table(match["table"]), names(match["columns"] or ""), copied(source))
        return True
    if match := source.match(_CREATE):
        table, columns = _table(match["table"]), _columns(source, match.end() - match.start())
        tables.columns[table] = tuple(columns)
        tables.pictures[table] = frozenset(n for n, kind in columns.items() if _BINARY.match(kind))
    return False


def _columns(source: Source, start: int) -> dict[str, str]:
    """Give the columns that a CREATE TABLE statement lists in brackets, and what follows each."""
    body = source.match_row(start)
    found = {}
    for part in source.parts(body[1]) if body else ():
        match = _COLUMN.match(part)
        if match and match[1].lower() not in _NOT_COLUMNS:
            found[next(iter(names(match[1])), "")] = part[match.end() :]
    return found


def _table(text: str) -> str:
    """Give a table's name, with its schema where that is not the usual one."""
    parts = [part for part in names(text.replace(".", ",")) if part]
    if len(parts) > 1 and parts[-2].lower() not in _USUAL_SCHEMAS:
        return ".".join(parts[-2:])
    return parts[-1] if parts else "table"
