"""Dates in lists of people reach those people's own files, and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from config.settings import Settings
from inventory.judged import judged_documents, make_judge
from tests.inventory.conftest import AS_OF, clock, finding, record

if TYPE_CHECKING:
    from config.rules import Rules
    from inventory.judged import Judged
    from inventory.records import DocumentRecord, FindingRecord
    from inventory.retention import Judge
    from inventory.store import Inventory

DIED = date(2012, 3, 1)
LEFT = date(2014, 6, 30)
LIST = record(
    "Office/residents.csv",
    findings=(
        finding("UK_NHS", "nhs hartley"),
        finding("PERSON", "name hartley"),
        finding("UK_NHS", "nhs ward"),
        finding("PERSON", "name ward"),
        finding("UK_NHS", "nhs current"),
    ),
    clocks=(
        clock("death", DIED, "nhs hartley", "name hartley"),
        clock("end_of_care", LEFT, "nhs ward", "name ward"),
    ),
)


def plan(*findings: FindingRecord, rule: str = "care_record_adult") -> DocumentRecord:
    return record("plan.docx", retention_rule=rule, findings=findings)


def judged(inventory: Inventory, judge: Judge, *records: DocumentRecord) -> Judged:
    inventory.add(records)
    with judged_documents(inventory, judge) as (_, documents):
        return next(entry for entry in documents if entry.row.path == "plan.docx")


def test_by_number(inventory: Inventory, judge: Judge) -> None:
    verdict = judged(inventory, judge, LIST, plan(finding("UK_NHS", "nhs hartley"))).judgement
    assert (verdict.clock_start, str(verdict.status)) == (DIED, "overdue")
    assert verdict.clock_basis == "date in the list Office/residents.csv, matched by NHS number"


def test_by_name(inventory: Inventory, judge: Judge) -> None:
    document = plan(finding("PERSON", "name hartley", 4), finding("PERSON", "name of a nurse", 2))
    verdict = judged(inventory, judge, LIST, document).judgement
    assert (verdict.clock_start, str(verdict.status)) == (DIED, "overdue")
    assert verdict.clock_basis.endswith("matched by name")


@pytest.mark.parametrize(("recogniser", "status"), [("filed_under", "overdue"), ("x", "unknown")])
def test_a_surname_counts_as_the_name_of_somebodys_own_folder(
    inventory: Inventory, judge: Judge, recogniser: str, status: str
) -> None:
    listed = replace(LIST, clocks=(clock("death", DIED, "name hartley", "hartley"),))
    own = replace(finding("PERSON", "hartley"), masked="H******", recogniser=recogniser)
    verdict = judged(inventory, judge, listed, plan(own, finding("PERSON", "a nurse", 3))).judgement
    assert str(verdict.status) == status


def test_somebody_merely_mentioned_is_not_who_the_file_is_about(
    inventory: Inventory, judge: Judge
) -> None:
    document = plan(finding("PERSON", "name of another", 9), finding("PERSON", "name hartley", 1))
    assert judged(inventory, judge, LIST, document).judgement.status == "unknown"


def test_somebody_named_in_full_once_and_first(inventory: Inventory, judge: Judge) -> None:
    document = plan(
        replace(finding("PERSON", "first name only", 9), masked="E*****"),
        finding("PERSON", "name hartley", 1),
        finding("PERSON", "name of a nurse", 3),
    )
    assert judged(inventory, judge, LIST, document).judgement.status == "overdue"


def test_a_file_that_names_many_of_a_list_is_about_none(inventory: Inventory, judge: Judge) -> None:
    people = [f"name {n}" for n in range(6)]
    left = record(
        "HR/list.csv",
        findings=tuple(finding("PERSON", name) for name in people),
        clocks=tuple(clock("leaving_date", LEFT, name) for name in people),
    )
    tracker = plan(*(finding("PERSON", name) for name in people[:4]), rule="dbs_record")
    assert judged(inventory, judge, left, tracker).judgement.status == "unknown"


def test_the_first_named_counts_among_equals(inventory: Inventory, judge: Judge) -> None:
    document = plan(finding("PERSON", "name hartley"), finding("PERSON", "name of a nurse"))
    assert judged(inventory, judge, LIST, document).judgement.status == "overdue"


def test_one_named_after_an_equal_is_for_review(inventory: Inventory, judge: Judge) -> None:
    document = plan(finding("PERSON", "name of a nurse"), finding("PERSON", "name hartley"))
    assert judged(inventory, judge, LIST, document).judgement.status == "review"


def test_a_namesake_with_another_number_is_somebody_else(
    inventory: Inventory, judge: Judge
) -> None:
    document = plan(finding("PERSON", "name hartley", 5), finding("UK_NHS", "nhs of a namesake"))
    assert judged(inventory, judge, LIST, document).judgement.status == "unknown"


def test_a_file_about_several_people_waits_for_the_last(inventory: Inventory, judge: Judge) -> None:
    both = finding("UK_NHS", "nhs hartley"), finding("UK_NHS", "nhs ward")
    assert judged(inventory, judge, LIST, plan(*both)).judgement.clock_start == LEFT


def test_a_file_about_somebody_still_here_is_not_due(inventory: Inventory, judge: Judge) -> None:
    some = finding("UK_NHS", "nhs hartley"), finding("UK_NHS", "nhs current")
    assert judged(inventory, judge, LIST, plan(*some)).judgement.status == "unknown"


def test_a_second_stay_starts_the_clock_anew(inventory: Inventory, judge: Judge) -> None:
    again = record(
        "Office/2023.csv",
        findings=(finding("UK_NHS", "nhs hartley"),),
        clocks=(clock("end_of_care", date(2023, 1, 1), "nhs hartley"),),
    )
    document = plan(finding("UK_NHS", "nhs hartley"))
    assert judged(inventory, judge, LIST, again, document).judgement.due == date(2031, 1, 1)


def test_somebody_listed_as_here_is_not_asked_about(inventory: Inventory, judge: Judge) -> None:
    here = record(
        "Office/2024.csv",
        findings=(finding("UK_NHS", "nhs current"),),
        clocks=(clock("start_date", date(2009, 1, 1), "nhs current"),),
    )
    old = datetime(2010, 1, 1, tzinfo=UTC)
    document = replace(plan(finding("UK_NHS", "nhs current")), modified=old)
    verdict = judged(inventory, judge, here, document).judgement
    assert verdict.status == "unknown"
    assert "The clock has not started" in verdict.explanation


@pytest.mark.parametrize(("start", "status"), [(2011, "overdue"), (2013, "unknown")])
def test_somebody_who_came_back_is_here(
    inventory: Inventory, judge: Judge, start: int, status: str
) -> None:
    again = record(
        "Office/again.csv",
        findings=(finding("UK_NHS", "nhs hartley"),),
        clocks=(clock("start_date", date(start, 1, 1), "nhs hartley"),),
    )
    folder = clock("death", DIED, basis="folder name 'RIP 2012'")
    document = replace(plan(finding("UK_NHS", "nhs hartley")), clocks=(folder,))
    assert judged(inventory, judge, LIST, again, document).judgement.status == status


def test_one_still_here_among_several_keeps_the_file(inventory: Inventory, judge: Judge) -> None:
    here = record(
        "Office/2024.csv",
        findings=(finding("UK_NHS", "nhs current"),),
        clocks=(clock("start_date", date(2009, 1, 1), "nhs current"),),
    )
    both = finding("UK_NHS", "nhs hartley"), finding("UK_NHS", "nhs current")
    verdict = judged(inventory, judge, LIST, here, plan(*both)).judgement
    assert "The clock has not started" in verdict.explanation


def test_a_start_in_a_staff_list_holds_no_care_record(inventory: Inventory, judge: Judge) -> None:
    staff = record(
        "HR/staff.csv",
        retention_rule="staff_record_main",
        findings=(finding("PERSON", "name nurse"),),
        clocks=(clock("start_date", date(2018, 1, 1), "name nurse"),),
    )
    folder = clock("death", DIED, basis="folder name 'RIP 2012'")
    document = replace(plan(finding("PERSON", "name nurse", 3)), clocks=(folder,))
    assert judged(inventory, judge, staff, document).judgement.status == "overdue"


@pytest.mark.parametrize(
    ("rule", "status"), [("staff_record_main", "overdue"), ("care_record_adult", "unknown")]
)
def test_a_leaving_date_is_not_an_end_of_care(
    inventory: Inventory, judge: Judge, rule: str, status: str
) -> None:
    staff = record(
        "HR/leavers.xlsx",
        findings=(finding("UK_NINO", "nino smith"),),
        clocks=(clock("leaving_date", LEFT, "nino smith"),),
    )
    document = plan(finding("UK_NINO", "nino smith"), rule=rule)
    assert judged(inventory, judge, staff, document).judgement.status == status


@pytest.mark.parametrize("entity", ["UK_POSTCODE", "DATE_OF_BIRTH", "PHONE_NUMBER"])
def test_values_that_many_share_link_nothing(
    inventory: Inventory, judge: Judge, entity: str
) -> None:
    shared = record(
        "list.csv",
        findings=(finding(entity, "shared"),),
        clocks=(clock("death", DIED, "shared"),),
    )
    document = plan(finding(entity, "shared"))
    assert judged(inventory, judge, shared, document).judgement.status == "unknown"


def test_a_list_that_is_gone_says_nothing_any_more(inventory: Inventory, judge: Judge) -> None:
    inventory.add([LIST])
    with inventory.writing() as connection:
        connection.execute("UPDATE documents SET gone = current_localtimestamp()")
    document = plan(finding("UK_NHS", "nhs hartley"))
    assert judged(inventory, judge, document).judgement.status == "unknown"


def hold_on(rules: Rules, *people: str) -> Judge:
    settings = Settings.model_validate({"holds": [{"name": "Inquest", "people": people}]})
    return make_judge(rules, settings, AS_OF, lambda person: [f"name {person}", f"nhs {person}"])


def test_a_hold_on_a_person_covers_what_names_them(inventory: Inventory, rules: Rules) -> None:
    document = plan(finding("PERSON", "name of a nurse", 5), finding("PERSON", "name hartley"))
    verdict = judged(inventory, hold_on(rules, "hartley"), document).judgement
    assert (str(verdict.status), verdict.hold) == ("on_hold", "Inquest")


def test_a_hold_by_name_reaches_records_with_the_number_only(
    inventory: Inventory, rules: Rules
) -> None:
    settings = Settings.model_validate({"holds": [{"name": "Inquest", "people": ["Hartley"]}]})
    judge = make_judge(rules, settings, AS_OF, lambda _: ["name hartley"])
    by_number = plan(finding("UK_NHS", "nhs hartley"))
    assert judged(inventory, judge, LIST, by_number).judgement.hold == "Inquest"


def test_a_hold_on_a_person_leaves_others_alone(inventory: Inventory, rules: Rules) -> None:
    document = plan(finding("PERSON", "name ward"), finding("UK_NHS", "nhs ward"))
    verdict = judged(inventory, hold_on(rules, "hartley"), LIST, document).judgement
    assert (str(verdict.status), verdict.hold) == ("overdue", "")


def test_a_hold_on_a_person_is_never_passed_over(rules: Rules) -> None:
    settings = Settings.model_validate({"holds": [{"name": "Inquest", "people": ["Hartley"]}]})
    with pytest.raises(ValueError, match="without the installation's key"):
        make_judge(rules, settings, AS_OF)
