"""GMC numbers."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("GMC 7012345", "7012345"),
        ("GMC No: 7012345", "7012345"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_GMC_NUMBER", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "7012345",
        "GMC guidance 2024",
        "GMC since 1998, phone 7012345",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_GMC_NUMBER", text) == []
