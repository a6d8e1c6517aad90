"""Decides what a scan opens: what is new, changed, moved, judged by old rules, or failed before."""

from __future__ import annotations

import fnmatch
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from scanner.document import Status
from scanner.versions import is_current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from connectors.item import Item
    from connectors.source import Listing, Source

# Trouble that may have passed by the next scan, so the file is tried again although unchanged.
_PASSING = frozenset({Status.NO_PERMISSION, Status.VANISHED, Status.TIMED_OUT, Status.CRASHED})
# Names of files that programs write for a moment: locks, and half of what is being saved.
_TEMPORARY = ("~$*", "*.tmp", "*.temp", ".~lock*", "*.part", "*.partial", "*.crdownload", "~*.tmp")
_TEMPORARY_SECONDS = 3_600.0
_UNLOCKED = "unlocked:"
_COMPARABLE = frozenset(set(Status) - _PASSING - {Status.NOT_OPENED})


class KnownFiles(Protocol):
    """What is known of a source's files; `inventory.known.Known`, seen from here."""

    def __len__(self) -> int:
        """Number of files."""

    def get(self, key: str, /) -> tuple[str, str, str] | None:
        """Give (fingerprint, rules version, status) of one path."""

    def status(self, path: str) -> str | None:
        """Give the status of a file, or None where it is not known."""

    def unchanged(
        self,
        paths: Sequence[str],
        fingerprints: Sequence[str],
        settled: Callable[[str, str], bool],
    ) -> list[bool]:
        """Say of each path whether it need not be opened, and note all of them as seen."""

    def unseen(self) -> Iterator[str]:
        """Yield the paths that `unchanged` has not been asked about."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a scan was asked to open.

    Attributes:
        full: everything, even what has not changed.
        skeleton: nothing: new files are listed by their names, sizes and times alone.
        verify: compare the contents of files that look unchanged, too.
        quiet: seconds that a file must have rested; younger ones are left for the next scan.
    """

    full: bool = False
    skeleton: bool = False
    verify: bool = False
    quiet: float = 0.0


@dataclass(frozen=True, slots=True)
class Passed:
    """Files that need nothing this time.

    Attributes:
        files: how many.
        size: their bytes together.
        waiting: of them, how many are still being written and were left for the next scan;
            what is called like a temporary file is not counted.
    """

    files: int
    size: int
    waiting: int = 0


