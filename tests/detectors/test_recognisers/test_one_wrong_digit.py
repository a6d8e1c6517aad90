"""A labelled number is found in text, and not when one digit of it is wrong."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors import checkdigits
from tests.detectors.test_recognisers.conftest import Values

DIGITS = "0123456789"
LABELLED = {
    "UK_NHS": "NHS number: {}",
    "SCOTTISH_CHI": "CHI number: {}",
    "NI_HEALTH_AND_CARE": "H&C number: {}",
    "CREDIT_CARD": "Card number: {}",
}
# What a number of each kind begins with, and how many more digits come before its check digit.
STEMS = {
    "UK_NHS": ("4", 8),
    "SCOTTISH_CHI": ("010150", 3),
    "NI_HEALTH_AND_CARE": ("32", 7),
    "CREDIT_CARD": ("4", 14),
}


@pytest.mark.parametrize("entity", LABELLED)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_wrong_digit_hides_a_number(values: Values, entity: str, data: st.DataObject) -> None:
    first, more = STEMS[entity]
    stem = first + data.draw(st.text(DIGITS, min_size=more, max_size=more))
    check = checkdigits.luhn if entity == "CREDIT_CARD" else checkdigits.nhs
    number = next((stem + digit for digit in DIGITS if check(stem + digit)), "")
    if not number:  # remainder 10: no such number is issued
        return
    assert values(entity, LABELLED[entity].format(number)) == [number]
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = DIGITS[(int(number[place]) + data.draw(st.integers(1, 9))) % 10]
    changed = number[:place] + wrong + number[place + 1 :]
    assert values(entity, LABELLED[entity].format(changed)) == []
