"""Live databases, on a real PostgreSQL and on SQLite."""

from __future__ import annotations

import contextlib
import csv
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.address import parse_address
from connectors.remote import open_source
from connectors.remote._share import RemoteShare
from connectors.source import SourceError
from tests.connectors.remote.servers import SECRET, Server, free_port, need_root, running

ACCOUNT = "daemon"  # PostgreSQL refuses to run as root


def postgres_program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not found:
        pytest.skip(f"{name} is not installed (Debian package postgresql)")
    return str(found[-1])


@pytest.fixture(scope="session")
def postgres(folder_for_others: Callable[[str], Path]) -> Iterator[Server]:
    """A PostgreSQL whose account `owner` may do everything, and `reader` may read one table."""
    need_root("PostgreSQL")
    pytest.importorskip("psycopg", reason="pip install 'stocktake[dev]' brings psycopg")
    initdb, server = postgres_program("initdb"), postgres_program("postgres")
    home = folder_for_others("postgres")
    data = home / "data"
    data.mkdir()
    (home / "secret").write_text(SECRET)
    (home / "secret").chmod(0o644)
    shutil.chown(data, ACCOUNT, ACCOUNT)
    subprocess.run(
        [initdb, "-D", data, "-U", "owner", "--pwfile", home / "secret", "--auth", "scram-sha-256",
         "--no-sync", "--no-locale", "-E", "UTF8"],
        check=True, capture_output=True, user=ACCOUNT, cwd=data,
    )  # fmt: skip
    port = free_port()
    command = [server, "-D", str(data), "-p", str(port), "-k", str(data), "-c", "fsync=off",
               "-c", "listen_addresses=127.0.0.1"]  # fmt: skip
    with running(command, port, data, home / "log", account=ACCOUNT) as started:
        _fill(started)
        yield started


def _fill(server: Server) -> None:
    import psycopg  # noqa: PLC0415 - skipped where it is missing

    url = f"postgresql://owner:{SECRET}@127.0.0.1:{server.port}/postgres"
    for _ in range(100):  # it accepts connections before it is ready to serve any
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(url).close()
            break
        time.sleep(0.1)
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE clients "
            "(id int PRIMARY KEY, name text, born date, note jsonb, scan bytea)"
        )
        connection.execute(
            "INSERT INTO clients SELECT n, 'Client ' || n, date '1940-01-01' + n, "
            "'{\"room\": 12}', 'x' FROM generate_series(1, 1000) n"
        )
        connection.execute("CREATE SCHEMA payroll")
        connection.execute('CREATE TABLE payroll."Pay ""slips" (amount numeric)')
        connection.execute('INSERT INTO payroll."Pay ""slips" VALUES (1234.50)')
        connection.execute("CREATE VIEW everybody AS SELECT name FROM clients")
        connection.execute(f"CREATE ROLE reader LOGIN PASSWORD '{SECRET}'")
        connection.execute("GRANT SELECT ON clients TO reader")
        connection.execute("GRANT USAGE ON SCHEMA payroll TO reader")


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKTAKE_PASSWORD_127_0_0_1", SECRET)


def source(server: Server, user: str = "owner", **options: Any) -> RemoteShare:
    url = f"postgresql+psycopg://{user}@127.0.0.1:{server.port}/postgres"
    return open_source(parse_address(url), options)


def read(place: RemoteShare, path: str) -> tuple[list[list[str]], str]:
    item = {item.path: item for item in place.items()}[path]
    with place.opener.fetch(item, 2**24) as fetched:
        assert fetched.data is not None
        assert fetched.name.endswith(".csv")
        return list(csv.reader(fetched.data.decode().splitlines())), fetched.note


@pytest.mark.usefixtures("password")
def test_each_table_is_read(postgres: Server) -> None:
    place = source(postgres)
    assert {item.path for item in place.items()} == {"public/clients", 'payroll/Pay "slips'}
    rows, note = read(place, "public/clients")
    assert rows[0] == ["id", "name", "born", "note"]
    assert rows[1] == ["1", "Client 1", "1940-01-02", '{"room": 12}']
    assert len(rows) == 1001
    assert note == "not read: the binary columns scan"
    assert read(place, 'payroll/Pay "slips')[0] == [["amount"], ["1234.50"]]


@pytest.mark.usefixtures("password")
def test_of_a_large_table_both_ends_are_read_and_the_bound_is_told(postgres: Server) -> None:
    rows, note = read(source(postgres, rows=10), "public/clients")
    assert [row[0] for row in rows[1:]] == [
        "1", "2", "3", "4", "5", "1000", "999", "998", "997", "996",
    ]  # fmt: skip
    assert note.startswith("a sample: its first 5 and last 5 rows")
    assert not read(source(postgres, rows=1000), "public/clients")[1].startswith("a sample")


@pytest.mark.usefixtures("password")
def test_nothing_can_be_written(postgres: Server) -> None:
    from connectors.remote import database  # noqa: PLC0415

    place = source(postgres)
    connection = database.connect(place.address, database.Options())
    with pytest.raises(OSError, match="ReadOnly"), connection._told():
        connection._connection.exec_driver_sql("DELETE FROM clients")
    connection.close()


@pytest.mark.usefixtures("password")
def test_what_the_account_may_not_read(postgres: Server) -> None:
    place = source(postgres, "reader")
    found = {item.path: item for item in place.items()}
    with pytest.raises(PermissionError), place.opener.fetch(found['payroll/Pay "slips'], 2**24):
        pass
    assert len(read(place, "public/clients")[0]) == 1001


@pytest.mark.usefixtures("password")
def test_tables_are_chosen_by_pattern(postgres: Server) -> None:
    assert [item.path for item in source(postgres, tables=["public/*"]).items()] == [
        "public/clients"
    ]


def test_what_is_wrong_is_told(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKTAKE_PASSWORD_127_0_0_1", "mistyped-secret")
    with pytest.raises(SourceError, match="refuses the account") as told:
        source(postgres).check()
    assert "mistyped-secret" not in str(told.value)
    with pytest.raises(SourceError, match="driver is not installed"):
        open_source(parse_address("mssql+pyodbc://reader@db01/care"), {}).check()


def test_a_sqlite_file_by_its_url(tmp_path: Path) -> None:
    file = tmp_path / "care plans.db"
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE notes (text)")
    database.executemany("INSERT INTO notes VALUES (?)", [("a",), ("b",), ("c",)])
    database.commit()
    database.close()
    before = file.read_bytes()
    place = open_source(parse_address(f"sqlite:///{file}"), {"rows": 2})
    assert read(place, "notes") == ([["text"], ["a"], ["b"]], "a sample: its first 2 rows")
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(SourceError, match="does not exist"):
        open_source(parse_address(f"sqlite:///{tmp_path}/nowhere.db"), {}).check()
    assert not (tmp_path / "nowhere.db").exists()
