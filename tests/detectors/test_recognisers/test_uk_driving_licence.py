"""Driver numbers."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("MORGA753116SM9IJ", "MORGA753116SM9IJ"),
        ("licence MORGA 753116 SM9IJ", "MORGA 753116 SM9IJ"),
        ("FOX99706301J99AA", "FOX99706301J99AA"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_DRIVING_LICENCE", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "MORGA733116SM9IJ",
        "MORGA753996SM9IJ",
        "MORGA75311",
        "ABCDE1234567890F",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_DRIVING_LICENCE", text) == []
