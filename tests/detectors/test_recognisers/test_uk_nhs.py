"""NHS numbers: written as such, or labelled."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NHS No: 943 476 5919", "943 476 5919"),
        ("NHS number 9434765919", "9434765919"),
        ("NHS 9434 765 919", "9434 765 919"),
        ("NHS9434765919", "9434765919"),
        ("NHS |9|4|3|4|7|6|5|9|1|9|", "9|4|3|4|7|6|5|9|1|9"),
        ("n.h.s. no. 943-476-5919", "943-476-5919"),
        ('nhsNumber: "4010232137"', "4010232137"),
        ("seen today, 999 000 0018, doing well", "999 000 0018"),
        ("NHS Number\n9434765919\n", "9434765919"),
        ("9434765919 is her NHS number", "9434765919"),
        ("NHS no 943\xa0476\xa05919", "943\xa0476\xa05919"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_NHS", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "NHS No: 943 476 5918",
        "9434765919",
        "order no 943 476 5919",
        "NHS Supply Chain order 4010232137",
        "NHS No: 999 999 9999",
        "tel 943 476 5919",
        "1.9434765919",
        "£9434765919",
        "nhs 12-943 476 59191",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_NHS", text) == []
