"""Exports: exact columns, safe cells, whole files."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest

from inventory.assets import assign_assets
from inventory.database import InventoryError
from inventory.exports import (
    export_documents,
    export_findings,
    export_people,
    retention_rows,
)
from inventory.outputs import export_register
from inventory.summary import summarise
from inventory.tables import Format, disarmed, neutralised
from tests.inventory.conftest import SOURCE, clock, finding, record

if TYPE_CHECKING:
    from config.rules import Rules
    from inventory.retention import Judge
    from inventory.store import Inventory

DOCUMENTS = (
    "path,container,media_type,size,modified,owner,access,status,error,record_type,"
    "record_type_score,personal_data,special_category,criminal_offence,data_subjects,people,"
    "retention_rule,clock_start,clock_basis,retention_due,retention_status,asset"
)
TEMPLATE = (
    "Information asset name|Supplier name (IT only)|Contract location (IT only)|"
    "Contract start (IT only)|Contract end (IT only)|What information is kept here, and why|"
    "Location|Special category data?|Owner|Shared externally? If so is it on the ROPA?|"
    "Received from or shared outside?|Risks if there is a breach|Security measures in place|"
    "Date issued (devices)|Date returned (devices)|Date of last audit|Breach since last audit?|"
    "If so, actions completed?|Asset ID|Category|Media|Data-subject kinds|Art 9/10 categories|"
    "Volume band|Who has access|Retention rule and clock|Oldest record found|Overdue count|"
    "Criticality|Dependencies|Backed up|Encrypted|DPIA ref|Approved by|Approved on|Next review"
)


@pytest.fixture
def filled(inventory: Inventory, rules: Rules) -> Inventory:
    inventory.add([
        record(
            "Rose House/Residents/Ward/plan.docx",
            special_category=("health", "religion"),
            criminal_offence=True,
            access="everyone",
            reach="everyone",
            findings=(finding("PERSON", "ward", 3), finding("UK_NHS", "nhs")),
            clocks=(clock("death", date(2014, 2, 1)),),
        ),
        record("=cmd|'!A0/notes.txt", findings=(finding("PERSON", "ward"),)),
        record(
            "locked.zip", status="encrypted", error="needs a password", record_type="",
            retention_rule="", personal_data=False, data_subjects=(), people=0, size=500,
        ),
    ])  # fmt: skip
    assign_assets(inventory, rules)
    return inventory


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


def test_documents_as_csv(filled: Inventory, judge: Judge, tmp_path: Path) -> None:
    out = tmp_path / "documents.csv"
    assert export_documents(filled, judge, Format.CSV, out) == 3
    text = out.read_text(encoding="utf-8")
    assert text.startswith(DOCUMENTS + ",")
    plan = rows(out)[1]
    expected = {
        "path": "Rose House/Residents/Ward/plan.docx",
        "modified": "2024-05-01T09:30:00Z",
        "personal_data": "true",
        "special_category": "health;religion",
        "criminal_offence": "true",
        "clock_start": "2014-02-01",
        "retention_due": "2022-02-01",
        "retention_status": "overdue",
        "asset": "Resident care files (Rose House)",
    }
    assert {key: plan[key] for key in expected} == expected
    locked = rows(out)[2]
    assert (locked["status"], locked["personal_data"]) == ("encrypted", "false")
    assert (locked["retention_status"], locked["clock_start"], locked["asset"]) == (
        "unknown",
        "",
        "",
    )


def test_documents_as_json_and_parquet_say_the_same(
    filled: Inventory, judge: Judge, tmp_path: Path
) -> None:
    export_documents(filled, judge, Format.JSON, tmp_path / "d.json")
    export_documents(filled, judge, Format.PARQUET, tmp_path / "d.parquet")
    entries: list[dict[str, Any]] = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        table = connection.execute(f"FROM '{tmp_path / 'd.parquet'}'")
        columns = [name for name, *_ in table.description or ()]
        parquet = [dict(zip(columns, row, strict=True)) for row in table.fetchall()]
    assert list(entries[0]) == columns
    assert columns[:22] == DOCUMENTS.split(",")
    for entry, row in zip(entries, parquet, strict=True):
        assert entry["path"] == row["path"]
        assert entry["special_category"] == row["special_category"]
        assert entry["personal_data"] is row["personal_data"]
        assert entry["retention_due"] == (
            str(row["retention_due"]) if row["retention_due"] else None
        )


def test_an_empty_inventory_exports_headers(
    inventory: Inventory, judge: Judge, tmp_path: Path
) -> None:
    for form in (Format.CSV, Format.JSON, Format.PARQUET):
        assert export_documents(inventory, judge, form, tmp_path / f"d.{form}") == 0
    assert rows(tmp_path / "d.csv") == []
    assert json.loads((tmp_path / "d.json").read_text(encoding="utf-8")) == []


def test_findings_and_people(filled: Inventory, tmp_path: Path) -> None:
    export_findings(filled, Format.CSV, tmp_path / "f.csv")
    text = (tmp_path / "f.csv").read_text(encoding="utf-8")
    assert text.startswith("path,entity,masked,digest,count,score,recogniser,location")
    assert [row["entity"] for row in rows(tmp_path / "f.csv")] == ["PERSON", "PERSON", "UK_NHS"]
    export_people(filled, Format.CSV, tmp_path / "p.csv")
    (person,) = rows(tmp_path / "p.csv")
    assert (person["digest"], person["documents"], person["occurrences"]) == ("ward", "2", "4")


def test_the_retention_list(filled: Inventory, judge: Judge) -> None:
    (overdue,) = retention_rows(filled, judge, {"overdue"})
    assert overdue.path == "Rose House/Residents/Ward/plan.docx"
    assert overdue.label.startswith("Adult social care record")
    assert len(retention_rows(filled, judge)) == 3


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "\tx", "+1+cmd|' /C calc'!A0", "-2+cmd|x"])
def test_cells_that_could_act_are_neutralised(cell: str) -> None:
    assert neutralised(cell) == "'" + cell
    assert disarmed(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-old.txt", "+44 7*** ***000", "a=b", ""])
def test_ordinary_text_is_exported_as_it_is(cell: str) -> None:
    assert neutralised(cell) == cell


def test_no_exported_cell_is_a_formula(filled: Inventory, judge: Judge, tmp_path: Path) -> None:
    export_documents(filled, judge, Format.CSV, tmp_path / "d.csv")
    cells = [cell for row in rows(tmp_path / "d.csv") for cell in row.values()]
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_a_file_that_cannot_be_written_is_named(
    filled: Inventory, judge: Judge, tmp_path: Path
) -> None:
    with pytest.raises(InventoryError, match=r"cannot write .*d\.csv"):
        export_documents(filled, judge, Format.CSV, tmp_path / "none" / "d.csv")


def test_a_failed_export_leaves_the_former_file(
    filled: Inventory, judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "d.csv"
    out.write_text("former", encoding="utf-8")

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inventory.tables.csv_cell", full)
    with pytest.raises(InventoryError, match="No space left"):
        export_documents(filled, judge, Format.CSV, out)
    assert out.read_text(encoding="utf-8") == "former"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.csv", "inventory.duckdb"]


def test_the_register_as_csv(filled: Inventory, rules: Rules, judge: Judge, tmp_path: Path) -> None:
    out = tmp_path / "register.csv"
    assert export_register(filled, rules, judge, "csv", out) == 2
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    care, other = rows(out, "utf-8-sig")
    assert "|".join(care)[: len(TEMPLATE)] == TEMPLATE
    assert care["Information asset name"] == "Resident care files (Rose House)"
    assert care["Special category data?"] == "Yes: health and religion or belief"
    assert care["Location"] == f"{SOURCE}/Rose House/Residents"
    assert care["Overdue count"] == "1"
    assert care["Owner"] == ""
    assert "Owner" in care["To be completed by a person"]
    assert "1 care plan" in care["What information is kept here, and why"]
    assert "open to everyone" in care["Risk"]
    assert not any(value.startswith(("=", "+", "-", "@")) for value in other.values())


def test_the_register_names_no_person(
    filled: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    export_register(filled, rules, judge, "json", tmp_path / "r.json")
    assert "Ward" not in (tmp_path / "r.json").read_text(encoding="utf-8")


def test_the_register_as_a_workbook(
    filled: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    out = tmp_path / "register.xlsx"
    export_register(filled, rules, judge, "xlsx", out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == [
        "Register", "ROPA", "Suppliers", "DSPT evidence", "DPIA", "Retention breaches",
        "Exposures", "Could not read", "Read me",
    ]  # fmt: skip
    sheet = book["Register"]
    assert [cell.value for cell in sheet[1]][:36] == TEMPLATE.split("|")
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref
    assert len(sheet.data_validations.dataValidation) > 3
    assert book["Retention breaches"]["A2"].value == "overdue"
    assert book["Could not read"]["B2"].value == "encrypted"
    texts = [cell for page in book for line in page.iter_rows() for cell in line if cell.value]
    assert not [cell for cell in texts if cell.data_type == "f"]


def test_coverage_is_a_number(filled: Inventory) -> None:
    summary = summarise(filled, SOURCE)
    assert summary.coverage.sentence() == (
        "80.0% of bytes examined; 1 file was not, or not fully: 1 encrypted"
    )
    assert (summary.personal, summary.special, summary.open_special) == (2, 1, 1)
    assert summary.entities == {"PERSON": (1, 2), "UK_NHS": (1, 1)}
    assert summarise(filled, "/elsewhere").coverage.sentence() == (
        "100% of bytes examined; every file was read"
    )
