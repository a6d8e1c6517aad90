"""The checks in SQL against the arithmetic in Python, on values nobody chose."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import checkdigits
from detectors.columns.checks import checks, damaged
from detectors.columns.vocabulary import vocabulary
from detectors.tables import connection

_BATCH = settings(max_examples=30, deadline=None)


@cache
def _sql(check: str) -> str:
    found = checks(vocabulary())[check]
    prepared = (
        f"SELECT v, {found.prepare('v')} AS p FROM (SELECT nullif(unnest($1::VARCHAR[]), '') AS v)"
    )
    return f"SELECT CASE WHEN {found.test('p', 'v')} THEN p::VARCHAR END FROM ({prepared})"


def normal(check: str, values: list[str]) -> list[str | None]:
    return [row[0] for row in connection().execute(_sql(check), [values]).fetchall()]


def one(check: str, value: str) -> str | None:
    return normal(check, [value])[0]


def _complete(first_nine: str) -> str:
    total = sum(w * int(d) for w, d in zip(range(10, 1, -1), first_nine, strict=True))
    return first_nine + str((11 - total % 11) % 11 % 10)


ten_digits = st.text("0123456789", min_size=10, max_size=10)
nhs_like = st.text("0123456789", min_size=9, max_size=9).map(_complete) | ten_digits


@_BATCH
@given(st.lists(nhs_like, min_size=1, max_size=200))
def test_nhs_numbers_agree_with_the_arithmetic(values: list[str]) -> None:
    expected = [v if checkdigits.nhs(v) and v[0] != "0" else None for v in values]
    assert normal("nhs", values) == expected


@_BATCH
@given(st.lists(ten_digits, min_size=1, max_size=200))
def test_tax_references_agree_with_the_arithmetic(values: list[str]) -> None:
    assert normal("utr", values) == [v if checkdigits.utr(v) else None for v in values]


@_BATCH
@given(
    st.lists(
        st.from_regex(r"(4|5[0-9]|3[47])[0-9]{11,14}", fullmatch=True), min_size=1, max_size=200
    )
)
def test_cards_agree_with_the_arithmetic(values: list[str]) -> None:
    ours = [v if len(v) >= 13 and checkdigits.luhn(v) else None for v in values]
    assert normal("card", values) == ours


@_BATCH
@given(
    st.lists(st.text(max_size=30), min_size=1, max_size=50),
    st.sampled_from(sorted(checks(vocabulary()))),
)
def test_no_text_breaks_a_check(values: list[str], check: str) -> None:
    values = [v.replace("\0", "").encode("utf-8", "ignore").decode() for v in values]
    assert len(normal(check, values)) == len(values)


@given(st.from_regex(r"[467][0-9]{8}", fullmatch=True), st.integers(0, 9), st.integers(1, 9))
@_BATCH
def test_a_changed_digit_never_passes(first_nine: str, place: int, change: int) -> None:
    number = _complete(first_nine)
    if not checkdigits.nhs(number):
        return
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert one("nhs", number) == number
    assert one("nhs", wrong) is None


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        ("nhs", "943 476 5919", "9434765919"),
        ("nhs", "943-476-5919", "9434765919"),
        ("nhs", "9434765919.0", "9434765919"),
        ("nhs", "9.434765919E9", None),
        ("nhs", "1111111111", None),
        ("chi", "0101011237", "0101011237"),
        ("chi", "101011237", "0101011237"),
        ("chi", "3201011237", None),
        ("nino", "AB 12 34 56 C", "AB123456C"),
        ("nino", "ab123456c", "AB123456C"),
        ("nino", "QQ123456C", None),
        ("nino", "GB123456A", None),
        ("postcode", "ls1 4ap", "LS14AP"),
        ("postcode", "M1 1AE", "M11AE"),
        ("postcode", "QQ1 1AA", None),
        ("postcode", "A1 2BC", None),
        ("phone", "7700900123", "07700900123"),
        ("phone", "+44 (0)7700 900123", "07700900123"),
        ("phone", "0044 7700 900123", "07700900123"),
        ("phone", "(020) 7946-0123", "02079460123"),
        ("phone", "12345", None),
        ("email", "E.Hartley@Example.org", "e.hartley@example.org"),
        ("email", "see notes @ end. ok", None),
        ("iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("card", "4111 1111 1111 1111", "4111111111111111"),
        ("card", "4111 1111 1111 1112", None),
        ("card", "0000 0000 0000 0000", None),
        ("birthday", "12/03/1938", "1938-03-12"),
        ("birthday", "1938-03-12 00:00:00", "1938-03-12"),
        ("birthday", "12th March 1938", "12th march 1938"),
        ("birthday", "13951", "13951"),
        ("date", "13951", None),
        ("sort_code", "20-00-00", "200000"),
        ("driving_licence", "MORGA753116SM9IJ", "MORGA753116SM9IJ"),
        ("nmc_pin", "99A9999E", "99A9999E"),
        ("ip", "10.0.0.1", "10.0.0.1"),
        ("ip", "1.2.3", None),
        ("name", "HARTLEY, Edith", "Edith HARTLEY"),
        ("name", "Zoë Brontë-O\u2019Neill", "Zoë Brontë-O\u2019Neill"),
        ("name", "Zetland Medical Practice", None),
        ("name", "Room 12", None),
        ("name", "vacant", None),
        ("category", "NKDA", None),
        ("category", "Prefer not to say", None),
        ("category", "Penicillin", "penicillin"),
        ("secret", "none", None),
        ("secret", "C1942", "C1942"),
    ],
)  # fmt: skip
def test_ways_of_writing_a_value(check: str, value: str, expected: str | None) -> None:
    assert one(check, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("9.43E+09", True), ("9.43e9", True), ("943", False), ("E12", False)]
)
def test_numbers_shown_in_scientific_notation(value: str, expected: bool) -> None:
    assert connection().execute(f"SELECT {damaged('$1')}", [value]).fetchone() == (expected,)
