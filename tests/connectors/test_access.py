"""Who can read a file: modes, access lists, the folders on the way, and Windows descriptors."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.file_share import FileShare
from connectors.item import Item, Reach
from connectors.mounts import mounted_as
from connectors.posix_acl import parse_acl
from connectors.sddl import read_sddl

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="access lists as Linux keeps them")
DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"


def item(root: Path, path: str) -> Item:
    return {item.path: item for item in FileShare(root).items()}[path]


def file_in(root: Path, folder_mode: int, file_mode: int) -> Path:
    folder = root / "HR"
    folder.mkdir()
    (folder / "pay.csv").write_text("x")
    (folder / "pay.csv").chmod(file_mode)
    folder.chmod(folder_mode)
    return root


@posix_only
@pytest.mark.parametrize(
    ("folder", "file", "reach"),
    [
        (0o755, 0o644, Reach.EVERYONE),
        (0o711, 0o644, Reach.EVERYONE),  # who knows the name can open it
        (0o750, 0o644, Reach.GROUP),
        (0o700, 0o644, Reach.OWNER),
        (0o700, 0o640, Reach.OWNER),
        (0o750, 0o600, Reach.OWNER),
        (0o755, 0o640, Reach.GROUP),
    ],
)
def test_the_narrowest_on_the_way_decides(
    tmp_path: Path, folder: int, file: int, reach: Reach
) -> None:
    assert item(file_in(tmp_path, folder, file), "HR/pay.csv").reach == reach


@posix_only
def test_a_barring_folder_is_said_and_the_root_bars_nobody(tmp_path: Path) -> None:
    root = file_in(tmp_path, 0o700, 0o644)
    root.chmod(0o700)
    (root / "open.txt").write_text("x")
    (root / "open.txt").chmod(0o644)
    assert item(root, "HR/pay.csv").access.endswith("(a folder above bars others)")
    assert item(root, "open.txt").reach == Reach.EVERYONE


@posix_only
def test_opening_a_folder_makes_its_files_worth_another_look(tmp_path: Path) -> None:
    root = file_in(tmp_path, 0o700, 0o644)
    before = item(root, "HR/pay.csv").fingerprint
    assert item(root, "HR/pay.csv").fingerprint == before
    (root / "HR").chmod(0o755)
    assert item(root, "HR/pay.csv").fingerprint != before


def acl(*entries: tuple[int, int, int]) -> bytes:
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


# Owner rw, user 4711 r, group -, mask r, others -.
FOR_ONE_USER = acl(
    (0x01, 6, 0xFFFFFFFF), (0x02, 4, 4711), (0x04, 0, 0xFFFFFFFF), (0x10, 4, 0xFFFFFFFF),
    (0x20, 0, 0xFFFFFFFF),
)  # fmt: skip


@linux_only
def test_an_access_list_on_a_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("x")
    try:
        os.setxattr(path, "system.posix_acl_access", FOR_ONE_USER)
    except OSError:
        pytest.skip("this file system keeps no access lists")
    found = item(tmp_path, "plan.txt")
    assert found.reach == Reach.GROUP
    assert found.access.endswith(", user 4711")
    assert "group" not in found.access


@linux_only
def test_an_access_list_on_a_folder(tmp_path: Path) -> None:
    root = file_in(tmp_path, 0o700, 0o644)
    let_in = acl(
        (0x01, 7, 0xFFFFFFFF), (0x04, 0, 0xFFFFFFFF), (0x08, 5, 4712), (0x10, 5, 0xFFFFFFFF),
        (0x20, 0, 0xFFFFFFFF),
    )  # fmt: skip
    try:
        os.setxattr(root / "HR", "system.posix_acl_access", let_in)
    except OSError:
        pytest.skip("this file system keeps no access lists")
    found = item(root, "HR/pay.csv")
    assert (found.reach, "group 4712" in found.access) == (Reach.GROUP, True)


def test_the_mask_limits_a_list() -> None:
    parsed = parse_acl(acl((0x02, 7, 1), (0x04, 6, 0), (0x08, 5, 2), (0x10, 4, 0), (0x20, 1, 0)))
    assert parsed is not None
    assert (parsed.users, parsed.groups, parsed.group, parsed.other) == ({1: 4}, {2: 4}, 4, 1)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_list_or_none(raw: bytes) -> None:
    parse_acl(raw)


@pytest.mark.parametrize(
    ("text", "reach", "says"),
    [
        # A share open to the world.
        ("O:BAG:SYD:AI(A;ID;FA;;;SY)(A;ID;0x1200a9;;;WD)", Reach.EVERYONE, "everyone (Everyone)"),
        # The default of a user's own folder.
        (f"O:{DOMAIN}-1105G:DUD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{DOMAIN}-1105)",
         Reach.OWNER, "owner anna, SYSTEM, Administrators"),
        # Domain Users by number and by alias.
        (f"O:BAG:DUD:(A;;FR;;;{DOMAIN}-513)", Reach.EVERYONE, "everyone (Domain Users)"),
        ("O:BAG:DUD:(A;;GR;;;DU)(A;;FA;;;AU)", Reach.EVERYONE,
         "everyone (Domain Users, Authenticated Users)"),
        # A department.
        (f"O:BAG:DUD:PAI(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;{DOMAIN}-1120)", Reach.GROUP,
         "owner Administrators, Care Managers"),
        # Everyone may change the rights but not read; and only things inside may be read.
        ("O:BAG:DUD:(A;;WD;;;WD)", Reach.OWNER, "owner Administrators"),
        ("O:BAG:DUD:(A;OICIIO;FA;;;WD)", Reach.OWNER, "owner Administrators"),
        # Denied to all, whatever follows; denied to one group only.
        ("O:BAG:DUD:(D;;FR;;;WD)(A;;FA;;;BU)", Reach.OWNER, "owner Administrators"),
        ("O:BAG:DUD:(D;;FR;;;BU)(A;;FR;;;BU)(A;;FR;;;AU)", Reach.EVERYONE,
         "everyone (Authenticated Users)"),
        # No list at all lets everyone in, an empty one nobody.
        ("O:BAG:DUD:NO_ACCESS_CONTROL", Reach.EVERYONE, "everyone (no access list)"),
        ("O:BAG:DUD:P", Reach.OWNER, "owner Administrators"),
        # A condition, and auditing entries that are no rights.
        ('O:BAG:DUD:(XA;;FR;;;WD;(@User.Title=="PM"))', Reach.EVERYONE, "everyone (Everyone)"),
        ("O:BAG:DUD:(A;;FA;;;BA)S:AI(AU;SAFA;FA;;;WD)", Reach.OWNER, "owner Administrators"),
        # Rights spelt out: create child (read data), list, write.
        ("O:BAG:DUD:(A;;CCDCLCSWRPRC;;;BU)", Reach.EVERYONE, "everyone (Users)"),
        ("O:BAG:DU", Reach.UNKNOWN, ""),
        ("", Reach.UNKNOWN, ""),
    ],
)  # fmt: skip
def test_windows_descriptors(text: str, reach: Reach, says: str) -> None:
    accounts = {f"{DOMAIN}-1105": "anna", f"{DOMAIN}-1120": "Care Managers"}
    rights = read_sddl(text, lambda sid: accounts.get(sid, ""))
    assert (rights.reach, rights.readers) == (reach, says)


def test_an_account_without_a_name_is_shown_by_number() -> None:
    rights = read_sddl(f"O:{DOMAIN}-1190D:(A;;FR;;;{DOMAIN}-1191)", lambda _: "")
    assert rights.owner == f"{DOMAIN}-1190"
    assert f"{DOMAIN}-1191" in rights.readers


@given(st.text(alphabet="OGDSAXWBU:();-0x19FRP_ ", max_size=80))
def test_any_text_is_a_descriptor_or_unknown(text: str) -> None:
    read_sddl(text, lambda _: "")


MOUNTS = r"""
23 1 259:2 / / rw,relatime shared:1 - ext4 /dev/vda rw
90 23 0:50 / /mnt/care\040share rw,relatime - cifs //server/care rw,vers=3.1.1,file_mode=0755
91 23 0:51 / /mnt/acl rw - cifs //server/acl rw,cifsacl
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/home/care", "ext4"), ("/mnt/care share/a", "cifs"), ("/mnt/care shares", "ext4")],
)
def test_mounts_are_told_by_the_longest_point(path: str, kind: str) -> None:
    assert mounted_as(MOUNTS, path)[0] == kind


@linux_only
@pytest.mark.parametrize(
    ("options", "reach"), [("file_mode=0755", Reach.UNKNOWN), ("cifsacl", Reach.EVERYONE)]
)
def test_invented_modes_say_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: str, reach: Reach
) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(
        f"23 1 0:1 / / rw - ext4 /dev/vda rw\n9 1 0:2 / {tmp_path} rw - cifs //s/c {options}"
    )
    monkeypatch.setattr("connectors.mounts._TABLE", table)
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0o644)
    assert item(tmp_path, "a.txt").reach == reach
