"""Who owns a local file and who may read it, as far as can be told without opening it.

On POSIX the mode bits decide. On Windows the security descriptor would have to be read; until
that connector exists the answer there is `Reach.UNKNOWN`, never a guess.
"""

from __future__ import annotations

import stat
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from connectors.item import Reach

if TYPE_CHECKING:
    import os


@dataclass(frozen=True, slots=True)
class Access:
    """Owner, and who may read, in words and as the widest audience."""

    owner: str
    readers: str
    reach: Reach


_UNKNOWN = Access(owner="", readers="", reach=Reach.UNKNOWN)


def access_of(info: os.stat_result) -> Access:
    """Judge a `stat` result.

    Returns:
        Owner account, readers in words ("owner anna, group care" or "everyone") and the reach.
    """
    if sys.platform == "win32":
        return _UNKNOWN
    owner = _user(info.st_uid)
    if info.st_mode & stat.S_IROTH:
        return Access(owner, "everyone", Reach.EVERYONE)
    if info.st_mode & stat.S_IRGRP:
        return Access(owner, f"owner {owner}, group {_group(info.st_gid)}", Reach.GROUP)
    return Access(owner, f"owner {owner}", Reach.OWNER)


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
