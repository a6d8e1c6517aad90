"""Account numbers: labelled or after a sort code."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("account number 66374958", "66374958"),
        ("A/C No: 66374958", "66374958"),
        ("40-47-84 70872490", "70872490"),
        ("bank account 6637495", "6637495"),
        ("Acct 6637 4958", "6637 4958"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_BANK_ACCOUNT", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "66374958",
        "Account 5897577293   Your order 5071789701",
        "18-02-25 20044177",
        "invoice 66374958",
        "12-03-20 12345678",
        "gas account 66374958",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_BANK_ACCOUNT", text) == []
