"""Says what changed between two scans, in words a manager reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from inventory.wording import count_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inventory.stock import AssetCount, Stock


class Kind(StrEnum):
    """What kind of change, the most pressing first."""

    EXPOSED = "newly exposed"
    OVERDUE = "newly overdue"
    NEW = "new"
    GONE = "gone"
    RENAMED = "renamed"
    GROWN = "grown"
    SHRUNK = "shrunk"
    UNREAD = "no longer fully examined"
    CLOSED = "no longer exposed"
    CLEARED = "no longer overdue"


@dataclass(frozen=True, slots=True)
class AssetChange:
    """One change of one asset.

    Attributes:
        kind: what happened.
        asset: id.
        name: as it is called now, or was when it went.
        before: the number that changed, at the earlier scan.
        after: the same, at the later one.
        words: a sentence.
    """

    kind: Kind
    asset: str
    name: str
    before: int
    after: int
    words: str


def compare_stocks(before: Stock, after: Stock) -> list[AssetChange]:
    """Give what changed, by kind in the order of `Kind`, the largest change first."""
    changes = [
        change
        for asset in {**before.assets, **after.assets}
        for change in _asset(before.assets.get(asset), after.assets.get(asset))
    ]
    order = list(Kind)
    changes.sort(
        key=lambda change: (
            order.index(change.kind),
            -abs(change.after - change.before),
            change.name,
        )
    )
    return changes


def _asset(before: AssetCount | None, after: AssetCount | None) -> Iterator[AssetChange]:
    if before is None and after is not None:
        yield _appeared(after)
    elif after is None and before is not None:
        words = f"{before.name} is gone; it held {count_files(before.documents)}."
        yield AssetChange(Kind.GONE, before.asset, before.name, before.documents, 0, words)
    elif before is not None and after is not None:
        if before.name != after.name:
            words = f"{before.name} is now called {after.name}: its folder or its row was renamed."
            yield AssetChange(Kind.RENAMED, after.asset, after.name, 0, 0, words)
        yield from _numbers(before, after)


def _appeared(after: AssetCount) -> AssetChange:
    parts = [count_files(after.documents)]
    if after.people:
        parts.append(f"up to {after.people:,} {'person' if after.people == 1 else 'people'}")
    if after.open_personal:
        parts.append(f"{after.open_personal:,} with personal data open to everyone")
    if after.overdue:
        parts.append(f"{after.overdue:,} past their retention period")
    words = f"{after.name} is new: {', '.join(parts)}."
    return AssetChange(Kind.NEW, after.asset, after.name, 0, after.documents, words)


def _numbers(before: AssetCount, after: AssetCount) -> Iterator[AssetChange]:
    """Compare what was counted of one asset at two times."""

    def change(kind: Kind, was: int, now: int, words: str) -> AssetChange:
        return AssetChange(kind, after.asset, after.name, was, now, f"{after.name}: {words}.")

    was, now = before.documents, after.documents
    if was != now:
        verb = "grown" if now > was else "shrunk"
        people = after.people - before.people
        more = f", and by {people:,} {'person' if people == 1 else 'people'}" if people > 0 else ""
        words = f"{verb} by {count_files(abs(now - was))} to {now:,}{more if now > was else ''}"
        yield change(Kind(verb), was, now, words)
    was, now = before.open_personal, after.open_personal
    if now > was or after.open_special > before.open_special:
        special = f", {after.open_special:,} of them sensitive" if after.open_special else ""
        words = f"{count_files(now)} with personal data open to everyone{special}; {_before(was)}"
        yield change(Kind.EXPOSED, was, now, words)
    elif now < was:
        words = f"{count_files(now)} with personal data open to everyone; {_before(was)}"
        yield change(Kind.CLOSED, was, now, words)
    was, now = before.overdue, after.overdue
    if was != now:
        words = f"{count_files(now)} past the retention period; {_before(was)}"
        yield change(Kind.OVERDUE if now > was else Kind.CLEARED, was, now, words)
    was, now = before.unread, after.unread
    if now > was:
        words = f"{count_files(now)} could not be fully examined; {_before(was)}"
        yield change(Kind.UNREAD, was, now, words)


def _before(number: int) -> str:
    return f"{number:,} before" if number else "none before"
