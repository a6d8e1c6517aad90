"""Lists for approval go out, decisions come back, and the log stays."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from inventory.assets import assign_assets
from inventory.database import InventoryError
from inventory.disposal_list import list_disposals
from inventory.disposal_log import export_log, record_disposals
from scanner.progress import ScanTally
from tests.inventory.conftest import SOURCE, clock, record

if TYPE_CHECKING:
    from pathlib import Path

    from config.rules import Rules
    from inventory.retention import Judge
    from inventory.store import Inventory

DONE = date(2026, 11, 2)
DIED = clock("death", date(2010, 1, 1))


@pytest.fixture
def filled(inventory: Inventory, rules: Rules) -> Inventory:
    inventory.add(
        [
            record("Care plans/old.docx", clocks=(DIED,)),
            record("Care plans/=cmd().docx", clocks=(DIED,)),
            record("Care plans/new.docx"),
        ]
    )
    assign_assets(inventory, rules)
    return inventory


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def listed(inventory: Inventory, judge: Judge, out: Path) -> list[dict[str, str]]:
    list_disposals(inventory, judge, out)
    return rows_of(out)


def decided(out: Path, rows: list[dict[str, str]]) -> Path:
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return out


def test_a_list_says_what_is_due_and_why(filled: Inventory, judge: Judge, tmp_path: Path) -> None:
    rows = listed(filled, judge, tmp_path / "list.csv")
    assert [row["Document"].rpartition("/")[2] for row in rows] == ["=cmd().docx", "old.docx"]
    row = rows[1]
    assert row["Asset"] == "Care plans"
    assert row["Keep for"] == "8 years from end of care or death"
    assert (row["Clock started"], row["Due"]) == ("2010-01-01", "2018-01-01")
    assert row["Where that date came from"] == "text: 'a label'"
    assert "RMCoP" in row["Source of the rule"]
    assert row["Proposed action"] == "Review, then destroy"
    assert row["Decision"] == row["Date of decision"] == ""


def test_a_workbook_list_cannot_run_formulas(
    filled: Inventory, judge: Judge, tmp_path: Path
) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE assets SET name = '=HYPERLINK(1)'")
    out = tmp_path / "list.xlsx"
    list_disposals(filled, judge, out)
    sheet = openpyxl.load_workbook(out)["Disposal list"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert "f" not in kinds
    assert sheet["C2"].value == "=HYPERLINK(1)"
    choices = [validation.formula1 for validation in sheet.data_validations.dataValidation]
    assert choices == ['"Destroyed,Kept longer,Transferred"']


def test_a_whole_list_is_recorded_as_destroyed(
    filled: Inventory, judge: Judge, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    listed(filled, judge, file)
    counts, problems = record_disposals(filled, file, "M Fox", DONE, "secure erase")
    assert (counts, problems) == ({"Destroyed": 2}, [])
    assert export_log(filled, tmp_path / "log.csv") == 2
    entry = rows_of(tmp_path / "log.csv")[1]
    assert entry["Document"] == f"{SOURCE}/Care plans/old.docx"
    assert (entry["Decision"], entry["Recorded by"], entry["How"]) == (
        "Destroyed", "M Fox", "secure erase",
    )  # fmt: skip
    assert (entry["Date of decision"], entry["Due"]) == ("2026-11-02", "2018-01-01")
    assert entry["Copies still found"] == "1"


def test_the_log_outlives_the_documents(filled: Inventory, judge: Judge, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    listed(filled, judge, file)
    scan = filled.begin_scan(SOURCE)
    gone = ("Care plans/old.docx", "Care plans/=cmd().docx")
    filled.finish_scan(scan, state="finished", tally=ScanTally(), gone=gone)
    record_disposals(filled, file, "M Fox", DONE)
    export_log(filled, tmp_path / "log.csv")
    entries = rows_of(tmp_path / "log.csv")
    assert [entry["Copies still found"] for entry in entries] == ["0", "0"]
    copy = record("Desktop/old.docx", content_hash="hash of Care plans/old.docx")
    filled.add([copy])
    export_log(filled, tmp_path / "log.csv")
    assert [entry["Copies still found"] for entry in rows_of(tmp_path / "log.csv")] == ["0", "1"]


def test_rows_without_a_decision_wait(filled: Inventory, judge: Judge, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    rows = listed(filled, judge, file)
    rows[1] |= {"Decision": "kept longer", "Date of decision": "01/11/2026", "Note": "a claim"}
    counts, problems = record_disposals(filled, decided(file, rows), "M Fox", DONE)
    assert (counts, problems) == ({"": 1, "Kept longer": 1}, [])
    export_log(filled, tmp_path / "log.csv")
    (entry,) = rows_of(tmp_path / "log.csv")
    assert (entry["Decision"], entry["Date of decision"], entry["Note"]) == (
        "Kept longer", "2026-11-01", "a claim",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Decision": "burnt"}, "row 3, Decision: 'burnt' is not one of Destroyed"),
        ({"Date of decision": "soon"}, "row 3, Date of decision: 'soon' is not a date"),
        ({"Reference": "D0123"}, "row 3, Reference: there is no document 'D0123'"),
    ],
)
def test_nonsense_is_named_and_nothing_recorded(
    filled: Inventory, judge: Judge, tmp_path: Path, cells: dict[str, str], says: str
) -> None:
    file = tmp_path / "list.csv"
    rows = listed(filled, judge, file)
    rows[1] |= cells
    problems = record_disposals(filled, decided(file, rows), "M Fox", DONE)[1]
    assert [str(problem).startswith(says) for problem in problems] == [True]
    assert export_log(filled, tmp_path / "log.csv") == 0


def test_a_document_that_changed_is_not_the_one_listed(
    filled: Inventory, judge: Judge, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    listed(filled, judge, file)
    filled.add([record("Care plans/old.docx", content_hash="other", clocks=(DIED,))])
    problems = record_disposals(filled, file, "M Fox", DONE)[1]
    assert [problem.line for problem in problems] == [3]


def test_what_is_still_there_after_its_disposal_says_so(
    filled: Inventory, judge: Judge, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    listed(filled, judge, file)
    record_disposals(filled, file, "M Fox", DONE)
    why = listed(filled, judge, file)[1]["Why"]
    assert why.endswith("On 02/11/2026 it was recorded as destroyed; it is still there.")


def test_other_files_are_refused(filled: Inventory, judge: Judge, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(InventoryError, match="no disposal list"):
        record_disposals(filled, other, "M Fox", DONE)
    with pytest.raises(InventoryError, match=r"name the file \.xlsx, \.csv or \.json"):
        list_disposals(filled, judge, tmp_path / "list.pdf")
