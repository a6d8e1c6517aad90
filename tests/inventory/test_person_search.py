"""What is held about a person: found by any spelling, by what leads on to them, and ranked."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from config.rules import Rules
from detectors.masking import Digester, mask
from detectors.name_keys import NameKeys
from inventory.person import Answer, Level, find_person, write_work_list
from inventory.records import ClockRecord, FindingRecord, NameRecord
from scanner.rows import name_in
from terminal.finding import wanted_of
from tests.inventory.conftest import record

if TYPE_CHECKING:
    from pathlib import Path

    from inventory.store import Inventory

KEY = b"k" * 32
DIGESTER, NAMES = Digester(KEY), NameKeys(KEY)
EDITH, GEORGE = "943 476 5919", "987 654 4321"


def value(entity: str, text: str, count: int = 1) -> FindingRecord:
    digest = DIGESTER.digest(entity, text)
    name = name_in(entity, text)
    kept = NameRecord(*NAMES.keep(digest, name)) if name else None
    return FindingRecord(entity, mask(entity, text), digest, count, 0.9, "test", "page 1", kept)


def listed(name: str, nhs: str) -> ClockRecord:
    digests = (DIGESTER.digest("PERSON", name), DIGESTER.digest("UK_NHS", nhs))
    return ClockRecord("end_of_care", date(2020, 1, 1), "a list", digests)


def ask(inventory: Inventory, *values: str) -> Answer:
    return find_person(inventory, wanted_of(values, Rules(), KEY))


def levels(answer: Answer) -> dict[str, Level]:
    return {document.path: document.level for document in answer.documents}


@pytest.fixture
def home(inventory: Inventory) -> Inventory:
    """One home in which Edith Hartley lives, a relative of hers is named, and somebody else."""
    inventory.add(
        [
            record("Rose/plan.docx", findings=(value("PERSON", "Edith Hartley", 4),
                   value("UK_NHS", EDITH), value("DATE_OF_BIRTH", "12/03/1938")), people=3),
            record("Rose/notes.docx", findings=(value("PERSON", "E Hartley"),), people=2),
            record("Rose/letter.docx", findings=(value("PERSON", "HARTLEY, Edie"),)),
            record("Rose/bill.docx", findings=(value("PERSON", "Mrs Hartley"),)),
            record("Rose/husband.docx", findings=(value("PERSON", "George Hartley"),)),
            record("Rose/wards.csv", findings=(value("UK_NHS", EDITH), value("UK_NHS", GEORGE))),
            record("Rose/residents.csv", people=30, clocks=(listed("Edith Hartley", EDITH),),
                   findings=(value("PERSON", "Edith Hartley"), value("UK_NHS", EDITH))),
            record("Rose/other.docx", findings=(value("PERSON", "Joan Brown"),)),
            record("Rose/mail.eml",
                   findings=(value("EMAIL_ADDRESS", "edith.hartley@example.org"),)),
            record("Rose/Edith Hartley/scan.pdf", status="needs_ocr", people=0),
            record("Oak/bill.docx", findings=(value("PERSON", "Mrs Hartley"),)),
        ]
    )  # fmt: skip
    return inventory


def test_every_form_of_a_name_is_found_and_ranked(home: Inventory) -> None:
    assert levels(ask(home, "Edith Hartley")) == {
        "Rose/plan.docx": Level.CERTAIN,  # the number beside the name in the list is in it too
        "Rose/residents.csv": Level.CERTAIN,
        "Rose/wards.csv": Level.VERY_LIKELY,  # by that number alone
        "Rose/notes.docx": Level.LIKELY,
        "Rose/letter.docx": Level.LIKELY,
        "Rose/mail.eml": Level.LIKELY,
        "Rose/Edith Hartley/scan.pdf": Level.LIKELY,  # which nobody could read
        "Rose/bill.docx": Level.UNLIKELY,  # George is called so too
        "Oak/bill.docx": Level.UNLIKELY,
    }


@pytest.mark.parametrize(
    "asked", ["hartley, EDITH", "Edie Hartley", "Mrs Edith Hartley", "HARTLEY Edith"]
)
def test_any_spelling_finds_the_same_documents(home: Inventory, asked: str) -> None:
    found = {d.path for d in ask(home, asked).at_least(Level.POSSIBLE)}
    named = {d.path for d in ask(home, "Edith Hartley").at_least(Level.POSSIBLE)}
    assert found >= {"Rose/plan.docx", "Rose/notes.docx", "Rose/letter.docx", "Rose/residents.csv"}
    assert found <= named


def test_a_typing_error_is_possible_and_another_persons_name_is_not(home: Inventory) -> None:
    home.add([record("Rose/slip.docx", findings=(value("PERSON", "Edith Hartely"),))])
    home.add(
        [
            record(f"Oak/{number}.docx", findings=(value("PERSON", "Edith Hartney"),))
            for number in range(3)
        ]
    )
    found = levels(ask(home, "Edith Hartley"))
    assert found["Rose/slip.docx"] is Level.POSSIBLE
    assert found["Oak/0.docx"] is Level.UNLIKELY
    # Where the name asked for is met nowhere, the error may be the asker's.
    assert levels(ask(home, "Edith Hartneyy"))["Oak/0.docx"] is Level.POSSIBLE


@pytest.mark.parametrize("asked", [EDITH, "9434765919", "943-476-5919"])
def test_a_number_is_certain(home: Inventory, asked: str) -> None:
    found = levels(ask(home, asked))
    assert found == {
        "Rose/plan.docx": Level.CERTAIN,
        "Rose/wards.csv": Level.CERTAIN,
        "Rose/residents.csv": Level.CERTAIN,
    }


def test_a_date_of_birth_alone_is_only_possible(home: Inventory) -> None:
    assert levels(ask(home, "12th March 1938")) == {"Rose/plan.docx": Level.POSSIBLE}


def test_a_name_and_a_date_of_birth_together_are_certain(home: Inventory) -> None:
    assert levels(ask(home, "E Hartley", "12.3.38"))["Rose/plan.docx"] is Level.CERTAIN


def test_what_else_is_theirs_is_told_in_masks(home: Inventory) -> None:
    linked = ask(home, "Edith Hartley").linked
    assert [(link.entity, link.masked, link.listed) for link in linked] == [
        ("UK_NHS", "943 *** **19", True)
    ]
    plan = next(d for d in ask(home, "Edith Hartley").documents if d.path == "Rose/plan.docx")
    assert {mention.location for mention in plan.mentions} == {"page 1"}


def test_two_people_of_one_name_are_told_apart_by_their_numbers(inventory: Inventory) -> None:
    for place, nhs in (("Rose", EDITH), ("Oak", GEORGE)):
        inventory.add([
            record(f"{place}/list.csv", people=30, clocks=(listed("Edith Hartley", nhs),),
                   findings=(value("PERSON", "Edith Hartley"), value("UK_NHS", nhs))),
            record(f"{place}/note.docx", findings=(value("PERSON", "Edith Hartley"),)),
        ])  # fmt: skip
    unsure = ask(inventory, "Edith Hartley")
    assert unsure.namesakes == 2
    assert set(levels(unsure).values()) == {Level.LIKELY}
    sure = ask(inventory, "Edith Hartley", EDITH)
    assert sure.namesakes == 0
    assert levels(sure) == {
        "Rose/list.csv": Level.CERTAIN,
        "Rose/note.docx": Level.VERY_LIKELY,
        "Oak/list.csv": Level.UNLIKELY,
        "Oak/note.docx": Level.UNLIKELY,
    }


def test_what_could_not_be_searched_is_said(home: Inventory) -> None:
    assert ask(home, "Nobody Here").unread == {"needs_ocr": 1}


def test_documents_stored_before_names_were_indexed_are_counted(inventory: Inventory) -> None:
    digest = DIGESTER.digest("PERSON", "Edith Hartley")
    old = FindingRecord("PERSON", "E**** H****", digest, 1, 0.9, "test")
    inventory.add([record("old.docx", findings=(old,))])
    answer = ask(inventory, "Edith Hartley")
    assert answer.stale == 1
    assert levels(answer) == {"old.docx": Level.VERY_LIKELY}


def test_a_document_that_is_gone_is_not_held(home: Inventory) -> None:
    with home.writing() as connection:
        connection.execute("UPDATE documents SET gone = now() WHERE path = 'Rose/plan.docx'")
    assert "Rose/plan.docx" not in levels(ask(home, EDITH))


def test_the_work_list_runs_no_formula(inventory: Inventory, tmp_path: Path) -> None:
    hostile = "=HYPERLINK(1)/Edith.docx"
    inventory.add([record(hostile, findings=(value("PERSON", "Edith Hartley"),))])
    documents = ask(inventory, "Edith Hartley").documents
    for name in ("list.csv", "list.xlsx"):
        assert write_work_list(documents, tmp_path / name, str) == 1
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.DictReader(stream))["Document"] == "'" + hostile
    cell = load_workbook(tmp_path / "list.xlsx")["Work list"]["D2"]
    assert cell.value == hostile
    assert cell.data_type == "s"


def test_nothing_that_is_asked_for_is_stored(home: Inventory) -> None:
    ask(home, "Wilhelmina Featherstonehaugh")
    assert b"eatherstone" not in home.path.read_bytes()
    assert b"artley" not in home.path.read_bytes().replace(b"Edith Hartley/scan.pdf", b"")


def test_values_of_colleagues_in_the_same_lists_are_not_taken_for_theirs(
    inventory: Inventory,
) -> None:
    """Whoever signs every pay list is met beside everybody's account and telephone."""
    others = [value("UK_BANK_ACCOUNT", f"{number}12345{number}") for number in range(1, 7)]
    others += [value("PHONE_NUMBER", f"01632 96010{number}") for number in range(6)]
    own = value("PHONE_NUMBER", "07700 900123")
    inventory.add(
        [
            record(f"Pay/{month}.docx", findings=(value("PERSON", "Joan Brown"), *others), people=8)
            for month in range(5)
        ]
    )
    assert ask(inventory, "Joan Brown").linked == []
    inventory.add(
        [
            record(f"HR/{n}.docx", findings=(value("PERSON", "Edith Hartley"), own), people=1)
            for n in range(3)
        ]
    )
    assert [link.entity for link in ask(inventory, "Edith Hartley").linked] == ["PHONE_NUMBER"]
