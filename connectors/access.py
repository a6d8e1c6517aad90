"""Who owns a local file and who may read it, as far as can be told without opening it.

On POSIX the mode bits and the access control list decide, and so does every folder on the way
down from the scanned root: a file that all may read is open to nobody else in a folder that lets
only its owner through. On Windows the security descriptor decides; folders there bar nobody,
because accounts may pass through any folder by default.
"""

from __future__ import annotations

import os
import stat
import sys
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from connectors.item import Reach
from connectors.mounts import modes_are_real
from connectors.posix_acl import NAME, AccessList, parse_acl
from connectors.sddl import read_sddl
from connectors.windows_security import account_of, descriptor_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WIDTH = (Reach.OWNER, Reach.GROUP, Reach.EVERYONE)
_READ, _PASS = 4, 1


@dataclass(frozen=True, slots=True)
class Access:
    """Owner, and who may read, in words and as the widest audience."""

    owner: str
    readers: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom the folders down to here let through.

    Attributes:
        reach: the narrowest of them.
        readers: that folder's audience in words.
        stamp: changes when the folders' rights do; "" where they let everyone through.
    """

    reach: Reach = Reach.EVERYONE
    readers: str = ""
    stamp: str = ""


OPEN = Gate()
# Behind this one nothing is known of anybody's access.
INVENTED = Gate(reach=Reach.UNKNOWN)
_UNKNOWN = Access(owner="", readers="", reach=Reach.UNKNOWN)


def first_gate(root: Path) -> Gate:
    """Give the gate of a scanned root: it bars nobody, but may say that modes mean nothing."""
    return OPEN if modes_are_real(root) else INVENTED


def gate_of(folder: str, above: Gate) -> Gate:
    """Go through one more folder.

    Args:
        folder: its location.
        above: the gate it lies behind.
    """
    if above is INVENTED:
        return above
    if sys.platform == "win32":
        # Files take their rights from the folder, whose own times do not tell that they changed.
        return Gate(stamp=f".{zlib.crc32(descriptor_of(folder).encode()):x}")
    try:
        info = os.stat(folder, follow_symlinks=False)  # noqa: PTH116 - may hold raw bytes
    except OSError:
        return above
    access = _posix(folder, info, _PASS)
    if access.reach == Reach.EVERYONE or _wider(access.reach, above.reach):
        return above
    stamp = f".{zlib.crc32((above.stamp + access.readers).encode('utf-8', 'surrogatepass')):x}"
    return Gate(access.reach, access.readers, stamp)


def access_of(location: str, info: os.stat_result, gate: Gate = OPEN) -> Access:
    """Judge a file.

    Args:
        location: where it is.
        info: its `stat` result.
        gate: whom the folders above let through.

    Returns:
        Owner account, readers in words ("owner anna, group care" or "everyone") and the reach.
    """
    if gate is INVENTED:
        return _UNKNOWN
    if sys.platform == "win32":
        text = descriptor_of(location)
        if not text:
            return _UNKNOWN
        rights = read_sddl(text, account_of)
        return Access(rights.owner, rights.readers, rights.reach)
    own = _posix(location, info, _READ)
    if not _wider(own.reach, gate.reach):
        return own
    return Access(own.owner, f"{gate.readers} (a folder above bars others)", gate.reach)


def _wider(reach: Reach, than: Reach) -> bool:
    return _WIDTH.index(reach) > _WIDTH.index(than)


def _posix(location: str, info: os.stat_result, wanted: int) -> Access:
    """Judge who has one permission, `_READ` or `_PASS`."""
    owner = _user(info.st_uid)
    if info.st_mode & wanted:
        return Access(owner, "everyone", Reach.EVERYONE)
    # With an access list the group's bits are its mask: without them, it allows nobody anything.
    if not info.st_mode & wanted << 3:
        return Access(owner, f"owner {owner}", Reach.OWNER)
    listed = _access_list(location, info)
    others = list(_others(listed, info, wanted))
    if not others:
        return Access(owner, f"owner {owner}", Reach.OWNER)
    return Access(owner, ", ".join([f"owner {owner}", *others]), Reach.GROUP)


def _access_list(location: str, info: os.stat_result) -> AccessList | None:
    if sys.platform != "linux" or stat.S_ISLNK(info.st_mode):
        return None
    try:
        return parse_acl(os.getxattr(location, NAME))
    except OSError:  # there is none, or the file system knows of none
        return None


def _others(listed: AccessList | None, info: os.stat_result, wanted: int) -> Iterator[str]:
    """Name who has the permission besides the owner."""
    if listed is None or listed.group & wanted:
        yield f"group {_group(info.st_gid)}"
    if listed is not None:
        yield from (f"group {_group(gid)}" for gid, bits in listed.groups.items() if bits & wanted)
        yield from (f"user {_user(uid)}" for uid, bits in listed.users.items() if bits & wanted)


@lru_cache(maxsize=4096)
def _user(uid: int) -> str:
    if sys.platform == "win32":
        return ""
    import pwd  # noqa: PLC0415 - POSIX only

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@lru_cache(maxsize=4096)
def _group(gid: int) -> str:
    if sys.platform == "win32":
        return ""
    import grp  # noqa: PLC0415 - POSIX only

    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
