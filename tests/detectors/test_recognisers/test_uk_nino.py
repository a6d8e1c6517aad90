"""National Insurance numbers: prefix rules, suffix, label."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NI No: AB 12 34 56 D", "AB 12 34 56 D"),
        ("N.I. number ab123456d", "ab123456d"),
        ("her number AB123456D is on file", "AB123456D"),
        ("National Insurance: AB123456", "AB123456"),
        ("NINO QQ 12 34 56 C", "QQ 12 34 56 C"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_NINO", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "NINO DA123456A",
        "NINO BG123456A",
        "NINO AO123456A",
        "AB123456",
        "part no AB123456D",
        "AB123456D-7",
        "NINO QQ 12 34 56 E",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_NINO", text) == []
