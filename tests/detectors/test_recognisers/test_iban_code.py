"""IBANs: country, length, check digits; the word where they fail."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("GB82 WEST 1234 5698 7654 32 and more", "GB82 WEST 1234 5698 7654 32"),
        ("DE89370400440532013000", "DE89370400440532013000"),
        ("IBAN: GB83WEST12345698765432", "GB83WEST12345698765432"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("IBAN_CODE", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "GB83WEST12345698765432",
        "GB82WEST1234",
        "part GB82 AB",
        "XX82WEST12345698765432",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("IBAN_CODE", text) == []
