"""Reads POSIX access control lists as Linux keeps them beside a file.

The form is that of the kernel's `posix_acl_xattr.h`: a version, then entries of tag, permissions
and account number, all little-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

NAME = "system.posix_acl_access"
_VERSION = 2
_HEADER = struct.Struct("<I")
_ENTRY = struct.Struct("<HHI")
_USER, _GROUP_OWNER, _GROUP, _MASK, _OTHER = 0x02, 0x04, 0x08, 0x10, 0x20
_ALL = 7


@dataclass(frozen=True, slots=True)
class AccessList:
    """What a list allows, the mask applied; permissions as bits 4 read, 2 write, 1 pass through.

    Attributes:
        group: of the owning group.
        other: of everybody else.
        users: by user number.
        groups: by group number.
    """

    group: int
    other: int
    users: dict[int, int]
    groups: dict[int, int]


def parse_acl(raw: bytes) -> AccessList | None:
    """Parse the attribute's value; None where it is of no form that is known."""
    if len(raw) < _HEADER.size or (len(raw) - _HEADER.size) % _ENTRY.size:
        return None
    if _HEADER.unpack_from(raw)[0] != _VERSION:
        return None
    entries = list(_ENTRY.iter_unpack(raw[_HEADER.size :]))
    mask = next((bits for tag, bits, _ in entries if tag == _MASK), _ALL)

    def named(wanted: int) -> dict[int, int]:
        return {number: bits & mask for tag, bits, number in entries if tag == wanted}

    return AccessList(
        group=next((bits & mask for tag, bits, _ in entries if tag == _GROUP_OWNER), 0),
        other=next((bits for tag, bits, _ in entries if tag == _OTHER), 0),
        users=named(_USER),
        groups=named(_GROUP),
    )
