"""WebDAV folders, on a real server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.address import parse_address
from connectors.item import Reach
from connectors.remote import open_source
from connectors.remote._share import RemoteShare
from connectors.source import SourceError
from tests.connectors.remote.servers import Server


def source(server: Server, below: str = "") -> RemoteShare:
    address = f"webdav://anna@127.0.0.1:{server.port}/files{below}"
    return open_source(parse_address(address), {})


def test_files_come_whole_from_folders_of_any_name(dav: Server, share: Path) -> None:
    large = os.urandom(5 * 2**20)
    (share / "Care plans #2" / "50%").mkdir(parents=True)
    (share / "Care plans #2" / "50%" / "Café & co.txt").write_text("Room 12")
    (share / "large.bin").write_bytes(large)
    os.utime(share / "large.bin", (1_600_000_000, 1_600_000_000))
    place = source(dav)
    found = {item.path: item for item in place.items()}
    assert set(found) == {"Care plans #2/50%/Café & co.txt", "large.bin"}
    item = found["large.bin"]
    assert (item.size, item.reach) == (len(large), Reach.UNKNOWN)
    assert item.modified is not None
    assert item.modified.timestamp() == 1_600_000_000
    with place.opener.fetch(item, 2**24) as fetched:
        assert fetched.path is not None
        assert fetched.path.read_bytes() == large
    with place.opener.fetch(found["Care plans #2/50%/Café & co.txt"], 2**24) as fetched:
        assert fetched.data == b"Room 12"
    below = [item.path for item in source(dav, "/Care%20plans%20%232").items()]
    assert below == ["50%/Café & co.txt"]


def test_fingerprints_change_with_contents(dav: Server, share: Path) -> None:
    (share / "a.txt").write_text("one")
    first, second = (next(iter(source(dav).items())) for _ in range(2))
    assert first.fingerprint == second.fingerprint
    (share / "a.txt").write_text("three")
    assert next(iter(source(dav).items())).fingerprint != first.fingerprint


def test_what_is_wrong_is_told(dav: Server, share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        source(dav, "/nowhere").check()
    with pytest.raises(SourceError, match="cannot be reached"):
        open_source(parse_address("webdav://127.0.0.1:1/files"), {}).check()
    monkeypatch.setenv("STOCKTAKE_PASSWORD_ANNA_127_0_0_1", "mistyped-secret")
    with pytest.raises(SourceError, match="refuses the account") as told:
        source(dav).check()
    assert "mistyped-secret" not in str(told.value)
    monkeypatch.delenv("STOCKTAKE_PASSWORD_ANNA_127_0_0_1")
    with pytest.raises(SourceError, match=r"keyring set stocktake anna@127\.0\.0\.1"):
        source(dav).check()


def test_what_was_removed_meanwhile(dav: Server, share: Path) -> None:
    (share / "a.txt").write_text("a")
    place = source(dav)
    (item,) = place.items()
    (share / "a.txt").unlink()
    with pytest.raises(FileNotFoundError), place.opener.fetch(item, 100):
        pass
