"""Check digits: every valid number passes, and one wrong digit never goes unnoticed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detectors import checkdigits

DIGITS = "0123456789"
nine = st.text(DIGITS, min_size=9, max_size=9)


def completions(check: object, stem: str, *, first: bool = False) -> list[str]:
    assert callable(check)
    tried = [digit + stem if first else stem + digit for digit in DIGITS]
    return [number for number in tried if check(number)]


def corrupted(number: str, place: int, shift: int) -> str:
    digit = DIGITS[(int(number[place]) + shift) % 10]
    return number[:place] + digit + number[place + 1 :]


@given(nine, st.integers(0, 9), st.integers(1, 9))
def test_nhs_number_with_one_wrong_digit_fails(stem: str, place: int, shift: int) -> None:
    valid = completions(checkdigits.nhs, stem)
    assume(valid)
    assert len(valid) == 1
    assert not checkdigits.nhs(corrupted(valid[0], place, shift))


@given(nine, st.integers(1, 9), st.integers(1, 9))
def test_utr_with_one_wrong_digit_fails_but_for_the_doubled_check(
    stem: str, place: int, shift: int
) -> None:
    """Remainders 0 and 9 share the check digit 2 in HMRC's table, and 1 and 10 the digit 1."""
    valid = completions(checkdigits.utr, stem, first=True)
    assume(valid)
    changed = corrupted(valid[0], place, shift)
    if checkdigits.utr(changed):
        assert changed[0] in "21"


@given(st.text(DIGITS, min_size=11, max_size=18), st.integers(0, 10), st.integers(1, 9))
def test_card_with_one_wrong_digit_fails(stem: str, place: int, shift: int) -> None:
    valid = completions(checkdigits.luhn, stem)
    assume(valid)
    assert not checkdigits.luhn(corrupted(valid[0], place, shift))


@given(st.text(DIGITS, min_size=14, max_size=14), st.integers(0, 13), st.integers(1, 9))
def test_iban_with_one_wrong_digit_fails(account: str, place: int, shift: int) -> None:
    body = f"WEST{account}"
    valid = [c for n in range(98) if checkdigits.iban(c := f"GB{n:02d}{body}")]
    assert valid
    assert not checkdigits.iban(valid[0][:8] + corrupted(account, place, shift))


@given(st.text(DIGITS, min_size=9, max_size=9), st.integers(0, 8), st.integers(1, 9))
def test_passport_field_with_one_wrong_digit_fails(number: str, place: int, shift: int) -> None:
    check = next(digit for digit in DIGITS if checkdigits.mrz(number, digit))
    assert not checkdigits.mrz(corrupted(number, place, shift), check)


@pytest.mark.parametrize("digit", DIGITS)
def test_repeated_digits_are_nobodys_number(digit: str) -> None:
    assert not checkdigits.nhs(digit * 10)
    assert not checkdigits.utr(digit * 10)
    assert not checkdigits.luhn(digit * 16)


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (checkdigits.nhs, "9434765919"),
        (checkdigits.nhs, "9990000018"),
        (checkdigits.nhs, "0101011237"),
        (checkdigits.nhs, "3200000015"),
        (checkdigits.utr, "1123456789"),
        (checkdigits.luhn, "4111111111111111"),
        (checkdigits.iban, "GB82WEST12345698765432"),
    ],
)
def test_published_examples_pass(check: object, number: str) -> None:
    assert callable(check)
    assert check(number)


@pytest.mark.parametrize("value", ["", "12345", "94347659\uff119", "943476591a", "-943476591"])
def test_what_is_no_number_fails(value: str) -> None:
    assert not checkdigits.nhs(value)
    assert not checkdigits.utr(value)
    assert not checkdigits.iban(value)
