"""Scans of remote sources by the real program: what is known is never lost to a bad connection."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import Stocktake
from tests.connectors.remote.conftest import webdav_server
from tests.connectors.remote.servers import SECRET, Server

_LETTER = "Dear Mrs Hartley, NHS No 999 059 8142. Telephone 01632 960123."


def documents(stocktake: Stocktake, db: Path) -> dict[str, dict[str, str]]:
    out = db.with_suffix(".csv")
    assert stocktake("export", "documents", "--out", out, "--db", db).returncode == 0
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return {row["path"]: row for row in csv.DictReader(stream)}


def test_a_remote_source_is_scanned_like_a_folder(
    dav: Server, share: Path, stocktake: Stocktake, tmp_path: Path
) -> None:
    (share / "Letters").mkdir()
    (share / "Letters" / "a.txt").write_text(_LETTER)
    (share / "b.txt").write_text("Menu of the week")
    address = f"webdav://anna@127.0.0.1:{dav.port}/files"
    db = tmp_path / "i.duckdb"
    scan = ("scan", "--path", address, "--db", db, "--no-progress", "--json")

    done = stocktake(*scan)
    assert done.returncode == 0, done.stderr
    found = documents(stocktake, db)
    assert set(found) == {"Letters/a.txt", "b.txt"}
    assert found["Letters/a.txt"]["status"] == "read"
    assert found["Letters/a.txt"]["personal_data"].lower() == "true"

    (share / "b.txt").unlink()
    again = json.loads(stocktake(*scan).stdout)["scan"]
    assert (again["files"], again["unchanged"], again["gone"]) == (1, 1, 1)
    assert set(documents(stocktake, db)) == {"Letters/a.txt"}
    assert SECRET.encode() not in db.read_bytes()


def test_a_source_that_goes_away_while_it_is_read_loses_nothing(
    stocktake: Stocktake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKTAKE_PASSWORD_ANNA_127_0_0_1", SECRET)
    db, home, local = tmp_path / "i.duckdb", tmp_path / "dav", tmp_path / "local"
    home.mkdir()
    local.mkdir()
    with webdav_server(home) as server:
        port = server.port
        for number in range(20):
            (server.folder / f"{number}.txt").write_text(f"{_LETTER} Room {number}.")
        address = f"webdav://anna@127.0.0.1:{port}/files"
        done = stocktake("scan", "--path", address, "--db", db, "--no-progress")
        assert done.returncode == 0, done.stderr
    before = documents(stocktake, db)
    assert len(before) == 20

    (local / "c.txt").write_text(_LETTER)
    for number in range(20):
        (home / "share" / f"{number}.txt").write_text(f"{_LETTER} Now in room {number}.")
    with webdav_server(home, reads=5, port=port):
        done = stocktake(
            "scan", "--path", address, "--path", local, "--db", db, "--no-progress",
            "--workers", "1",
        )  # fmt: skip
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr
    after = documents(stocktake, db)
    assert set(after) == {*before, "c.txt"}, "the other source is scanned, and nothing is gone"
    assert {row["status"] for row in after.values()} == {"read"}


def test_a_source_that_is_not_there_at_all(
    stocktake: Stocktake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKTAKE_PASSWORD_127_0_0_1", SECRET)
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "c.txt").write_text(_LETTER)
    settings = tmp_path / "stocktake.yaml"
    settings.write_text(
        f"sources:\n- path: webdav://anna@127.0.0.1:1/files\n- path: {tmp_path / 'local'}\n"
    )
    db = tmp_path / "i.duckdb"
    done = stocktake("scan", "--config", settings, "--db", db, "--no-progress", "--json")
    assert done.returncode == 3
    assert len(json.loads(done.stdout)["unreachable"]) == 1
    assert set(documents(stocktake, db)) == {"c.txt"}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("- path: imaps://anna:secret@mail.example.org", "holds a password"),
        (
            "- path: imaps://anna@mail.example.org\n  options: {password: secret}",
            "'password' is refused: passwords and tokens are never kept in the settings",
        ),
        ("- path: imaps://a@b.example\n  options: {folder: [INBOX]}", "did you mean 'folders'?"),
        ("- path: smb://fs01/care\n  options: {encrypt: perhaps}", "encrypt: "),
        ("- path: gopher://fs01/care", "there is no connector for 'gopher'; known are"),
    ],
)
def test_what_is_wrong_with_the_settings_is_told_before_anything_is_done(
    stocktake: Stocktake, tmp_path: Path, lines: str, told: str
) -> None:
    settings = tmp_path / "stocktake.yaml"
    settings.write_text(f"sources:\n{lines}\n")
    db = tmp_path / "i.duckdb"
    done = stocktake("scan", "--config", settings, "--db", db, "--no-progress")
    assert done.returncode == 2
    assert told in done.stderr
    assert "secret@" not in done.stderr
    assert not db.exists()
