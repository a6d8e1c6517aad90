"""What people write into the register stays, on the right row, whatever is scanned after."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from inventory.assets import assign_assets
from inventory.database import InventoryError
from inventory.edits import add_asset, approve
from inventory.outputs import export_register, import_register
from inventory.register import draft_register, load_columns
from tests.inventory.conftest import record

if TYPE_CHECKING:
    from config.rules import Rules
    from inventory.edits import Problem
    from inventory.retention import Judge
    from inventory.store import Inventory

PAYSLIP = {"record_type": "payroll", "retention_rule": "payroll_record"}


@pytest.fixture
def filled(inventory: Inventory, rules: Rules) -> Inventory:
    inventory.add(
        [
            record("Rose House/Residents/Ward/plan.docx"),
            *(record(f"Payroll/{n}.pdf", content_hash=f"content {n}", **PAYSLIP) for n in range(3)),
        ]
    )
    assign_assets(inventory, rules)
    return inventory


class Desk:
    """A person with a spreadsheet."""

    def __init__(self, inventory: Inventory, rules: Rules, judge: Judge, folder: Path) -> None:
        self.inventory, self.rules, self.judge, self.folder = inventory, rules, judge, folder

    def edit_csv(self, changes: dict[str, str], name: str = "Payroll") -> Path:
        """Export, change cells of one row, save."""
        out = self.folder / "register.csv"
        export_register(self.inventory, self.rules, self.judge, "csv", out)
        with out.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        next(row for row in rows if row["Information asset name"] == name).update(changes)
        with out.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        return out

    def send(self, file: Path) -> tuple[dict[str, str], list[Problem]]:
        changes, problems = import_register(self.inventory, self.rules, self.judge, file, "Jo")
        return {change.column.header: change.after for change in changes}, problems

    def row(self, name: str = "Payroll") -> dict[str, object]:
        register = draft_register(self.inventory, self.rules, self.judge)
        return next(dict(row) for row in register.rows if row["name"] == name)


@pytest.fixture
def desk(filled: Inventory, rules: Rules, judge: Judge, tmp_path: Path) -> Desk:
    return Desk(filled, rules, judge, tmp_path)


def test_an_untouched_register_changes_nothing(desk: Desk) -> None:
    assert desk.send(desk.edit_csv({})) == ({}, [])


def test_a_workbook_sent_back_untouched_changes_nothing(desk: Desk) -> None:
    out = desk.folder / "register.xlsx"
    export_register(desk.inventory, desk.rules, desk.judge, "xlsx", out)
    assert desk.send(out) == ({}, [])


def test_corrections_are_kept(desk: Desk) -> None:
    edited = {
        "Owner": "Finance manager",
        "Contract start (IT only)": "01/04/2024",
        "Backed up": "yes",
    }
    kept, problems = desk.send(desk.edit_csv(edited))
    assert problems == []
    assert kept == edited | {"Contract start (IT only)": "2024-04-01", "Backed up": "Yes"}
    row = desk.row()
    assert (row["owner"], row["backed_up"]) == ("Finance manager", "Yes")
    assert "Owner" not in str(row["to_complete"])
    assert desk.row("Resident care files (Rose House)").get("owner") is None


def test_corrections_in_a_workbook_are_kept(desk: Desk) -> None:
    out = desk.folder / "register.xlsx"
    export_register(desk.inventory, desk.rules, desk.judge, "xlsx", out)
    book = openpyxl.load_workbook(out)
    sheet = book["Register"]
    headers = {cell.value: at for at, cell in enumerate(sheet[1], start=1)}
    line = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == "Payroll")
    sheet.cell(line, headers["Owner"]).value = "Finance manager"
    sheet.cell(line, headers["Contract end (IT only)"]).value = date(2027, 3, 31)
    book.save(out)
    assert desk.send(out)[0] == {
        "Owner": "Finance manager", "Contract end (IT only)": "2027-03-31",
    }  # fmt: skip


def test_corrections_follow_a_moved_folder(desk: Desk) -> None:
    desk.send(desk.edit_csv({"Owner": "Finance manager", "Location": "The payroll drive"}))
    desk.inventory.add(
        [
            record(f"Head Office/Wages/{n}.pdf", content_hash=f"content {n}", **PAYSLIP)
            for n in range(3)
        ]
    )
    with desk.inventory.writing() as connection:
        connection.execute("UPDATE documents SET gone = now() WHERE path LIKE 'Payroll/%'")
    assign_assets(desk.inventory, desk.rules)
    row = desk.row("Payroll (Head Office)")
    assert (row["owner"], row["location"]) == ("Finance manager", "The payroll drive")
    assert "Location: the scan now says" in str(row["changed"])
    assert "Head Office/Wages" in str(row["changed"])


def test_what_moves_out_of_an_asset_is_offered_its_owner(desk: Desk) -> None:
    desk.send(desk.edit_csv({"Owner": "Finance manager"}))
    with desk.inventory.writing() as connection:
        connection.execute(
            "UPDATE documents SET path = $new, item = $new WHERE path = 'Payroll/2.pdf'",
            {"new": "Oak Lodge/Payroll/2.pdf"},
        )
    assign_assets(desk.inventory, desk.rules)
    asset = desk.row()["id"]
    moved = desk.row("Payroll (Oak Lodge)")
    assert moved["owner"] == f"Finance manager [proposed: owner of {asset}, from which this moved]"
    desk.send(desk.edit_csv({"Owner": "Lodge manager"}, "Payroll (Oak Lodge)"))
    assert desk.row("Payroll (Oak Lodge)")["owner"] == "Lodge manager"


def test_the_last_correction_counts(desk: Desk) -> None:
    desk.send(desk.edit_csv({"Owner": "First"}))
    desk.send(desk.edit_csv({"Owner": "Second"}))
    assert desk.row()["owner"] == "Second"
    desk.send(desk.edit_csv({"Owner": ""}))
    assert desk.row()["owner"] == ""
    assert "Owner" in str(desk.row()["to_complete"])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"Approved on": "soon"}, "Approved on: 'soon' is not a date"),
        ({"Approved on": "31/02/2026"}, "Approved on: '31/02/2026' is not a date"),
        ({"Backed up": "perhaps"}, "Backed up: 'perhaps' is not one of Yes, No, Not known"),
        ({"Asset ID": "IA-9999"}, "Asset ID: there is nothing with the id IA-9999"),
        ({"Asset ID": ""}, "Asset ID: the row has no id"),
        ({"Owner": "#VALUE!"}, "Owner: '#VALUE!' is an error of the spreadsheet"),
        ({"Owner": "x" * 5000}, "Owner: is longer than 4,000 characters"),
    ],
)
def test_nonsense_is_named_and_nothing_is_stored(
    desk: Desk, changes: dict[str, str], says: str
) -> None:
    file = desk.edit_csv({"Risks if there is a breach": "Ours"} | changes)
    problems = desk.send(file)[1]
    assert len(problems) == 1
    assert says in str(problems[0])
    assert str(problems[0]).startswith(("row 2, ", "row 3, "))
    assert desk.row()["breach_risk"] != "Ours"


def test_words_that_look_like_a_formula_come_back_as_they_were(desk: Desk) -> None:
    desk.send(desk.edit_csv({"Owner": "=Manager"}))
    assert desk.row()["owner"] == "=Manager"
    assert desk.send(desk.edit_csv({})) == ({}, [])


def test_a_file_that_is_no_register_is_refused(desk: Desk) -> None:
    for content in (b"a,b\n1,2\n", b"", b"PK\x03\x04 broken", b"\x00\x01"):
        file = desk.folder / "other.csv"
        file.write_bytes(content)
        with pytest.raises(InventoryError, match=r"other\.csv"):
            desk.send(file)
    with pytest.raises(InventoryError, match="cannot read"):
        desk.send(desk.folder / "none.csv")


def test_assets_that_no_scan_sees_are_added_and_stay(desk: Desk) -> None:
    columns = load_columns(desk.rules)
    values = {"name": "Visitors' book", "location": "Reception", "media": "Paper"}
    number = add_asset(desk.inventory, columns, values, "Jo")
    assign_assets(desk.inventory, desk.rules)
    row = desk.row("Visitors' book")
    assert (row["id"], row["location"], row["media"]) == (number, "Reception", "Paper")
    assert desk.send(desk.edit_csv({"Owner": "Manager"}, "Visitors' book"))[1] == []
    with pytest.raises(ValueError, match="needs a name"):
        add_asset(desk.inventory, columns, {"location": "Loft"}, "Jo")
    with pytest.raises(ValueError, match="Backed up: 'maybe'"):
        add_asset(desk.inventory, columns, {"name": "CCTV", "backed_up": "maybe"}, "Jo")


def test_approval(desk: Desk) -> None:
    register = draft_register(desk.inventory, desk.rules, desk.judge)
    approve(desk.inventory, register, "M Fox, manager", date(2026, 11, 1), date(2027, 11, 1))
    row = desk.row()
    assert (row["approved_by"], row["approved_on"]) == ("M Fox, manager", "2026-11-01")
    assert row["next_review"] == "2027-11-01"


def test_who_said_what_when_is_kept(desk: Desk) -> None:
    desk.send(desk.edit_csv({"Owner": "First"}))
    desk.send(desk.edit_csv({"Owner": "Second"}))
    with desk.inventory.reading() as connection:
        rows = connection.execute("SELECT value, person FROM edits ORDER BY made").fetchall()
    assert rows == [("First", "Jo"), ("Second", "Jo")]
