"""Finds files whose contents are known from another place, so that nothing is read twice.

A file that was moved, renamed or copied holds what was read before. It is told by its size and
then by its hash: only a file whose size another one has is hashed. A worker compares what the two
names say of their files (see `detectors.examine.Examiner.names_say`); where that is the same, the
row of the one is the row of the other.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from connectors.item import Twin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from connectors.item import Item
    from inventory.records import Original

_LOOKED_UP = 512  # so many together
_HELD = 8_192
_REMEMBERED = 100_000  # of this scan; then the inventory is asked again


class Contents(Protocol):
    """What contents are known; `inventory.contents.Contents`, seen from here."""

    def may_have_size(self, size: int) -> bool:
        """Tell whether anything of that size is known."""

    def may_have(self, content_hash: str) -> bool:
        """Tell whether these contents are known."""


class Shelf(Protocol):
    """Where originals are looked up; the inventory, seen from here."""

    def contents(self) -> Contents:
        """Give what is known of the contents of all files."""

    def originals(self, hashes: Sequence[str]) -> list[Original]:
        """Give where files with these contents lie."""


class Twins:
    """Holds back items that look like others until it is known where their contents were read.

    Args:
        shelf: where originals are looked up.
        usable: says of (rules version, status) whether such a row may be taken over.
    """

    def __init__(self, shelf: Shelf, usable: Callable[[str, str], bool]) -> None:
        self._shelf = shelf
        self._usable = usable
        self._known: Contents = shelf.contents()
        self._met: dict[int, str] = {}  # size -> the first file of it, "" once that is hashed
        self._in_hand: set[str] = set()
        self._stored: set[str] = set()
        self._held: dict[str, list[Item]] = defaultdict(list)
        self._number = self._ready = 0

    @property
    def ready(self) -> bool:
        """Whether enough need not wait longer to be looked up together."""
        return self._ready >= _LOOKED_UP

    @property
    def crowded(self) -> bool:
        """Whether so many are held back that it is time to finish what they wait for."""
        return self._number >= _HELD

    def suspect(self, item: Item) -> bool:
        """Tell whether another file has this one's size, so that a hash of it is worth its cost."""
        if item.size in self._met or self._known.may_have_size(item.size):
            return item.size > 0
        if len(self._met) + len(self._in_hand) >= _REMEMBERED:  # it has been stored meanwhile
            self._known = self._shelf.contents()
            for remembered in (self._met, self._in_hand, self._stored):
                remembered.clear()
        self._met[item.size] = item.location
        return False

    def hold(self, item: Item) -> bool:
        """Keep an item back whose contents are known or in hand; False: open it now.

        Args:
            item: one that is `suspect`.
        """
        content_hash = hash_of(item.location)
        if not content_hash:
            return False
        if first := self._met.get(item.size):
            self._met[item.size] = ""
            self._in_hand.add(hash_of(first))
        known = content_hash in self._stored or self._known.may_have(content_hash)
        if known or content_hash in self._in_hand:
            self._held[content_hash].append(item)
            self._number += 1
            self._ready += content_hash not in self._in_hand
            return True
        self._in_hand.add(content_hash)
        return False

    def stored(self, content_hash: str) -> None:
        """Note that a row of these contents has been stored, for those who wait for it."""
        if content_hash in self._in_hand:
            self._in_hand.remove(content_hash)
            self._stored.add(content_hash)
            self._ready += len(self._held.get(content_hash, ()))

    def release(self, *, all_of_them: bool = False) -> list[Item]:
        """Give the items that need not wait longer, each with where its contents were read.

        Args:
            all_of_them: nothing is in hand any more that would be worth waiting for.
        """
        ready = [one for one in self._held if all_of_them or one not in self._in_hand]
        if not ready:
            return []
        twins: dict[str, list[Twin]] = defaultdict(list)
        for found in self._shelf.originals(ready):
            if self._usable(found.rules_version, found.status):
                twin = Twin(found.source, found.path, found.content_hash)
                twins[found.content_hash].append(twin)
        items = [
            replace(item, twins=tuple(twins[content_hash]))
            for content_hash in ready
            for item in self._held.pop(content_hash)
        ]
        self._number -= len(items)
        self._ready = 0
        return items


def hash_of(location: str) -> str:
    """Give the SHA-256 of a file's contents, hex; "" where it cannot be read here."""
    try:
        with Path(location).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""  # whoever opens it says why
