"""MySQL by URL, and what `mysqldump` writes of it, on a real MariaDB."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.address import parse_address
from connectors.remote import database, open_source
from connectors.source import SourceError
from scanner.document import Status
from tests.connectors.remote.servers import (
    SECRET,
    Server,
    free_port,
    need_root,
    program,
    running,
)
from tests.scanner.extract.helpers import cells, read

if TYPE_CHECKING:
    from connectors.remote._share import RemoteShare

PACKAGE = "mariadb-server"
_FILL = """
CREATE DATABASE care CHARACTER SET utf8mb4;
CREATE DATABASE `pay roll`;
USE care;
CREATE TABLE clients (id INT PRIMARY KEY, name VARCHAR(80), born DATE, note TEXT, scan LONGBLOB,
    left_at TIME, active TINYINT(1), kind ENUM('resident', 'day centre'));
INSERT INTO clients SELECT seq, concat('Client ', seq), '1940-01-01' + INTERVAL seq DAY,
    NULL, x'00ff27', '08:30:00', 1, 'resident' FROM seq_1_to_1000;
UPDATE clients SET name = 'Siân O\\'Brien\\\\Hall',
    note = 'line one\\nline two; ''quoted''' WHERE id = 1;
CREATE VIEW everybody AS SELECT name FROM clients;
CREATE TABLE `odd ``name``` (`a b` VARCHAR(20));
INSERT INTO `odd ``name``` VALUES ('x'), (NULL), ('');
CREATE TABLE `pay roll`.slips (amount DECIMAL(8,2));
INSERT INTO `pay roll`.slips VALUES (1234.50);
CREATE USER owner@'127.0.0.1' IDENTIFIED BY '{secret}';
GRANT ALL ON *.* TO owner@'127.0.0.1';
CREATE USER reader@'127.0.0.1' IDENTIFIED BY '{secret}';
GRANT SELECT ON care.clients TO reader@'127.0.0.1';
"""


@pytest.fixture(scope="session")
def mariadb(folder_for_others: Callable[[str], Path]) -> Iterator[Server]:
    """A MariaDB whose account `owner` may do everything, and `reader` may read one table."""
    need_root("MariaDB")
    pytest.importorskip("pymysql", reason="pip install 'stocktake[dev]' brings pymysql")
    server, install = program("mariadbd", PACKAGE), program("mariadb-install-db", PACKAGE)
    home = folder_for_others("mariadb")
    data = home / "data"
    data.mkdir()
    subprocess.run(
        [install, "--no-defaults", f"--datadir={data}", "--user=mysql", "--skip-test-db",
         "--auth-root-authentication-method=socket"],
        check=True, capture_output=True,
    )  # fmt: skip
    port = free_port()
    command = [server, "--no-defaults", f"--datadir={data}", f"--port={port}", "--user=mysql",
               "--bind-address=127.0.0.1", f"--socket={data}/s", "--skip-name-resolve",
               f"--pid-file={data}/pid", "--innodb-flush-log-at-trx-commit=0"]  # fmt: skip
    with running(command, port, data, home / "log") as started:
        _run(started, _FILL.format(secret=SECRET))
        yield started


def _run(server: Server, script: str) -> None:
    client = program("mariadb", PACKAGE)
    command = [client, "--no-defaults", f"--socket={server.folder}/s", "--user=root",
               "--default-character-set=utf8mb4"]  # fmt: skip
    subprocess.run(command, input=script.encode(), check=True, capture_output=True)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKTAKE_PASSWORD_127_0_0_1", SECRET)


def source(
    server: Server, name: str = "care", user: str = "owner", **options: object
) -> RemoteShare:
    url = f"mysql+pymysql://{user}@127.0.0.1:{server.port}/{name}?charset=utf8mb4"
    return open_source(parse_address(url), options)


def rows_of(place: RemoteShare, path: str) -> tuple[list[list[str]], str]:
    item = {item.path: item for item in place.items()}[path]
    with place.opener.fetch(item, 2**24) as fetched:
        assert fetched.data is not None
        return list(csv.reader(fetched.data.decode().splitlines(keepends=True))), fetched.note


def test_each_table_is_read_and_views_are_not(mariadb: Server) -> None:
    place = source(mariadb)
    assert {item.path for item in place.items()} == {"care/clients", "care/odd `name`"}
    rows, note = rows_of(place, "care/clients")
    assert rows[0] == ["id", "name", "born", "note", "left_at", "active", "kind"]
    assert rows[1] == [
        "1", "Siân O'Brien\\Hall", "1940-01-02", "line one\nline two; 'quoted'", "08:30:00", "1",
        "resident",
    ]  # fmt: skip
    assert len(rows) == 1001
    assert note == "not read: the binary columns scan"
    assert rows_of(place, "care/odd `name`")[0] == [["a b"], ["x"], [""], [""]]


def test_without_a_database_in_the_address_all_that_are_not_the_servers_own_are_read(
    mariadb: Server,
) -> None:
    place = source(mariadb, name="")
    found = {item.path for item in place.items()}
    assert {"care/clients", "pay roll/slips"} <= found
    assert not any(path.startswith(("mysql/", "sys/", "information_schema/")) for path in found)
    assert rows_of(place, "pay roll/slips")[0] == [["amount"], ["1234.50"]]


def test_of_a_large_table_both_ends_are_read(mariadb: Server) -> None:
    rows, note = rows_of(source(mariadb, rows=4), "care/clients")
    assert [row[0] for row in rows[1:]] == ["1", "2", "1000", "999"]
    assert note.startswith("a sample: its first 2 and last 2 rows")


def test_nothing_can_be_written(mariadb: Server) -> None:
    connection = database.connect(source(mariadb).address, database.Options())
    with pytest.raises(OSError, match="error"), connection._told():
        connection._connection.exec_driver_sql("DELETE FROM clients")
    connection.close()


def test_what_the_account_may_not_see_is_not_there_and_its_own_table_is_read(
    mariadb: Server,
) -> None:
    place = source(mariadb, user="reader")
    assert [item.path for item in place.items()] == ["care/clients"]
    assert len(rows_of(place, "care/clients")[0]) == 1001


def test_a_wrong_password_is_told(mariadb: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKTAKE_PASSWORD_127_0_0_1", "mistyped-secret")
    with pytest.raises(SourceError, match="refuses the account") as told:
        source(mariadb).check()
    assert "mistyped-secret" not in str(told.value)


@pytest.mark.parametrize(
    "options", [[], ["--skip-extended-insert", "--complete-insert"], ["--hex-blob"]]
)
def test_a_dump_is_read_table_by_table(mariadb: Server, options: list[str]) -> None:
    dump = program("mariadb-dump", PACKAGE)
    command = [dump, "--no-defaults", f"--socket={mariadb.folder}/s", "--user=root",
               "--default-character-set=utf8mb4", *options,
               "--databases", "care", "pay roll"]  # fmt: skip
    written = subprocess.run(command, check=True, capture_output=True).stdout
    document = read("backup.sql", written)
    assert document.status is Status.READ
    found = {}
    for child in document.children:
        assert child.blob
        table = read(child.blob.name, child.blob.read())
        found[child.path] = next(iter(cells(table).values()))
    assert set(found) == {"clients", "odd `name`", "slips"}
    assert len(found["clients"]) == 1001
    assert found["clients"][0][:4] == ("id", "name", "born", "note")
    first = found["clients"][1]
    assert first[1:4] == ("Siân O'Brien\\Hall", "1940-01-02", "line one\nline two; 'quoted'")
    assert not first[4], "a photograph is no text"
    assert found["odd `name`"][:2] == [("a b",), ("x",)]
    assert found["slips"] == [("amount",), ("1234.50",)]
