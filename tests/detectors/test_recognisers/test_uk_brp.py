"""Residence permits."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("BRP number ZU1234567", "ZU1234567"),
        ("Biometric Residence Permit: ZU1234567", "ZU1234567"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_BRP", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "ZU1234567",
        "passport ZU1234567",
        "BRP expired 31/12/2024",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_BRP", text) == []
