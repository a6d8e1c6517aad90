"""The inventory's file: kept private, never half written, shared politely."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import duckdb
import pytest

from inventory.database import InventoryError, migrations, opened
from inventory.records import ClockRecord
from inventory.store import Inventory
from tests.inventory.conftest import SOURCE, clock, finding, record

ROOT = Path(__file__).resolve().parents[2]


class Tally:
    files = 3
    unchanged = 1
    documents = 2
    findings = 5
    size = 100


def paths(inventory: Inventory) -> set[str]:
    with inventory.snapshot("documents") as connection:
        return {path for (path,) in connection.execute("SELECT path FROM documents").fetchall()}


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Run Python in another process; it says a line when it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    return process


HOLD = """
    import sys
    from pathlib import Path
    from inventory.database import opened
    with opened(Path(sys.argv[1]), read_only=False, patience=5) as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO meta VALUES ('half', 'written')")
        print("ready", flush=True)
        sys.stdin.readline()
        connection.execute("ROLLBACK")
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    inventory = Inventory(tmp_path / "new" / "inventory.duckdb")
    inventory.create_if_missing()
    with inventory.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('a', 'b')")
        modes = {stat.S_IMODE(path.stat().st_mode) for path in inventory.path.parent.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(inventory.path.parent.stat().st_mode) == 0o700


def test_a_document_is_stored_once_however_often_it_is_scanned(inventory: Inventory) -> None:
    inventory.add([record("a.txt", findings=(finding("PERSON", "d1"), finding("UK_NHS", "d2")))])
    inventory.add([record("a.txt", fingerprint="2", findings=(finding("PERSON", "d3"),))])
    with inventory.snapshot("documents", "findings") as connection:
        rows = connection.execute("SELECT fingerprint FROM documents").fetchall()
        digests = connection.execute("SELECT digest FROM findings").fetchall()
    assert rows == [("2",)]
    assert digests == [("d3",)]


def test_a_container_read_again_replaces_what_was_in_it(inventory: Inventory) -> None:
    before = [
        record("post.zip"),
        record("post.zip!/old.docx", container="post.zip"),
        record("post.zip!/mail.eml", container="post.zip"),
        record("post.zip!/mail.eml!/cv.pdf", container="post.zip!/mail.eml"),
        record("post.zipped/other.txt"),
    ]
    inventory.add(before)
    inventory.add([record("post.zip"), record("post.zip!/new.docx", container="post.zip")])
    assert paths(inventory) == {"post.zip", "post.zip!/new.docx", "post.zipped/other.txt"}


def test_a_folder_that_ends_in_an_exclamation_mark_is_no_container(inventory: Inventory) -> None:
    inventory.add([record("Urgent!/a.txt"), record("Urgent!/b.txt")])
    inventory.add([record("Urgent!/a.txt", fingerprint="2")])
    assert paths(inventory) == {"Urgent!/a.txt", "Urgent!/b.txt"}
    assert set(inventory.known(SOURCE)) == {"Urgent!/a.txt", "Urgent!/b.txt"}


def test_two_sources_with_the_same_paths_are_kept_apart(inventory: Inventory) -> None:
    inventory.add([record("a.txt"), record("a.txt", source="/srv/other")])
    inventory.add([record("a.txt", fingerprint="2")])
    assert inventory.known("/srv/other")["a.txt"][0] == "1000-1"


def test_known_gives_files_but_not_members(inventory: Inventory) -> None:
    inventory.add(
        [
            record("póst.zip", fingerprint="7", rules_version="r2", status="partly_read"),
            record("póst.zip!/a.txt", container="póst.zip"),
        ]
    )
    known = inventory.known(SOURCE)
    assert dict(known) == {"póst.zip": ("7", "r2", "partly_read")}
    assert "a.txt" not in known


def test_files_gone_at_the_end_of_a_finished_scan_are_left_out(inventory: Inventory) -> None:
    inventory.add([record("a.txt"), record("b.zip"), record("b.zip!/c.txt", container="b.zip")])
    scan = inventory.begin_scan(SOURCE)
    inventory.finish_scan(scan, state="finished", tally=Tally(), gone={"b.zip"})
    assert paths(inventory) == {"a.txt"}
    assert set(inventory.known(SOURCE)) == {"a.txt"}


@pytest.mark.parametrize("state", ["interrupted", "unreachable", "failed"])
def test_a_scan_that_did_not_finish_says_nothing_is_gone(inventory: Inventory, state: str) -> None:
    inventory.add([record("a.txt"), record("b.txt")])
    scan = inventory.begin_scan(SOURCE)
    inventory.finish_scan(scan, state=state, tally=Tally(), gone={"a.txt", "b.txt"})
    assert paths(inventory) == {"a.txt", "b.txt"}


def test_a_file_that_comes_back_is_there_again(inventory: Inventory) -> None:
    inventory.add([record("a.txt")])
    inventory.finish_scan(
        inventory.begin_scan(SOURCE), state="finished", tally=Tally(), gone={"a.txt"}
    )
    inventory.add([record("a.txt")])
    assert paths(inventory) == {"a.txt"}


def test_a_killed_scan_is_called_interrupted_by_the_next(inventory: Inventory) -> None:
    first = inventory.begin_scan(SOURCE)
    second = inventory.begin_scan(SOURCE)
    inventory.finish_scan(second, state="finished", tally=Tally(), gone=())
    with inventory.reading() as connection:
        states = dict(connection.execute("SELECT id, state FROM scans").fetchall())
    assert states == {first: "interrupted", second: "finished"}


def test_another_key_is_refused(inventory: Inventory) -> None:
    inventory.check_key("digest under the first key")
    inventory.check_key("digest under the first key")
    with pytest.raises(InventoryError, match="another key"):
        inventory.check_key("digest under a second key")


def test_odd_text_is_stored(inventory: Inventory) -> None:
    odd = "name\udce9 with ' and \x00 and \U0001f600.txt"
    inventory.add([record(odd, error="it's \udcff")])
    assert len(paths(inventory)) == 1


def test_a_reader_waits_its_turn_and_names_who_is_writing(inventory: Inventory) -> None:
    process = start(HOLD, str(inventory.path))
    try:
        with pytest.raises(InventoryError, match=f"{inventory.path.name} is in use by process"):
            inventory.known(SOURCE)
    finally:
        process.communicate("\n")
    patient = Inventory(inventory.path, reader_patience=10)
    assert len(patient.known(SOURCE)) == 0


def test_reads_go_on_while_a_scan_writes(tmp_path: Path) -> None:
    inventory = Inventory(tmp_path / "inventory.duckdb", reader_patience=30)
    inventory.create_if_missing()
    writer = start(
        """
        import sys
        from pathlib import Path
        from inventory.store import Inventory
        from tests.inventory.conftest import record
        inventory = Inventory(Path(sys.argv[1]))
        print("ready", flush=True)
        for batch in range(25):
            inventory.add([record(f"{batch}/{n}.txt") for n in range(20)])
        """,
        str(inventory.path),
    )
    counts = []
    while writer.poll() is None:
        with inventory.snapshot("documents") as connection:
            counts.append(connection.execute("SELECT count(*) FROM documents").fetchall()[0][0])
    writer.communicate()
    assert writer.returncode == 0
    assert len(paths(inventory)) == 500
    assert counts == sorted(counts)
    assert all(count % 20 == 0 for count in counts), "half a batch was seen"


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_writer_killed_in_a_transaction_loses_only_that(inventory: Inventory) -> None:
    inventory.add([record("a.txt", clocks=(clock("death", record("x").modified.date()),))])  # type: ignore[union-attr]
    process = start(HOLD, str(inventory.path))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert paths(inventory) == {"a.txt"}
    with inventory.reading() as connection:
        assert connection.execute("SELECT * FROM meta").fetchall() == []
    inventory.add([record("b.txt")])
    assert paths(inventory) == {"a.txt", "b.txt"}


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "not a Stocktake inventory"), (b"PK\x03\x04" * 5000, "not a Stocktake inventory")],
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "it's.duckdb"
    path.write_bytes(content)
    with pytest.raises(InventoryError, match=says):
        Inventory(path).known(SOURCE)
    with pytest.raises(InventoryError, match=says):
        Inventory(path).create_if_missing()
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE theirs (a INTEGER)")
    with pytest.raises(InventoryError, match="not a Stocktake inventory"):
        Inventory(path).create_if_missing()


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match=r"there is no inventory at"):
        Inventory(tmp_path / "none.duckdb").known(SOURCE)
    with pytest.raises(InventoryError, match="is a folder"):
        Inventory(tmp_path).known(SOURCE)
    with pytest.raises(InventoryError, match=r"there is no inventory at .* scan something first"):
        Inventory(tmp_path / "no" / "none.duckdb").known(SOURCE)


