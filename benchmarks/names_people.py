"""Measures how mentions are joined to people, and what each person is said to be."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from benchmarks.labelled_set import labelled_texts
from config.rules import Rules
from detectors.names.joining import joiner_for
from detectors.person_roles import SURE

if TYPE_CHECKING:
    from pathlib import Path


def roles_and_joins(folder: Path) -> str:
    """Give pairwise precision, recall and F1 of joins, and the share of roles told right.

    The mentions are those of the labels, so that what was found plays no part.
    """
    joiner = joiner_for(Rules())
    both = ours_only = gold_only = right = told = right_of_sure = sure = 0
    confused: Counter[str] = Counter()
    for text in labelled_texts(folder):
        gold = {(s.start, s.end): s for s in text.spans if s.label == "PERSON" and s.person}
        roles = {span.person: span.role for span in gold.values() if span.role}
        people = joiner.people(text.text, list(gold))
        owner = {mention: person for person in people for mention in person.mentions}
        for one, two in combinations(sorted(gold), 2):
            joined, same = owner[one] is owner[two], gold[one].person == gold[two].person
            both += joined and same
            ours_only += joined and not same
            gold_only += same and not joined
        for person, role in roles.items():
            mention = next(place for place in sorted(gold) if gold[place].person == person)
            told += 1
            right += owner[mention].role == role
            sure += owner[mention].sure >= SURE
            right_of_sure += owner[mention].sure >= SURE and owner[mention].role == role
            if owner[mention].role != role:
                confused[f"{role} taken for {owner[mention].role}"] += 1
    precision, recall = both / max(both + ours_only, 1), both / max(both + gold_only, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    worst = ", ".join(f"{count} {what}" for what, count in confused.most_common(4))
    return (
        f"\n{folder.parent.name}/{folder.name}: joins {precision:.2f}/{recall:.2f}/{f1:.3f} of "
        f"{both + gold_only} pairs; roles right {right}/{told}, "
        f"of those told {right_of_sure}/{sure} ({worst})"
    )
