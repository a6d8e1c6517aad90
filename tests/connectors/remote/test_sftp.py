"""Folders over SSH, on a real sshd."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.address import parse_address
from connectors.item import Item, ItemProblem, Reach
from connectors.remote import open_source
from connectors.remote._share import RemoteShare
from connectors.source import SourceError
from tests.connectors.remote.servers import Server, free_port, need_root, program, running

_CONFIGURATION = """
Port {port}
ListenAddress 127.0.0.1
HostKey {home}/host_key
PidFile {home}/pid
AuthorizedKeysFile {home}/authorized
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
Subsystem sftp internal-sftp
"""


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An sshd that lets the key in its folder in."""
    need_root("sshd")
    daemon = program("sshd", "openssh-server")
    keygen = program("ssh-keygen", "openssh-client")
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    home = tmp_path_factory.mktemp("sshd")
    for name in ("host_key", "key"):
        command = [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)]
        subprocess.run(command, check=True)
    (home / "key.pub").rename(home / "authorized")
    (home / "share").mkdir()
    port = free_port()
    (home / "config").write_text(_CONFIGURATION.format(port=port, home=home))
    command = [daemon, "-D", "-e", "-f", str(home / "config")]
    with running(command, port, home / "share", home / "log") as server:
        yield server


@pytest.fixture
def share(sshd: Server) -> Path:
    """The folder that is read, empty."""
    for path in sorted(sshd.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    return sshd.folder


def fingerprint(server: Server) -> str:
    shown = subprocess.run(
        [program("ssh-keygen", "openssh-client"), "-lf", server.folder.parent / "host_key"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return shown.stdout.split()[1]


def source(server: Server, below: str = "", **options: Any) -> RemoteShare:
    options = {"host_key": fingerprint(server), "key_file": server.folder.parent / "key"} | options
    address = parse_address(f"sftp://root@127.0.0.1:{server.port}{server.folder}{below}")
    return open_source(address, options)


def items(server: Server) -> dict[str, Item]:
    return {item.path: item for item in source(server).items()}


def test_files_come_with_sizes_times_and_who_may_read_them(sshd: Server, share: Path) -> None:
    (share / "HR" / "old").mkdir(parents=True)
    (share / "HR").chmod(0o750)
    (share / "HR" / "old" / "Café.txt").write_text("cv")
    (share / "open.txt").write_text("Room 12")
    (share / "private.txt").write_text("x")
    (share / "private.txt").chmod(0o600)
    (share / "link").symlink_to("/etc")
    os.utime(share / "open.txt", (1_600_000_000, 1_600_000_000))

    found = items(sshd)
    assert found["open.txt"].size == 7
    assert found["open.txt"].modified is not None
    assert found["open.txt"].modified.timestamp() == 1_600_000_000
    assert (found["open.txt"].reach, found["open.txt"].owner) == (Reach.EVERYONE, "root")
    assert found["private.txt"].reach is Reach.OWNER
    assert found["HR/old/Café.txt"].reach is Reach.GROUP
    assert found["HR/old/Café.txt"].access == (
        "owner root, group root (a folder above bars others)"
    )
    assert found["link"].problem is ItemProblem.UNSUPPORTED
    assert not any(path.startswith("link/") for path in found)


def test_contents_arrive_whole(sshd: Server, share: Path) -> None:
    large = os.urandom(6 * 2**20 + 1)
    (share / "large.bin").write_bytes(large)
    (share / "empty.txt").write_bytes(b"")
    place = source(sshd)
    found = {item.path: item for item in place.items()}
    with place.opener.fetch(found["large.bin"], 2**24) as fetched:
        assert fetched.path is not None
        assert fetched.path.read_bytes() == large
    with place.opener.fetch(found["empty.txt"], 10) as fetched:
        assert fetched.data == b""


def test_fingerprints_change_with_contents_and_rights(sshd: Server, share: Path) -> None:
    (share / "a").mkdir()
    file = share / "a" / "a.txt"
    file.write_text("one")
    first = items(sshd)["a/a.txt"].fingerprint
    assert items(sshd)["a/a.txt"].fingerprint == first
    for changed, mode in ((file, 0o600), (file.parent, 0o700)):
        before = items(sshd)["a/a.txt"].fingerprint
        changed.chmod(mode)
        after = items(sshd)["a/a.txt"].fingerprint
        assert after != before
        assert after.split(".")[:2] == first.split(".")[:2]


def test_a_server_that_is_not_known_is_refused(sshd: Server, share: Path) -> None:
    with pytest.raises(SourceError, match="not known here, and its key is SHA256:") as told:
        source(sshd, host_key="").check()
    assert fingerprint(sshd) in str(told.value)
    with pytest.raises(SourceError, match="find out why"):
        source(sshd, host_key="SHA256:AAAA").check()


def test_what_is_wrong_is_told(sshd: Server, share: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        source(sshd, "/nowhere").check()
    other = tmp_path / "other"
    command = [program("ssh-keygen", "openssh-client"), "-q", "-t", "ed25519", "-N", "", "-f"]
    subprocess.run([*command, str(other)], check=True)
    with pytest.raises(SourceError, match="refuses the account"):
        source(sshd, key_file=other).check()
    address = parse_address("sftp://root@127.0.0.1:1/srv")
    with pytest.raises(SourceError, match="cannot be reached"):
        open_source(address, {}).check()


def test_what_was_removed_meanwhile(sshd: Server, share: Path) -> None:
    (share / "a.txt").write_text("a")
    place = source(sshd)
    (item,) = place.items()
    (share / "a.txt").unlink()
    with pytest.raises(FileNotFoundError), place.opener.fetch(item, 100):
        pass
