"""E-mail addresses."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("write to j.smith+home@care.example.co.uk.", "j.smith+home@care.example.co.uk"),
        ("o'brien@example.org", "o'brien@example.org"),
        ('"o\'neill.b"@example.org', '"o\'neill.b"@example.org'),
        ("?email=ann%40example.com&x=1", "ann%40example.com"),
        ("<ann_lee@sub.example.com>", "ann_lee@sub.example.com"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("EMAIL_ADDRESS", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "@everyone",
        "a@b",
        "room @ 12.30 today",
        "@example.com",
        "user@localhost",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("EMAIL_ADDRESS", text) == []
