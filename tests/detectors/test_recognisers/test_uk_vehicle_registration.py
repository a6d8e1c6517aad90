"""Registration marks, in context."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("car reg AB12 CDE", "AB12 CDE"),
        ("Vehicle: YK19LMN", "YK19LMN"),
        ("number plate A123 BCD", "A123 BCD"),
        ("drives ABZ 1234", "ABZ 1234"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_VEHICLE_REGISTRATION", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "AB12 CDE",
        "vehicle AB40 CDE",
        "shift LD12 NTS",
        "car park B2",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_VEHICLE_REGISTRATION", text) == []
