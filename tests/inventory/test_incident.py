"""The facts of an incident: of the right documents, counted, and in the regulator's order."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from docx import Document

from inventory.database import InventoryError
from inventory.incident import IncidentFacts, Scope, draft_sections, gather_facts, write_letter
from inventory.report.words import Words
from inventory.schedule import load_schedule
from tests.inventory.conftest import SOURCE, finding, record

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from config.rules import Rules
    from inventory.incident import Section
    from inventory.store import Inventory
    from tests.conftest import Stocktake

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.fixture
def filled(inventory: Inventory) -> Inventory:
    inventory.add(
        [
            record("HR/pay.xlsx", reach="everyone", access="everyone", data_subjects=("staff",),
                   findings=(finding("PERSON", "ann"), finding("PERSON", "bob"),
                             finding("UK_BANK_ACCOUNT", "account"))),
            record("HR/sick note.docx", special_category=("health",), data_subjects=("staff",),
                   findings=(finding("PERSON", "ann"),), content_hash="the same"),
            record("HR/locked.docx", status="encrypted", personal_data=False, people=0),
            record("HR/archive.zip", media_type="application/zip", personal_data=False, people=0),
            record("HR/archive.zip!/cv.docx", container="HR/archive.zip",
                   data_subjects=("applicant",), findings=(finding("PERSON", "cat"),)),
            record("HR2/other.docx", findings=(finding("PERSON", "dan"),)),
            record("Desktop/copy.docx", content_hash="the same",
                   findings=(finding("PERSON", "ann"),)),
        ]
    )  # fmt: skip
    return inventory


def facts_of(
    inventory: Inventory, rules: Rules, *places: str, day: date | None = None
) -> IncidentFacts:
    groups = rules.yaml("incident.yaml")["categories"]
    return gather_facts(inventory, Scope(places, day), groups)


def sections_of(facts: IncidentFacts, rules: Rules, discovered: datetime | None = None) -> str:
    words = Words(rules, load_schedule(rules))
    return _flat(draft_sections(facts, rules, words, NOW, discovered))


def _flat(sections: list[Section]) -> str:
    lines = []
    for section in sections:
        lines += [section.title, *section.says, *section.points, *section.blanks]
        lines += [f"{label}: {value}" for label, value in section.rows]
    return "\n".join(lines)


def test_a_folder_counts_with_what_is_in_it_and_nothing_beside_it(
    filled: Inventory, rules: Rules
) -> None:
    facts = facts_of(filled, rules, f"{SOURCE}/HR")
    assert (facts.files, facts.documents, facts.personal, facts.special) == (4, 5, 3, 1)
    assert facts.people == 3
    assert facts.subjects == {"staff": (2, 2), "applicant": (1, 1)}
    assert facts.encrypted == 1
    assert facts.unread == {"encrypted": 1}
    assert (facts.comparable, facts.copied) == (3, 1)
    assert facts.groups["Financial data"] == (1, 1)


@pytest.mark.parametrize("place", [SOURCE, f"{SOURCE}/", "/srv/share/./HR/..", "\\srv\\share"])
def test_a_scanned_root_is_everything_in_it(filled: Inventory, rules: Rules, place: str) -> None:
    assert facts_of(filled, rules, place).documents == 7


@pytest.mark.parametrize(
    ("place", "documents"),
    [("HR/archive.zip", 2), ("HR/pay.xlsx", 1), ("HR", 5), ("Desktop", 1)],
)
def test_what_is_named_below_the_root(
    filled: Inventory, rules: Rules, place: str, documents: int
) -> None:
    assert facts_of(filled, rules, place).documents == documents


def test_several_places_count_once(filled: Inventory, rules: Rules) -> None:
    facts = facts_of(filled, rules, f"{SOURCE}/HR", f"{SOURCE}/HR/pay.xlsx", f"{SOURCE}/Desktop")
    assert facts.documents == 6
    assert facts.elsewhere == []


def test_windows_paths_are_told_apart_by_no_case(inventory: Inventory, rules: Rules) -> None:
    inventory.add([record("HR/pay.xlsx", source="\\\\SERVER\\Care")])
    assert facts_of(inventory, rules, "\\\\server\\care\\hr").documents == 1
    assert facts_of(inventory, rules, "//SERVER/Care/HR/PAY.xlsx").documents == 1


def test_an_unknown_place_is_refused_with_those_that_are_known(
    filled: Inventory, rules: Rules
) -> None:
    with pytest.raises(InventoryError, match=SOURCE):
        facts_of(filled, rules, f"{SOURCE}/HR", "/nowhere")


def test_what_is_gone_counts_on_the_day_it_was_there(filled: Inventory, rules: Rules) -> None:
    with filled.writing() as connection:
        connection.execute(
            "UPDATE documents SET first_seen = '2026-01-10', gone = '2026-02-10' "
            "WHERE path = 'HR/pay.xlsx'"
        )
    assert facts_of(filled, rules, "HR").documents == 4
    assert facts_of(filled, rules, "HR", day=datetime(2026, 2, 1).date()).documents == 1  # noqa: DTZ001
    with pytest.raises(InventoryError):
        facts_of(filled, rules, "HR", day=datetime(2025, 2, 1).date())  # noqa: DTZ001


def test_the_report_says_what_the_regulator_asks(filled: Inventory, rules: Rules) -> None:
    text = sections_of(facts_of(filled, rules, "HR"), rules)
    for said in (
        "People concerned, about: 3",
        "Documents with personal data: 3 of 5",
        "Special categories (Article 9): health",
        "Criminal offence data (Article 10): none found",
        "Staff: up to 2 people, in 2 documents",
        "Financial data: 1 different, in 1 document",
        "Health: 1 document, up to 1 person",
        "1 document with personal data could be opened by everyone",
        "1 document with a password of their own",
        "Protected by a password: 1 document",
        "2 are held nowhere else",
        "Fraud on bank accounts",
        "Name and contact details of the data protection officer",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("hour", "said"),
    [(10, "70 hours are left"), (None, ""), (-90, "say why it is late")],
)
def test_the_72_hours(filled: Inventory, rules: Rules, hour: int | None, said: str) -> None:
    discovered = None
    if hour is not None:
        discovered = datetime.fromtimestamp(NOW.timestamp() + (hour - 12) * 3600, UTC)
    text = sections_of(facts_of(filled, rules, "HR"), rules, discovered)
    assert said in text
    assert ("72 hours" in text) == (hour is not None)


def test_the_word_document_survives_hostile_names(
    inventory: Inventory, rules: Rules, tmp_path: Path
) -> None:
    hostile = "/srv/<b>&\x01\x0b share"
    inventory.add([record("a.docx", source=hostile, access="everyone \x02<i>", reach="everyone")])
    facts = facts_of(inventory, rules, hostile)
    words = Words(rules, load_schedule(rules))
    sections = draft_sections(facts, rules, words, NOW, None)
    for name in ("facts.docx", "facts.txt"):
        write_letter(sections, tmp_path / name)
    written = Document(str(tmp_path / "facts.docx"))
    assert any("/srv/<b>&" in paragraph.text for paragraph in written.paragraphs)
    assert "To be completed by a person" in (tmp_path / "facts.txt").read_text(encoding="utf-8")


def test_another_kind_of_file_is_refused(filled: Inventory, rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match=r"\.docx or \.txt"):
        write_letter([], tmp_path / "facts.pdf")


def test_on_the_command_line(filled: Inventory, stocktake: Stocktake, tmp_path: Path) -> None:
    done = stocktake("incident", "HR", "--db", filled.path, "--json")
    assert json.loads(done.stdout)["documents"] == 5
    done = stocktake("incident", "HR", "--db", filled.path, "--out", tmp_path / "facts.docx")
    assert done.returncode == 0
    assert (tmp_path / "facts.docx").stat().st_size > 10_000
    done = stocktake("incident", "elsewhere", "--db", filled.path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_the_text_fits_a_printed_page(filled: Inventory, rules: Rules, tmp_path: Path) -> None:
    words = Words(rules, load_schedule(rules))
    sections = draft_sections(facts_of(filled, rules, "HR"), rules, words, NOW, NOW)
    write_letter(sections, tmp_path / "facts.txt")
    lines = (tmp_path / "facts.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 78
    assert sum(line.startswith("[ ]") for line in lines) == len(sections[-1].blanks)
