"""The installation's key: made once, private, and never guessed at."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from config.key import KeyFileError, installation_key, key_check
from config.places import key_file


def test_the_first_use_makes_a_private_key_and_later_ones_read_it() -> None:
    key = installation_key()
    assert len(key) == 32
    assert installation_key() == key
    if sys.platform != "win32":
        assert key_file().stat().st_mode & 0o777 == 0o600


def test_the_environment_can_give_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKTAKE_KEY", "ab" * 32)
    assert installation_key() == b"\xab" * 32
    assert not key_file().exists()


@pytest.mark.parametrize("text", ["", "zz" * 32, "ab" * 31, "not a key"])
def test_a_damaged_key_is_refused_not_replaced(text: str) -> None:
    key_file().parent.mkdir(parents=True, exist_ok=True)
    key_file().write_text(text)
    with pytest.raises(KeyFileError, match="64 hexadecimal digits"):
        installation_key()
    assert key_file().read_text() == text


def test_a_home_that_cannot_be_written_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv("STOCKTAKE_HOME", str(blocked / "below"))
    with pytest.raises(KeyFileError, match="STOCKTAKE_KEY"):
        installation_key()


def test_the_check_tells_keys_apart_and_gives_none_away() -> None:
    one, two = os.urandom(32), os.urandom(32)
    assert key_check(one) == key_check(one)
    assert key_check(one) != key_check(two)
    assert one.hex() not in key_check(one)
