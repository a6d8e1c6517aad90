"""Names of Windows security identifiers that no machine here can be asked about.

What every Windows calls the same is known ([MS-DTYP] 2.4.2.4). Accounts of a domain are known to
its controllers alone; `AccountNames` reads a list that was written on one of them.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from connectors.source import SourceError

if TYPE_CHECKING:
    from pathlib import Path

_WELL_KNOWN = {
    "S-1-1-0": "Everyone",
    "S-1-2-0": "Local",
    "S-1-3-0": "Creator Owner",
    "S-1-3-4": "Owner Rights",
    "S-1-5-2": "Network",
    "S-1-5-3": "Batch",
    "S-1-5-4": "Interactive",
    "S-1-5-6": "Service",
    "S-1-5-7": "Anonymous",
    "S-1-5-9": "Domain Controllers",
    "S-1-5-11": "Authenticated Users",
    "S-1-5-18": "SYSTEM",
    "S-1-5-19": "LOCAL SERVICE",
    "S-1-5-20": "NETWORK SERVICE",
    "S-1-5-32-544": "Administrators",
    "S-1-5-32-545": "Users",
    "S-1-5-32-546": "Guests",
    "S-1-5-32-547": "Power Users",
    "S-1-5-32-548": "Account Operators",
    "S-1-5-32-549": "Server Operators",
    "S-1-5-32-550": "Print Operators",
    "S-1-5-32-551": "Backup Operators",
    "S-1-5-32-552": "Replicator",
    "S-1-5-32-555": "Remote Desktop Users",
}
# Of any domain, by the last number.
_OF_DOMAINS = {
    "500": "Administrator",
    "501": "Guest",
    "512": "Domain Admins",
    "513": "Domain Users",
    "514": "Domain Guests",
    "515": "Domain Computers",
    "516": "Domain Controllers",
    "518": "Schema Admins",
    "519": "Enterprise Admins",
}
_DOMAIN = re.compile(r"S-1-5-21-\d+-\d+-\d+-(\d+)")
_SID = re.compile(r"S-1-\d+(?:-\d+)+")
_UNIX = {"S-1-22-1": "Unix user", "S-1-22-2": "Unix group"}  # Samba's own
_NAMED = ("samaccountname", "account", "name")
_LARGEST = 64 * 2**20


def well_known(sid: str) -> str:
    """Give the name that an identifier has everywhere, or ""."""
    if match := _DOMAIN.fullmatch(sid):
        return _OF_DOMAINS.get(match[1], "")
    head, _, number = sid.rpartition("-")
    return f"{_UNIX[head]} {number}" if head in _UNIX else _WELL_KNOWN.get(sid, "")


class AccountNames:
    """Names of a domain's accounts, from a list as PowerShell's Export-Csv writes it.

    Args:
        path: CSV with a column `SID` and one `SamAccountName`, `Account` or `Name`; None for none.

    Raises:
        SourceError: it cannot be read, or has no such columns.
    """

    def __init__(self, path: Path | None) -> None:
        self._names = _read(path) if path else {}

    def name_of(self, sid: str) -> str:
        """Give the name of an account, or ""."""
        return self._names.get(sid, "")


def _read(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST)
    except OSError as error:
        reason = (error.strerror or "read error").lower()
        raise SourceError(f"the list of account names {path} cannot be read: {reason}") from error
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}  # as Windows PowerShell writes by default
    lines = data.decode("utf-16" if wide else "utf-8-sig", "replace").splitlines()
    while lines and lines[0].startswith("#TYPE"):
        del lines[0]
    rows = csv.reader(lines)
    header = [cell.strip().lower() for cell in next(rows, [])]
    name = next((header.index(column) for column in _NAMED if column in header), None)
    if "sid" not in header or name is None:
        raise SourceError(
            f"the list of account names {path} has no columns SID and SamAccountName; "
            "docs/sources.md says how to write it"
        )
    at = header.index("sid")
    found = (row for row in rows if len(row) > max(at, name) and _SID.fullmatch(row[at].strip()))
    return {row[at].strip(): row[name].strip() for row in found}
