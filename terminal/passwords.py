"""`--passwords FILE`: passwords to try on what is protected with one."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING

import click

from config.errors import UserError
from terminal.options import PATH

if TYPE_CHECKING:
    from pathlib import Path

_MOST = 1_000

passwords_option = click.option(
    "--passwords", "passwords_file", type=PATH, default=None, metavar="FILE",
    help="Try the passwords in this file, one a line, on protected files and archives.",
)  # fmt: skip


class PasswordsError(UserError):
    """A file of passwords that cannot be used; the message says what to do."""


def read_passwords(file: Path | None) -> tuple[str, ...]:
    """Read a file of passwords, one a line; empty lines do not count, blanks at either end do.

    Raises:
        PasswordsError: it cannot be read, others may read it, or it is no such list.
    """
    if file is None:
        return ()
    try:
        if sys.platform != "win32" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise PasswordsError(f"others may read {file}: chmod 600 {file}")
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PasswordsError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PasswordsError(f"{file} is not text in UTF-8") from error
    passwords = tuple(dict.fromkeys(filter(None, text.splitlines())))
    if len(passwords) > _MOST:
        raise PasswordsError(
            f"{file} holds {len(passwords):,} passwords; at most {_MOST:,} are tried on each file"
        )
    return passwords
