"""Turns names such as "Leavers 2014" or "RIP 12.03.2015" into clock facts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from detectors.model import ClockFact
from detectors.name_dates import Period, find_periods
from detectors.phrases import PhraseBook
from detectors.record_zones import spaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detectors.phrases import Phrase

_NEAR = 25


class NameClocks:
    """The words in names that say what happened.

    Args:
        spec: `config/clocks.yaml`.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self._book = PhraseBook(
            (word, trigger) for trigger, words in spec["names"].items() for word in words
        )
        self._for = {key: frozenset(people) for key, people in spec["names_for"].items()}

    def facts(self, names: Sequence[str], people: str, now: date) -> list[ClockFact]:
        """Give the facts in the names, the innermost first.

        Args:
            names: folder names from the outermost, then the file name.
            people: who the retention rule applies to, or "" where it is not known.
            now: later dates are refused.
        """
        plain = [spaced(name) for name in names]
        found: list[ClockFact] = []
        for index in range(len(plain) - 1, -1, -1):
            kind = "file name" if index == len(plain) - 1 else "folder name"
            for phrase in self._book.find(plain[index]):
                period = _beside(plain[index], phrase, now)
                below = plain[index + 1] if index + 2 < len(plain) else ""
                for trigger in phrase.labels:
                    if not self._fits(trigger, people):
                        continue
                    if period is not None:
                        found.append(_fact(trigger, kind, plain[index], phrase, period))
                    elif below:
                        found += _below(trigger, phrase, below, now)
        return found

    def _fits(self, trigger: str, people: str) -> bool:
        allowed = self._for.get(trigger)
        return allowed is None or people in allowed or (not people and trigger == "death")


def _fact(trigger: str, kind: str, name: str, phrase: Phrase[str], period: Period) -> ClockFact:
    """Quote the word and its date only: the rest of a name may name a person."""
    word, when = name[phrase.start : phrase.end], name[period.start : period.end]
    basis = f"{kind} '{word} {when}'{period.note}"
    return ClockFact(trigger, period.day, basis, unit=period.unit)


def _below(trigger: str, phrase: Phrase[str], below: str, now: date) -> Iterator[ClockFact]:
    """Read "Leavers/2014" and "RIP/Smith J 2012": a year in what lies directly within."""
    for period in find_periods(below, now + timedelta(days=366)):
        if period.day.year <= now.year:
            when = below[period.start : period.end]
            basis = f"folder names '{phrase.text}' and '{when}'{period.note}"
            yield ClockFact(trigger, period.day, basis, unit=period.unit)


def _beside(name: str, phrase: Phrase[str], now: date) -> Period | None:
    """Give the date or year that belongs to a word: the next after it, else the last before it."""
    periods = [p for p in find_periods(name, now + timedelta(days=366)) if p.day.year <= now.year]
    after = [p for p in periods if 0 <= p.start - phrase.end <= _NEAR]
    before = [p for p in periods if 0 <= phrase.start - p.end <= _NEAR]
    ordered = sorted(after, key=lambda p: p.start) or sorted(before, key=lambda p: -p.end)
    return ordered[0] if ordered else None
