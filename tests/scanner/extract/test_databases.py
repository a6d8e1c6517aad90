"""Databases and their dumps: a child for each table, whatever made the file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from detectors import tables
from scanner.document import Blob, Document, Limits, Status, UnreadableError
from scanner.extract import extract
from scanner.identify import identify
from tests.scanner.extract.helpers import cells, members, package, read, text

ACCESS = Path(__file__).parents[4] / "shared/corpus/formats/files/jahlborn+jackcess/data"
access = pytest.mark.skipif(not ACCESS.is_dir(), reason="the public corpus is not there")


def opened(path: Path, limits: Limits | None = None) -> Document:
    blob = Blob(path.name, path=path)
    return extract(blob, identify(blob), limits or Limits())


def rows(document: Document) -> dict[str, list[tuple[str | None, ...]]]:
    """Give the rows of every table among the children."""
    found = {}
    for child in document.children:
        assert child.blob is not None
        inner = extract(child.blob, identify(child.blob), Limits())
        found[child.path] = [row for r in cells(inner).values() for row in r]
    return found


def clients(path: Path, *more: str) -> Path:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE clients (name, nhs REAL, notes, photo BLOB)")
    database.execute(
        "INSERT INTO clients VALUES ('Joan \"Jo\" Aldous', 9990000018, 'C:\\', ?)",
        (package({"word/document.xml": "<x/>", "[Content_Types].xml": "<x/>"}),),
    )
    database.execute('CREATE TABLE rota (day, "who\'s on")')
    for statement in more:
        database.execute(statement)
    database.commit()
    database.close()
    return path


def test_sqlite_tables_and_files_kept_in_them_are_children(tmp_path: Path) -> None:
    found = members(opened(clients(tmp_path / "export.db")))
    assert list(found) == ["clients", "clients/row 1, photo", "rota"]
    assert found["clients/row 1, photo"].media_type.endswith("wordprocessingml.document")
    assert rows(opened(tmp_path / "export.db"))["rota"] == [("day", "who's on")]
    assert rows(read("x", (tmp_path / "export.db").read_bytes()))["clients"] == [
        ("name", "nhs", "notes", "photo"),
        ('Joan "Jo" Aldous', "9990000018", "C:\\ ", ""),
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"export.db"}


def test_sqlite_rows_still_in_the_log_are_read(tmp_path: Path) -> None:
    path = clients(tmp_path / "live.db", "PRAGMA journal_mode = WAL")
    database = sqlite3.connect(path)
    database.execute("INSERT INTO rota VALUES ('Monday', 'Priya Shah')")
    database.commit()
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert ("Monday", "Priya Shah") in rows(opened(path))["rota"]
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
    database.close()


def test_sqlite_damaged_half_way_gives_what_is_sound_and_says_so(tmp_path: Path) -> None:
    many = ["CREATE TABLE big (n, t)"]
    many += [f"INSERT INTO big VALUES ({n}, '{'Mrs Aldous ' * 30}')" for n in range(300)]
    path = clients(tmp_path / "a.db", *many)
    data = bytearray(path.read_bytes())
    data[-40_000:-20_000] = bytes(20_000)
    path.write_bytes(data)
    children = iter(opened(path).children)
    found: list[str] = []
    with pytest.raises(UnreadableError, match="damaged"):
        found.extend(child.path for child in children)
    assert found[0] == "clients"
    assert read("b.db", b"SQLite format 3\0" + bytes(84)).status is Status.CORRUPT


def test_a_table_larger_than_allowed_is_cut_and_counted(tmp_path: Path) -> None:
    many = [f"INSERT INTO rota VALUES ({n}, 'Priya Shah')" for n in range(2000)]
    document = opened(clients(tmp_path / "a.db", *many), Limits(max_bytes=10_000))
    with pytest.raises(UnreadableError, match="rows of its tables were left out"):
        list(document.children)


def test_a_large_table_is_read_from_a_private_file_that_goes(tmp_path: Path) -> None:
    note = "x" * 1000
    many = [f"INSERT INTO rota VALUES ({n}, '{note}')" for n in range(6000)]
    children = iter(opened(clients(tmp_path / "a.db", *many)).children)
    for child in children:
        assert child.blob is not None
        if child.path == "rota":
            assert child.blob.path is not None
            assert child.blob.path.stat().st_mode & 0o077 == 0
            kept = child.blob.path
            found = extract(child.blob, identify(child.blob), Limits())
            assert found.tables[0].relation.aggregate("count(*)").fetchall() == [(6001,)]
            tables.release_all()
    assert not kept.exists()


def written(path: Path, query: str) -> None:
    name = str(path).replace("'", "''")
    duckdb.execute(f"COPY ({query}) TO '{name}' (FORMAT parquet)")


@pytest.mark.parametrize("on_disk", [True, False])
def test_parquet_is_one_table_with_its_headers(tmp_path: Path, on_disk: bool) -> None:
    path = tmp_path / "it's.parquet"
    written(path, 'SELECT \'Joan\' AS "first ""name""", DATE \'1941-09-03\' AS dob')
    document = opened(path) if on_disk else read("a.parquet", path.read_bytes())
    assert cells(document)[""] == [('first "name"', "dob"), ("Joan", "1941-09-03")]


