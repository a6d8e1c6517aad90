"""Unique Taxpayer References."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("UTR 1123456789", "1123456789"),
        ("Unique Taxpayer Reference: 11234 56789", "11234 56789"),
        ("UTR: 1123456789K", "1123456789"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_UTR", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "UTR 2123456789",
        "1123456789",
        "NHS no 1123456789",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_UTR", text) == []
