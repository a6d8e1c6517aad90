"""Walks a remote source and fetches from it, whatever its kind.

A source that cannot be reached, or goes away half way, raises `SourceError`: then nothing of it is
taken to be deleted. Trouble with one entry becomes that entry's problem.
"""

from __future__ import annotations

import contextlib
import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.item import Item, ItemProblem, Reach
from connectors.landing import landing
from connectors.patterns import any_of
from connectors.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pydantic import BaseModel

    from config.address import Address
    from connectors.remote._connection import Connection, Entry
    from connectors.source import Fetched

_LISTED_AT_ONCE = 2_048
_OF_THE_ITEM = (FileNotFoundError, PermissionError)


class RemoteListing:
    """Some entries of a remote source as the walk met them; see `connectors.source.Listing`."""

    def __init__(self, source: str, connection: Connection) -> None:
        self._source = source
        self._connection = connection
        self._entries: list[Entry] = []
        self.paths: list[str] = []
        self.fingerprints: list[str] = []
        self.size = 0
        self.problems: list[Item] = []

    def __len__(self) -> int:
        return len(self.paths)

    def add(self, entry: Entry, path: str) -> None:
        """Take in an entry that is no folder."""
        self._entries.append(entry)
        self.paths.append(path)
        self.fingerprints.append(entry.fingerprint)
        self.size += entry.size

    def add_problem(self, entry: Entry, path: str, error: OSError) -> None:
        """Take in an entry that cannot be looked at, or a folder that cannot be listed."""
        gone = isinstance(error, FileNotFoundError)
        problem = ItemProblem.VANISHED if gone else ItemProblem.NO_PERMISSION
        reason = (error.strerror or "cannot be looked at").lower()
        self.problems.append(
            Item(
                source=self._source,
                path=path,
                location=entry.location,
                size=0,
                modified=None,
                created=None,
                owner="",
                access="",
                reach=Reach.UNKNOWN,
                fingerprint="",
                problem=problem,
                detail=reason,
            )
        )

    def size_of(self, position: int) -> int:
        """Give the size in bytes of the entry at a position of `paths`."""
        return self._entries[position].size

    def changed(self, position: int) -> float:
        """Give when it last changed, in seconds since 1970; 0 where that is not known."""
        modified = self._entries[position].modified
        return modified.timestamp() if modified else 0.0

    def may_open(self, position: int) -> bool:
        """Leave it to the attempt: asking would cost as much."""
        del position
        return True

    def item(self, position: int) -> Item:
        """Make its item."""
        entry = self._entries[position]
        access = entry.access
        if access is None:
            with contextlib.suppress(OSError):  # opening it says what is wrong
                access = self._connection.access(entry)
        return Item(
            source=self._source,
            path=self.paths[position],
            location=entry.location,
            size=entry.size,
            modified=entry.modified,
            created=entry.created,
            owner=access.owner if access else "",
            access=access.readers if access else "",
            reach=access.reach if access else Reach.UNKNOWN,
            fingerprint=self.fingerprints[position],
            problem=ItemProblem.UNSUPPORTED if entry.link else None,
            detail="a link; what it points to is scanned at its own place" if entry.link else "",
        )


@dataclass(frozen=True, slots=True)
class RemoteOpener:
    """Opens items of a remote source; each worker process makes a connection of its own.

    Attributes:
        address: of the source.
        kind: the connector's module.
        options: its own.
    """

    address: Address
    kind: str
    options: BaseModel

    @contextlib.contextmanager
    def fetch(self, item: Item, most: int) -> Iterator[Fetched]:
        """Read an item into memory or a private file; see `connectors.source.Opener`.

        A connection that broke meanwhile, as idle ones do, is made anew once.
        """
        with contextlib.ExitStack() as stack:
            place = stack.enter_context(landing(most))
            try:
                note = _held.connection(self).fetch(item.location, place)
            except SourceError:
                _held.close()
                place = stack.enter_context(landing(most))
                note = _held.connection(self).fetch(item.location, place)
            except OSError as error:
                if not isinstance(error, _OF_THE_ITEM) and error.errno != errno.EFBIG:
                    _held.connection(self).root()  # else it is not the item that is to blame
                raise
            yield place.fetched(note)


class _Held:
    """The one connection that a worker process keeps open: it reads one source at a time."""

    def __init__(self) -> None:
        self._opener: RemoteOpener | None = None
        self._connection: Connection | None = None

    def connection(self, opener: RemoteOpener) -> Connection:
        """Give the connection that an opener uses.

        Raises:
            SourceError: it cannot be made.
        """
        if self._connection is None or self._opener != opener:
            self.close()
            self._connection = connect(opener.address, opener.kind, opener.options)
            self._opener = opener
        return self._connection

    def close(self) -> None:
        """End it, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


_held = _Held()


def connect(address: Address, kind: str, options: BaseModel) -> Connection:
    """Make a connection.

    Raises:
        SourceError: it cannot be made.
    """
    from connectors.remote import load  # noqa: PLC0415 - the package imports this module

    return load(kind).connect(address, options)


class RemoteShare:
    """A remote source: `connectors.source.Source` over any `Connection`.

    Args:
        address: where it is.
        kind: the connector's module.
        options: its own.
        exclude: glob patterns on paths below the address, or on bare names.
    """

    def __init__(
        self, address: Address, kind: str, options: BaseModel, exclude: Collection[str]
    ) -> None:
        self.address = address
        self.opener = RemoteOpener(address, kind, options)
        self._excluded = any_of(exclude, ignore_case=True)

    @property
    def name(self) -> str:
        """The source's name in the inventory: its address."""
        return str(self.address)

    def check(self) -> None:
        """Make sure that it can be reached and listed now.

        Raises:
            SourceError: it cannot.
        """
        with contextlib.closing(self._connect()) as connection:
            _root(self.address, connection)

    def items(self) -> Iterator[Item]:
        """Yield everything in it as an item, folder by folder."""
        for listing in self.listings():
            yield from listing.problems
            yield from map(listing.item, range(len(listing)))

    def listings(self) -> Iterator[RemoteListing]:
        """Yield everything in it, some at a time; items are to be made before the next is asked.

        Raises:
            SourceError: it cannot be reached, or went away.
        """
        with contextlib.closing(self._connect()) as connection:
            root = _root(self.address, connection)
            listing = RemoteListing(self.name, connection)
            if not root.folder:
                listing.add(root, root.name)
            pending = [(root, "")] if root.folder else []
            while pending:
                folder, prefix = pending.pop()
                folders: list[tuple[Entry, str]] = []
                try:
                    for entry in connection.entries(folder):
                        path = prefix + entry.name
                        if self._excluded is not None and self._excluded(path):
                            continue
                        if entry.folder:
                            folders.append((entry, path + "/"))
                            continue
                        listing.add(entry, path)
                        if len(listing) >= _LISTED_AT_ONCE:
                            yield listing
                            listing = RemoteListing(self.name, connection)
                except OSError as error:
                    _root(self.address, connection)  # else it is not the folder that is to blame
                    listing.add_problem(folder, prefix.rstrip("/") or ".", error)
                pending.extend(sorted(folders, key=lambda pair: pair[1], reverse=True))
            yield listing

    def _connect(self) -> Connection:
        return connect(self.address, self.opener.kind, self.opener.options)


def _root(address: Address, connection: Connection) -> Entry:
    try:
        return connection.root()
    except FileNotFoundError as error:
        raise SourceError(f"{address} does not exist; check the address") from error
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise SourceError(
            f"{address} cannot be read ({reason}); check that this account may read it"
        ) from error
