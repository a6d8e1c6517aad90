"""Share codes."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("share code W4T 7B2 9KM", "W4T 7B2 9KM"),
        ("Right to work: WXY12Z9KM", "WXY12Z9KM"),
        ("Home Office reply for Ana: R7T 4K2 9PQ", "R7T 4K2 9PQ"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_SHARE_CODE", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "W4T 7B2 9KM",
        "share code SOMETHING",
        "share code will be sent",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_SHARE_CODE", text) == []
