"""Where passwords come from: the environment, then the keyring."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import keyring.backend
import keyring.errors
import pytest

from config.address import parse_address
from connectors.credentials import password_of, required_password
from connectors.source import SourceError

ADDRESS = parse_address("imaps://anna@mail.care.example/")


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, made = keyring.get_keyring(), Ring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_the_account_comes_before_the_host_and_the_keyring_last(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert password_of(ADDRESS) is None
    keyring.set_password("stocktake", "anna@mail.care.example", "of the keyring")
    assert password_of(ADDRESS) == "of the keyring"
    monkeypatch.setenv("STOCKTAKE_PASSWORD_MAIL_CARE_EXAMPLE", "of the host")
    assert password_of(ADDRESS) == "of the host"
    monkeypatch.setenv("STOCKTAKE_PASSWORD_ANNA_MAIL_CARE_EXAMPLE", "of the account")
    assert password_of(ADDRESS) == "of the account"


def test_what_is_missing_or_locked_is_told(ring: Ring) -> None:
    with pytest.raises(SourceError, match="set STOCKTAKE_PASSWORD_ANNA_MAIL_CARE_EXAMPLE, or keep"):
        required_password(ADDRESS)
    ring.locked = True
    with pytest.raises(SourceError, match="the keyring cannot be asked"):
        required_password(ADDRESS)
