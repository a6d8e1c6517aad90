"""What changed between two scans, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from inventory.assets import assign_assets
from inventory.changes import Kind, compare_stocks
from inventory.database import InventoryError
from inventory.stock import keep_stock, kept_stock, stocks_between, take_stock
from scanner.progress import ScanTally
from tests.inventory.conftest import AS_OF, SOURCE, clock, finding, record

if TYPE_CHECKING:
    from config.rules import Rules
    from inventory.changes import AssetChange
    from inventory.records import DocumentRecord
    from inventory.retention import Judge
    from inventory.store import Inventory

PLANS = [record(f"Rose House/Care plans/{n}.docx", content_hash=f"plan {n}") for n in range(3)]


class Share:
    """A share that is scanned, changed and scanned again."""

    def __init__(self, inventory: Inventory, rules: Rules, judge: Judge) -> None:
        self.inventory, self.rules, self.judge = inventory, rules, judge

    def scan(
        self, *records: DocumentRecord, gone: tuple[str, ...] = (), state: str = "finished"
    ) -> None:
        number = self.inventory.begin_scan(SOURCE)
        self.inventory.add(records)
        self.inventory.finish_scan(number, state=state, tally=ScanTally(), gone=gone)
        assign_assets(self.inventory, self.rules)
        keep_stock(self.inventory, take_stock(self.inventory, self.judge), AS_OF)

    def changes(self, since: date | None = None) -> list[AssetChange]:
        return compare_stocks(*stocks_between(self.inventory, since))

    def words(self) -> dict[Kind, str]:
        return {change.kind: change.words for change in self.changes()}


@pytest.fixture
def share(inventory: Inventory, rules: Rules, judge: Judge) -> Share:
    return Share(inventory, rules, judge)


def test_two_equal_scans_differ_in_nothing(share: Share) -> None:
    share.scan(*PLANS)
    share.scan()
    assert share.changes() == []


def test_growth_and_shrinkage(share: Share) -> None:
    share.scan(*PLANS)
    more = record("Rose House/Care plans/4.docx", findings=(finding("PERSON", "somebody new"),))
    share.scan(more)
    name = "Care plans (Rose House)"
    assert share.words() == {Kind.GROWN: f"{name}: grown by 1 file to 4, and by 1 person."}
    share.scan(gone=tuple(plan.path for plan in PLANS[:2]))
    assert share.words() == {Kind.SHRUNK: f"{name}: shrunk by 2 files to 2."}


def test_a_new_asset_and_one_that_is_gone(share: Share) -> None:
    share.scan(*PLANS)
    pay = record("Payroll/a.pdf", record_type="payroll", retention_rule="payroll_record")
    share.scan(pay, gone=tuple(plan.path for plan in PLANS))
    assert share.words() == {
        Kind.NEW: "Payroll is new: 1 file.",
        Kind.GONE: "Care plans (Rose House) is gone; it held 3 files.",
    }


def test_a_moved_folder_is_neither_new_nor_gone(share: Share) -> None:
    share.scan(*PLANS)
    moved = [record(f"Elm Lodge/Care plans/{n}.docx", content_hash=f"plan {n}") for n in range(3)]
    share.scan(*moved, gone=tuple(plan.path for plan in PLANS))
    assert share.words() == {
        Kind.RENAMED: "Care plans (Rose House) is now called Care plans (Elm Lodge): "
        "its folder or its row was renamed."
    }


def test_exposure_comes_first(share: Share) -> None:
    share.scan(*PLANS)
    share.scan(
        record(PLANS[0].path, reach="everyone", access="everyone", special_category=("health",)),
        record("Rose House/Care plans/9.docx"),
    )
    changes = share.changes()
    assert [change.kind for change in changes] == [Kind.EXPOSED, Kind.GROWN]
    assert changes[0].words == (
        "Care plans (Rose House): 1 file with personal data open to everyone, "
        "1 of them sensitive; none before."
    )
    share.scan(record(PLANS[0].path))
    assert list(share.words()) == [Kind.CLOSED]


def test_what_became_overdue(share: Share) -> None:
    share.scan(*PLANS)
    share.scan(record(PLANS[0].path, clocks=(clock("death", date(2010, 1, 1)),)))
    assert share.words() == {
        Kind.OVERDUE: "Care plans (Rose House): 1 file past the retention period; none before."
    }
    share.scan(record(PLANS[1].path, status="encrypted"), gone=(PLANS[0].path,))
    assert set(share.words()) == {Kind.SHRUNK, Kind.CLEARED, Kind.UNREAD}


def test_one_scan_compares_with_nothing(share: Share) -> None:
    with pytest.raises(InventoryError, match="no two finished scans"):
        share.changes()
    share.scan(*PLANS)
    with pytest.raises(InventoryError, match="no two finished scans"):
        share.changes()


def test_an_interrupted_scan_is_no_scan_to_compare(share: Share) -> None:
    share.scan(*PLANS)
    share.scan(record("Rose House/Care plans/4.docx"), state="interrupted")
    with pytest.raises(InventoryError, match="no two finished scans"):
        share.changes()


def test_any_two_scans_can_be_compared(share: Share) -> None:
    for number in range(3):
        share.scan(PLANS[number])
    first, last = kept_stock(share.inventory, 1), kept_stock(share.inventory, 3)
    assert [change.after for change in compare_stocks(first, last)] == [3]
    assert kept_stock(share.inventory, 99).scan == 3
    with pytest.raises(InventoryError, match="scan 0"):
        kept_stock(share.inventory, 0)


def test_since_a_day(share: Share) -> None:
    for number in range(3):
        share.scan(PLANS[number])
    with share.inventory.writing() as connection:
        connection.execute("UPDATE stocks SET taken = '2026-01-01' WHERE scan = 1")
        connection.execute("UPDATE stocks SET taken = '2026-03-01' WHERE scan = 2")
    assert share.changes(date(2026, 2, 1))[0].before == 1
    assert share.changes(date(2026, 3, 1))[0].before == 2
    assert share.changes(date(2020, 1, 1))[0].before == 1


def test_an_asset_is_called_what_people_call_it(share: Share) -> None:
    share.scan(*PLANS)
    with share.inventory.writing() as connection:
        connection.execute(
            "INSERT INTO edits SELECT id, 'name', 'Support plans', name, 'Jo', now()::TIMESTAMP "
            "FROM assets"
        )
    share.scan(record("Rose House/Care plans/4.docx"))
    assert share.words()[Kind.GROWN].startswith("Support plans: grown")