def test_parquet_damaged_or_encrypted_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    written(path, "SELECT 'Joan ' || i AS n FROM range(5000) t(i)")
    data = bytearray(path.read_bytes())
    assert read("a.parquet", bytes(data[:-100])).status is Status.CORRUPT
    data[100:4000] = bytes(3900)
    assert read("a.parquet", bytes(data)).status is Status.CORRUPT
    assert read("a.parquet", b"PARE" + bytes(100) + b"PARE").status is Status.ENCRYPTED


MYSQL = r"""-- MySQL dump 10.13
CREATE TABLE `clients` (
  `id` int NOT NULL,
  `name` varchar(40) DEFAULT 'x, y',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `clients` VALUES (1,'Joan O\'Hara; Mrs'),(2,NULL),
(3,'A (b), \\ c');
CREATE USER 'care'@'%' IDENTIFIED BY 'hunter2';
"""
POSTGRESQL = """-- PostgreSQL database dump
CREATE TABLE public.clients (
    id integer NOT NULL,
    name text
);
COPY public.clients (id, name) FROM stdin;
1\tJoan\\tO'Hara
2\t\\N
\\.
INSERT INTO hr.staff (id, "full name") VALUES (1, E'It\\'s'), (2, 'C:\\');
"""
SQL_SERVER = """USE [Care]\r
CREATE TABLE [dbo].[Clients]([Id] [int] IDENTITY(1,1) NOT NULL, [Name] [nvarchar](50))\r
GO\r
INSERT [dbo].[Clients] ([Id], [DOB]) VALUES (1, CAST(N'1941-09-03' AS Date))\r
INSERT [dbo].[Clients] ([Id], [DOB]) VALUES (2, NULL)\r
INSERT [dbo].[Clients] VALUES (3, N'Zo\u00eb O''Hara')\r
"""


def test_dumps_of_mysql() -> None:
    document = read("a.sql", MYSQL.encode())
    assert rows(document) == {
        "clients": [
            ("id", "name"),
            ("1", "Joan O'Hara; Mrs"),
            ("2", ""),
            ("3", "A (b), \\ c"),
        ]
    }
    assert "IDENTIFIED BY 'hunter2'" in text(document)
    assert "Hara" not in text(document)


def test_dumps_of_postgresql() -> None:
    found = rows(read("a.sql", POSTGRESQL.encode()))
    assert found["clients"][:2] == [("id", "name"), ("1", "Joan\tO'Hara")]
    assert found["hr.staff"] == [("id", "full name"), ("1", "It's"), ("2", "C:\\ ")]


def test_scripts_of_sql_server() -> None:
    found = rows(read("a.sql", SQL_SERVER.encode("utf-16")))
    assert found["Clients"][1] == ("1", "1941-09-03")
    assert found["Clients (2)"] == [("Id", "Name"), ("3", "Zoë O'Hara")]


