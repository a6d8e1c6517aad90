"""Trains the tagger's numbers: plain back-propagation and Adam over batches of words, in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detectors.names.tagger import REACHES, Weights, neighbours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

CLASSES = 4
_BETAS = (0.9, 0.98)
_TINY = 1e-8


@dataclass(slots=True)
class Batch:
    """Words of several documents in a row, with blanks between the documents.

    Attributes:
        words: for each place, which distinct word stands there; -1 for a blank.
        labels: its class.
        rows: table rows of all distinct words, one after another.
        owners: which distinct word each of `rows` belongs to, ascending.
    """

    words: NDArray[np.int64]
    labels: NDArray[np.int64]
    rows: NDArray[np.int64]
    owners: NDArray[np.int64]


class Network:
    """The tagger while it learns.

    Args:
        rows: height of the table.
        width: numbers in a word's vector.
        hidden: numbers in a layer.
        seed: of the first numbers and of what is dropped.
        dropped: share of numbers hidden at random while learning.
    """

    def __init__(self, rows: int, width: int, hidden: int, seed: int, dropped: float) -> None:
        self._chance = np.random.default_rng(seed)
        self._dropped = dropped
        widths = [width, *[hidden] * len(REACHES)]
        self.table = self._drawn(rows, width, 0.08)
        self.layers = [
            [
                self._drawn(len(reach) * below, above, (2 / (len(reach) * below)) ** 0.5),
                np.zeros(above, np.float32),
            ]
            for reach, below, above in zip(REACHES, widths, widths[1:], strict=False)
        ]
        self.layers.append(
            [self._drawn(hidden, CLASSES, hidden**-0.5), np.zeros(CLASSES, np.float32)]
        )
        self._moments = [[np.zeros_like(part) for part in layer] for layer in self.layers]
        self._squares = [[np.zeros_like(part) for part in layer] for layer in self.layers]
        self._table_moment = np.zeros_like(self.table)
        self._table_square = np.zeros_like(self.table)
        self._steps = 0

    def begin_at(self, known: Weights, vocabulary: Mapping[str, int]) -> None:
        """Begin with what another training learnt; words it did not know stay as drawn.

        Args:
            known: the weights to begin with.
            vocabulary: number of each word known now.
        """
        before = len(known.table) - len(known.vocabulary)
        self.table[:before] = known.table[:before]
        for word, number in vocabulary.items():
            if word in known.vocabulary:
                self.table[before + number] = known.table[before + known.vocabulary[word]]
        for own, (matrix, offset) in zip(self.layers, known.layers, strict=True):
            own[:] = [matrix.copy(), offset.copy()]

    def learn(self, batch: Batch, rate: float) -> float:
        """Take one step and give the loss before it."""
        real = (batch.words >= 0).astype(np.float32)[:, None]
        distinct = self._sums(batch)
        inputs = distinct[batch.words] * real
        kept = [self._mask(inputs.shape)]
        inputs = inputs * kept[0]
        steps, below = [], inputs
        for depth, reach in enumerate(REACHES):
            matrix, offset = self.layers[depth]
            seen = neighbours(below, reach)
            above = np.maximum(seen @ matrix + offset, 0.0)
            mask = self._mask(above.shape) * real
            active = (above > 0) * mask
            above = above * mask
            steps.append((seen, active))
            below = above + below if depth else above
        raised = below @ self.layers[-1][0] + self.layers[-1][1]
        raised = np.exp(raised - raised.max(axis=1, keepdims=True))
        chances = raised / raised.sum(axis=1, keepdims=True)
        count = float(real.sum())
        places = np.arange(len(batch.labels))
        loss = -np.log(chances[places, batch.labels] + _TINY) @ real[:, 0] / count
        change = chances
        change[places, batch.labels] -= 1
        change *= real / count
        self._steps += 1
        gradients = [[below.T @ change, change.sum(axis=0)]]
        change = change @ self.layers[-1][0].T
        for depth in range(len(REACHES) - 1, -1, -1):
            seen, active = steps[depth]
            own = change * active
            gradients.insert(0, [seen.T @ own, own.sum(axis=0)])
            spread = gathered(own @ self.layers[depth][0].T, REACHES[depth])
            change = spread + change if depth else spread
        self._move(gradients, rate)
        self._move_table(batch, change * kept[0] * real, rate)
        return float(loss)

    def weights(self, vocabulary: dict[str, int]) -> Weights:
        """Give what was learnt, for the tagger."""
        return Weights(vocabulary, self.table, [(layer[0], layer[1]) for layer in self.layers])

    def _drawn(self, height: int, width: int, spread: float) -> Matrix:
        return (self._chance.standard_normal((height, width)) * spread).astype(np.float32)

    def _mask(self, shape: tuple[int, ...]) -> Matrix:
        kept = self._chance.random(shape, dtype=np.float32) >= self._dropped
        return kept.astype(np.float32) / np.float32(1 - self._dropped)

    def _sums(self, batch: Batch) -> Matrix:
        starts = np.flatnonzero(np.diff(batch.owners, prepend=-1))
        sums: Matrix = np.add.reduceat(self.table[batch.rows], starts, axis=0)
        return sums

    def _move(self, gradients: list[list[Matrix]], rate: float) -> None:
        for layer, moments, squares, slopes in zip(
            self.layers, self._moments, self._squares, gradients, strict=True
        ):
            for at, slope in enumerate(slopes):
                layer[at] -= self._adam(moments[at], squares[at], slope, rate)

    def _adam(self, moment: Matrix, square: Matrix, slope: Matrix, rate: float) -> Matrix:
        moment += (1 - _BETAS[0]) * (slope - moment)
        square += (1 - _BETAS[1]) * (slope * slope - square)
        mean = moment / (1 - _BETAS[0] ** self._steps)
        spread = square / (1 - _BETAS[1] ** self._steps)
        step: Matrix = (rate * mean / (np.sqrt(spread) + _TINY)).astype(np.float32)
        return step

    def _move_table(self, batch: Batch, change: Matrix, rate: float) -> None:
        """Move only the rows that the batch used."""
        of_words = summed(
            change[batch.words >= 0], batch.words[batch.words >= 0], batch.owners[-1] + 1
        )
        used, places = np.unique(batch.rows, return_inverse=True)
        slope = summed(of_words[batch.owners], places, len(used))
        moment, square = self._table_moment[used], self._table_square[used]
        self.table[used] -= self._adam(moment, square, slope, rate)
        self._table_moment[used], self._table_square[used] = moment, square


def gathered(spread: Matrix, reach: Sequence[int]) -> Matrix:
    """Add up what each place gave its neighbours: the reverse of `neighbours`."""
    count, width = len(spread), spread.shape[1] // len(reach)
    edge = max(reach)
    total = np.zeros((count + 2 * edge, width), np.float32)
    for place, at in enumerate(reach):
        total[edge + at : edge + at + count] += spread[:, place * width : (place + 1) * width]
    return total[edge : edge + count]


def summed(rows: Matrix, places: NDArray[np.int64], count: int) -> Matrix:
    """Add up the rows that belong to each of `count` places."""
    order = np.argsort(places, kind="stable")
    sorted_places = places[order]
    starts = np.flatnonzero(np.diff(sorted_places, prepend=-1))
    total = np.zeros((count, rows.shape[1]), np.float32)
    total[sorted_places[starts]] = np.add.reduceat(rows[order], starts, axis=0)
    return total
