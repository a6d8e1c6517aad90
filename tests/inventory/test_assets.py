"""Documents become the assets that a manager would name, and stay them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from inventory.assets import assign_assets
from inventory.folders import FolderReader
from inventory.register import draft_register
from tests.inventory.conftest import SOURCE, clock, record

if TYPE_CHECKING:
    from config.rules import Rules
    from inventory.records import DocumentRecord
    from inventory.retention import Judge
    from inventory.store import Inventory

PAYSLIP = {
    "record_type": "payroll",
    "retention_rule": "payroll_record",
    "data_subjects": ("staff",),
}
ROSE = "Resident care files (Rose House)"
TRAINING = {"record_type": "training", "retention_rule": "training_mandatory"}
CHECK = {"record_type": "staff_checks", "retention_rule": "dbs_record"}
UNKNOWN = {"record_type": "", "retention_rule": "", "record_type_score": 0.0}
MENU = UNKNOWN | {"personal_data": False, "data_subjects": (), "people": 0}


def assets(inventory: Inventory, rules: Rules, *records: DocumentRecord) -> dict[str, str]:
    """Store records, group them, and give asset names by path."""
    inventory.add(records)
    assign_assets(inventory, rules)
    return names(inventory)


def names(inventory: Inventory, column: str = "name") -> dict[str, str]:
    with inventory.reading() as connection:
        return dict(
            connection.execute(
                f"SELECT d.path, coalesce(a.{column}, '') FROM documents d "
                "LEFT JOIN assets a ON a.id = d.asset WHERE d.gone IS NULL"
            ).fetchall()
        )


def asset(inventory: Inventory, rules: Rules, path: str, **changes: Any) -> str:
    return assets(inventory, rules, record(path, **changes))[path]


@pytest.mark.parametrize(
    ("path", "changes", "name"),
    [
        ("Rose House/Residents/ROOM 12 - Mrs E Hartley/plan.docx", {}, ROSE),
        ("Rose House/Residents/Hartley, Elsie/MAR/mar.pdf", {"record_type": "mar"}, ROSE),
        ("Rose House/Care Plans/2024/plan.docx", {}, "Care plans (Rose House)"),
        ("Rose House/MAR charts/Mar 24/x.pdf", UNKNOWN, "Medication records (MAR) (Rose House)"),
        ("ROOM 4/plan.docx", {}, "Resident care files"),
        ("plan.docx", {}, "Care plans"),
        ("HQ/HR/Staff Files/Jane Smith/Training/c.pdf", TRAINING, "Staff personnel files (HQ)"),
        ("Head Office/HR/x.xlsx", PAYSLIP, "Payroll (Head Office)"),
        ("Head Office/HR/x.docx", UNKNOWN, "Staff personnel files (Head Office)"),
        ("HR/Leavers 2014/Smith J/p45.pdf", PAYSLIP, "Staff personnel files, leavers"),
        ("HR/Leavers 2014/Smith DBS.pdf", CHECK, "Staff personnel files, leavers"),
        ("Residents/Archive/Ward file/letters/x.docx", UNKNOWN, "Resident care files, archive"),
        ("Rose Court/Office/list.csv", {}, "Care plans (Rose Court)"),
        ("Rose Court/Admin/Resident list.xlsx", {}, "Lists of people we support (Rose Court)"),
        ("Rose Court/Residents/list of residents.xlsx", {}, "Resident care files (Rose Court)"),
        ("Rose Court/Young people/Smith J/plan.docx", {},
         "Children's and young people's files (Rose Court)"),
        ("HQ/IT/logins.txt", {"record_type": "credentials_list", "personal_data": False,
         "retention_rule": ""}, "Passwords and access codes (HQ)"),
        ("Residents/Ward/contract.pdf", {"record_type": "contract_fees"}, "Resident care files"),
        ("Residents/RIP 2013/Ward/plan.docx", {}, "Resident care files, former residents"),
        ("Archive/2012/Payroll/x.pdf", PAYSLIP, "Payroll, archive"),
        ("Payroll/2015-16/March/x.pdf", PAYSLIP, "Payroll"),
        ("Shared/Bank House/Safeguarding/log.xlsx", UNKNOWN, "Safeguarding (Bank House)"),
        ("The Old Manor/Rotas/w-c 03-06-24.xlsx", UNKNOWN, "Rotas and timesheets (The Old Manor)"),
        ("Stuff/x.docx", UNKNOWN, "Other records about people we support"),
        ("Stuff/x.docx", UNKNOWN | {"data_subjects": ("staff",)}, "Other staff records"),
        ("Stuff/letter.eml", UNKNOWN | {"media_type": "message/rfc822"}, "Mail"),
        ("Residents/Ward/letter.eml", {"media_type": "message/rfc822"}, "Resident care files"),
        ("Kitchen/menu.docx", MENU, ""),
        ("Policies/fire.docx", MENU, "Policies and governance"),
        ("Users/jane.doe/My Documents/Payroll/x.pdf", PAYSLIP, "Payroll"),
        ("Users/april/Desktop/x.pdf", PAYSLIP, "Payroll"),
    ],
)  # fmt: skip
def test_one_document(
    inventory: Inventory, rules: Rules, path: str, changes: dict[str, Any], name: str
) -> None:
    assert asset(inventory, rules, path, **changes) == name


def test_members_belong_where_their_container_and_its_folders_say(
    inventory: Inventory, rules: Rules
) -> None:
    given = assets(
        inventory,
        rules,
        record("Payroll/2015.zip", **PAYSLIP),
        record("Payroll/2015.zip!/x.pdf", container="Payroll/2015.zip", **UNKNOWN),
        record("old pc.zip", **MENU),
        record("old pc.zip!/HR/Rotas/r.xlsx", container="old pc.zip", **UNKNOWN),
        record("jane.mbox", **MENU),
        record("jane.mbox!/3", container="jane.mbox"),
    )
    assert given["Payroll/2015.zip!/x.pdf"] == "Payroll"
    assert given["old pc.zip!/HR/Rotas/r.xlsx"] == "Rotas and timesheets, archive"
    assert given["jane.mbox!/3"] == "Mail"


def test_homes_are_told_apart_by_what_lies_below_them(inventory: Inventory, rules: Rules) -> None:
    given = assets(
        inventory,
        rules,
        *(
            record(f"{home}/{folder}/x{n}.docx")
            for n, home in enumerate(["Bramley", "Oakdene"])
            for folder in ["Residents/Ward", "Complaints"]
        ),
    )
    assert set(given.values()) == {
        "Resident care files (Bramley)",
        "Complaints (Bramley)",
        "Resident care files (Oakdene)",
        "Complaints (Oakdene)",
    }


def test_people_s_folders_are_told_by_their_siblings(inventory: Inventory, rules: Rules) -> None:
    mar = {"record_type": "mar", "retention_rule": "mar_chart"}
    given = assets(
        inventory,
        rules,
        record("Oak House/Clinical/Current/T3 Penhallow/plan.docx"),
        record("Oak House/Clinical/Current/T12 Fane/mar.pdf", **mar),
        record("Oak House/Clinical/Archive/Tregear P/plan.docx"),
        record("Oak House/Clinical/Archive/Rashleigh O/mar.pdf", **mar),
        record("HR/Current/Krol P/letter.docx", **TRAINING),
        record("HR/Current/Serwaa A/payslip.pdf", **PAYSLIP),
    )
    assert set(given.values()) == {
        "Resident care files (Oak House)",
        "Resident care files, archive (Oak House)",
        "Staff personnel files",
    }


def test_an_archive_keeps_the_homes_apart(inventory: Inventory, rules: Rules) -> None:
    given = assets(
        inventory,
        rules,
        *(
            record(f"{home}/{folder}/x{n}.docx")
            for n, home in enumerate(["Bramley", "Oak House"])
            for folder in ["Residents/Ward", "Complaints"]
        ),
        record("Archive 2025/Bramley/Complaints/a.docx"),
        record("Archive 2025/Oak/Complaints/b.docx"),
    )
    assert given["Archive 2025/Bramley/Complaints/a.docx"] == "Complaints, archive (Bramley)"
    assert given["Archive 2025/Oak/Complaints/b.docx"] == "Complaints, archive (Oak House)"


def test_a_copy_on_a_desktop_belongs_to_its_home(inventory: Inventory, rules: Rules) -> None:
    given = assets(
        inventory,
        rules,
        record("Head Office/Payroll/a.xlsx", **PAYSLIP),
        record("Rose House/Reception PC/Desktop/copy of a.xlsx", **PAYSLIP),
    )
    assert set(given.values()) == {"Payroll (Head Office)"}


def test_a_payslip_among_care_files_belongs_to_payroll(inventory: Inventory, rules: Rules) -> None:
    given = assets(
        inventory,
        rules,
        record("Payroll/a.pdf", **PAYSLIP),
        record("Residents/Ward/plan.docx"),
        record("Residents/Ward/oops.pdf", **PAYSLIP),
    )
    assert given["Residents/Ward/oops.pdf"] == "Payroll"


def test_ids_survive_a_rescan(inventory: Inventory, rules: Rules) -> None:
    assets(inventory, rules, record("Payroll/a.pdf", **PAYSLIP), record("Residents/W/b.docx"))
    before = names(inventory, "id")
    inventory.add([record("Residents/W/b.docx", fingerprint="2"), record("Complaints/new.docx")])
    assign_assets(inventory, rules)
    after = names(inventory, "id")
    assert {path: after[path] for path in before} == before
    assert len(set(after.values())) == 3


def move(inventory: Inventory, rules: Rules, old: str, new: str, **changes: Any) -> None:
    """Move a folder of three files as a rescan sees it: new files, and old ones gone."""
    inventory.add(
        [record(f"{new}/{n}.pdf", content_hash=f"content {n}", **changes) for n in range(3)]
    )
    with inventory.writing() as connection:
        connection.execute(
            "UPDATE documents SET gone = current_localtimestamp() WHERE path LIKE ?", [f"{old}/%"]
        )
    assign_assets(inventory, rules)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Rose House/Payroll", "Head Office/Wages"),
        ("Rose House/Payroll", "Payroll"),
        ("Payroll", "Archive/Payroll"),
        ("Payroll", "Salaries"),
    ],
)
def test_an_asset_follows_its_moved_or_renamed_folder(
    inventory: Inventory, rules: Rules, old: str, new: str
) -> None:
    assets(inventory, rules, record("Residents/W/b.docx"))
    assets(
        inventory,
        rules,
        *(record(f"{old}/{n}.pdf", content_hash=f"content {n}", **PAYSLIP) for n in range(3)),
    )
    before = names(inventory, "id")[f"{old}/0.pdf"]
    move(inventory, rules, old, new, **PAYSLIP)
    assert {names(inventory, "id")[f"{new}/{n}.pdf"] for n in range(3)} == {before}


def test_an_id_is_never_given_twice(inventory: Inventory, rules: Rules) -> None:
    assets(inventory, rules, record("Payroll/a.pdf", **PAYSLIP))
    first = names(inventory, "id")["Payroll/a.pdf"]
    with inventory.writing() as connection:
        connection.execute("UPDATE documents SET gone = current_localtimestamp()")
    assign_assets(inventory, rules)
    assets(inventory, rules, record("Complaints/b.pdf"))
    assert names(inventory, "id")["Complaints/b.pdf"] != first


def test_two_sources_are_two_sets_of_assets(inventory: Inventory, rules: Rules) -> None:
    given = assets(
        inventory,
        rules,
        record("Payroll/a.pdf", source="/mnt/Rose House", **PAYSLIP),
        record("Payroll/b.pdf", source="/mnt/Oak Lodge", **PAYSLIP),
        record("Payroll/c.pdf", source=SOURCE, **PAYSLIP),
    )
    assert set(given.values()) == {"Payroll (Rose House)", "Payroll (Oak Lodge)", "Payroll"}


@pytest.mark.parametrize(
    ("folder", "location"),
    [
        ("Rose House/Residents/ROOM 12 - Mrs E Hartley/Notes", "Rose House/Residents"),
        ("Payroll/2015/March", "Payroll"),
        ("HR/Staff Files/Jane Smith", "HR/Staff Files"),
        ("Scans/2019", "Scans/2019"),
        ("Rose House/Meds/2016", "Rose House/Meds"),
        ("Rose House/Stuff/Elsie Hartley", "Rose House/Stuff"),
    ],
)
def test_locations_name_no_person(rules: Rules, folder: str, location: str) -> None:
    assert FolderReader(rules.yaml("assets.yaml")).read(folder).location == location


def test_folders_copied_to_a_cloud_are_told(
    inventory: Inventory, rules: Rules, judge: Judge
) -> None:
    inventory.add(
        [
            record("Rose House/Care plans/a.docx"),
            record("OneDrive - Rose Care/Care plans/b.docx"),
        ]
    )
    assign_assets(inventory, rules)
    rows = draft_register(inventory, rules, judge).rows
    security = " ".join(str(row["security"]) for row in rows)
    assert "1 file in folders copied to OneDrive: check who they are shared with." in security
    assert any("1 copied to OneDrive" in str(row["risk"]) for row in rows)


def test_access_that_could_not_be_told_is_not_called_safe(
    inventory: Inventory, rules: Rules, judge: Judge
) -> None:
    inventory.add([record("Care plans/a.docx", reach="unknown", access="")])
    assign_assets(inventory, rules)
    (row,) = draft_register(inventory, rules, judge).rows
    assert str(row["security"]).startswith("Who can open any of it could not be told.")


def test_what_is_said_of_an_asset_is_in_words_a_manager_knows(
    inventory: Inventory, rules: Rules, judge: Judge
) -> None:
    kinds = tuple(rules.yaml("subjects.yaml")["kinds"])
    inventory.add([record("Care plans/a.docx", data_subjects=kinds)])
    assign_assets(inventory, rules)
    (row,) = draft_register(inventory, rules, judge).rows
    assert "_" not in str(row["subjects"])


def test_a_birthday_is_not_the_date_of_a_record(
    inventory: Inventory, rules: Rules, judge: Judge
) -> None:
    born = clock("date_of_birth", date(2009, 2, 14))
    file = record("Young people/a.docx", retention_rule="child_record", clocks=(born,))
    inventory.add([file])
    assign_assets(inventory, rules)
    (row,) = draft_register(inventory, rules, judge).rows
    assert row["oldest"] == row["newest"]


def test_a_person_is_only_asked_for_what_the_asset_needs(
    inventory: Inventory, rules: Rules, judge: Judge
) -> None:
    inventory.add([record("Nourish export/a.docx"), record("Payroll/b.pdf", **PAYSLIP)])
    assign_assets(inventory, rules)
    rows = {
        row["supplier"]: str(row["to_complete"])
        for row in draft_register(inventory, rules, judge).rows
    }
    assert "Contract end" in rows["Nourish"]
    assert "Contract end" not in rows[""]
    assert not any("Date issued" in asked or "actions" in asked for asked in rows.values())
