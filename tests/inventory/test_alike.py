"""Copies: exact ones, near ones, and forms that only look alike."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import duckdb
import pytest

from inventory.alike import Alike, alike, compare
from inventory.assets import assign_assets
from inventory.exports import export_documents
from inventory.outputs import export_register
from inventory.tables import Format
from tests.cost import growth
from tests.inventory.conftest import finding, record

if TYPE_CHECKING:
    from pathlib import Path

    from config.rules import Rules
    from inventory.records import FindingRecord
    from inventory.retention import Judge
    from inventory.store import Inventory

WARD = (finding("PERSON", "ward"), finding("UK_NHS", "ward's number"))
EDITH = (finding("PERSON", "edith"),)


def bands(text: int, *, changed: int = 0) -> tuple[int, ...]:
    """A sketch of a text of which some bands were changed."""
    return tuple(1_000 * text + i + (50 * changed if i < changed else 0) for i in range(20))


def copies_of(inventory: Inventory) -> dict[str, Alike]:
    with inventory.snapshot("documents", prepare=compare) as connection:
        paths = dict(connection.execute("SELECT id, path FROM documents").fetchall())
        return {paths[document]: known for document, known in alike(connection).items()}


def test_exact_copies_are_counted_wherever_they_lie(inventory: Inventory) -> None:
    inventory.add([
        record("a/letter.docx", content_hash="x"),
        record("b/letter.docx", content_hash="x"),
        record("b/copy.docx", content_hash="x"),
        record("b/other.docx"),
        record("a/empty.txt", content_hash="e", size=0),
        record("b/empty.txt", content_hash="e", size=0),
        record("a/locked.zip", content_hash=""),
        record("b/locked.zip", content_hash=""),
    ])  # fmt: skip
    found = copies_of(inventory)
    assert set(found) == {"a/letter.docx", "b/letter.docx", "b/copy.docx"}
    assert {(known.copies, known.near) for known in found.values()} == {(2, 0)}


def test_near_copies_are_counted_with_their_exact_ones(inventory: Inventory) -> None:
    inventory.add([
        record("letter.doc", content_hash="x", sketch=bands(1), findings=WARD),
        record("b/letter.doc", content_hash="x", sketch=bands(1), findings=WARD),
        record("letter.pdf", sketch=bands(1, changed=2), findings=WARD),
        record("letter of June.doc", sketch=bands(1, changed=12), findings=WARD),
        record("something else.doc", sketch=bands(1, changed=13), findings=WARD),
    ])  # fmt: skip
    found = copies_of(inventory)
    assert (found["letter.doc"].copies, found["letter.doc"].near) == (1, 2)
    assert (found["letter.pdf"].copies, found["letter.pdf"].near) == (0, 3)
    assert "something else.doc" not in found


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (WARD, WARD, True),
        (WARD, EDITH, False),
        ((*WARD, *EDITH), WARD, True),  # a name that one reader missed, or a copy to somebody
        ((*WARD, finding("PERSON", "nurse")), (*EDITH, finding("PERSON", "nurse")), False),
        ((), WARD, True),
        (
            tuple(finding("PERSON", f"p{n}") for n in range(30)),
            tuple(finding("PERSON", f"p{n}") for n in range(1, 31)),
            True,  # a list in which somebody left and somebody came
        ),
    ],
)
def test_a_form_filled_in_for_another_person_is_no_copy(
    inventory: Inventory,
    one: tuple[FindingRecord, ...],
    other: tuple[FindingRecord, ...],
    *,
    near: bool,
) -> None:
    inventory.add([
        record("one.doc", sketch=bands(1), findings=one),
        record("other.doc", sketch=bands(1, changed=3), findings=other),
    ])  # fmt: skip
    assert bool(copies_of(inventory)) is near


def test_copies_are_found_among_many_forms_of_one_pattern(inventory: Inventory) -> None:
    """Each of 300 people has the same form, saved twice with another date."""
    inventory.add([
        record(f"{turn}/{person}.doc", sketch=bands(1, changed=turn),
               findings=(finding("PERSON", f"person {person}"),))
        for person in range(300) for turn in range(2)
    ])  # fmt: skip
    found = copies_of(inventory)
    assert len(found) == 600
    assert {known.near for known in found.values()} == {1}


def test_what_is_gone_is_no_copy(inventory: Inventory) -> None:
    inventory.add([record("a.doc", content_hash="x"), record("b.doc", content_hash="x")])
    with inventory.writing() as connection:
        connection.execute("UPDATE documents SET gone = now() WHERE path = 'b.doc'")
    assert copies_of(inventory) == {}


def test_the_export_and_the_register_speak_of_copies(
    inventory: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    inventory.add([
        record("Residents/Ward/plan.docx", content_hash="x", sketch=bands(1), findings=WARD),
        record("Residents/Ward/old/plan.docx", content_hash="x", sketch=bands(1), findings=WARD),
        record("Desktop/plan.docx", content_hash="x", sketch=bands(1), findings=WARD),
        record("Residents/Ward/plan.pdf", sketch=bands(1, changed=1), findings=WARD),
        record("Residents/Ward/map.docx", findings=WARD),
        record("Residents/logo.png", content_hash="logo", personal_data=False),
        record("Residents/Ward/logo.png", content_hash="logo", personal_data=False),
    ])  # fmt: skip
    assign_assets(inventory, rules)
    out = tmp_path / "documents.csv"
    export_documents(inventory, judge, Format.CSV, out)
    with out.open(encoding="utf-8", newline="") as stream:
        lines = {row["path"]: row for row in csv.DictReader(stream)}
    assert lines["Desktop/plan.docx"]["copies"] == "2"
    assert lines["Desktop/plan.docx"]["near_copies"] == "1"
    assert lines["Residents/Ward/map.docx"]["near_copies"] == "0"

    out = tmp_path / "register.csv"
    export_register(inventory, rules, judge, Format.CSV, out)
    with out.open(encoding="utf-8", newline="") as stream:
        said = " ".join(row["Kept more than once"] for row in csv.DictReader(stream))
    assert "1 document is kept more than once, in 3 files altogether" in said
    assert "Desktop" in said
    assert "3 files are nearly the same as another" in said
    assert "logo" not in said


def test_the_work_grows_with_the_documents_not_with_their_pairs() -> None:
    """The worst case: all documents have one of three texts."""

    def comparing(times: int) -> None:
        with duckdb.connect(":memory:") as connection:
            numbers = f"FROM range({5_000 * times}) t(i)"
            connection.execute(
                "CREATE TABLE documents AS "
                f"SELECT i AS id, 'h' || i AS content_hash, 1 AS size {numbers}"
            )
            connection.execute(
                "CREATE TABLE findings AS SELECT i AS document, 'PERSON' AS entity, "
                f"'p' || i % 100 AS digest {numbers}"
            )
            bands = "list_transform(range(20), lambda b: (20 * (i % 3) + b)::BIGINT)"
            connection.execute(
                f"CREATE TABLE sketches AS SELECT i AS document, {bands} AS bands {numbers}"
            )
            compare(connection)
            assert len(alike(connection)) == 5_000 * times

    assert growth(comparing) <= 8
