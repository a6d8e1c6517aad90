"""The project's own model of names: a shallow convolution over words, in plain numpy.

Each word is the sum of a few rows of a table (see `features.py`), so a word met once costs one
look-up the next time. Three layers look at up to nine words on either side; the last gives each
word four probabilities. `training/` makes the weights; `MODEL_CARD.md` says from what.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from detectors.names.features import TOKEN, UNSEEN, features

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

    from detectors.names.lexicon import Lexicon

OUTSIDE, BEGINS, INSIDE, THING = range(4)
# How far each layer looks, in words.
REACHES = ((-2, -1, 0, 1, 2), (-4, -2, 0, 2, 4), (-3, 0, 3))
_MARGIN = sum(max(reach) for reach in REACHES)
_AT_ONCE = 2048
_REMEMBERED = 60_000
MODEL = "names.npz"


class Tags(NamedTuple):
    """What the tagger says of the words of a text.

    Attributes:
        starts: first character of each word.
        ends: one past the last character of each.
        chances: one row a word: outside, begins a name, inside a name, names some other thing.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    chances: NDArray[np.float32]


class Weights(NamedTuple):
    """The trained numbers.

    Attributes:
        vocabulary: number of each known word.
        table: a row for each feature.
        layers: (matrix, offsets) of the three layers and the last one.
    """

    vocabulary: dict[str, int]
    table: NDArray[np.float32]
    layers: list[tuple[NDArray[np.float32], NDArray[np.float32]]]


class NameTagger:
    """Says of each word of a text whether it is part of a person's name.

    Args:
        lexicon: the word lists in force.
        weights: the trained numbers, or None for the shipped ones.
    """

    def __init__(self, lexicon: Lexicon, weights: Weights | None = None) -> None:
        self._lexicon = lexicon
        self._weights = weights or shipped()
        # A worker has one core; matrices this small only lose by being shared out.
        threadpool_limits(1, user_api="blas")
        self._forget()

    def tags(self, text: str) -> Tags:
        """Tag the words of a text."""
        spans = [match.span() for match in TOKEN.finditer(text)]
        if not spans:
            empty = np.zeros(0, np.int64)
            return Tags(empty, empty, np.zeros((0, 4), np.float32))
        if len(self._numbers) > _REMEMBERED:
            self._forget()
        numbers = self._numbers
        words = [text[start:end] for start, end in spans]
        met = np.array([numbers.get(word) or self._learn(word) for word in words], np.int64)
        places = np.array(spans, np.int64)
        return Tags(places[:, 0], places[:, 1], self._read(met))

    def _forget(self) -> None:
        self._numbers: dict[str, int] = {}
        self._vectors = np.zeros((1024, self._weights.table.shape[1]), np.float32)

    def _learn(self, word: str) -> int:
        """Make a word's vector, once; number 0 stands for no word at all."""
        number = len(self._numbers) + 1
        if number == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
        seen = word if word.isascii() else UNSEEN.sub("", word) or word
        kinds = self._lexicon.kinds(seen) if seen[0].isalpha() else 0
        rows = features(seen, kinds, self._weights.vocabulary)
        self._vectors[number] = self._weights.table[rows].sum(axis=0)
        self._numbers[word] = number
        return number

    def _read(self, met: NDArray[np.int64]) -> NDArray[np.float32]:
        parts = []
        for low in range(0, len(met), _AT_ONCE):
            left = max(0, low - _MARGIN)
            piece = self._vectors[met[left : low + _AT_ONCE + _MARGIN]]
            parts.append(run(piece, self._weights.layers)[low - left : low - left + _AT_ONCE])
        return np.concatenate(parts)


def run(
    words: NDArray[np.float32],
    layers: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]],
) -> NDArray[np.float32]:
    """Run the layers over the vectors of consecutive words and give probabilities."""
    below = words
    for depth, reach in enumerate(REACHES):
        matrix, offset = layers[depth]
        above = np.maximum(neighbours(below, reach) @ matrix + offset, 0.0)
        below = above + below if depth else above
    matrix, offset = layers[-1]
    raised = below @ matrix + offset
    raised = np.exp(raised - raised.max(axis=1, keepdims=True))
    chances: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return chances


def neighbours(rows: NDArray[np.float32], reach: Sequence[int]) -> NDArray[np.float32]:
    """Put beside each row those `reach` away, zeros where the text has ended."""
    count, width = rows.shape
    edge = max(reach)
    padded = np.zeros((count + 2 * edge, width), np.float32)
    padded[edge : edge + count] = rows
    return np.concatenate([padded[edge + at : edge + at + count] for at in reach], axis=1)


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """Read the weights that come with the package."""
    return load(files("detectors.names") / MODEL)


def load(path: Traversable) -> Weights:
    """Read weights as `save` wrote them: rows in eight bits, matrices in sixteen."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        words = bytes(stored["vocabulary"]).decode().split("\n")
        table = stored["table"].astype(np.float32) * stored["scale"].astype(np.float32)[:, None]
        layers = [
            (stored[f"matrix{n}"].astype(np.float32), stored[f"offset{n}"].astype(np.float32))
            for n in range(len(REACHES) + 1)
        ]
    return Weights({word: number for number, word in enumerate(words)}, table, layers)


def save(path: str, weights: Weights) -> None:
    """Write weights small: the table as eight-bit numbers with a scale for each row."""
    scale = np.maximum(np.abs(weights.table).max(axis=1), 1e-8) / 127
    words = "\n".join(sorted(weights.vocabulary, key=weights.vocabulary.__getitem__))
    parts = {
        "vocabulary": np.frombuffer(words.encode(), np.uint8),
        "table": np.round(weights.table / scale[:, None]).astype(np.int8),
        "scale": scale.astype(np.float16),
    }
    for number, (matrix, offset) in enumerate(weights.layers):
        parts[f"matrix{number}"] = matrix.astype(np.float16)
        parts[f"offset{number}"] = offset.astype(np.float16)
    np.savez_compressed(path, **parts)
