"""Payment cards: issuer, length, Luhn."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("card 4111111111111111", "4111111111111111"),
        ("Amex 3782 822463 10005", "3782 822463 10005"),
        ("5555-5555-5555-4444", "5555-5555-5555-4444"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("CREDIT_CARD", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "IMEI 490154203237518",
        "9111 1111 1111 1111",
        "barcode 4111111111111111",
        "card 1234",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("CREDIT_CARD", text) == []
