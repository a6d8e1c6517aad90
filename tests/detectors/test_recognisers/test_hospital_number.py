"""Numbers that hospitals and councils give."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("MRN 5523981", "5523981"),
        ("Hospital No: K483920", "K483920"),
        ("Unit No RF 229 4410", "RF 229 4410"),
        ("Mosaic ID 482913", "482913"),
        ("see MRN-2088177", "MRN-2088177"),
        ("Service User ID: SU10442", "SU10442"),
        ("Chart no 118-2204 taken to X-ray", "118-2204"),
        ("Patient number: 0093 5518, seen today", "0093 5518"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("HOSPITAL_NUMBER", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "5523981",
        "hospital on 12/03/2024",
        "Hospital No 2024 2025 budget",
        "unit number 01632 960 200 4471 ring the unit",
        "patient no longer eats, weight 54200",
        "Mosaic tiles 48291 pieces, order 48291",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("HOSPITAL_NUMBER", text) == []