def test_a_dump_in_pieces_and_statements_that_never_end() -> None:
    tail = ",".join(f"({n},'Joan Aldous')" for n in range(120_000))
    data = b"CREATE TABLE t (id int, name text);\nINSERT INTO t VALUES " + tail.encode() + b";\n"
    assert len(rows(read("a.sql", data))["t"]) == 120_001
    broken = data + b"INSERT INTO t VALUES (1, 'never closed\n" + b"x (" * 100_000
    assert len(rows(read("a.sql", broken))["t"]) == 120_001


@access
@pytest.mark.corpus
def test_access_tables_are_children() -> None:
    document = opened(ACCESS / "V2007/delColTestV2007.accdb")
    assert rows(document)["Table1"] == [
        ("id", "id2", "data", "data2"),
        ("0", "2", "foo", "foo2"),
        ("3", "5", "bar", "bar2"),
    ]


@access
@pytest.mark.corpus
def test_access_damaged_or_enciphered_is_named() -> None:
    data = bytearray((ACCESS / "V2000/testIndexPropertiesV2000.mdb").read_bytes())
    assert read("a.mdb", bytes(data[:5000])).status is Status.CORRUPT
    data[0x3E] ^= 0x55  # a key for the pages, beneath the mask of the header
    assert read("a.mdb", bytes(data)).status is Status.ENCRYPTED


def test_a_dump_with_photographs_in_it_is_read_as_what_it_says_it_is() -> None:
    photograph = bytes(code for code in range(256) if code not in b"\0\n\r\\'\"\x1a") * 40
    script = (
        b"-- MySQL dump 10.13  Distrib 5.7.44\n/*!40101 SET NAMES utf8 */;\n"
        b"CREATE TABLE `people` (`photo` longblob, `first ``name``` varchar(20),"
        b" `seen (last)` date, PRIMARY KEY (`first ``name```));\n"
    )
    row = b"('" + photograph + "','Zo\u00eb','2019-02-03')".encode()
    named = (
        b"INSERT INTO `people` (`seen (last)`, `photo`) VALUES ('2020-01-01', _binary '\xff');\n"
    )
    for letters in (row, b",".join([row] * 50)):
        data = script + b"INSERT INTO `people` VALUES " + letters + b";\n" + named
        found = rows(read("backup.bin", data))
        assert found["people"][0] == ("photo", "first `name`", "seen (last)")
        assert found["people"][1] == ("", "Zo\u00eb", "2019-02-03")
        assert found["people (2)"][1] == ("2020-01-01", "")


def test_a_script_of_sql_server_with_what_its_generator_writes() -> None:
    script = """USE [Care]
GO
SET ANSI_NULLS ON
GO
CREATE TABLE [hr].[Staff List](
\t[Staff ID] [int] IDENTITY(1,1) NOT NULL,
\t[Name] [nvarchar](50) NULL,
\t[Photo] [varbinary](max) NULL,
\t[Started] [datetime2](7) NULL,
 CONSTRAINT [PK_Staff] PRIMARY KEY CLUSTERED ([Staff ID] ASC)
) ON [PRIMARY]
GO
SET IDENTITY_INSERT [hr].[Staff List] ON
INSERT [hr].[Staff List] ([Staff ID], [Name], [Photo], [Started]) VALUES (1,
 N'Ann O''Hara', 0xFFD8FF, CAST(N'2019-04-01T00:00:00.0000000' AS DateTime2))
GO
INSERT INTO [hr].[Staff List] ([Staff ID], [Name], [Photo], [Started]) VALUES
 (2, N'Jo
Ward', NULL, CAST(0x00009A6B00000000 AS DateTime)),
 (3, N'Kit [bank]', NULL, NULL)
GO
"""
    for data in (script.encode("utf-16"), script.replace("\n", "\r\n").encode("utf-8-sig")):
        found = rows(read("staff.sql", data))["hr.Staff List"]
        assert found[0] == ("Staff ID", "Name", "Photo", "Started")
        assert found[1] == ("1", "Ann O'Hara", "", "2019-04-01T00:00:00.0000000")
        assert found[2][1].split() == ["Jo", "Ward"]  # type: ignore[union-attr]
        assert found[3][1] == "Kit [bank]"
