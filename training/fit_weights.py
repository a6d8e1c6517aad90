"""Fits what each piece of evidence is worth, so that a score of 0.9 is right nine times in ten.

    python -m training.fit_weights --model FILE --only ID --sources FOLDER

A logistic regression over the evidence that the finder counted for every mention of texts that
the tagger had not seen: FILE is a tagger trained without those whose id begins with ID
(`train_names --without ID`). Weights are held near those that were in force, and those of new
evidence near what `name_rules.yaml` expects. Known names depend on what was found before, so the
fit is made three times. Writes `config/name_weights.yaml`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml

from benchmarks.names import overlaps
from detectors.names.finder import PeopleFinder
from detectors.names.lexicon import load_lexicon
from detectors.names.tagger import NameTagger, load
from training.read_sources import (
    PERSON,
    Marked,
    of_labelled_texts,
    of_tests,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUT = Path(__file__).resolve().parent.parent / "config" / "name_weights.yaml"
HEADER = """\
# What each piece of evidence is worth where our own tagger speaks too, in log-odds; what each is,
# name_rules.yaml says. Written by `python -m training.fit_weights`; see training/README.md.

"""
ROUNDS, STEPS = 2, 25
# How strongly a weight is held to its first value, in mentions; what a mention of each set counts.
HOLD = 15.0
OF_CARE, OF_OTHERS = 2.0, 1.0
BIAS = "all"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="has not seen the texts")
    parser.add_argument("--only", default="", help="own texts whose id begins so")
    parser.add_argument("--sources", type=Path, default=Path("sources"))
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    lexicon = load_lexicon()
    first = {**lexicon.weights, **lexicon.fitted_weights}
    texts = [(text, OF_CARE) for text in of_labelled_texts(only=options.only)]
    texts += [(text, OF_OTHERS) for text in of_tests(options.sources)]
    tagger = NameTagger(lexicon, load(options.model))
    weights = first
    for number in range(ROUNDS):
        lexicon.fitted_weights = weights
        finder = PeopleFinder(lexicon, tagger)
        counted = [row for text, worth in texts for row in mentions_of(finder, text, worth)]
        weights, loss = fitted(counted, first)
        print(f"round {number + 1}: {len(counted)} mentions, loss {loss:.4f}", flush=True)
    rounded = {name: round(value, 2) for name, value in sorted(weights.items())}
    options.out.write_text(HEADER + yaml.safe_dump({"weights": rounded}), encoding="utf-8")


Row = tuple[dict[str, float], bool, float]


def mentions_of(finder: PeopleFinder, marked: Marked, worth: float) -> Iterable[Row]:
    """Give the evidence on each mention of a text, whether it is a person, and what it counts."""
    people = [(start, end) for start, end, kind in marked.spans if kind == PERSON]
    for mention in finder.weighed(marked.text):
        span = (mention.start, mention.end)
        if not mention.vetoed and not overlaps(span, list(marked.either)):
            yield mention.evidence, overlaps(span, people), worth


def fitted(counted: Sequence[Row], first: dict[str, float]) -> tuple[dict[str, float], float]:
    """Fit by Newton's method; give the weights and the mean loss."""
    names = sorted(first)
    column = {name: number for number, name in enumerate(names)}
    seen = np.zeros((len(counted), len(names)))
    for row, (evidence, _, _) in enumerate(counted):
        for name, amount in evidence.items():
            seen[row, column[name]] = amount
    right = np.array([is_person for _, is_person, _ in counted], float)
    worth = np.array([count for _, _, count in counted])
    start = np.array([first[name] for name in names])

    def cost(weights: NDArray[np.float64]) -> float:
        held = HOLD / 2 * float(((weights - start) ** 2).sum())
        return float((worth * _losses(seen @ weights, right)).sum()) + held

    weights = start.copy()
    for _ in range(STEPS):
        chance = _chance(seen @ weights)
        slope = seen.T @ (worth * (chance - right)) + HOLD * (weights - start)
        bend = (seen * (worth * chance * (1 - chance))[:, None]).T @ seen + HOLD * np.eye(
            len(names)
        )
        step = np.linalg.solve(bend, slope)
        before, size = cost(weights), 1.0
        while size > 1e-4 and cost(weights - size * step) > before:
            size /= 2
        weights = weights - size * step
    loss = float(np.average(_losses(seen @ weights, right), weights=worth))
    return dict(zip(names, weights.tolist(), strict=True)), loss


def _losses(sums: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    losses: NDArray[np.float64] = np.logaddexp(0, sums) - right * sums
    return losses


def _chance(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    chance: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(sums, -30, 30)))
    return chance


if __name__ == "__main__":
    main()
