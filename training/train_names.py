"""Trains the name tagger and writes its weights into the package.

    python -m training.train_names --sources FOLDER [--start FILE] [--without ID] [--out FILE]

`--sources` is where the public repositories of `sources.yaml` are, or are cloned to. The public
corpus beside the checkout is used where it is there. Without either it trains on less.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np

from detectors.names.features import TOKEN, features, rows_before_words
from detectors.names.lexicon import Kind, Lexicon, load_lexicon
from detectors.names.tagger import BEGINS, INSIDE, MODEL, OUTSIDE, REACHES, THING, load, save
from training.care_text import CareWriter, Names
from training.network import Batch, Network
from training.read_sources import (
    PERSON,
    Marked,
    of_corpus,
    of_labelled_texts,
    of_repositories,
)
from training.world_text import WorldWriter

OUT = Path(__file__).resolve().parent.parent / "detectors" / "names" / MODEL
WIDTH, HIDDEN, DROPPED = 48, 96, 0.2
WORDS_A_BATCH = 3000
RATE = 0.003
LEAST = 3
# How often a word's own row and its entries in the lists are hidden, so that its build and the
# words around it must do: often for names, since most names met in use are in no list.
HIDE_NAME, HIDE_CAPITAL, HIDE_OTHER = 0.3, 0.15, 0.04
SWAPPED = 0.6
# How often an epoch tells each of our own labelled texts, each time with other names.
OWN = 4
BLANKS = sum(max(reach) for reach in REACHES)


class Lesson(NamedTuple):
    """A document ready to learn from: its words and their classes."""

    words: list[str]
    labels: list[int]
    swap: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, default=Path("sources"))
    parser.add_argument("--care", type=int, default=4500, help="care documents to write an epoch")
    parser.add_argument("--world", type=int, default=2500, help="other texts to write an epoch")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--rate", type=float, default=RATE, help="how far the first steps go")
    parser.add_argument("--start", type=Path, help="weights to begin with, as this program wrote")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--without", default="", help="leave out own texts whose id begins so")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    began = time.perf_counter()
    lexicon = load_lexicon()
    public = list(of_repositories(options.sources, lexicon))
    public += of_corpus()
    own = of_labelled_texts(options.without)
    trainer = Trainer(
        lexicon,
        [lesson(m, lexicon) for m in public],
        [lesson(m, lexicon) for m in own],
        (options.care, options.world),
        options.seed,
    )
    if options.start:
        trainer.network.begin_at(load(options.start), trainer.vocabulary)
    for epoch in range(options.epochs):
        loss = trainer.epoch(epoch, options.epochs, options.rate)
        print(
            f"epoch {epoch + 1}: loss {loss:.4f}, {time.perf_counter() - began:.0f} s", flush=True
        )
    save(str(options.out), trainer.network.weights(trainer.vocabulary))
    print(f"{options.out.stat().st_size / 1e6:.2f} MB", file=sys.stderr)


class Trainer:
    """Feeds the network.

    Args:
        lexicon: the word lists.
        public: lessons of public text.
        own: lessons of our own labelled texts, told several times an epoch with other names.
        written: how many care documents and how many other texts are written for each epoch.
        seed: of every choice.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        public: list[Lesson],
        own: list[Lesson],
        written: tuple[int, int],
        seed: int,
    ) -> None:
        self._chance = random.Random(seed)
        self._lexicon = lexicon
        self._writer = CareWriter(seed)
        self._names: Names = self._writer.names
        self._world = WorldWriter(seed)
        self._public, self._own, self._counts = public, own, written
        counts = Counter(
            word.lower() for told in [*public, *own, *self._written()] for word in set(told.words)
        )
        known = [word for word, count in counts.most_common() if count >= LEAST and word.isalpha()]
        self.vocabulary = {word: number for number, word in enumerate(known)}
        height = rows_before_words() + len(known)
        self.network = Network(height, WIDTH, HIDDEN, seed, DROPPED)
        self._rows: dict[tuple[str, bool], list[int]] = {}

    def epoch(self, number: int, of: int, rate: float) -> float:
        """Go once through all lessons and give the mean loss."""
        lessons = [*self._public, *self._own * OWN, *self._written()]
        self._chance.shuffle(lessons)
        losses = []
        batches = list(self._batches(lessons))
        for at, batch in enumerate(batches):
            done = (number + at / len(batches)) / of
            losses.append(self.network.learn(batch, rate * max(0.03, 1 - done)))
        return float(np.mean(losses))

    def _written(self) -> list[Lesson]:
        care, world = self._counts
        texts = [self._writer.document() for _ in range(care)]
        texts += [self._world.document() for _ in range(world)]
        return [lesson(text, self._lexicon) for text in texts]

    def _batches(self, lessons: list[Lesson]) -> Iterator[Batch]:
        words: list[str] = []
        labels: list[int] = []
        for told in lessons:
            words += [""] * BLANKS + (self._swapped(told) if told.swap else told.words)
            labels += [OUTSIDE] * BLANKS + told.labels
            if len(words) > WORDS_A_BATCH:
                yield self._batch(words, labels)
                words, labels = [], []
        if words:
            yield self._batch(words, labels)

    def _batch(self, words: list[str], labels: list[int]) -> Batch:
        met: dict[tuple[str, bool], int] = {}
        places = []
        for word, label in zip(words, labels, strict=True):
            key = (word, self._hides(word, label))
            places.append(met.setdefault(key, len(met)) if word else -1)
        rows: list[int] = []
        owners: list[int] = []
        for number, key in enumerate(met):
            own = self._rows_of(key)
            rows += own
            owners += [number] * len(own)
        return Batch(np.array(places), np.array(labels), np.array(rows), np.array(owners))

    def _hides(self, word: str, label: int) -> bool:
        draw = self._chance.random()
        if label in (BEGINS, INSIDE):
            return draw < HIDE_NAME
        return draw < (HIDE_CAPITAL if word[:1].isupper() else HIDE_OTHER)

    def _rows_of(self, key: tuple[str, bool]) -> list[int]:
        if key not in self._rows:
            word, hidden = key
            kinds = self._lexicon.kinds(word) if word[0].isalpha() else 0
            self._rows[key] = features(word, kinds, self.vocabulary, known=not hidden)
        return self._rows[key]

    def _swapped(self, told: Lesson) -> list[str]:
        """Exchange the names of a document for others, the same for the same."""
        if self._chance.random() > SWAPPED:
            return told.words
        new: dict[str, str] = {}
        words = list(told.words)
        for at, (word, label) in enumerate(zip(told.words, told.labels, strict=True)):
            if label not in (BEGINS, INSIDE) or len(word) < 2 or not word[0].isalpha():
                continue
            if word not in new and word.isupper() and len(word) <= 3:
                new[word] = "".join(self._chance.choices(ascii_uppercase, k=len(word)))
            if word not in new:
                given, surname = self._names.pair()
                goes_on = at + 1 < len(words) and told.labels[at + 1] == INSIDE
                new[word] = _cased_as(
                    given
                    if label == BEGINS and (goes_on or self._chance.random() < 0.6)
                    else surname,
                    word,
                )
            words[at] = new[word]
        return words


def _cased_as(name: str, model: str) -> str:
    name = name.split(maxsplit=1)[0]
    return name.upper() if model.isupper() else name.lower() if model.islower() else name


def lesson(marked: Marked, lexicon: Lexicon) -> Lesson:
    """Cut a marked text into words and their classes; titles belong to no name."""
    spans = sorted(marked.spans)
    words, labels = [], []
    at, inside = 0, -1
    for token in TOKEN.finditer(marked.text):
        while at < len(spans) and spans[at][1] <= token.start():
            at += 1
        word = token.group()
        label = OUTSIDE
        if at < len(spans) and spans[at][0] < token.end():
            if spans[at][2] != PERSON:
                label = THING
            elif not _is_title(word, token.end() == spans[at][1], lexicon):
                label = INSIDE if inside == at else BEGINS
                inside = at
        words.append(word)
        labels.append(label)
    return Lesson(words, labels, marked.swap)


def _is_title(word: str, last: bool, lexicon: Lexicon) -> bool:  # noqa: FBT001
    kinds = lexicon.kinds(word) if word[0].isalpha() else 0
    return bool(kinds & Kind.TITLE) and not kinds & Kind.NAME and not last


if __name__ == "__main__":
    main()
