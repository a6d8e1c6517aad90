"""NMC PINs."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NMC PIN 12C3456E", "12C3456E"),
        ("NMC check\nMathew Kurian 12C3456E", "12C3456E"),
        ("Assessor S/N Preethi 12C3456E", "12C3456E"),
        ("RGN, PIN: 99A9999E", "99A9999E"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_NMC_PIN", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "12C3456E",
        "NMC PIN 12M3456E",
        "part no 12C3456E",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_NMC_PIN", text) == []
