"""One scan at a time: a lock beside the inventory that names who holds it.

The operating system holds the lock, so it ends with its process, however that ends: a claim of a
dead process stands in nobody's way.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from config.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Far behind the text, because on Windows locked bytes cannot be read by others.
_LOCKED_BYTE = 2**20


class ClaimedError(UserError):
    """Another scan is at work on the inventory; the message names it."""

    exit_code = ExitCode.ENDED_EARLY


def claim_file(inventory: Path) -> Path:
    """Give the lock file of an inventory."""
    return inventory.with_name(inventory.name + ".lock")


@contextlib.contextmanager
def claimed(inventory: Path, purpose: str) -> Iterator[None]:
    """Hold an inventory for one scan; others may go on reading it.

    Args:
        inventory: its file.
        purpose: what for, in a word or two: "scan", "watch".

    Raises:
        ClaimedError: another scan holds it.
        UserError: the lock file cannot be made.
    """
    path = claim_file(inventory)
    with _opened(path) as stream:
        if not lock(stream):
            raise ClaimedError(_whose(inventory, path))
        _sign(stream, purpose)
        try:
            yield
        finally:
            stream.truncate(0)


def holder(inventory: Path) -> dict[str, str] | None:
    """Give who holds an inventory (`pid`, `purpose`, `since`), or None."""
    path = claim_file(inventory)
    if not path.exists():
        return None
    with path.open("r+b") as stream:
        if lock(stream):
            return None
    return _signed(path)


def lock(stream: BinaryIO) -> bool:
    """Take the system's lock on an open file, for as long as it stays open; False: it is taken."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows only

            stream.seek(_LOCKED_BYTE)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - POSIX only

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _opened(path: Path) -> BinaryIO:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as error:
        raise UserError(f"cannot make {path}: {(error.strerror or 'refused').lower()}") from error


def _sign(stream: BinaryIO, purpose: str) -> None:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    signature = {"pid": str(os.getpid()), "purpose": purpose, "since": since}
    stream.seek(0)
    stream.truncate()
    stream.write(json.dumps(signature).encode())
    stream.flush()


def _signed(path: Path) -> dict[str, str]:
    """Read who holds the lock; a holder that has not signed yet is nobody in particular."""
    try:
        signature = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {"pid": "", "purpose": "scan", "since": ""}
    return {str(key): str(value) for key, value in signature.items()}


def _whose(inventory: Path, path: Path) -> str:
    who = _signed(path)
    since = ""
    with contextlib.suppress(ValueError):
        since = f" since {datetime.fromisoformat(who['since']):%H:%M on %d/%m/%Y}"
    process = f"process {who['pid']}" if who["pid"] else "another process"
    return (
        f"{inventory} is in use by a {who['purpose']} ({process}{since}); "
        "wait until it has finished, or name another inventory with --db"
    )