class Plan:
    """Walks a source and says for each file whether it must be opened.

    Args:
        source: where to look.
        known: what earlier scans made of it.
        rules_version: that of this scan.
        choice: what was asked for.
        hashes: gives the known hashes of the contents of some paths.
        unlocks: `WorkOrder.unlocks`: what was locked under other passwords is opened again.
    """

    def __init__(
        self,
        source: Source,
        known: KnownFiles,
        rules_version: str,
        choice: Choice,
        hashes: Callable[[Sequence[str]], Mapping[str, str]],
        *,
        unlocks: str = "",
    ) -> None:
        self._unlocks = unlocks
        self._source = source
        self._known = known
        self._rules_version = rules_version
        self._choice = choice
        self._hashes = hashes
        self._unlisted: list[str] = []

    def steps(self) -> Iterator[Item | Passed]:
        """Yield what must be dealt with, and now and then the sum of what need not be."""
        for listing in self._source.listings():
            for item in listing.problems:
                self._unlisted.append("" if item.path == "." else item.path + "/")
                yield from self._problem(item)
            if len(listing):
                yield from self._listing(listing)

    def gone(self) -> Iterator[str]:
        """Yield paths that a complete walk did not meet.

        What lies below folders that could not be listed is left out: it may well be there.
        """
        unlisted = tuple(self._unlisted)
        return (path for path in self._known.unseen() if not path.startswith(unlisted or "\0"))

    def _problem(self, item: Item) -> Iterator[Item | Passed]:
        """Pass on what cannot be looked at, unless exactly that is known already."""
        self._known.unchanged([item.path], [item.fingerprint], self._settled)
        known = self._known.get(item.path)
        if known and known[0] == item.fingerprint and known[2] == str(item.problem):
            yield Passed(1, 0)
        else:
            yield item

    def _listing(self, listing: Listing) -> Iterator[Item | Passed]:
        same = self._known.unchanged(listing.paths, listing.fingerprints, self._settled)
        if all(same):
            yield Passed(len(listing), listing.size)
            return
        files, size, waiting = 0, 0, 0
        wanted: list[int] = []
        for position, unchanged in enumerate(same):
            rest = 0.0 if unchanged else self._rest(listing.paths[position])
            # A time in the future comes from a server whose clock is ahead, and says nothing.
            young = rest > 0 and 0 <= time.time() - listing.changed(position) < rest
            if unchanged or young or self._needs_nothing(listing, position):
                files, size = files + 1, size + listing.size_of(position)
                waiting += young and rest == self._choice.quiet
            else:
                wanted.append(position)
        yield Passed(files, size, waiting)
        alike = [p for p in wanted if self._looks_alike(listing.paths[p], listing.fingerprints[p])]
        hashes = self._hashes([listing.paths[p] for p in alike]) if alike else {}
        for position in wanted:
            item = listing.item(position)
            yield replace(item, known_hash=hashes.get(item.path, ""))

    def _settled(self, rules_version: str, status: str) -> bool:
        if self._choice.skeleton:
            return True
        if self._choice.full or status in _PASSING or status == Status.NOT_OPENED:
            return False
        return not self._choice.verify and self._is_current(rules_version, status)

    def _is_current(self, rules_version: str, status: str) -> bool:
        words = rules_version.split()
        tried = [word for word in words if word.startswith(_UNLOCKED)]
        if self._unlocks and tried and tried != [_UNLOCKED + self._unlocks]:
            return False
        rest = " ".join(word for word in words if word not in tried)
        return is_current(rest, stamp_of(self._rules_version, status))

    def usable(self, rules_version: str, status: str) -> bool:
        """Tell whether a row may be taken over by a file with the same contents."""
        return status in _COMPARABLE and self._is_current(rules_version, status)

    def _looks_alike(self, path: str, fingerprint: str) -> bool:
        """Tell files whose size and time are as known, so that only their rights may be new."""
        known = self._known.get(path) if self._known.status(path) in _COMPARABLE else None
        if known is None or self._choice.full or not self._is_current(*known[1:]):
            return False
        return known[0].split(".")[:2] == fingerprint.split(".")[:2]

    def _needs_nothing(self, listing: Listing, position: int) -> bool:
        """Tell files that a look at the inventory or the file system settles after all."""
        path = listing.paths[position]
        status = self._known.status(path)
        if status is None:
            return False
        if self._choice.skeleton:  # what is known of it is worth more than its name alone
            return True
        if status != Status.NO_PERMISSION or self._choice.full:
            return False
        known = self._known.get(path)
        same = known is not None and known[0] == listing.fingerprints[position]
        return same and not listing.may_open(position)

    def _rest(self, path: str) -> float:
        """Give how long a file must have rested: longer when it is there for a moment only."""
        name = path.rpartition("/")[2].lower()
        if not self._choice.quiet or not any(fnmatch.fnmatchcase(name, p) for p in _TEMPORARY):
            return self._choice.quiet
        return max(self._choice.quiet, _TEMPORARY_SECONDS)


def stamp_of(rules_version: str, status: str) -> str:
    """Give the version to stamp on a row: what needs OCR is read again once there is OCR."""
    if status != Status.NEEDS_OCR:
        return rules_version
    from scanner.extract._ocr import program  # noqa: PLC0415 - loads every reader

    return f"{rules_version} ocr:{'yes' if program() else 'no'}"


def locked_stamp(rules_version: str, unlocks: str) -> str:
    """Give the version to stamp on what is, or holds something, under a password.

    Args:
        rules_version: that of the row without it.
        unlocks: `WorkOrder.unlocks`; with other passwords it is read again.
    """
    return f"{rules_version} {_UNLOCKED}{unlocks}"
