"""The installation's secret key, under which digests of personal values are made."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING

from config.errors import UserError
from config.places import key_file

if TYPE_CHECKING:
    from pathlib import Path

KEY_VARIABLE = "STOCKTAKE_KEY"
_BYTES = 32


class KeyFileError(UserError):
    """The key cannot be read or made; the message says what to do."""


def installation_key() -> bytes:
    """Give the key: from the environment, else from its file, which the first use creates.

    Returns:
        32 bytes.

    Raises:
        KeyFileError: the key is malformed, or its file can be neither read nor written.
    """
    if given := os.environ.get(KEY_VARIABLE):
        return _decode(given, f"the environment variable {KEY_VARIABLE}")
    path = key_file()
    try:
        return _decode(path.read_text(encoding="ascii"), str(path))
    except FileNotFoundError:
        return _create(path)
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(
            f"cannot read the key file {path}: {error}; "
            f"restore it from a backup, or set {KEY_VARIABLE}"
        ) from error


def _decode(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise KeyFileError(f"{where} does not hold a key of {_BYTES * 2} hexadecimal digits")
    return key


def _create(path: Path) -> bytes:
    """Make a new key file, readable by its owner only; a racing process's key wins."""
    key = secrets.token_bytes(_BYTES)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _decode(path.read_text(encoding="ascii"), str(path))
    except OSError as error:
        raise KeyFileError(
            f"cannot create the key file {path}: {error.strerror}; "
            f"make its folder writable, or set {KEY_VARIABLE} to {_BYTES * 2} hexadecimal digits"
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key.hex() + "\n")
    return key


def key_check(key: bytes) -> str:
    """Give a digest that tells two keys apart and betrays neither, for the inventory to keep."""
    return hmac.new(key, b"stocktake key check", hashlib.sha256).hexdigest()