def test_a_newer_database_is_refused(inventory: Inventory) -> None:
    with inventory.writing() as connection:
        connection.execute("INSERT INTO stocktake_schema VALUES (?)", [len(migrations()) + 1])
    with pytest.raises(InventoryError, match="written by a newer Stocktake"):
        inventory.known(SOURCE)
    with pytest.raises(InventoryError, match="written by a newer Stocktake"):
        inventory.create_if_missing()


def test_migrations_are_applied_once_and_in_order(inventory: Inventory) -> None:
    inventory.create_if_missing()
    with opened(inventory.path, read_only=True, patience=1) as connection:
        applied = connection.execute("SELECT version FROM stocktake_schema").fetchall()
    assert applied == [(number,) for number in range(1, len(migrations()) + 1)]


def test_nothing_is_fetched_from_the_network(inventory: Inventory) -> None:
    with inventory.reading() as connection:
        rows = connection.execute(
            "SELECT value FROM duckdb_settings() WHERE name IN "
            "('autoinstall_known_extensions', 'autoload_known_extensions')"
        ).fetchall()
    assert rows == [("false",), ("false",)]


def test_dates_keep_how_exact_they_are(inventory: Inventory) -> None:
    clocks = (
        ClockRecord("death", date(2014, 12, 31), "folder name", unit="year"),
        ClockRecord("death", date(2014, 6, 1), "text"),
    )
    inventory.add([record("a.docx", clocks=clocks)])
    with inventory.reading() as connection:
        rows = connection.execute("SELECT unit FROM clocks ORDER BY day").fetchall()
    assert rows == [("day",), ("year",)]


