"""Legal holds: records that must not be destroyed, whatever their period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from config.settings import Settings


@dataclass(frozen=True, slots=True)
class Hold:
    """One legal hold; a record matches when every given condition does.

    Attributes:
        name: what it is for.
        source: who imposed it.
        paths: glob patterns on the path, case ignored; any will do.
        record_types: ids of record types or of retention rules; any will do.
        people: digests of the names and numbers of people; any that occurs will do.
        words: matched in the path, whole words, case ignored; or None.
        starts: first day of its window, or None.
        ends: last day of its window, or None.
        review: when to look at the hold again, or None.
        always: whether it shows on records that are not due anyway.
    """

    name: str
    source: str = ""
    paths: tuple[str, ...] = ()
    record_types: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    words: re.Pattern[str] | None = None
    starts: date | None = None
    ends: date | None = None
    review: date | None = None
    always: bool = True

    def matches(
        self, path: str, types: Iterable[str], days: Iterable[date], named: frozenset[str]
    ) -> bool:
        """Tell whether the hold covers a record.

        Args:
            path: its path.
            types: its record type and retention rule.
            days: its own dates; where there is none, a window excludes nothing.
            named: digests of people under a hold that occur in it.
        """
        lower = path.lower()
        if self.paths and not any(fnmatchcase(lower, glob.lower()) for glob in self.paths):
            return False
        if self.record_types and not any(kind in self.record_types for kind in types):
            return False
        if self.people and self.people.isdisjoint(named):
            return False
        if self.words and not self.words.search(path):
            return False
        known = list(days)
        return not known or any(self._covers(day) for day in known)

    def _covers(self, day: date) -> bool:
        return (self.starts is None or day >= self.starts) and (
            self.ends is None or day <= self.ends
        )


def own_holds(settings: Settings, digests: Callable[[str], Iterable[str]]) -> tuple[Hold, ...]:
    """Give the provider's holds.

    Args:
        settings: the settings in force.
        digests: gives the digests under which a name or number may be stored.
    """
    return tuple(
        Hold(
            name=hold.name,
            source=hold.source,
            paths=hold.paths,
            record_types=hold.record_types,
            people=frozenset(digest for person in hold.people for digest in digests(person)),
            starts=hold.starts,
            ends=hold.ends,
            review=hold.review,
        )
        for hold in settings.holds
    )


def shipped_holds(entries: Iterable[Mapping[str, Any]]) -> tuple[Hold, ...]:
    """Read the holds of `retention.yaml`."""
    return tuple(
        Hold(
            name=entry["name"],
            source=entry["source"],
            record_types=tuple(entry.get("rules", ())),
            words=_words(entry.get("words", ())),
            starts=entry.get("from"),
            ends=entry.get("until"),
            always=entry["show"] == "always",
        )
        for entry in entries
    )


def _words(words: Iterable[str]) -> re.Pattern[str] | None:
    choices = "|".join(re.escape(word) for word in words)
    return (
        re.compile(rf"(?<![a-z0-9])(?:{choices})(?![a-z0-9])", re.IGNORECASE) if choices else None
    )
