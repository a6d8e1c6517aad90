"""The sheets beside the register: processing activities, suppliers, DSPT evidence, DPIA."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl
import pytest

from config.rules import Rules, RulesError
from inventory.assets import assign_assets
from inventory.outputs import SHEETS, draft_sheets, export_register, import_register
from tests.inventory.conftest import finding, record

if TYPE_CHECKING:
    from pathlib import Path

    from inventory.records import DocumentRecord
    from inventory.register import Register
    from inventory.retention import Judge
    from inventory.store import Inventory
    from inventory.tables import Value

OWN = ("rose.example",)
MAIL = {"media_type": "message/rfc822", "record_type": "", "retention_rule": ""}


def message(number: int, *domains: tuple[str, str], **changes: str) -> DocumentRecord:
    return record(f"Mail/{number}.eml", mail_domains=domains, **(MAIL | changes))


@pytest.fixture
def filled(inventory: Inventory, rules: Rules) -> Inventory:
    out = ("from", "rose.example")
    inventory.add(
        [
            record("Rose House/Care plans/a.docx", special_category=("health",)),
            record("Elm Lodge/Care plans/b.docx"),
            record("Nourish export/clients.csv", findings=(finding("CREDENTIAL", "c"),)),
            message(1, out, ("to", "gp.surgery.nhs.net"), record_type="care_plan"),
            message(2, ("from", "nhs.net"), ("to", "rose.example")),
            message(3, out, ("to", "kent.gov.uk"), ("to", "gmail.com")),
            message(4, out, ("to", "acme-cleaning.example")),
            message(5, ("from", "acme-cleaning.example"), ("to", "mail.rose.example")),
            record(
                "Suppliers/Contract - Bright Laundry Services Ltd 2024.pdf",
                record_type="supplier",
                retention_rule="supplier_contract",
                data_subjects=("supplier",),
            ),
            record(
                "Suppliers/scan 7.pdf",
                record_type="supplier",
                retention_rule="supplier_contract",
                companies=("Bright Laundry Services Ltd", "Keen Pharmacy LLP", "Rose House Ltd"),
            ),
        ]
    )
    assign_assets(inventory, rules)
    return inventory


def rows_of(sheet: Register) -> dict[str, dict[str, Value]]:
    return {str(row["id"]): row for row in sheet.rows}


@pytest.fixture
def sheets(filled: Inventory, rules: Rules, judge: Judge) -> dict[str, Register]:
    return draft_sheets(filled, rules, judge, OWN)


def test_one_activity_for_a_family_wherever_it_lies(sheets: dict[str, Register]) -> None:
    plans = rows_of(sheets["ROPA"])["RP-care_plans"]
    assert plans["name"] == "Care plans"
    assert len(str(plans["assets"]).split(", ")) == 3
    assert str(plans["purpose"]).startswith("Plan and give safe care")
    assert plans["special"] == "Yes: Health"
    assert "8 years from end of care or death" in str(plans["retention"])


def test_lawful_bases_are_proposals(sheets: dict[str, Register]) -> None:
    rows = rows_of(sheets["ROPA"])
    plans = rows["RP-care_plans"]
    assert str(plans["art6"]).startswith("Proposed: (c) legal obligation")
    assert "Sch 1 para 2" in str(plans["art9"])
    assert str(plans["recipients"]).endswith("to be confirmed")
    assert rows["RP-suppliers"]["art9"] == "", "no special category, no condition"


def test_flows_seen_in_mail_are_told_by_who_is_behind_the_domain(
    sheets: dict[str, Register],
) -> None:
    rows = rows_of(sheets["ROPA"])
    assert rows["RP-care_plans"]["seen"] == "To the NHS (1 message)"
    seen = str(rows["RP-mail"]["seen"])
    for words in ("rom the NHS (1 message)", "councils and other public bodies", "private e-mail"):
        assert words in seen
    assert "rose.example" not in seen


def test_the_commonest_domain_is_our_own_where_none_is_set(
    filled: Inventory, rules: Rules, judge: Judge
) -> None:
    ropa = rows_of(draft_sheets(filled, rules, judge)["ROPA"])
    assert "rose.example" not in str(ropa["RP-mail"]["seen"])


def test_suppliers_from_paths_papers_and_mail(sheets: dict[str, Register]) -> None:
    rows = rows_of(sheets["Suppliers"])
    assert set(rows) == {
        "SU-nourish", "SU-bright-laundry-services-ltd", "SU-keen-pharmacy-llp",
        "SU-acme-cleaning-example",
    }  # fmt: skip
    assert rows["SU-nourish"]["met"] == "In the path of 1 file"
    papers = str(rows["SU-bright-laundry-services-ltd"]["contract"])
    assert "Contract - Bright Laundry" in papers
    assert "scan 7.pdf" in papers
    assert rows["SU-acme-cleaning-example"]["met"] == "In 1 message from; in 1 message to"


def test_the_provider_is_no_supplier_of_its_own(
    inventory: Inventory, rules: Rules, judge: Judge
) -> None:
    firms = ("Keen Heating Ltd", "Blue Linen Ltd", "County Bank Foxglove Care Ltd")
    inventory.add(
        [
            record(
                f"Finance/Suppliers/{number}.pdf",
                record_type="supplier",
                retention_rule="accounts_record",
                companies=(firms[number % 3], "Foxglove Care Ltd"),
            )
            for number in range(6)
        ]
    )
    assign_assets(inventory, rules)
    named = {row["name"] for row in draft_sheets(inventory, rules, judge)["Suppliers"].rows}
    assert named == {"Keen Heating Ltd", "Blue Linen Ltd", "County Bank"}


def test_evidence_names_question_version_and_facts(sheets: dict[str, Register]) -> None:
    rows = rows_of(sheets["DSPT evidence"])
    assert "8 (2025-26)" in str(rows["DSPT-1.1.2"]["version"])
    assert "Nobody has approved this register yet." in str(rows["DSPT-1.1.2"]["evidence"])
    assert str(rows["DSPT-4.5.4"]["evidence"]).startswith(
        "Files that hold passwords or access codes: 1"
    )
    assert str(rows["DSPT-10.1.2"]["evidence"]).endswith("contracts and mail: 4")


def test_a_mapping_with_a_mistake_is_named(filled: Inventory, judge: Judge, tmp_path: Path) -> None:
    text = Rules().text("dspt.yaml").replace("{disposals}", "{disposal}")
    (tmp_path / "dspt.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match=r"question 1\.4\.3: 'disposal' in braces"):
        draft_sheets(filled, Rules(tmp_path), judge)


def test_dpia_triggers_have_reasons(
    inventory: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    people = tuple(finding("PERSON", f"name {number}") for number in range(60))
    inventory.add(
        [
            record("Care plans/a.csv", special_category=("health",), findings=people),
            record("CCTV/b.docx", data_subjects=("child", "visitor")),
        ]
    )
    assign_assets(inventory, rules)
    out = tmp_path / "register.xlsx"
    export_register(inventory, rules, judge, "xlsx", out)
    rows = list(openpyxl.load_workbook(out)["DPIA"].iter_rows(min_row=2, values_only=True))
    reasons = {str(row[1]): str(row[2]) for row in rows}
    assert "on a large scale" in reasons["Care plans"]
    assert "ameras watch people" in reasons["Visitors and CCTV"]
    assert "data about children" in reasons["Visitors and CCTV"]
    assert "assess it once" in reasons["This program"]


@pytest.mark.parametrize("sheet", ["ropa", "suppliers", "dspt"])
def test_corrections_of_every_sheet_come_back(
    filled: Inventory, rules: Rules, judge: Judge, tmp_path: Path, sheet: str
) -> None:
    out = tmp_path / "sheet.csv"
    number = export_register(filled, rules, judge, "csv", out, sheet=sheet, mail_domains=OWN)
    with out.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert len(lines) == number > 1
    title = SHEETS[sheet]
    column = next(
        c for c in draft_sheets(filled, rules, judge, OWN)[title].columns
        if c.filled == "person" and not c.choices and not c.date
    )  # fmt: skip
    lines[1][column.header] = "Ours"
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    changes, problems = import_register(filled, rules, judge, out, "Jo", mail_domains=OWN)
    assert ([change.after for change in changes], problems) == (["Ours"], [])
    rows = draft_sheets(filled, rules, judge, OWN)[title].rows
    assert [row.get(column.key) for row in rows].index("Ours") == 1


def test_corrections_in_two_sheets_of_a_workbook(
    filled: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    out = tmp_path / "register.xlsx"
    export_register(filled, rules, judge, "xlsx", out, mail_domains=OWN)
    assert import_register(filled, rules, judge, out, "Jo", mail_domains=OWN) == ([], [])
    book = openpyxl.load_workbook(out)
    for title, header, text in (("Register", "Owner", "Manager"), ("ROPA", "Leaves the UK?", "No")):
        headers = [cell.value for cell in book[title][1]]
        book[title].cell(2, headers.index(header) + 1).value = text
    book.save(out)
    changes, problems = import_register(filled, rules, judge, out, "Jo", mail_domains=OWN)
    assert problems == []
    assert {change.column.header: change.after for change in changes} == {
        "Owner": "Manager", "Leaves the UK?": "No",
    }  # fmt: skip


def test_no_sheet_runs_formulas(
    filled: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    filled.add([record("=cmd|x/Care plans/c.docx", reach="everyone", special_category=("health",))])
    assign_assets(filled, rules)
    out = tmp_path / "register.xlsx"
    export_register(filled, rules, judge, "xlsx", out)
    for sheet in openpyxl.load_workbook(out).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
