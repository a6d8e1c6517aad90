"""Addresses of remote sources: read, told from paths, and never with a password in them."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.address import Address, AddressError, parse_address, place_of


@pytest.mark.parametrize("path", ["/srv/share", "C:\\Care", "\\\\server\\care", "care", "a:b//c"])
def test_paths_are_paths(path: str) -> None:
    assert place_of(path) == Path(path)


def test_an_address_is_taken_apart() -> None:
    address = place_of("SMB://CARE%3Banna@fs01:4455/care/Care%20plans/")
    assert isinstance(address, Address)
    assert (address.scheme, address.host, address.port) == ("smb", "fs01", 4455)
    assert (address.user, address.path) == ("CARE;anna", "care/Care plans")
    assert str(address) == "SMB://CARE%3Banna@fs01:4455/care/Care%20plans"
    assert parse_address("imaps://anna@care.example@mail.example").account == (
        "anna@care.example@mail.example"
    )


@pytest.mark.parametrize(
    "text",
    [
        "imaps://anna:secret@mail.example",
        "imaps://anna:@mail.example",
        "postgresql://anna@db01/care?password=secret",
        "mssql+pyodbc://db01/care?driver=x&PWD=secret",
        "smb://fs01:secret/care",
    ],
)
def test_a_password_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(AddressError) as told:
        parse_address(text)
    assert "secret" not in str(told.value)


@given(st.text(max_size=60))
def test_nothing_crashes_it(text: str) -> None:
    with contextlib.suppress(AddressError):
        parse_address("smb://" + text)
