"""Numbers that employers give."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Payroll number: B1001", "B1001"),
        ("Variation of contract, payroll no T1804", "T1804"),
        ("Employee ID 0733  Tax code 1185L", "0733"),
        ("Staff No. 20417", "20417"),
        ("Personnel number BR-3302", "BR-3302"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("PAYROLL_NUMBER", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "B1001",
        "Payroll month 03 2019",
        "Payroll total 24102.11",
        "payroll on 28/06/2018",
        "staff number over 100%",
        "Payroll invoice 22114",
        "staff ext 2044",
        "payroll 2018-19",
        "Payroll number 100:20",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("PAYROLL_NUMBER", text) == []
