"""Passports: labelled, or a machine-readable zone."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Passport No: 533412087", "533412087"),
        ("passport PA1234567", "PA1234567"),
        ("Passport (India): V4820175", "V4820175"),
        ("5334120871GBR8803128F3103038<<<<<<<<<<<<<<04", "533412087"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_PASSPORT", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "533412087",
        "BRP PA1234567",
        "passport office opens 9 to 5",
        "invoice 533412087",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_PASSPORT", text) == []
