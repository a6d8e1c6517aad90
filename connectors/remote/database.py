"""Live databases by URL, through SQLAlchemy: `postgresql://reader@db01/care`, a row for each table.

Nothing is written: the session is made read-only where the server has such a thing, and only SELECT
is sent. Of a large table a sample is read: the first and the last rows by its key, or the first
where it has none, and its row in the inventory says how many. A database has nothing that says what
changed, so every table is read at every scan; one whose sample is as before is not examined again.
Views are left out, for what they show lies in tables.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from connectors.credentials import password_of, variables_of
from connectors.landing import RowFile
from connectors.patterns import any_of
from connectors.remote._connection import UNKNOWN_ACCESS, Entry, library
from connectors.source import SourceError

if TYPE_CHECKING:
    from config.address import Address
    from connectors.access import Access
    from connectors.landing import Cell, Landing

SCHEMES = ("postgresql", "mysql", "mariadb", "mssql", "oracle", "sqlite")
EXTRA = "sql"
_FETCHED_AT_ONCE = 1_000
_SLACK = 2**20
_OF_THE_SERVER = frozenset({"information_schema", "performance_schema", "mysql", "sys"})
_SCHEMA_IS_DATABASE = frozenset({"mysql", "mariadb"})
_READ_ONLY = {
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}
_DENIED = ("42501", "1142", "229")  # of PostgreSQL, MySQL and SQL Server


class Options(BaseModel):
    """Options of a database.

    Attributes:
        rows: how many rows of a table are read at most.
        tables: glob patterns of the tables to read, as `schema/table` or `table`; all by default.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int = Field(default=100_000, ge=2)
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """What there is to read of a table."""

    source: Any
    columns: list[Any]
    key: list[Any]
    left_out: list[str]


def connect(address: Address, options: Options) -> DatabaseConnection:
    """Log on to the server.

    Raises:
        SourceError: it cannot be reached, refuses, or its driver is not installed.
    """
    return DatabaseConnection(address, options)


