"""Security descriptors as servers send them, against the text that Windows writes for them."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.item import Reach
from connectors.sddl import read_sddl
from connectors.security_descriptor import sddl_of


def sid(*parts: int, authority: int = 5) -> bytes:
    head = bytes([1, len(parts)]) + authority.to_bytes(6, "big")
    return head + struct.pack(f"<{len(parts)}I", *parts)


def ace(kind: int, flags: int, rights: int, who: bytes) -> bytes:
    return struct.pack("<BBHI", kind, flags, 8 + len(who), rights) + who


def descriptor(*aces: bytes, control: int = 0x8004, listed: bool = True) -> bytes:
    owner = sid(21, 1, 2, 3, 1104)
    body = b"".join(aces)
    acl = struct.pack("<BBHHH", 2, 0, 8 + len(body), len(aces), 0) + body
    at = 20 + len(owner)
    return struct.pack("<BBHIIII", 1, 0, control, 20, 0, 0, at if listed else 0) + owner + acl


OWNER = sid(21, 1, 2, 3, 1104)
EVERYONE = sid(0, authority=1)
ADMINISTRATORS = sid(32, 544)


def test_the_text_form() -> None:
    made = descriptor(ace(1, 0, 0x1, sid(7)), ace(0, 0x13, 0x1F01FF, ADMINISTRATORS))
    assert sddl_of(made) == (
        "O:S-1-5-21-1-2-3-1104D:(D;;0x1;;;S-1-5-7)(A;OICIID;0x1f01ff;;;S-1-5-32-544)"
    )


@pytest.mark.parametrize(
    ("made", "reach"),
    [
        (descriptor(ace(0, 0, 0x120089, EVERYONE)), Reach.EVERYONE),
        (descriptor(ace(0, 0, 0x1F01FF, OWNER), ace(0, 0, 0x1F01FF, ADMINISTRATORS)), Reach.OWNER),
        (descriptor(ace(0, 0, 0x1F01FF, sid(21, 1, 2, 3, 1200))), Reach.GROUP),
        (descriptor(ace(0, 0, 0x20000, EVERYONE)), Reach.OWNER),  # may only read the rights
        (descriptor(ace(0, 0x08, 0x1F01FF, EVERYONE)), Reach.OWNER),  # for what is made below
        (descriptor(ace(1, 0, 0x1, EVERYONE), ace(0, 0, 0x1, EVERYONE)), Reach.OWNER),
        (descriptor(control=0x8000), Reach.EVERYONE),  # no list: nothing is barred
        (descriptor(listed=False), Reach.EVERYONE),
        (descriptor(), Reach.OWNER),  # an empty list: nobody
    ],
)
def test_who_may_read(made: bytes, reach: Reach) -> None:
    assert read_sddl(sddl_of(made), lambda _: "").reach is reach


@given(st.binary(max_size=200))
def test_any_bytes_give_a_text_or_a_value_error(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert "D:" in sddl_of(data)
