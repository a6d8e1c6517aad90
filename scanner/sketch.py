"""Makes a keyed sketch of a text, by which nearly the same text is told again and nothing is read.

MinHash (Broder 1997) over runs of three words: each of 60 keyed hash functions keeps the smallest
value that any run has. Three of them together make a band, and of a band only a keyed digest is
kept. Two texts with a share J of their runs in common have J³ of their bands in common. Whoever has
no key learns from it which documents are alike; see docs/decisions/0017.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

from detectors.model import QUOTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from scanner.document import Document

    _Numbers = NDArray[np.uint32]

BANDS = 20
_ROWS = 3  # hash functions in a band
_RUN = 3  # words
_FEWEST = 12  # runs: a shorter text has too little to be told by
_MOST_TEXT = 200_000  # characters of text, and as many of tables
_MOST_ROWS = 2_000
_BATCH = 4_096  # runs hashed together
_WORD = re.compile(r"\w+")


class Sketcher:
    """Makes sketches.

    Args:
        key: the installation's secret, from which keys for this one purpose are derived.
    """

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.blake2b(b"sketches of texts", key=key, digest_size=32).digest()
        functions = BANDS * _ROWS
        stream = hashlib.shake_256(self._key).digest(4 * (2 * functions + _RUN))
        numbers = np.frombuffer(stream, dtype="<u4").astype(np.uint32)
        self._factors = (numbers[:functions] | np.uint32(1))[:, None]
        self._masks = numbers[functions : 2 * functions][:, None]
        self._turns = numbers[2 * functions :] | np.uint32(1)

    def sketch(self, document: Document) -> tuple[int, ...]:
        """Give the bands of a document's text and tables; none where it says too little.

        What a message only quotes is left out: an answer is no copy of what it answers.
        """
        texts = (_WORD.findall(text.casefold()) for text in _texts(document))
        runs = self._runs(list(itertools.chain.from_iterable(texts)))
        return self._bands(runs) if len(runs) >= _FEWEST else ()

    def _runs(self, words: list[str]) -> _Numbers:
        """Give a number for each distinct run of words."""
        if len(words) < _RUN:
            return np.empty(0, dtype=np.uint32)
        known = {word: zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in set(words)}
        numbers = np.array([known[word] for word in words], dtype=np.uint32)
        number = len(words) - _RUN + 1
        runs = np.zeros(number, dtype=np.uint32)
        for place, turn in enumerate(self._turns):
            mixed = (runs ^ numbers[place : place + number]) * turn
            runs = mixed ^ (mixed >> np.uint32(16))
        return np.unique(runs)

    def _bands(self, runs: _Numbers) -> tuple[int, ...]:
        least = np.full(len(self._factors), np.iinfo(np.uint32).max, dtype=np.uint32)
        for start in range(0, len(runs), _BATCH):
            hashed = (runs[start : start + _BATCH] ^ self._masks) * self._factors
            hashed ^= hashed >> np.uint32(15)
            least = np.minimum(least, hashed.min(axis=1))
        kept = least.astype("<u4").tobytes()
        size = 4 * _ROWS
        return tuple(self._band(i, kept[i * size : (i + 1) * size]) for i in range(BANDS))

    def _band(self, number: int, values: bytes) -> int:
        digest = hashlib.blake2b(bytes([number]) + values, digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "little", signed=True)


def _texts(document: Document) -> Iterator[str]:
    yield from _first(block.text for block in document.blocks if block.location != QUOTED)
    for table in document.tables:
        rows = table.relation.limit(_MOST_ROWS).fetchall()
        yield from _first(" ".join(cell for cell in row if cell) for row in rows)


def _first(texts: Iterable[str]) -> Iterator[str]:
    """Give texts until there is enough to tell them by."""
    left = _MOST_TEXT
    for text in texts:
        yield text[:left]
        left -= len(text)
        if left <= 0:
            return
