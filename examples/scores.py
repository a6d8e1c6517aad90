"""Counts hits, misses and false alarms of a detector against the planted values.

Detectors are compared by the normal form of what they find, so `HARTLEY, Edith` equals
`Edith Hartley` and spaces in a number do not matter. A caller that has digests instead of values
passes the function that digests.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    Key = Callable[[str, str], str]


@dataclass(slots=True)
class Tally:
    """Hits, misses and false alarms of one entity."""

    hits: int = 0
    missed: int = 0
    false: int = 0

    @property
    def planted(self) -> int:
        """How many there were to find."""
        return self.hits + self.missed

    @property
    def precision(self) -> float:
        """Share of what was reported that is right; 1 where nothing was."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of what was planted that was reported."""
        return self.hits / self.planted if self.planted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = 2 * self.hits + self.missed + self.false
        return 2 * self.hits / both if both else 1.0


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted value and the other ways it is written."""

    entity: str
    forms: tuple[str, ...]
    required: bool


# Judged for the document as a whole, or not planted with marks.
_NOT_PLANTED = {
    "HEALTH", "RELIGION", "ETHNICITY", "SEXUAL_ORIENTATION", "TRADE_UNION", "POLITICAL",
    "CRIMINAL_OFFENCE", "GENETIC", "BIOMETRIC", "PAYROLL_NUMBER",
}  # fmt: skip

Truth = dict[str, list[Planted]]


def load_truth(path: Path) -> Truth:
    """Read `truth_findings.csv`; gives document path -> planted values."""
    truth: Truth = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            forms = (row["value"], *(form for form in row["also"].split("|") if form))
            truth[row["path"]].append(Planted(row["entity"], forms, row["required"] == "yes"))
    return truth


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one value: `kind` is "hit", "missed" or "false"."""

    path: str
    entity: str
    kind: str
    key: str
    value: str


def verdicts(
    found: Mapping[str, Iterable[tuple[str, str]]], truth: Truth, paths: Iterable[str], key: Key
) -> list[Verdict]:
    """Judge what was found in each document.

    Args:
        found: document path -> (entity, key of the value) pairs.
        truth: what was planted.
        paths: the documents to judge; documents nobody could read are left out by the caller.
        key: turns (entity, value) into the same kind of key.

    Returns:
        A verdict for each planted value that had to be found, and for each false alarm.
    """
    out: list[Verdict] = []
    for path in paths:
        reported = set(found.get(path, ()))
        welcome: set[tuple[str, str]] = set()
        for planted in truth.get(path, []):
            keys = {(planted.entity, key(planted.entity, form)) for form in planted.forms}
            welcome |= keys
            if planted.required:
                kind = "hit" if keys & reported else "missed"
                out.append(Verdict(path, planted.entity, kind, "", planted.forms[0]))
        alarms = sorted((e, k) for e, k in reported - welcome if e not in _NOT_PLANTED)
        out += [Verdict(path, e, "false", k, "") for e, k in alarms]
    return out


def tallies(judged: Iterable[Verdict]) -> dict[str, Tally]:
    """Sum verdicts by entity."""
    totals: dict[str, Tally] = defaultdict(Tally)
    for verdict in judged:
        tally = totals[verdict.entity]
        tally.hits += verdict.kind == "hit"
        tally.missed += verdict.kind == "missed"
        tally.false += verdict.kind == "false"
    return dict(sorted(totals.items()))
