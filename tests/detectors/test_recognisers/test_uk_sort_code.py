"""Sort codes: labelled or before an account number."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Sort code 08-99-99", "08-99-99"),
        ("sort code: 089999", "089999"),
        ("40-47-84 70872490", "40-47-84"),
        ("s.c. 40.47.84", "40.47.84"),
        ("Mr Ekpo, 12-04-35 70872490", "12-04-35"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_SORT_CODE", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "01-02-24",
        "08-99-99",
        "12-03-20 12345678",
        "room 08 99 99",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_SORT_CODE", text) == []
