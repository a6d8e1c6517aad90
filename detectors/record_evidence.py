"""What speaks for one type of record, and what it adds up to."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

AS_WORDED = "like other such records"
KIND_OF_FOLDER = "kind of folder"
_OUTSIDE_WORDS = frozenset({AS_WORDED, KIND_OF_FOLDER})
_SHORTEST_NEEDS = 0.65
_LENGTH_COSTS = 0.5
_USUAL_LENGTH = 2_000
_MOST_REASONS = 6
_WORDS = {
    "title": "title",
    "name": "file name",
    "heading": "heading",
    "header": "column",
    "folder": "folder",
    "body": "text",
    "wording": "wording",
}


@dataclass(slots=True)
class Evidence:
    """What has been found for one record type.

    Attributes:
        worth: what each phrase is worth.
        places: where it stands.
        named: whether a phrase names the record.
        blanks: those of the phrases that speak of a form nobody has filled in.
        nearest: how near the nearest folder for such records is: 1 for the one it lies in.
    """

    worth: dict[str, float] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    body: float = 0.0
    named: bool = False
    blanks: set[str] = field(default_factory=set)
    nearest: float = 0.0

    @property
    def blank(self) -> float:
        """What it is worth that the name speaks of a blank form."""
        return sum(self.worth[phrase] for phrase in self.blanks)

    def add(self, phrase: str, worth: float, zone: str, *, names_it: bool) -> None:
        """Count a phrase once, in the best place it stands."""
        if worth > self.worth.get(phrase, 0.0):
            self.worth[phrase] = worth
            self.places[phrase] = zone
        self.named = self.named or names_it

    def total(self, body_cap: float) -> float:
        """Add it all up, what the body alone says bounded by `body_cap`."""
        inside = sum(w for p, w in self.worth.items() if self.places[p] == "body")
        outside = sum(w for p, w in self.worth.items() if self.places[p] != "body")
        return outside + min(inside, body_cap)


def own_words(found: Evidence) -> float:
    """Add up what phrases of the document itself are worth."""
    return sum(
        worth
        for phrase, worth in found.worth.items()
        if phrase not in _OUTSIDE_WORDS and found.places[phrase] != "folder"
    )


def by_length(length: int) -> float:
    """Give the share of the usual evidence that a text of some length needs.

    A long text holds some word of every kind, so it takes more of them to make one.
    """
    if length <= _USUAL_LENGTH:
        return _SHORTEST_NEEDS + (1 - _SHORTEST_NEEDS) * length / _USUAL_LENGTH
    return 1 + _LENGTH_COSTS * math.log10(length / _USUAL_LENGTH)


def score(best: float, rival: float) -> float:
    """Turn evidence into 0 to 1: how much there is, and how far ahead of the next kind it is."""
    amount = best / (best + 2.0)
    lead = best / (best + 0.6 * rival)
    return round(amount * lead, 3)


def reasons(found: Evidence) -> tuple[str, ...]:
    """Give the most telling phrases and where they stand, for a person who asks why."""
    ranked = sorted(found.worth, key=lambda phrase: (-found.worth[phrase], phrase))
    return tuple(
        f"{_WORDS[found.places[phrase]]} '{phrase.removesuffix(' (folder)')}'"
        for phrase in ranked[:_MOST_REASONS]
    )
