"""Numbers of dentists, pharmacists, therapists and social workers."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Dr Popescu, GDC 268514", "268514"),
        ("GPhC no. 2071846", "2071846"),
        ("OT Sian Probert HCPC OT51203", "OT51203"),
        ("Social Work England registration number SW90417", "SW90417"),
        ("Reviewed by the social worker (SW 90417)", "SW 90417"),
        ("SSSC 3072146 is the named worker", "3072146"),
        ("Name\tHCPC no\tRole\nPriscilla Nunn\tPH104422\tphysio", "PH104422"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_PROFESSIONAL_REGISTRATION", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "268514",
        "council order no 2071846",
        "the council has 41203 residents",
        "HCPC standards, phone 2071846",
        "HCPC guidance 12/03/2024",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_PROFESSIONAL_REGISTRATION", text) == []
