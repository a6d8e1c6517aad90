"""Addresses of sources that are not folders: `smb://server/share`, `imaps://anna@mail.example.org`.

An address names an account, never its password: addresses are shown, logged and stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.errors import UserError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_PASSWORD = re.compile(r"(?:^|[?&;])(?:password|passwd|pwd|token|secret)=", re.IGNORECASE)


class AddressError(UserError):
    """An address that cannot be used; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a remote source is, and as whom it is read.

    Attributes:
        text: as the user wrote it, without a closing `/`; the source's name in the inventory.
        scheme: in lower case, as `smb` or `postgresql+psycopg`.
        host: server, bucket or "".
        port: or None for the scheme's own.
        user: account name, or "".
        path: below the host, without `/` at either end, percent-encoding undone.
    """

    text: str
    scheme: str
    host: str
    port: int | None = None
    user: str = ""
    path: str = ""

    @property
    def account(self) -> str:
        """`user@host`: under which its password is kept."""
        return f"{self.user}@{self.host}" if self.user else self.host

    @property
    def server(self) -> str:
        """Host and port, for messages."""
        return f"{self.host}:{self.port}" if self.port else self.host

    def __str__(self) -> str:
        return self.text


def is_address(text: str) -> bool:
    """Tell an address from a path, as those that begin with a drive or a UNC server's name."""
    return _SCHEME.match(text) is not None


def parse_address(text: str) -> Address:
    """Read an address.

    Raises:
        AddressError: it is malformed, or holds a password.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise AddressError(
            f"{_shown(text)} is not an address that can be used; check its host and port"
        ) from error
    if parts.password is not None or _PASSWORD.search(parts.query):
        raise AddressError(
            f"{_shown(text)} holds a password; addresses are stored and shown, so leave it out and "
            "keep it in the environment or the keyring (docs/sources.md says how)"
        )
    return Address(
        text=text.rstrip("/") if parts.path.strip("/") or parts.netloc else text,
        scheme=parts.scheme.lower(),
        host=parts.hostname or "",
        port=port,
        user=unquote(parts.username or ""),
        path=unquote(parts.path).strip("/"),
    )


def place_of(text: str) -> Path | Address:
    """Read what a user named as a place to scan: a folder or file, or an address.

    Raises:
        AddressError: it is an address that cannot be used.
    """
    return parse_address(text) if is_address(text) else Path(text)


def _shown(text: str) -> str:
    """Give what of an address cannot be a password."""
    return f"{text.partition('://')[0]}://…"
