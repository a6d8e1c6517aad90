"""What a connector has to do: list folders, say who may read, and fetch."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from connectors.access import OPEN, Access, Gate
from connectors.item import Reach
from connectors.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from connectors.landing import Landing

UNKNOWN_ACCESS = Access(owner="", readers="", reach=Reach.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a folder of a remote source holds.

    Attributes:
        name: without folders; "" for the root.
        location: how the connection finds it again.
        folder: whether it holds further entries.
        size: bytes.
        modified: UTC, or None.
        created: UTC, or None.
        stamp: changes whenever size or contents may have, after size and time of change.
        link: set for what leads elsewhere, and is not followed.
        access: who may read it, where listing tells; None when `Connection.access` must be asked.
        gate: of a folder, whom it and the folders above let through.
    """

    name: str
    location: str
    folder: bool = False
    size: int = 0
    modified: datetime | None = None
    created: datetime | None = None
    stamp: str = ""
    link: bool = False
    access: Access | None = UNKNOWN_ACCESS
    gate: Gate = OPEN

    @property
    def fingerprint(self) -> str:
        """Size, time of change and the rest, in that order and form, as for a local file."""
        moment = int(self.modified.timestamp() * 1_000_000) if self.modified else 0
        return f"{self.size:x}.{moment:x}.{self.stamp}"


class Connection(Protocol):
    """A connection to a remote source; used by one thread.

    Every method raises OSError for trouble with one entry (`FileNotFoundError`, `PermissionError`,
    or another), and SourceError when the source itself cannot be reached or refuses the account.
    """

    def root(self) -> Entry:
        """Give what the address stands for, a folder as a rule. Fails when it cannot be listed."""

    def entries(self, folder: Entry) -> Iterator[Entry]:
        """Yield what a folder holds."""

    def access(self, entry: Entry) -> Access:
        """Say who may read an entry; called only for those that are opened or new."""

    def fetch(self, location: str, into: Landing) -> str:
        """Read an entry.

        Returns:
            A sentence that says why this is not all of it, or "".
        """

    def close(self) -> None:
        """End it; it may be broken already."""


def library(name: str, extra: str, address: object) -> Any:
    """Import a library that belongs to an optional extra.

    Raises:
        SourceError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise SourceError(
            f"{address} needs more than is installed: pip install 'stocktake[{extra}]'"
        ) from error
