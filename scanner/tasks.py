"""The calls that cross into a worker process.

This module is all of the worker that the coordinator imports: the worker itself, with its model
and parsers, is loaded only inside the worker processes.
"""

from __future__ import annotations

import hashlib
import hmac
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from config.errors import UserError
from connectors.source import LocalFiles, SourceError
from inventory.records import Ignored
from scanner.scratch import use

if TYPE_CHECKING:
    from config.settings import Settings
    from connectors.item import Item, Twin
    from connectors.source import Opener
    from inventory.records import DocumentRecord
    from scanner.worker import Worker


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """What a worker needs to know to do its work.

    Attributes:
        settings: the settings in force.
        key: the installation's digest key.
        rules_version: what verdicts depend on; see `scanner.versions`.
        scratch: folder for temporary files, or None for the system's.
        passwords: tried on what is protected with one.
        ignored: what a person has said is not personal data here.
        opener: opens the items of the source that is scanned.
    """

    settings: Settings
    key: bytes
    rules_version: str
    scratch: Path | None = None
    passwords: tuple[str, ...] = field(default=(), repr=False)
    ignored: Ignored = field(default_factory=Ignored)
    opener: Opener = field(default_factory=LocalFiles)

    @property
    def unlocks(self) -> str:
        """A keyed digest of the passwords, by which to tell whether they were tried; "" without."""
        if not self.passwords:
            return ""
        tried = "\n".join(self.passwords).encode()
        return hmac.new(self.key, b"passwords\n" + tried, hashlib.sha256).hexdigest()[:8]


class ReaderBugError(Exception):
    """A bug met while reading one file; says its kind and place, and nothing of the contents."""


Read: TypeAlias = "tuple[DocumentRecord, ...] | Twin"
"""What a worker says of an item; see `scanner.outcome.Outcome`."""

# One per process, made by `start`: the worker, or why there is none.
_worker: Worker | UserError | None = None


def start(order: WorkOrder) -> None:
    """Make this process a worker; the initialiser of the pool."""
    global _worker  # noqa: PLW0603 - a worker process is one worker
    from scanner.guard import guard_process  # noqa: PLC0415 - see the module docstring
    from scanner.worker import Worker  # noqa: PLC0415

    if order.scratch:
        use(order.scratch)
    try:
        _worker = Worker(order)
    except UserError as error:  # told with the first item, where somebody listens
        _worker = error
    guard_process(order.settings.limits.memory_mb, order.scratch)


def examine_item(item: Item, seconds: float) -> Read:
    """Examine one item in this worker process; see `Worker.examine`.

    Raises:
        ReaderBugError: reading it met a bug, in this program or in a library.
        SourceError: the source went away.
        UserError: a worker cannot be made from these settings and rules.
    """
    assert _worker is not None, "start() has not run"  # noqa: S101
    if isinstance(_worker, UserError):
        raise _worker
    try:
        return _worker.twin_of(item) or _worker.examine(item, seconds)
    except SourceError:
        raise
    except MemoryError:
        from scanner.guard import out_of_memory  # noqa: PLC0415

        out_of_memory()
        raise
    except Exception as error:
        raise ReaderBugError(_where(error)) from None


def _where(error: Exception) -> str:
    """Name an error by its type and line: its message and traceback may quote the file."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
