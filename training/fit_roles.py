"""Fits what the words around a person tell of their role; writes `detectors/names/roles.npz`.

    python -m training.fit_roles [--check]

A multinomial logistic regression over the people of the labelled care documents that may be
developed on, with every weight held near nought. `--check` fits on each author's documents alone
and says how many roles of the other author's it tells right, and writes nothing.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.labelled_set import LabelledText, labelled_texts
from config.rules import Rules
from detectors.names.joining import Joiner
from detectors.names.lexicon import load_lexicon
from detectors.names.role_model import MODEL, ROLES, RoleModel, Words, features, save
from detectors.names.roles import RoleReader
from training.read_sources import DEVELOP

OUT = Path(__file__).resolve().parent.parent / "detectors" / "names" / MODEL
LEAST, HELD, STEPS, STEP = 2, 0.3, 150, 0.1
SECOND = "second_"
RULES = Rules()
READER = RoleReader(RULES)
JOINER = Joiner(RULES.yaml("name_variants.yaml")["short_forms"], load_lexicon(RULES))


class Lesson(NamedTuple):
    """A person: what is told of them, and what they are."""

    document: str
    told: dict[str, float]
    role: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    lessons = [lesson for text in labelled_texts(DEVELOP) for lesson in people_of(text)]
    if not options.check:
        save(OUT, *fitted(lessons))
        return
    second = [lesson for lesson in lessons if lesson.document.startswith(SECOND)]
    first = [lesson for lesson in lessons if not lesson.document.startswith(SECOND)]
    for name, own, other in (("first", first, second), ("second", second, first)):
        print(f"fitted on the {name} author's {len(own)} people: {checked(own, other)}")


def people_of(text: LabelledText) -> list[Lesson]:
    """Give the people of a document whose role is labelled."""
    gold = {(s.start, s.end): s for s in text.spans if s.label == "PERSON" and s.person}
    roles = {span.person: span.role for span in gold.values() if span.role}
    people = JOINER.people(text.text, list(gold))
    owner = {mention: number for number, one in enumerate(people) for mention in one.mentions}
    votes = READER.votes(text.text, people)
    words = Words(text.text, load_lexicon())
    lessons = []
    for person, role in roles.items():
        first = min(place for place, span in gold.items() if span.person == person)
        told = features(words, text.text, people, votes, owner[first])
        lessons.append(Lesson(text.id, told, role))
    return lessons


def fitted(lessons: list[Lesson]) -> tuple[list[str], np.ndarray]:
    """Fit, and give the names of the features and their weights, the common ones last."""
    counts = Counter(name for lesson in lessons for name in lesson.told)
    names = sorted(name for name, count in counts.items() if count >= LEAST)
    column = {name: number for number, name in enumerate(names)}
    seen = np.zeros((len(lessons), len(names) + 1), np.float32)
    for row, lesson in enumerate(lessons):
        known = [(column[name], worth) for name, worth in lesson.told.items() if name in column]
        for place, worth in known:
            seen[row, place] = worth / len(known) ** 0.5
    seen[:, -1] = 1
    right = np.eye(len(ROLES), dtype=np.float32)[[ROLES.index(one.role) for one in lessons]]
    weights = np.zeros((len(names) + 1, len(ROLES)), np.float32)
    moment, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        sums = seen @ weights
        chances = np.exp(sums - sums.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        slope = (seen.T @ (chances - right) + HELD * weights) / len(lessons)
        moment += 0.1 * (slope - moment)
        square += 0.01 * (slope * slope - square)
        spread = np.sqrt(square / (1 - 0.99**step)) + 1e-8
        weights -= STEP * moment / (1 - 0.9**step) / spread
    return names, weights


def checked(own: list[Lesson], other: list[Lesson]) -> str:
    """Say how well roles are told on documents of somebody else."""
    path = OUT.with_name("checked.npz")
    save(path, *fitted(own))
    model = RoleModel(path)
    path.unlink()
    answers = sorted(
        ((*model.tell(lesson.told), lesson.role) for lesson in other), key=lambda one: -one[1]
    )
    parts = [f"{np.mean([told == role for told, _, role in answers]):.3f} of all right"]
    for least in (0.5, 0.6, 0.7):
        sure = [told == role for told, chance, role in answers if chance >= least]
        parts.append(f"from {least}: {np.mean(sure):.3f} right of {len(sure) / len(answers):.0%}")
    return "; ".join(parts)


if __name__ == "__main__":
    main()
