"""The register says how many people an asset is about, not only how many it names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from inventory.assets import assign_assets
from inventory.register import draft_register
from tests.inventory.conftest import finding, record

if TYPE_CHECKING:
    from config.rules import Rules
    from inventory.records import DocumentRecord, FindingRecord
    from inventory.retention import Judge
    from inventory.store import Inventory

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def named(digest: str, role: str = "", recogniser: str = "model") -> FindingRecord:
    return replace(finding("PERSON", digest), role=role, recogniser=recogniser)


def own(person: str, *others: FindingRecord) -> DocumentRecord:
    return record(
        f"Rose House/Residents/{person}/plan.docx",
        findings=(named(person, recogniser="filed_under"), *others),
    )


STAFF = tuple(named(f"nurse {number}", "staff") for number in range(5))
LIST = record(
    "Rose House/Residents/weights.xlsx",
    media_type=SHEET, people=4, findings=tuple(named(f"row {n}") for n in range(4)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([own("Ash J", *STAFF), own("Birch K", *STAFF)], "2 people supported (7 people named)"),
        ([own("Ash J", *STAFF), LIST], "4 people supported (10 people named)"),
        (
            [
                record(
                    "Rose House/Care plans/a.docx",
                    findings=(named("ash", "resident"), named("birch", "resident"), *STAFF),
                )
            ],
            "2 people supported (7 people named)",
        ),
        (
            [record("Rose House/Care plans/a.docx", findings=(finding("UK_NHS", "1"), *STAFF))],
            "1 person supported (5 people named)",
        ),
        (
            [record("Rose House/Minutes/a.docx", record_type="governance", findings=STAFF)],
            "5 named",
        ),
    ],
)
def test_people_it_is_about(
    inventory: Inventory, rules: Rules, judge: Judge, records: list[DocumentRecord], said: str
) -> None:
    inventory.add(records)
    assign_assets(inventory, rules)
    (row,) = draft_register(inventory, rules, judge).rows
    assert row["about"] == said
