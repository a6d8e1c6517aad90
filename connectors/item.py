"""What a connector hands on: one thing to open, and the facts known without opening it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Reach(StrEnum):
    """Who can read an item, in the words a manager uses; from narrow to wide."""

    OWNER = "owner"
    GROUP = "group"
    EVERYONE = "everyone"
    UNKNOWN = "unknown"


class ItemProblem(StrEnum):
    """Why an item could be seen but not offered for opening."""

    NO_PERMISSION = "no_permission"
    VANISHED = "vanished"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Twin:
    """Another place where the contents of an item may have been read already.

    Attributes:
        source: the scanned root.
        path: below it.
        content_hash: SHA-256 of the contents read there, hex.
    """

    source: str
    path: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Item:
    """One file (or message, or table) in a source, before anything is read from it.

    Attributes:
        source: the scanned root as the user named it, made absolute.
        path: address below the root; folder separators are `/`, undecodable bytes are escaped.
        location: the local file system path that opens it (may hold surrogate escapes).
        size: bytes.
        modified: last change of the contents, in UTC; None where the source does not know.
        created: creation time in UTC, where the file system has one.
        owner: account name that owns it, or "".
        access: who can read it, in words, for example "everyone" or "group care, owner".
        reach: `access` reduced to the widest audience.
        fingerprint: changes whenever the contents may have changed (size and times).
        known_hash: SHA-256 of the known contents, hex, where they are to be compared first.
        twins: where its contents may have been read before.
        problem: set when the item cannot be opened; `detail` then says why.
    """

    source: str
    path: str
    location: str
    size: int
    modified: datetime | None
    created: datetime | None
    owner: str
    access: str
    reach: Reach
    fingerprint: str
    problem: ItemProblem | None = None
    detail: str = ""
    known_hash: str = ""
    twins: tuple[Twin, ...] = ()
