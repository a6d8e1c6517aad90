from __future__ import annotations

import pytest

from config.rules import Rules
from detectors.model import Subject
from detectors.record_type import RecordTypeClassifier
from detectors.record_wording import Wording

TYPES = {
    "rota": {"titles": ["duty rota"], "cues": ["early shift", "late shift", "night shift"]},
    "mar": {"titles": ["medication chart"], "cues": ["tablet at night", "dose given"]},
}
PASSAGES = {"mar": "two tablets given with water at breakfast"}


def test_words_say_what_phrases_do_not() -> None:
    shares = Wording(TYPES, PASSAGES).likeness("gave tablets, breakfast dose, one more at night")
    assert shares["mar"] > 0.5 > shares["rota"]


def test_few_or_unknown_words_say_little() -> None:
    wording = Wording(TYPES, PASSAGES)
    assert wording.likeness("tablets") == {}
    known = "tablets given breakfast dose"
    diluted = known + " quarterly turnover exceeded forecasts across overseas subsidiaries"
    assert wording.likeness(diluted)["mar"] < 0.5 * wording.likeness(known)["mar"]


def test_endings_make_no_other_word() -> None:
    wording = Wording(TYPES, PASSAGES)
    plain = wording.likeness("tablet dose breakfast water")
    assert wording.likeness("tablets dose breakfasts watering") == plain


@pytest.fixture(scope="module")
def classifier() -> RecordTypeClassifier:
    return RecordTypeClassifier(Rules())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Had a wash and dressed herself, ate all her breakfast, slept in the chair after lunch",
         "daily_notes"),
        ("Please come to a meeting on Friday about what you said to your manager. You may appeal.",
         "staff_discipline"),
        ("Her wrist was found to be swollen after a carer grabbed her. Reported to the council.",
         "safeguarding"),
    ],
)  # fmt: skip
def test_everyday_wording_is_recognised(
    classifier: RecordTypeClassifier, text: str, kind: str
) -> None:
    assert classifier.classify(Subject(text=text, names=("doc1.docx",))).id == kind


def test_a_note_in_a_residents_folder_is_a_record_of_hers(classifier: RecordTypeClassifier) -> None:
    text = "Elsie - remind her about the hat, it is the blue one she likes"
    filed = Subject(text=text, names=("Residents", "Hartley E", "Untitled.txt"))
    assert classifier.classify(filed).retention_rule == "care_record_adult"
    assert classifier.classify(Subject(text=text, names=("Untitled.txt",))).id == ""


def test_abbreviations_in_small_letters_name_a_file(classifier: RecordTypeClassifier) -> None:
    assert classifier.classify(Subject(text="", names=("dnacpr list.xlsx",))).id == "dnacpr"
    assert classifier.classify(Subject(text="", names=("must do.txt",))).id == ""
