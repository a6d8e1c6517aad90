"""Identifiers without a label that vouch for each other on one line."""

from __future__ import annotations

import pytest

from config.rules import Rules
from detectors.engine import TextDetector


@pytest.fixture(scope="module")
def detector() -> TextDetector:
    return TextDetector(Rules(), names="off")


def values(detector: TextDetector, text: str) -> list[tuple[str, str]]:
    return [(finding.entity, finding.value) for finding in detector.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Lindqvist, 09/09/1933, 9434765919",
        "('O''Malley','Grainne','1933-09-09','9434765919','5 Dock St')",
        "NELSON P 09091933 9434765919",
        "LOCKE  STELLA  09/09/1933 9434765919 11",
    ],
)
def test_a_birthday_and_an_nhs_number_prove_each_other(detector: TextDetector, text: str) -> None:
    kinds = {entity for entity, _ in values(detector, text)}
    assert {"UK_NHS", "DATE_OF_BIRTH"} <= kinds


def test_a_birthday_beside_a_national_insurance_number(detector: TextDetector) -> None:
    found = values(detector, '"Hussain","Carer","BS 23 27 46 B","14/02/1989"')
    assert ("DATE_OF_BIRTH", "14/02/1989") in found


def test_a_pay_run_without_headers(detector: TextDetector) -> None:
    found = values(detector, "AKHTAR S EB753381A 1257L 1115.71 478999 42619992")
    assert ("UK_SORT_CODE", "478999") in found
    assert ("UK_BANK_ACCOUNT", "42619992") in found


@pytest.mark.parametrize(
    "text",
    [
        "9434765919 tested 12/01/2022",  # a recent date is no birthday, so the number is nothing
        "9434765919\n09/09/1933",  # not on the same line
        "order 9434765919 09/09/1933",
        "478999 42619992",
        f"{'x' * 10} 09/09/1933 {'and so on ' * 10} 9434765919",  # too far apart
    ],
)
def test_nothing_vouches(detector: TextDetector, text: str) -> None:
    assert values(detector, text) == []


def test_a_date_said_to_be_something_else_stays_that(detector: TextDetector) -> None:
    found = values(detector, "NHS No 943 476 5919 admitted 12/03/2004")
    assert [entity for entity, _ in found] == ["UK_NHS"]
