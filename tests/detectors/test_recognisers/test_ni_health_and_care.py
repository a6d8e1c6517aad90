"""Health and Care numbers: NHS format, own range."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("H&C number 320 000 0015", "320 000 0015"),
        ("HCN: 3200000015", "3200000015"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("NI_HEALTH_AND_CARE", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "HCN: 3200000016",
        "H&C 943 476 5919",
        "3200000015",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("NI_HEALTH_AND_CARE", text) == []
