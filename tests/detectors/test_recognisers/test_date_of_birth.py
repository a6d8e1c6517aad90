"""Dates of birth: a date with a reason to be one."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("DOB: 12/03/1938", "12/03/1938"),
        ("D.O.B 12.3.38", "12.3.38"),
        ("dob 9.9.33", "9.9.33"),
        ("Date of birth 12 03 1938", "12 03 1938"),
        ("DOB - 120338", "120338"),
        ("Ivy b. 12.03.1938", "12.03.1938"),
        ("Hartley^Ivy|12/03/1938|F|", "12/03/1938"),
        ("BDAY:1938-03-12", "1938-03-12"),
        ("D.O.B 12/O3/1938", "12/O3/1938"),
        ("born on 12th March 1938", "12th March 1938"),
        ("Date of birth\n23 November 1927", "23 November 1927"),
        ('birthDate="1938-03-12"', "1938-03-12"),
        ("Edith Hartley (12/03/1938)\nborn March 12, 1938", "March 12, 1938"),
        ("dateOfBirth: 19380312", "19380312"),
        ("Name,DOB,Room\nIvy,03/09/1933,4\n", "03/09/1933"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("DATE_OF_BIRTH", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "12/03/1938",
        "admitted 12/03/2020",
        "DOB 12/03/1838",
        "DOB 31/02/1938",
        "date of birth must be recorded by 12 staff",
        "DOB 12/03/2938",
        "DOB: ok. Admitted 01/02/2020",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("DATE_OF_BIRTH", text) == []
