"""Postal addresses."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "lives at Flat 3, 27 Harbour View, Whitby YO21 3AB now",
            "Flat 3, 27 Harbour View, Whitby YO21 3AB",
        ),
        (
            "Address: Rose Cottage, Mill Lane, Ludlow SY8 1AA",
            "Rose Cottage, Mill Lane, Ludlow SY8 1AA",
        ),
        ("14 Larch Close, Thirsk", "14 Larch Close, Thirsk"),
        (
            "Clive Lutterworth, Holly Cottage, Back Lane, Sleaford NG34 9LJ",
            "Holly Cottage, Back Lane, Sleaford NG34 9LJ",
        ),
        (
            "flat 9, 120 stratford road, birmingham, b11 1al",
            "flat 9, 120 stratford road, birmingham, b11 1al",
        ),
        ("c/o Flat 6 Priory House", "Flat 6 Priory House"),
        ("14 Larch Close\nThirsk\nYO7 1QX\n", "14 Larch Close\nThirsk\nYO7 1QX"),
        ("Address Line 1: WINDY HILL LANE\n", "WINDY HILL LANE"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_ADDRESS", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "E-mail address: a@example.com",
        "IP address: 10.1.2.3",
        "5 staff on the road",
        "the address is on file",
        "12 times a day",
        "Address: ____",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_ADDRESS", text) == []
