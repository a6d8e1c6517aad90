"""Inventories for the report's tests: a small one with something of everything, and a large one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from inventory.assets import assign_assets
from tests.inventory.conftest import clock, finding, record

if TYPE_CHECKING:
    from config.rules import Rules
    from inventory.store import Inventory

HOSTILE = "<img src=x onerror=alert(1)>.txt"
BREAKOUT = "</script><script>alert(2)</script>.txt"
_TYPES = (
    ("care_plan", "care_record_adult", "end_of_care"),
    ("daily_notes", "care_record_adult", "end_of_care"),
    ("handover", "handover_sheet", "creation"),
    ("mar", "mar_chart", "end_of_care"),
)
_FOLDERS = (
    "Residents",
    "Residents/Archive",
    "HR/Staff files",
    "HR/Leavers",
    "Medication",
    "Desktop",
)


def fill_small(inventory: Inventory, rules: Rules) -> None:
    """One home with an open folder, overdue files, a copy on a desktop, and unreadable files."""
    people = [finding("PERSON", f"resident {number}") for number in range(12)]
    plan = "Rose House/Residents/Ward/plan.docx"
    inventory.add([
        record(
            plan,
            special_category=("health", "religion"),
            access="everyone",
            reach="everyone",
            content_hash="the same plan",
            findings=(people[0], people[1], finding("UK_NHS", "nhs"), finding("HEALTH", "h")),
            clocks=(clock("end_of_care", date(2010, 3, 31)),),
        ),
        record("Rose House/Desktop/plan copy.docx", content_hash="the same plan",
               findings=(people[0],)),
        record("Rose House/Residents/Archive/notes.docx", findings=tuple(people[2:])),
        record(f"Rose House/{HOSTILE}", findings=(people[0],)),
        record(f"Rose House/{BREAKOUT}", findings=(people[1],)),
        record("Rose House/Residents/locked.docx", status="encrypted", error="<b>locked</b>",
               personal_data=False, people=0),
        record("Rose House/Office/passwords.txt", findings=(finding("CREDENTIAL", "c"),),
               record_type="", retention_rule=""),
        record("Rose House/Policies/policy.docx", personal_data=False, people=0,
               record_type="governance", retention_rule="", data_subjects=()),
    ])  # fmt: skip
    assign_assets(inventory, rules)


def fill_large(inventory: Inventory, rules: Rules, number: int) -> None:
    """A group of 40 homes, all kinds of documents, every name of a file its own."""
    batch = []
    for at in range(number):
        kind, rule, trigger = _TYPES[at % len(_TYPES)]
        folder = f"Home {at % 40:02}/{_FOLDERS[at % 6]}/Year {2008 + at % 17}"
        day = date(2008 + at % 17, 1 + at % 12, 1 + at % 28)
        batch.append(
            record(
                f"{folder}/Letter {at:06} about room {at % 61}.docx",
                modified=datetime(day.year, day.month, day.day, tzinfo=UTC),
                record_type=kind,
                retention_rule=rule,
                special_category=("health",) if at % 2 else (),
                reach="everyone" if at % 11 == 0 else "group",
                access="everyone" if at % 11 == 0 else "group care",
                status="needs_ocr" if at % 50 == 7 else "read",
                findings=(
                    finding("PERSON", f"person {at % 9_000}"),
                    finding("UK_NHS", f"nhs {at % 9_000}"),
                ),
                clocks=(clock(trigger, day),) if at % 3 else (),
            )
        )
        if len(batch) == 5_000:
            inventory.add(batch)
            batch = []
    inventory.add(batch)
    assign_assets(inventory, rules)
