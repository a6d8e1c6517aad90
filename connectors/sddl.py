"""Reads Windows security descriptors in their text form, SDDL: who owns a file, who may read it.

The form is documented by Microsoft as "Security Descriptor String Format"; `D:(A;;FA;;;WD)` says
that everyone (WD) is allowed (A) full access to the file (FA).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from connectors.item import Reach
from connectors.sid_names import well_known

_HEAD = re.compile(r"(?:O:(?P<owner>S-[\d-]+|[A-Z]{2}))?(?:G:(?:S-[\d-]+|[A-Z]{2}))?(?P<rest>.*)")
_ACE = re.compile(
    r"""\( (?P<kind>X?[AD]|O[AD]|Z[AD]) ; (?P<flags>[A-Z]*) ; (?P<rights>[^;]*) ;
        [^;]* ; [^;]* ; (?P<who>[^;)]*)""",
    re.VERBOSE,
)
_NO_LIST = "NO_ACCESS_CONTROL"
_INHERIT_ONLY = "IO"
_READ_BITS = 0x1 | 0x1000_0000 | 0x8000_0000  # read data, generic all, generic read
_READ_WORDS = frozenset({"FA", "FR", "GA", "GR", "CC"})
# Groups that nearly everybody with an account, or without one, belongs to.
_WIDE = {
    "WD": "Everyone",
    "AU": "Authenticated Users",
    "BU": "Users",
    "DU": "Domain Users",
    "AN": "Anonymous",
    "BG": "Guests",
    "DG": "Domain Guests",
    "IU": "Interactive",
    "NU": "Network",
    "DC": "Domain Computers",
}
_WIDE_SIDS = {
    "S-1-1-0": "WD",
    "S-1-5-2": "NU",
    "S-1-5-4": "IU",
    "S-1-5-7": "AN",
    "S-1-5-11": "AU",
    "S-1-5-32-545": "BU",
    "S-1-5-32-546": "BG",
}
# Of a domain, whichever it is: S-1-5-21-<domain>-513 is its "Domain Users".
_WIDE_OF_DOMAIN = {"513": "DU", "514": "DG", "515": "DC"}
# Who can read every file of the machine anyway, and placeholders for the owner.
_ADMINISTRATORS = frozenset({"SY", "BA", "S-1-5-18", "S-1-5-32-544"})
_OWNER = frozenset({"CO", "OW", "S-1-3-0", "S-1-3-4"})
_NAMES = {"SY": "SYSTEM", "BA": "Administrators", "DA": "Domain Admins", "LA": "Administrator"}


@dataclass(frozen=True, slots=True)
class Rights:
    """What a descriptor says of reading.

    Attributes:
        owner: the owner's name, or "".
        readers: who may read, in words.
        reach: the widest audience.
    """

    owner: str
    readers: str
    reach: Reach


def read_sddl(text: str, name_of: Callable[[str], str]) -> Rights:
    """Say who may read a file with this descriptor.

    Entries are read in order, as Windows does: what an earlier entry denies, none after allows.
    An entry under a condition counts when it allows and not when it denies, so that reach is
    rather told too wide than too narrow.

    Args:
        text: the descriptor, with owner and access list.
        name_of: gives the account name of a security identifier, or "".
    """
    head = _HEAD.fullmatch(text.replace("\n", " "))
    owner = (head["owner"] or "") if head else ""
    rest = head["rest"] if head else ""
    called = _called(owner, name_of) if owner else ""
    if not rest.startswith("D:"):
        return Rights(called, "", Reach.UNKNOWN)
    if _NO_LIST in rest.partition("(")[0]:
        return Rights(called, "everyone (no access list)", Reach.EVERYONE)
    readers = [who for who in _readers(rest.partition(")S:")[0]) if who != owner]
    wide = [alias for who in readers if (alias := _wide(who))]
    if wide:
        names = ", ".join(dict.fromkeys(_WIDE[alias] for alias in wide))
        return Rights(called, f"everyone ({names})", Reach.EVERYONE)
    others = [who for who in readers if who not in _OWNER]
    names = ", ".join(dict.fromkeys(_called(who, name_of) for who in others))
    words = ", ".join(part for part in (f"owner {called}" if called else "", names) if part)
    some = [who for who in others if who not in _ADMINISTRATORS]
    return Rights(called, words, Reach.GROUP if some else Reach.OWNER)


def _readers(access_list: str) -> list[str]:
    """Give the identifiers that may read, as written."""
    allowed: list[str] = []
    denied: set[str] = set()
    for ace in _ACE.finditer(access_list):
        flags = {ace["flags"][at : at + 2] for at in range(0, len(ace["flags"]), 2)}
        if _INHERIT_ONLY in flags or not _may_read(ace["rights"]):
            continue
        who = ace["who"]
        if ace["kind"] == "D":
            if _wide(who) == "WD":
                break
            denied.add(who)
        elif ace["kind"] in {"A", "XA", "OA", "ZA"} and who not in denied:
            allowed.append(who)
    return allowed


def _may_read(rights: str) -> bool:
    if rights[:1].isdigit():
        base = 16 if rights[:2].lower() == "0x" else 8 if rights.startswith("0") else 10
        try:
            return bool(int(rights, base) & _READ_BITS)
        except ValueError:
            return False
    return not _READ_WORDS.isdisjoint(rights[at : at + 2] for at in range(0, len(rights), 2))


def _wide(who: str) -> str:
    """Give the alias of a group that means nearly everybody, or ""."""
    if who in _WIDE:
        return who
    if who.startswith("S-1-5-21-"):
        return _WIDE_OF_DOMAIN.get(who.rpartition("-")[2], "")
    return _WIDE_SIDS.get(who, "")


def _called(who: str, name_of: Callable[[str], str]) -> str:
    return _NAMES.get(who) or name_of(who) or well_known(who) or who