class DatabaseConnection:
    """A read-only session with one database."""

    def __init__(self, address: Address, options: Options) -> None:
        self._address = address
        self._options = options
        self._sql = library("sqlalchemy", EXTRA, address)
        self._chosen = any_of(options.tables, ignore_case=True)
        try:
            url = self._url()
            self._engine = self._sql.create_engine(url, poolclass=self._sql.pool.NullPool)
        except (ImportError, self._sql.exc.NoSuchModuleError) as error:
            raise SourceError(
                f"{address}: its driver is not installed; pip install it (for PostgreSQL psycopg, "
                "for MySQL pymysql, for SQL Server pyodbc) and name it in the address, as "
                "postgresql+psycopg://…"
            ) from error
        except self._sql.exc.ArgumentError as error:
            raise SourceError(f"{address} is not a database address") from error
        with self._told():
            self._connection = self._engine.connect()
        try:
            with self._told():
                self._make_read_only()
        except BaseException:
            self.close()
            raise

    def root(self) -> Entry:
        """Give the database, which holds tables."""
        with self._told():
            self._connection.execute(self._sql.select(self._sql.literal(1)))
        return Entry("", "", folder=True)

    def entries(self, folder: Entry) -> Iterator[Entry]:
        """Yield the tables."""
        del folder
        now = f"{time.time_ns():x}"
        with self._told():
            inspector = self._sql.inspect(self._connection)
            backend = self._engine.dialect.name
            one = self._engine.url.database if backend in _SCHEMA_IS_DATABASE else ""
            for schema in [one] if one else inspector.get_schema_names():
                if schema.lower() in _OF_THE_SERVER:
                    continue
                for name in inspector.get_table_names(schema=schema):
                    path = name if backend == "sqlite" else f"{schema}/{name}"
                    if self._chosen is None or self._chosen(path):
                        yield Entry(path, json.dumps([schema, name]), stamp=now)

    def access(self, entry: Entry) -> Access:
        """Say that nothing is known of it."""
        del entry
        return UNKNOWN_ACCESS

    def fetch(self, location: str, into: Landing) -> str:
        """Read a sample of a table, as CSV."""
        schema, name = json.loads(location)
        into.name = f"{name.replace('/', '_')}.csv"
        with self._told():
            table = self._table(schema, name)
            rows = RowFile(into.most - _SLACK, into)
            rows.add([column.name for column in table.columns])
            parts, more = self._sample(table)
            number = 0
            for row in itertools.chain.from_iterable(parts):
                rows.add(map(_cell, row))
                number += 1
            rows.flush()
            self._connection.rollback()
        return _note(table, number - rows.left_out, more=more, cut=rows.left_out > 0)

    def close(self) -> None:
        """Log off."""
        with contextlib.suppress(Exception):  # whatever is left of it is of no further use
            self._connection.close()
        self._engine.dispose()

    def _url(self) -> Any:
        url = self._sql.make_url(self._address.text)
        if url.get_backend_name() == "sqlite":
            if not url.database or not Path(url.database).is_file():
                raise SourceError(f"{self._address} does not exist; check the address")
            file = f"file:{quote(str(Path(url.database).absolute()))}"
            return url.set(database=file, query={"mode": "ro", "uri": "true"})
        if password := password_of(self._address):
            return url.set(password=password)
        return url

    def _make_read_only(self) -> None:
        backend = self._engine.dialect.name
        if backend == "postgresql":
            self._connection = self._connection.execution_options(postgresql_readonly=True)
        elif backend in _READ_ONLY:
            self._connection.exec_driver_sql(_READ_ONLY[backend])

    def _table(self, schema: str, name: str) -> _Table:
        sql = self._sql
        inspector = sql.inspect(self._connection)
        found = inspector.get_columns(name, schema=schema)
        read = [c for c in found if not _is_binary(c["type"])]
        columns = [sql.column(c["name"], c["type"]) for c in read]
        keys = inspector.get_pk_constraint(name, schema=schema).get("constrained_columns") or []
        named = {column.name: column for column in columns}
        return _Table(
            source=sql.table(name, *columns, schema=schema),
            columns=columns,
            key=[named[key] for key in keys if key in named],
            left_out=[c["name"] for c in found if c["name"] not in named],
        )

    def _sample(self, table: _Table) -> tuple[list[Iterator[Any]], bool]:
        """Give the rows to read, in parts, and whether there are more."""
        sql, most = self._sql, self._options.rows
        whole = sql.select(*table.columns or [sql.literal(1)]).select_from(table.source)
        first = whole.order_by(*table.key) if table.key else whole
        beyond = self._connection.execute(first.offset(most).limit(1)).first() is not None
        if not beyond or not table.key:
            return [self._rows(first.limit(most))], beyond
        last = whole.order_by(*(column.desc() for column in table.key))
        parts = [first.limit(most // 2), last.limit(most - most // 2)]
        return [self._rows(part) for part in parts], True

    def _rows(self, query: Any) -> Iterator[Any]:
        with self._connection.execute(
            query, execution_options={"yield_per": _FETCHED_AT_ONCE}
        ) as result:
            yield from result

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn SQLAlchemy's exceptions into those that `Connection` promises."""
        known, address = self._sql.exc, self._address
        try:
            yield
        except known.NoSuchTableError as error:
            raise FileNotFoundError(errno.ENOENT, "no such table") from error
        except known.DBAPIError as error:
            if not hasattr(self, "_connection") or error.connection_invalidated:
                raise SourceError(
                    f"{address} cannot be reached, or refuses the account or its password, which "
                    f"is looked for in {variables_of(address)[0]} and in the keyring"
                ) from error
            with contextlib.suppress(known.SQLAlchemyError):
                self._connection.rollback()
            if _is_refusal(error.orig):
                raise PermissionError(errno.EACCES, "permission denied") from error
            kind = type(error.orig).__name__
            raise OSError(errno.EIO, f"the database answered with an error ({kind})") from error
        except known.SQLAlchemyError as error:
            raise OSError(errno.EIO, f"it cannot be read ({type(error).__name__})") from error


def _is_binary(kind: Any) -> bool:
    """Tell a column of bytes, of a server's own kinds (LONGBLOB) too."""
    try:
        return issubclass(kind.python_type, bytes)
    except NotImplementedError:
        return False


def _is_refusal(error: BaseException | None) -> bool:
    codes = [getattr(error, "sqlstate", None), *getattr(error, "args", ())[:1]]
    return any(str(code) in _DENIED for code in codes) or "denied" in str(error).lower()


def _note(table: _Table, number: int, *, more: bool, cut: bool) -> str:
    """Say what of a table was not read."""
    parts = []
    if more and not cut and table.key:
        parts.append(f"a sample: its first {number // 2:,} and last {number - number // 2:,} rows")
    elif more or cut:
        parts.append(f"a sample: its first {number:,} rows")
    if table.left_out:
        parts.append(f"not read: the binary columns {', '.join(table.left_out)}")
    return "; ".join(parts)


def _cell(value: object) -> Cell:
    """Give a value as text, the way exports write it."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, default=str, ensure_ascii=False)
    if isinstance(value, bytes | bytearray | memoryview):
        return ""
    return str(value)
