"""SMB shares, on a real Samba."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.address import parse_address
from connectors.item import Item, ItemProblem, Reach
from connectors.remote import open_source
from connectors.source import SourceError
from tests.connectors.remote.servers import SECRET, Server, free_port, need_root, program, running

_CONFIGURATION = """
[global]
    workgroup = OAKFIELD
    netbios name = FS01
    server role = standalone server
    interfaces = 127.0.0.1/8
    bind interfaces only = yes
    smb ports = {port}
    disable netbios = yes
    private dir = {home}/private
    lock directory = {home}/lock
    state directory = {home}/state
    cache directory = {home}/cache
    pid directory = {home}/pid
    ncalrpc dir = {home}/ncalrpc
    log file = {home}/log
    passdb backend = tdbsam:{home}/private/passdb.tdb
    username map = {home}/users
    load printers = no
    printcap name = /dev/null
    restrict anonymous = 2
[care]
    path = {folder}
    read only = yes
"""


@pytest.fixture(scope="session")
def samba(folder_for_others: Callable[[str], Path]) -> Iterator[Server]:
    """A Samba with one share, `care`, and one account, `anna`."""
    need_root("Samba")
    smbd = program("smbd", "samba")
    home = folder_for_others("samba")
    folder = home / "care"
    folder.mkdir(mode=0o755)
    for name in ("private", "lock", "state", "cache", "pid", "ncalrpc"):
        (home / name).mkdir(mode=0o755)
    (home / "users").write_text("daemon = anna\n")
    port = free_port()
    configuration = home / "smb.conf"
    configuration.write_text(_CONFIGURATION.format(port=port, home=home, folder=folder))
    subprocess.run(
        [program("smbpasswd", "samba"), "-c", configuration, "-s", "-a", "daemon"],
        input=f"{SECRET}\n{SECRET}\n", text=True, check=True, capture_output=True,
    )  # fmt: skip
    command = [smbd, "--foreground", "--no-process-group", f"--configfile={configuration}"]
    with running(command, port, folder, home / "out") as server:
        yield server


@pytest.fixture
def share(samba: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The share's folder on this machine, empty."""
    monkeypatch.setenv("STOCKTAKE_PASSWORD_127_0_0_1", SECRET)
    for path in sorted(samba.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    return samba.folder


def items(server: Server, below: str = "") -> dict[str, Item]:
    address = parse_address(f"smb://anna@127.0.0.1:{server.port}/care{below}")
    return {item.path: item for item in open_source(address, {}).items()}


def test_files_come_with_sizes_times_and_who_may_read_them(samba: Server, share: Path) -> None:
    (share / "Care plans").mkdir()
    plan = share / "Care plans" / "Café, Mrs Hartley.txt"
    plan.write_text("NHS No 999 059 8142")
    os.utime(plan, (1_600_000_000, 1_600_000_000))
    private = share / "payroll.csv"
    private.write_text("x")
    private.chmod(0o600)
    os.chown(private, 1, 1)

    found = items(samba)
    assert set(found) == {"Care plans/Café, Mrs Hartley.txt", "payroll.csv"}
    item = found["Care plans/Café, Mrs Hartley.txt"]
    assert item.size == 19
    assert item.modified is not None
    assert item.modified.timestamp() == 1_600_000_000
    assert item.reach is Reach.EVERYONE
    assert found["payroll.csv"].reach is not Reach.EVERYONE
    assert found["payroll.csv"].owner


def test_contents_arrive_whole(samba: Server, share: Path) -> None:
    large = os.urandom(6 * 2**20)
    (share / "large.bin").write_bytes(large)
    (share / "small.txt").write_text("small")
    address = parse_address(f"smb://anna@127.0.0.1:{samba.port}/care")
    source = open_source(address, {})
    found = {item.path: item for item in source.items()}
    with source.opener.fetch(found["small.txt"], 100) as fetched:
        assert fetched.data == b"small"
    with source.opener.fetch(found["large.bin"], 2**24) as fetched:
        assert fetched.path is not None
        assert fetched.path.stat().st_mode & 0o077 == 0
        assert fetched.path.read_bytes() == large
        place = fetched.path
    assert not place.exists()
    with pytest.raises(OSError, match="too large"), source.opener.fetch(found["large.bin"], 1000):
        pass


def test_a_changed_file_and_its_folders_rights_change_the_fingerprint(
    samba: Server, share: Path
) -> None:
    (share / "HR").mkdir()
    file = share / "HR" / "a.txt"
    file.write_text("one")
    first = items(samba)["HR/a.txt"].fingerprint
    assert items(samba)["HR/a.txt"].fingerprint == first
    os.chown(file.parent, 1, 1)
    file.parent.chmod(0o750)
    rights = items(samba)["HR/a.txt"].fingerprint
    assert rights != first
    assert rights.split(".")[:2] == first.split(".")[:2]
    file.write_text("other")
    assert items(samba)["HR/a.txt"].fingerprint.split(".")[0] != first.split(".")[0]


def test_a_folder_below_the_share_or_one_file(samba: Server, share: Path) -> None:
    (share / "HR" / "old").mkdir(parents=True)
    (share / "HR" / "old" / "cv.txt").write_text("cv")
    assert list(items(samba, "/HR")) == ["old/cv.txt"]
    assert list(items(samba, "/HR/old/cv.txt")) == ["cv.txt"]


def test_what_may_not_be_listed_has_a_row_that_says_so(samba: Server, share: Path) -> None:
    (share / "closed").mkdir(mode=0o700)
    (share / "closed" / "a.txt").write_text("a")
    (share / "open.txt").write_text("b")
    found = items(samba)
    assert found["closed"].problem is ItemProblem.NO_PERMISSION
    assert found["open.txt"].problem is None
    (share / "closed").chmod(0o755)
    (share / "closed" / "a.txt").chmod(0o600)
    address = parse_address(f"smb://anna@127.0.0.1:{samba.port}/care")
    source = open_source(address, {})
    item = {item.path: item for item in source.items()}["closed/a.txt"]
    with pytest.raises(PermissionError), source.opener.fetch(item, 100):
        pass


def test_what_was_removed_meanwhile(samba: Server, share: Path) -> None:
    (share / "a.txt").write_text("a")
    source = open_source(parse_address(f"smb://anna@127.0.0.1:{samba.port}/care"), {})
    (item,) = source.items()
    (share / "a.txt").unlink()
    with pytest.raises(FileNotFoundError), source.opener.fetch(item, 100):
        pass


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("smb://anna@127.0.0.1:{port}/nowhere", "does not exist"),
        ("smb://anna@127.0.0.1:{port}/care/nowhere", "does not exist"),
        ("smb://127.0.0.1", "name a share"),
        ("smb://anna@127.0.0.1:1/care", "cannot be reached"),
    ],
)
def test_what_is_wrong_with_an_address_is_told(
    samba: Server, share: Path, text: str, told: str
) -> None:
    source = open_source(parse_address(text.format(port=samba.port)), {})
    with pytest.raises(SourceError, match=told):
        source.check()


def test_a_wrong_password_is_told_and_not_shown(
    samba: Server, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKTAKE_PASSWORD_127_0_0_1", "mistyped-secret")
    source = open_source(parse_address(f"smb://anna@127.0.0.1:{samba.port}/care"), {})
    with pytest.raises(SourceError, match="refuses the account") as told:
        source.check()
    assert "mistyped-secret" not in str(told.value)
