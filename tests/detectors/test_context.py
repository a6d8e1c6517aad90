"""What the words around a value do to its score."""

from __future__ import annotations

import pytest

from config.rules import Rules
from detectors.engine import TextDetector
from detectors.model import Finding

NUMBER = "9434765919"


@pytest.fixture(scope="module")
def detector() -> TextDetector:
    return TextDetector(Rules(), names="off")


def found(detector: TextDetector, text: str) -> list[Finding]:
    return [finding for finding in detector.find(text) if finding.entity == "UK_NHS"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"NHS No: {NUMBER}", "nhs no"),
        (f"NHS_NUMBER={NUMBER}", "nhs number"),
        (f'"patientNhsNumber": "{NUMBER}"', "nhsnumber"),
        (f"n.h.s. no {NUMBER}", "n.h.s. no"),
        (f"NHS numbers {NUMBER}", "nhs numbers"),
        (f"{NUMBER} (NHS number)", "nhs number"),
        (f"NHS Number\n{NUMBER}", "nhs number"),
        (f"NHS number?\nA: {NUMBER}", "nhs number"),
        (f"Name\tNHS No\tRoom\nIvy\t{NUMBER}\t4\nJoan\t{NUMBER}\t5", "nhs no"),
        (f"Name    NHS No       Room\nIvy     {NUMBER}   Rose", "nhs no"),
        (f"SURNAME   DOB        NHS NO      RM\nLOCKE     19/07/1932 {NUMBER} 11", "nhs no"),
        (f"| Name | NHS number |\n|---|---|\n| Ivy | {NUMBER} |", "nhs number"),
        (f"Address1,NHS No,Phone 2\nx,{NUMBER},y", "nhs no"),
        (f"NHS numbers we hold\nIvy - {NUMBER}\nJoan - {NUMBER}", "nhs numbers"),
    ],
)
def test_a_label_is_found_wherever_people_put_it(
    detector: TextDetector, text: str, word: str
) -> None:
    findings = found(detector, text)
    assert findings
    assert {finding.context for finding in findings} == {word}


@pytest.mark.parametrize(
    "text",
    [
        f"{NUMBER}",
        f"NHS staff. {'The weather was fine and nobody rang. ' * 3}{NUMBER}",
        f"NHS\n\nminutes of the meeting\n{NUMBER}",
        f"NHS invoice no {NUMBER}",
        f"our NHS contact; order number {NUMBER}",
        f"unhsx {NUMBER}",
        f"{NUMBER}, NHS: none",
        f"Name,Order No,NHS\nIvy,{NUMBER},no",
        f"NHS orders of the month\n\nIvy - {NUMBER}",
        f"NHS number format, for example {NUMBER}",
    ],
)
def test_far_words_and_other_labels_do_not_count(detector: TextDetector, text: str) -> None:
    assert found(detector, text) == []


def test_the_nearer_word_wins(detector: TextDetector) -> None:
    assert found(detector, f"Order 12, NHS number {NUMBER}")
    assert not found(detector, f"NHS number on file. Order no {NUMBER}")


def test_a_date_belongs_to_the_label_right_before_it(detector: TextDetector) -> None:
    findings = detector.find("DOB 12/03/1938 admitted 01/02/2020")
    assert [finding.value for finding in findings] == ["12/03/1938"]


def test_a_list_with_names_between(detector: TextDetector) -> None:
    findings = detector.find("Birthdays: Flo 3 Jan 1929, Gordon 17 May 1941 and Rani 30/01/1950")
    assert [f.value for f in findings] == ["3 Jan 1929", "17 May 1941", "30/01/1950"]


@pytest.mark.parametrize("gap", ["\nDate ", "\nAdm ", ", Adm ", " Discharge "])
def test_a_later_date_with_a_word_before_it_is_no_birthday(
    detector: TextDetector, gap: str
) -> None:
    findings = detector.find(f"DOB 30/10/1934{gap}08/01/25")
    assert [finding.value for finding in findings] == ["30/10/1934"]
