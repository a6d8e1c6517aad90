"""Names for the security identifiers that a server sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.sddl import read_sddl
from connectors.sid_names import AccountNames, well_known
from connectors.source import SourceError

DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"
LIST = f'"SID","sAMAccountName"\r\n"{DOMAIN}-1105","jward"\r\n"{DOMAIN}-1106","Care, Managers"\r\n'


@pytest.mark.parametrize(
    ("sid", "name"),
    [
        ("S-1-5-32-544", "Administrators"),
        ("S-1-5-32-551", "Backup Operators"),
        (f"{DOMAIN}-512", "Domain Admins"),
        (f"{DOMAIN}-1105", ""),
        ("S-1-22-1-1000", "Unix user 1000"),
        ("S-1-22-2-100", "Unix group 100"),
        ("S-1-5-21-513", ""),
        ("", ""),
    ],
)
def test_names_that_are_the_same_everywhere(sid: str, name: str) -> None:
    assert well_known(sid) == name


def test_readers_are_named_where_they_are_known(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_bytes(LIST.encode("utf-8-sig"))
    names = AccountNames(path)
    text = f"O:{DOMAIN}-1105D:(A;;FA;;;S-1-5-32-551)(A;;FA;;;{DOMAIN}-1106)(A;;FA;;;{DOMAIN}-1999)"
    rights = read_sddl(text, names.name_of)
    assert rights.owner == "jward"
    assert rights.readers == f"owner jward, Backup Operators, Care, Managers, {DOMAIN}-1999"


@pytest.mark.parametrize(
    "data",
    [
        LIST.encode("utf-16"),
        b"#TYPE Selected.ADObject\r\n" + LIST.encode(),
        f"Name,SID\njward,{DOMAIN}-1105\nbroken\nx,no sid\n".encode(),
    ],
)
def test_lists_as_powershell_writes_them(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "accounts.csv"
    path.write_bytes(data)
    names = AccountNames(path)
    assert names.name_of(f"{DOMAIN}-1105") == "jward"
    assert names.name_of("no sid") == ""


def test_a_list_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: no such file"):
        AccountNames(tmp_path / "none.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match="no columns SID and SamAccountName"):
        AccountNames(tmp_path / "other.csv")
