"""Collects what a table gives: one finding per distinct value, wherever it was met."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detectors.columns.prose import read_guess, read_prose
from detectors.model import ValueFinding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detectors.columns.assemble import Item
    from detectors.columns.counting import Measure
    from detectors.columns.prose import Finder
    from detectors.model import Finding

_RECOGNISER = "columns"
_UNLIKELY_SHARE = 0.3
_UNLIKELY_SCORE = 0.4


def believed(item: Item, found: Measure) -> float:
    """Score a column's values; a header that most values contradict is not believed."""
    share = found.valid / found.total if found.total else 0.0
    return item.score if share >= _UNLIKELY_SHARE else min(item.score, _UNLIKELY_SCORE)


class Book:
    """The findings of one table.

    Args:
        table: its name.
        threshold: score below which a value is no finding.
    """

    def __init__(self, table: str, threshold: float) -> None:
        self.table = table
        self._threshold = threshold
        self._found: dict[tuple[str, str], ValueFinding] = {}

    def add(self, item: Item, found: Measure, find_text: Finder) -> bool:
        """Add what a measured item holds; say whether all of its text was read."""
        if item.part == "guess":
            self._add_texts(read_guess(found, item.columns[0].name, find_text), item.name)
        elif item.part == "text":
            texts, whole = read_prose(found, find_text)
            self._add_texts(texts, item.name)
            return whole
        elif item.entity and (score := believed(item, found)) >= self._threshold:
            place = self._place(item.name)
            for normal, (raw, n) in found.values.items():
                self._add(normal, ValueFinding(item.entity, raw, n, score, _RECOGNISER, place))
        return True

    def add_prose(self, text: str, find_text: Finder) -> None:
        """Add what the text detectors find in titles, or in a form."""
        if text:
            self._add_texts(((finding, 1) for finding in find_text(text)), "")

    def findings(self) -> list[ValueFinding]:
        """Give what was collected, in the order it was met."""
        return list(self._found.values())

    def _add_texts(self, findings: Iterable[tuple[Finding, int]], where: str) -> None:
        place = self._place(where)
        for f, n in findings:
            normal = " ".join(f.value.split())
            self._add(normal, ValueFinding(f.entity, f.value, n, f.score, f.recogniser, place))

    def _place(self, where: str) -> str:
        return ", ".join(part for part in (self.table, where and f"column {where}") if part)

    def _add(self, normal: str, value: ValueFinding) -> None:
        key = (value.entity, normal.lower())
        known = self._found.get(key)
        if known is not None:
            best = max(known, value, key=lambda finding: finding.score)
            value = replace(best, count=known.count + value.count)
        self._found[key] = value
