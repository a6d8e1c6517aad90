"""Management's approval of the register, and the reminder when it lapses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from inventory.approval import approval_of
from inventory.assets import assign_assets
from inventory.edits import approve
from inventory.register import draft_register
from tests.inventory.conftest import record

if TYPE_CHECKING:
    from config.rules import Rules
    from inventory.retention import Judge
    from inventory.store import Inventory

APPROVED = date(2026, 3, 10)


@pytest.fixture
def filled(inventory: Inventory, rules: Rules) -> Inventory:
    inventory.add([record("Rose House/Care plans/a.docx")])
    assign_assets(inventory, rules)
    return inventory


def test_an_empty_register_needs_no_approval(inventory: Inventory) -> None:
    assert approval_of(inventory).reminder(APPROVED) == ""


def test_an_unapproved_register_says_so(filled: Inventory) -> None:
    assert "Nobody has approved" in approval_of(filled).reminder(APPROVED)


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (date(2026, 3, 10), ""),
        (date(2027, 1, 31), ""),
        (date(2027, 2, 28), "lapses on 10 March 2027"),
        (date(2027, 3, 10), "lapsed on 10 March 2027"),
    ],
)
def test_approval_lapses_after_a_year(
    filled: Inventory, rules: Rules, judge: Judge, today: date, says: str
) -> None:
    approve(filled, draft_register(filled, rules, judge), "M Fox", APPROVED, date(2027, 3, 10))
    reminder = approval_of(filled).reminder(today)
    assert says in reminder
    assert bool(says) == bool(reminder)


def test_an_earlier_review_counts(filled: Inventory, rules: Rules, judge: Judge) -> None:
    approve(filled, draft_register(filled, rules, judge), "M Fox", APPROVED, date(2026, 9, 10))
    assert "lapsed on 10 September 2026" in approval_of(filled).reminder(date(2026, 9, 10))


def test_what_is_new_since_is_not_approved(filled: Inventory, rules: Rules, judge: Judge) -> None:
    approve(filled, draft_register(filled, rules, judge), "M Fox", APPROVED, date(2027, 3, 10))
    filled.add([record("Elm Lodge/Care plans/b.docx")])
    assign_assets(filled, rules)
    assert "1 asset is not covered" in approval_of(filled).reminder(APPROVED)
