from __future__ import annotations

import pytest

from config.rules import RulesError
from detectors.phrases import PhraseBook

PHRASES = ["", "care plan", "care plan review", "MAR", "pre-admission", "C of E", "Parkinson's"]
PHRASES += ["moving & handling", "weights"]
BOOK = PhraseBook([(p, number) for number, p in enumerate(PHRASES) if p], compact=True)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("the Care Plans of", [1]),
        ("CARE PLAN REVIEW", [2]),
        ("careplan", [1]),
        ("MAR and MARs, not Mar or mar", [3, 3]),
        ("pre admission, Pre-Admission", [4, 4]),
        ("he is CofE, C of E", [5]),
        ("Parkinson's and parkinsons", [6, 6]),
        ("Moving and handling; moving & handling", [7, 7]),
        ("weight", [8]),
        ("scare plan, care planned, care. Plan", []),
    ],
)
def test_find(text: str, labels: list[int]) -> None:
    assert [phrase.labels[0] for phrase in BOOK.find(text)] == labels


def test_places_are_those_of_the_text_even_where_letters_grow_in_lower_case() -> None:
    text = "\u0130\u0130 care plan"
    (phrase,) = BOOK.find(text)
    assert text[phrase.start : phrase.end] == "care plan"


def test_a_phrase_that_yaml_took_for_a_truth_value_is_refused_by_name() -> None:
    with pytest.raises(RulesError, match="False"):
        PhraseBook([(False, 1)])  # type: ignore[list-item]
