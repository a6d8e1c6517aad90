"""Passwords and tokens of remote sources: from the environment or the keyring, nowhere else.

They are asked for by the process that needs them, are never written, logged or sent to another
process, and have no place in the settings file.
"""

from __future__ import annotations

import importlib
import os
import re
from typing import TYPE_CHECKING

from connectors.source import SourceError

if TYPE_CHECKING:
    from config.address import Address

_PREFIX = "STOCKTAKE_PASSWORD_"
_SERVICE = "stocktake"
_NO_LETTER = re.compile(r"[^A-Za-z0-9]+")


def password_of(address: Address) -> str | None:
    """Give the password or token kept for an address, or None where there is none.

    The environment is asked first, for the account and then for the host; then the keyring.
    """
    for variable in variables_of(address):
        if given := os.environ.get(variable):
            return given
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return None
    errors = importlib.import_module("keyring.errors")
    try:
        kept = keyring.get_password(_SERVICE, address.account)
    except errors.NoKeyringError:
        return None
    except Exception as error:  # a backend may raise anything: locked, refused, out of order
        raise SourceError(
            f"{address}: the keyring cannot be asked ({type(error).__name__}); "
            f"unlock it, or set {variables_of(address)[0]}"
        ) from error
    return None if kept is None else str(kept)


def required_password(address: Address) -> str:
    """Give the password or token kept for an address.

    Raises:
        SourceError: there is none; the message says where it is looked for.
    """
    found = password_of(address)
    if found is None:
        raise SourceError(
            f"{address}: there is no password for {address.account}; set "
            f"{variables_of(address)[0]}, or keep it with: pip install 'stocktake[keyring]', then "
            f"keyring set {_SERVICE} {address.account}"
        )
    return found


def variables_of(address: Address) -> list[str]:
    """Give the environment variables that may hold it: `STOCKTAKE_PASSWORD_ANNA_MAIL_EXAMPLE`."""
    names = [address.host] if not address.user else [f"{address.user} {address.host}", address.host]
    return [_PREFIX + _NO_LETTER.sub("_", name).strip("_").upper() for name in names]
