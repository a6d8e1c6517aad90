"""Firms named in contracts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.companies import companies_in
from scanner.document import Block


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("This agreement is between Bright Laundry Services Limited and Rose Care Ltd.",
         ("Bright Laundry Services Ltd", "Rose Care Ltd")),
        ("Supplier: The A1 Fire & Safety Ltd, VAT 123", ("A1 Fire & Safety Ltd",)),
        ("Invoice from O\u2019Brien and Sons LLP\nBright Laundry Ltd\nBright Laundry LTD",
         ("O\u2019Brien and Sons LLP", "Bright Laundry Ltd")),
        ("DATA PROCESSING AGREEMENT. Rose Care Ltd and Bright Laundry Ltd",
         ("Rose Care Ltd", "Bright Laundry Ltd")),
        ("INVOICE 4471 Keen Heating Ltd\nSt. Mary's Care Ltd",
         ("Keen Heating Ltd", "St. Mary's Care Ltd")),
        ("3 Counties Laundry Ltd", ("3 Counties Laundry Ltd",)),
        ("Liability is Limited to fees paid. Limited edition.", ()),
        ("a limited company, ltd", ()),
    ],
)  # fmt: skip
def test_names(text: str, names: tuple[str, ...]) -> None:
    assert companies_in([Block(text)]) == names


@given(st.text(alphabet="Aa &.Ltd\n'", max_size=300))
def test_any_text(text: str) -> None:
    assert all(name.strip() for name in companies_in([Block(text)]))


def test_a_long_text_costs_no_more_than_its_length() -> None:
    assert companies_in([Block("Alpha " * 200_000)]) == ()
