"""Postcodes: real areas, usual form."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("moved to YO7 1QX last week", "YO7 1QX"),
        ("Postcode: sw1a1aa", "sw1a1aa"),
        ("M1 1AE", "M1 1AE"),
        ("collect from HA8 5PQ at six", "HA8 5PQ"),
        ("Hobbs GL51 8PA", "GL51 8PA"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("GIR 0AA", "GIR 0AA"),
        ("BFPO 57", "BFPO 57"),
        ("NHS pseudo postcode ZZ99 3VZ", "ZZ99 3VZ"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_POSTCODE", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "handset HS1 2AB",
        "Hoist spares\nM1 1AE  bolt, hex\nLS1 4DY",
        "Room A1 2BC",
        "Room B12 3CD",
        "part no YO7 1QX",
        "ZZ1A",
        "YO7 1CX",
        "QQ1 1AA",
        "HG99 1AA",
        "x-YO7 1QX",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_POSTCODE", text) == []
