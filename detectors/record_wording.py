"""Compares the words of a document with those of each kind of record.

People often write without any of the phrases that name a record: "up washed and dressed, ate well".
A naive Bayes model over single words, made when the rules are loaded from the phrases in
`config/record_types.yaml` and the passages in `config/record_examples.yaml`, says which kind such
wording is most like. It is asked only beside the cues, never instead of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

NO_RECORD = "none"
_PHRASES = {"titles": 0.3, "tells": 0.3, "cues": 0.3, "columns": 0.15}
_PASSAGE = 1.0
_UNSEEN = 0.1
_READ = 6_000
_FEWEST_WORDS = 4
_MOST_OF_ONE = 3
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_ENDINGS = ("ing", "ed", "ies", "es", "s")
_SHORTEST_STEM = 3
# Every kind of writing has these.
_EVERYWHERE = re.compile(
    r"(?:an|and|are|as|at|be|but|by|for|from|had|has|have|he|her|him|his|if|in|is|it|me|my|no|not|of|on|"
    r"or|our|she|so|that|the|their|them|they|this|to|us|was|we|when|who|will|with|you|your)"
)


class Wording:
    """How each kind of record is worded.

    Args:
        types: the types of `record_types.yaml`, with what is no record under `NO_RECORD`.
        passages: type id -> passages, one a line.
    """

    def __init__(self, types: Mapping[str, Mapping[str, Any]], passages: Mapping[str, str]) -> None:
        self._kinds = sorted(types)
        counts = {kind: _counts(types[kind], passages.get(kind, "")) for kind in self._kinds}
        words = sorted(set().union(*counts.values()))
        self._places = {word: place for place, word in enumerate(words)}
        table = np.full((len(words), len(self._kinds)), _UNSEEN)
        for column, kind in enumerate(self._kinds):
            for word, count in counts[kind].items():
                table[self._places[word], column] += count
        self._logs: NDArray[np.float64] = np.log(table / table.sum(axis=0))

    def likeness(self, text: str) -> dict[str, float]:
        """Say which kinds a text is worded like.

        Args:
            text: the text; only its beginning is read.

        Returns:
            Kind -> share of the evidence, 0 to 1, the shares of all kinds adding up to the share
            of its words that are known; nothing for a text with next to no known word.
        """
        words = Counter(_words(text[:_READ]))
        known = {self._places[w]: n for w, n in words.items() if w in self._places}
        if len(known) < _FEWEST_WORDS:
            return {}
        times = np.minimum(np.array(list(known.values())), _MOST_OF_ONE) ** 0.5
        logs = times @ self._logs[list(known)]
        # Words of a text go together, so the evidence of many is less than their sum.
        shares = np.exp((logs - logs.max()) / len(known) ** 0.25)
        shares *= len(known) / len(words) / shares.sum()
        return dict(zip(self._kinds, map(float, shares), strict=True))

    def known(self, text: str) -> list[str]:
        """Give those words of a text that say anything of its kind."""
        return [word for word in _words(text) if word in self._places]


def _counts(entry: Mapping[str, Any], passages: str) -> Counter[str]:
    counts: dict[str, float] = defaultdict(float)
    for part, worth in _PHRASES.items():
        for phrase in entry.get(part, ()):
            for word in set(_words(phrase)):
                counts[word] += worth
    for passage in passages.splitlines():
        for word in set(_words(passage)):
            counts[word] += _PASSAGE
    return Counter(counts)


def _words(text: str) -> Iterable[str]:
    return filter(None, map(_telling, _WORD.findall(text.lower())))


@lru_cache(maxsize=20_000)  # words of a few letters, the same ones in every document
def _telling(word: str) -> str:
    """Give the stem of a word, or "" for one that every kind of writing has."""
    return "" if len(word) < 2 or _EVERYWHERE.fullmatch(word) else _stem(word)


def _stem(word: str) -> str:
    """Take a usual ending off, so that "washed" and "washing" are one word."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
