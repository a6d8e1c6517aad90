"""What every kind of source offers: a name, a walk in listings, and a way to open an item.

The walk runs in the coordinating process. Items are opened by worker processes, which get an
`Opener`: it is sent to them, so it holds where things are and never a connection or a password.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from config.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connectors.item import Item


class SourceError(UserError):
    """A source that cannot be scanned, or no longer; the message says what to do."""


class Listing(Protocol):
    """Some entries of a source as the walk met them; items are made of those that are needed."""

    @property
    def paths(self) -> Sequence[str]:
        """Addresses below the root."""

    @property
    def fingerprints(self) -> Sequence[str]:
        """Of each; see `Item.fingerprint`."""

    @property
    def size(self) -> int:
        """Bytes of all of them together."""

    @property
    def problems(self) -> Sequence[Item]:
        """Entries that could not be looked at, and folders that could not be listed."""

    def __len__(self) -> int:
        """Number of entries, without the problems."""

    def size_of(self, position: int) -> int:
        """Give the size in bytes of the entry at a position of `paths`."""

    def changed(self, position: int) -> float:
        """Give when it last changed, in seconds since 1970."""

    def may_open(self, position: int) -> bool:
        """Tell whether this account may read it now, as far as that is cheap to tell."""

    def item(self, position: int) -> Item:
        """Make its item."""


class Source(Protocol):
    """A place where data lives."""

    @property
    def name(self) -> str:
        """Its name in the inventory."""

    @property
    def opener(self) -> Opener:
        """How workers open its items."""

    def listings(self) -> Iterator[Listing]:
        """Yield everything in it, some at a time.

        Raises:
            SourceError: it went away.
        """

    def check(self) -> None:
        """Make sure that it can be reached now.

        Raises:
            SourceError: it cannot.
        """


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of an item: in a file on this machine, or in memory.

    Attributes:
        path: the file, or None.
        data: the bytes, where they are not in a file.
        note: a sentence that says why they are not all of the item, or "".
        name: a file name that says what they are, where the item's own does not, or "".
    """

    path: Path | None = None
    data: bytes | None = None
    note: str = ""
    name: str = ""


class Opener(Protocol):
    """Opens items of one source inside a worker process; it can be sent to one."""

    def fetch(self, item: Item, most: int) -> AbstractContextManager[Fetched]:
        """Give the bytes of an item, for as long as the context lasts.

        Args:
            item: what to open.
            most: bytes that are worth having; OSError with `EFBIG` where there are more.

        Raises:
            OSError: this item cannot be read; others may.
            SourceError: the source went away.
        """


@dataclass(frozen=True, slots=True)
class LocalFiles:
    """Opens files that lie where this machine sees them."""

    def fetch(self, item: Item, most: int) -> AbstractContextManager[Fetched]:
        """Give the file itself."""
        del most
        return nullcontext(Fetched(path=Path(item.location)))