def test_mail_domains_go_with_their_message(inventory: Inventory) -> None:
    inventory.add([record("a.eml", mail_domains=(("from", "nhs.net"), ("to", "rose.example")))])
    inventory.add([record("a.eml", mail_domains=(("from", "nhs.net"),))])
    with inventory.reading() as connection:
        rows = connection.execute("SELECT direction, domain FROM mail_domains").fetchall()
    assert rows == [("from", "nhs.net")]


def test_new_rights_reach_a_file_and_what_is_in_it(inventory: Inventory) -> None:
    inventory.add(
        [
            record("b.zip", content_hash="ab12", fingerprint="1.2.3", access="everyone"),
            record("b.zip!/c.txt", container="b.zip", access="everyone"),
            record("d.txt", content_hash="", access="everyone"),
        ]
    )
    assert inventory.hashes(SOURCE, ["b.zip", "d.txt", "new.txt"]) == {"b.zip": "ab12"}
    inventory.touch([record("b.zip", fingerprint="1.2.9", access="owner anna", reach="owner")])
    with inventory.reading() as connection:
        rows = connection.execute("SELECT path, access, reach FROM documents ORDER BY path")
        assert rows.fetchall() == [
            ("b.zip", "owner anna", "owner"),
            ("b.zip!/c.txt", "owner anna", "owner"),
            ("d.txt", "everyone", record("d.txt").reach),
        ]
    assert inventory.known(SOURCE)["b.zip"][0] == "1.2.9"
