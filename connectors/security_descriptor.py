"""Turns a Windows security descriptor as servers send it into its text form, SDDL.

The bytes are those of [MS-DTYP] 2.4.6, the self-relative form; `connectors.sddl` reads the text.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = struct.Struct("<BBHIIII")
_ACL = struct.Struct("<BBHHH")
_ACE = struct.Struct("<BBHI")
_ACE_HEAD = 4  # bytes of an entry before its rights
_DACL_PRESENT = 0x0004
_KINDS = {0: "A", 1: "D", 5: "OA", 6: "OD", 9: "XA", 10: "XD", 11: "ZA", 12: "ZD"}
_OF_OBJECTS = frozenset({5, 6, 11, 12})
_FLAGS = {0x01: "OI", 0x02: "CI", 0x04: "NP", 0x08: "IO", 0x10: "ID"}


def sddl_of(descriptor: bytes) -> str:
    """Give the text form of a descriptor: its owner and its access list.

    Raises:
        ValueError: the bytes are no security descriptor.
    """
    try:
        _, _, control, owner, _, _, dacl = _HEADER.unpack_from(descriptor)
        text = f"O:{_sid(descriptor, owner)}" if owner else ""
        if not control & _DACL_PRESENT or not dacl:
            return f"{text}D:NO_ACCESS_CONTROL"
        return f"{text}D:{''.join(_entries(descriptor, dacl))}"
    except (struct.error, IndexError) as error:
        raise ValueError("not a security descriptor") from error


def _entries(data: bytes, start: int) -> Iterator[str]:
    """Give the entries of the access list at an offset, in order."""
    _, _, _, count, _ = _ACL.unpack_from(data, start)
    at = start + _ACL.size
    for _ in range(count):
        kind, flags, size, rights = _ACE.unpack_from(data, at)
        if size < _ACE_HEAD:
            raise ValueError("not a security descriptor")
        if kind in _KINDS:
            who = at + _ACE.size
            if kind in _OF_OBJECTS:
                (present,) = struct.unpack_from("<I", data, who)
                who += 4 + 16 * (present & 1) + 16 * (present >> 1 & 1)
            letters = "".join(word for bit, word in _FLAGS.items() if flags & bit)
            yield f"({_KINDS[kind]};{letters};0x{rights:x};;;{_sid(data, who)})"
        at += size


def _sid(data: bytes, at: int) -> str:
    """Give the security identifier at an offset as `S-1-5-21-…`."""
    revision, count = data[at], data[at + 1]
    authority = int.from_bytes(data[at + 2 : at + 8], "big")
    parts = struct.unpack_from(f"<{count}I", data, at + 8)
    return "-".join(map(str, ("S", revision, authority, *parts)))
