"""Masks hide, normal forms agree, digests need the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.masking import Digester, mask, normalise


@pytest.mark.parametrize(
    ("entity", "one", "other"),
    [
        ("PERSON", "HARTLEY, Edith", "Mrs Edith Hartley"),
        ("PERSON", "O\u2019Brien, Siân", "Siân O'Brien"),
        ("UK_NHS", "943 476 5919", "943-476-5919"),
        ("UK_NINO", "ab 12 34 56 d", "AB123456D"),
        ("UK_POSTCODE", "yo7 1qx", "YO71QX"),
        ("PHONE_NUMBER", "07700 900123", "+44 (0)7700 900123"),
        ("PHONE_NUMBER", "0044 1632 960123", "01632 960123"),
        ("DATE_OF_BIRTH", "12/03/1938", "12th March 1938"),
        ("DATE_OF_BIRTH", "12.3.38", "1938-03-12"),
        ("EMAIL_ADDRESS", "Ann@Example.org", "ann@example.org"),
        ("UK_ADDRESS", "14 Larch Close,\nThirsk", "14 Larch Close, Thirsk"),
    ],
)
def test_two_spellings_of_one_value_are_one(entity: str, one: str, other: str) -> None:
    assert normalise(entity, one) == normalise(entity, other)


def test_normal_forms() -> None:
    assert normalise("PHONE_NUMBER", "01632 960123") == "+441632960123"
    assert normalise("DATE_OF_BIRTH", "12/03/38") == "1938-03-12"
    assert normalise("PERSON", "Dr") == "dr"


@pytest.mark.parametrize(
    ("entity", "value", "masked"),
    [
        ("UK_NHS", "943 476 5919", "943 *** **19"),
        ("PERSON", "Edith Hartley", "E**** H****"),
        ("EMAIL_ADDRESS", "june@example.org.uk", "j***@e***.org.uk"),
        ("DATE_OF_BIRTH", "12/03/1938", "**/**/1938"),
        ("CREDENTIAL", "4471", "********"),
        ("UK_POSTCODE", "YO7 1QX", "YO7 ***"),
        ("UK_POSTCODE", "YO71QX", "YO7 ***"),
        ("IP_ADDRESS", "81.2.69.142", "81.***.***.***"),
        ("UK_SORT_CODE", "08-99-99", "0*-**-*9"),
    ],
)
def test_masks(entity: str, value: str, masked: str) -> None:
    assert mask(entity, value) == masked


@given(st.text(min_size=4, max_size=40))
def test_a_secret_leaves_no_trace(value: str) -> None:
    assert mask("CREDENTIAL", value) == "********"


@given(st.from_regex(r"[0-9]{8,16}", fullmatch=True))
def test_at_most_five_characters_of_a_number_are_shown(value: str) -> None:
    masked = mask("UK_BANK_ACCOUNT", value)
    assert len(masked) == len(value)
    assert sum(char != "*" for char in masked) <= 5


def test_digests_agree_under_one_key_only() -> None:
    ours, theirs = Digester(b"k" * 32), Digester(b"t" * 32)
    assert ours.digest("PERSON", "HARTLEY, Edith") == ours.digest("PERSON", "Edith Hartley")
    assert ours.digest("UK_NHS", "9434765919") != theirs.digest("UK_NHS", "9434765919")
    assert ours.digest("UK_NHS", "9434765919") != ours.digest("PHONE_NUMBER", "9434765919")
    assert len(ours.digest("UK_NHS", "9434765919")) == 64


def test_one_number_has_one_digest_whichever_country_issued_it() -> None:
    digester = Digester(b"k" * 32)
    assert digester.digest("SCOTTISH_CHI", "0101011237") == digester.digest(
        "UK_NHS", "010 101 1237"
    )
