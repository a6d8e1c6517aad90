"""Whether management approved the register, and when that lapses.

DSPT 1.1.2 asks for approval within the last twelve months.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inventory.edits import latest_edits
from inventory.periods import Period

if TYPE_CHECKING:
    from inventory.edits import Edit
    from inventory.store import Inventory

_VALID = Period(months=12)
_NOTICE = Period(months=1)
_HOW = "stocktake register approve --by NAME"


@dataclass(frozen=True, slots=True)
class Approval:
    """How far the register is approved.

    Attributes:
        assets: number of assets in it.
        unapproved: of them, those nobody approved.
        lapses: first day on which the oldest approval no longer counts, or None.
    """

    assets: int
    unapproved: int
    lapses: date | None

    def says(self, as_of: date) -> str:
        """Say where approval stands, for a page of evidence."""
        if reminder := self.reminder(as_of):
            return reminder.partition(":")[0] + "."
        day = f"{self.lapses.day} {self.lapses:%B %Y}" if self.lapses else ""
        return f"Approved; that lapses on {day}." if day else ""

    def reminder(self, as_of: date) -> str:
        """Say what is to do, or "" when nothing is.

        Args:
            as_of: today.
        """
        if not self.assets:
            return ""
        if self.lapses is None:
            return f"Nobody has approved this register yet: {_HOW}"
        day = f"{self.lapses.day} {self.lapses:%B %Y}"
        if self.lapses <= as_of:
            return f"The approval of this register lapsed on {day}; approve it again: {_HOW}"
        if self.unapproved:
            are = "asset is" if self.unapproved == 1 else "assets are"
            return f"{self.unapproved:,} {are} not covered by the last approval: {_HOW}"
        if self.lapses <= _NOTICE.after(as_of):
            return f"The approval of this register lapses on {day}: {_HOW}"
        return ""


def approval_of(inventory: Inventory) -> Approval:
    """Find out how far the register is approved.

    Raises:
        InventoryError: the inventory cannot be read.
    """
    with inventory.reading() as connection:
        edits = latest_edits(connection)
        assets = connection.execute("SELECT id FROM assets WHERE gone IS NULL").fetchall()
    days = [_lapse(edits.get(asset, {})) for (asset,) in assets]
    known = [day for day in days if day is not None]
    return Approval(len(days), len(days) - len(known), min(known, default=None))


def _lapse(edits: dict[str, Edit]) -> date | None:
    """Give the day on which an asset's approval no longer counts: a year on, or its review."""
    approved = _day(edits.get("approved_on"))
    if approved is None:
        return None
    review = _day(edits.get("next_review"))
    lapse = _VALID.after(approved)
    return min(lapse, review) if review is not None and review > approved else lapse


def _day(edit: Edit | None) -> date | None:
    if edit is not None:
        with contextlib.suppress(ValueError):  # "n/a" is as good as nothing
            return date.fromisoformat(edit.value)
    return None
