"""Phone numbers: those that can be dialled."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ring 01632 960123", "01632 960123"),
        ("07700 900123", "07700 900123"),
        ("0044 7700 900745", "0044 7700 900745"),
        ("Tel O1632 96O 442", "O1632 96O 442"),
        ("T: (01632) 960 333", "(01632) 960 333"),
        ("+44 (0)20 7946 0123", "+44 (0)20 7946 0123"),
        ("0044 1632 960123 tel", "0044 1632 960123"),
        ("mobile 7700900123", "7700900123"),
        ("call +1 (432) 830-9533", "+1 (432) 830-9533"),
        ("Tel 0808 157 0123", "0808 157 0123"),
        ("mob 07700900123", "07700900123"),
        ("call +33 1 23 45 67 89 12/03/2024", "+33 1 23 45 67 89"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("PHONE_NUMBER", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "order 07700900123",
        "00000012345",
        "12/03/2024 called",
        "call at 10:30 on 2024-03-12",
        "NHS no 943 476 5919",
        "serial no 01632960123",
        "1.632960123456",
        "reading 4829137",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("PHONE_NUMBER", text) == []


def test_two_numbers_with_a_stroke_between(values: Values) -> None:
    found = values("PHONE_NUMBER", "Phone: 0161 496 0123/0161 496 0456")
    assert found == ["0161 496 0123", "0161 496 0456"]
