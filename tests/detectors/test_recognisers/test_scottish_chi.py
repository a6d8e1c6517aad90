"""CHI numbers: a birthday, a number and a check digit."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("CHI 010101 1237", "010101 1237"),
        ("CHI number: 0101011237", "0101011237"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("SCOTTISH_CHI", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "CHI 320101 1237",
        "CHI 010101 1238",
        "0101011237",
        "batch 0101011237",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("SCOTTISH_CHI", text) == []
