"""Tells file systems whose mode bits mean something from mounts that invent them.

A Windows share mounted on Linux shows the same mode for every file, whatever its real rights
are; so do most memory sticks. Nothing can be said of access from such bits.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_TABLE = Path("/proc/self/mountinfo")
_INVENTING = frozenset({"cifs", "smb3", "vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk"})
# Options under which a mounted Windows share shows the modes that the server knows of.
_TRUE_MODES = frozenset({"cifsacl", "modefromsid", "posix", "unix"})
_ESCAPE = re.compile(r"\\([0-7]{3})")


def modes_are_real(root: Path) -> bool:
    """Tell whether mode bits below a folder are those that the file system enforces.

    Args:
        root: the folder, absolute.
    """
    if sys.platform != "linux":
        return True
    try:
        table = _TABLE.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:  # no such table in some containers: then believe the bits
        return True
    kind, options = mounted_as(table, os.path.realpath(root))
    return kind not in _INVENTING or not _TRUE_MODES.isdisjoint(options)


def mounted_as(table: str, path: str) -> tuple[str, frozenset[str]]:
    """Give file system and mount options of the mount that a path lies on.

    Args:
        table: text of `/proc/self/mountinfo`.
        path: absolute, without links.
    """
    best, kind, options = -1, "", frozenset[str]()
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields, system = before.split(" "), after.split(" ")
        if len(fields) < 6 or len(system) < 3:
            continue
        point = _ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), fields[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:  # a later mount on the same point covers the earlier
            best, kind = len(point), system[0]
            options = frozenset((fields[5] + "," + system[2]).split(","))
    return kind, options
