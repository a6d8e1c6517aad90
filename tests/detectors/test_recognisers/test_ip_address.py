"""Internet addresses."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("from 81.2.69.142", "81.2.69.142"),
        ("IP: 10.0.0.12", "10.0.0.12"),
        ("host 2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("IP_ADDRESS", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "version 2.0.11.4",
        "127.0.0.1",
        "255.255.255.0",
        "300.1.1.1",
        "at 12:30:45",
        "section 1.2.3.4",
        "std::vector",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("IP_ADDRESS", text) == []
