"""Identifiers as they stand in letters, forms, tables, chats, scans and exports, and what is none.

The templates were written from the identifiers' descriptions, form by form; each is filled with
several generated values. What they ask for is exact: everything marked is found, and nothing else.
"""

from __future__ import annotations

import pytest

from benchmarks.labelled_set import IGNORED, parse
from config.rules import Rules
from config.settings import Detection, Settings
from detectors.examine import Examiner
from tests.detectors.spread_maker import fill, templates

FILES = ["numbers_of_people", "bank_and_contact", "unlabelled_and_broken", "numbers_of_things"]
FILES += ["secrets", "no_secrets"]
SEEDS = 3
# Names have tests of their own.
UNASKED = {"PERSON"}


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return Examiner(Settings(detection=Detection(names="on"), rules=Rules().folder))


@pytest.mark.parametrize("name", FILES)
def test_everything_marked_is_found_and_nothing_else(examiner: Examiner, name: str) -> None:
    errors = []
    for number, template in enumerate(templates(name)):
        for seed in range(SEEDS):
            errors += [
                f"{kind} in {template!r}"
                for kind in _errors(examiner, fill(template, 1000 * seed + number))
            ]
    assert sorted(set(errors)) == []


def _errors(examiner: Examiner, marked: str) -> list[str]:
    text, marks = parse(marked)
    found = [f for f in examiner.find(text) if f.entity not in UNASKED]
    errors = [
        f"missed {mark.label} {text[mark.start : mark.end]!r}"
        for mark in marks
        if mark.label != IGNORED
        and not any(
            f.entity == mark.label and f.start < mark.end and mark.start < f.end for f in found
        )
    ]
    for f in found:
        over = [m.label for m in marks if f.start < m.end and m.start < f.end]
        part = f.entity == "UK_POSTCODE" and "UK_ADDRESS" in over
        if f.entity not in over and IGNORED not in over and not part:
            errors.append(f"wrong {f.entity} {f.value!r}")
    return errors
