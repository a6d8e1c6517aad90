from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest

from detectors import checkdigits
from detectors.columns import TableProfile, counting, profile
from detectors.model import Finding
from detectors.tables import from_rows, release_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PEOPLE = ("Edith Hartley", "Bridie O'Neill", "Gurpreet Singh", "Jane Hartley")


@pytest.fixture(autouse=True)
def _released() -> Iterator[None]:
    yield
    release_all()


def find_people(text: str) -> list[Finding]:
    """A stand-in for the text detectors that knows four people."""
    found = []
    for name in _PEOPLE:
        start = text.find(name)
        while start >= 0:
            found.append(Finding("PERSON", start, start + len(name), 0.9, "stub", name))
            start = text.find(name, start + 1)
    return sorted(found, key=lambda finding: finding.start)


def profiled(
    rows: Sequence[Sequence[str | None]], name: str = "Sheet1", keep: int = counting.STORED
) -> TableProfile:
    table = from_rows(name, rows)
    assert table is not None
    return profile(table, find_people, keep=keep)


def values(result: TableProfile, entity: str) -> dict[str, int]:
    return {f.value: f.count for f in result.findings if f.entity == entity}


def entities(result: TableProfile) -> set[str]:
    return {finding.entity for finding in result.findings if finding.score >= 0.5}


RESIDENTS = [
    ["Residents of Rose House", "", "", "", "", "", "", ""],
    ["", "", "", "", "Next of kin", "", "", ""],
    ["Surname", "Forename(s)", "D.O.B.", "NHS No", "Name", "Tel", "Date of discharge", "Religion"],
    ["Hartley", "Edith", "12/3/38", "943 476 5919", "Jane Hartley", "7700900123", "1/2/14", "RC"],
    ["O'Neill", "Bridie", "1/1/31", "9434765870", "Sean O'Neill", "07700 900124", "", "RC"],
    ["Singh", "Gurpreet", "1940-05-06", "401 023 2137", "", "", "", "prefer not to say"],
]  # fmt: skip


def test_headers_two_rows_down_and_names_split_over_columns() -> None:
    result = profiled(RESIDENTS)
    assert (result.header_row, result.rows, result.people) == (2, 3, 3)
    assert values(result, "PERSON") == {
        "Edith Hartley": 1, "Bridie O'Neill": 1, "Gurpreet Singh": 1,
        "Jane Hartley": 1, "Sean O'Neill": 1,
    }  # fmt: skip
    assert set(values(result, "UK_NHS")) == {"943 476 5919", "9434765870", "401 023 2137"}
    assert values(result, "RELIGION") == {"RC": 2}
    assert set(values(result, "PHONE_NUMBER")) == {"7700900123", "07700 900124"}
    assert "resident_list" in result.kinds
    assert result.sample_text.startswith("Residents of Rose House")
    nhs = next(c for c in result.columns if c.entity == "UK_NHS")
    assert (nhs.name, nhs.total, nhs.valid, nhs.distinct) == ("NHS No", 3, 3, 3)
    assert (
        next(f for f in result.findings if f.entity == "UK_NHS").location == "Sheet1, column NHS No"
    )


def test_each_persons_dates_carry_the_keys_to_that_persons_files() -> None:
    [fact] = [fact for fact in profiled(RESIDENTS).clock_facts if fact.trigger == "end_of_care"
              and ("PERSON", "Edith Hartley") in fact.keys]  # fmt: skip
    assert (fact.day, fact.basis) == (date(2014, 2, 1), "list column 'Date of discharge'")
    assert {
        ("PERSON", "e hartley"),
        ("PERSON", "hartley"),
        ("PERSON", "edith h"),
        ("UK_NHS", "943 476 5919"),
    } <= set(fact.keys)


def test_birthdays_are_kept_of_children_only() -> None:
    grown_up = [fact for fact in profiled(RESIDENTS).clock_facts if fact.trigger == "date_of_birth"]
    assert grown_up == []
    facts = profiled([
        ["NHS No", "Name", "Date of birth", "Service end"],
        ["9434765919", "Edith Hartley", "09/09/2000", "31/07/2015"],
        ["9434765870", "Bridie O'Neill", "09/09/1990", "31/07/2015"],
    ]).clock_facts  # fmt: skip
    assert [f.day for f in facts if f.trigger == "date_of_birth"] == [date(2000, 9, 9)]


def test_a_leavers_list_reaches_files_by_payroll_number() -> None:
    result = profiled([
        ["Payroll No", "Name", "NI Number", "End date"],
        ["1023", "HARTLEY, Jane", "AB123456C", "31/03/2014"],
        ["1024", "Bridie O'Neill", "CE654321B", ""],
    ])  # fmt: skip
    assert [(f.trigger, f.day) for f in result.clock_facts] == [("leaving_date", date(2014, 3, 31))]
    assert ("PAYROLL_NUMBER", "1023") in result.clock_facts[0].keys
    assert "staff_list" in result.kinds


def test_a_surname_leads_to_a_folder_where_one_person_of_the_list_has_it() -> None:
    facts = profiled([
        ["Payroll No", "Name", "End date"],
        ["1023", "Jane Hartley", "31/03/2014"],
        ["1024", "Ann Hartley", "30/06/2015"],
        ["1025", "Tess Holbeck", "31/08/2019"],
    ]).clock_facts  # fmt: skip
    keys = {value for fact in facts for entity, value in fact.keys if entity == "PERSON"}
    assert "holbeck" in keys
    assert "hartley" not in keys


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("Raymond Kettle", {"ray kettle", "r kettle", "kettle", "raymond", "raymond k"}),
        ("KETTLE Raymond", {"ray kettle", "r kettle", "kettle", "raymond", "raymond k"}),
        ("Thornley Stanley", {"stan thornley", "thornley", "stanley t"}),
        ("Okonjo, Mavis", {"m okonjo", "okonjo", "mavis"}),
    ],
)
def test_files_are_labelled_with_short_names(name: str, labels: set[str]) -> None:
    facts = profiled([
        ["Flat", "Name", "NHS", "In", "Out"],
        ["3", name, "9434765919", "04/02/2013", "08/11/2016"],
        ["4", "Bridget ONeill", "9434765870", "01/02/2014", ""],
    ]).clock_facts  # fmt: skip
    [ended] = [fact for fact in facts if fact.trigger == "end_of_care"]
    assert ended.day == date(2016, 11, 8)
    assert labels <= {value.lower() for _, value in ended.keys}
    assert len([fact for fact in facts if fact.trigger == "start_date"]) == 2


def test_a_name_two_people_of_a_list_have_leads_to_no_folder() -> None:
    facts = profiled([
        ["Name", "NHS No", "Tenancy began", "Tenancy ended"],
        ["Martin Heaney", "9434765919", "16/05/2011", "31/07/2018"],
        ["Helen Martin", "9434765870", "16/05/2012", "31/07/2019"],
    ]).clock_facts  # fmt: skip
    keys = {value for fact in facts for _, value in fact.keys}
    assert "heaney" in keys
    assert not {"martin", "martin h"} & keys


def test_in_and_out_of_visitors_start_nothing() -> None:
    visits = [
        ["Name", "Visiting", "In", "Out"],
        ["Giles Hibberd", "Agnes", "04/07/2026", "05/07/2026"],
    ]
    assert profiled(visits).clock_facts == []


def test_people_are_counted_by_their_number_not_by_rows() -> None:
    visits = [["NHS No", "Name", "Visit date"]]
    visits += [["9434765919", "Edith Hartley", f"{day:02d}/01/2024"] for day in range(1, 8)]
    visits += [["", "Gurpreet Singh", "09/01/2024"]]
    assert profiled(visits).people == 2


def _order_numbers(n: int) -> list[str]:
    rng = random.Random(5)
    return [str(rng.randrange(4_000_000_000, 7_999_999_999)) for _ in range(n)]


@pytest.mark.parametrize(
    "header", ["Order No", "Invoice number", "Barcode", "PO number", "Ref", ""]
)
def test_number_columns_that_pass_a_check_digit_by_chance_are_nobody(header: str) -> None:
    numbers = _order_numbers(400)
    assert sum(map(checkdigits.nhs, numbers)) > 20
    rows = [[header, "Product", "Qty"]] + [[n, "Wheelchair cushion", "2"] for n in numbers]
    result = profiled(rows)
    assert entities(result) == set()
    assert result.people == 0


def test_nhs_numbers_without_a_telling_header_are_recognised_by_their_share() -> None:
    numbers = [n for n in _order_numbers(2000) if checkdigits.nhs(n)][:60]
    result = profiled([["Ref", "Seen"]] + [[n, "yes"] for n in numbers])
    assert len(values(result, "UK_NHS")) == 60


def test_a_table_without_headers() -> None:
    rows = [
        [f"e{i}.hartley@example.org", f"LS{i} 4AP", f"07700 9001{i:02d}"] for i in range(10, 30)
    ]
    result = profiled(rows)
    assert result.header_row is None
    assert entities(result) == {"EMAIL_ADDRESS", "UK_POSTCODE", "PHONE_NUMBER"}
    assert result.rows == 20


def test_a_list_of_gp_practices_is_not_people() -> None:
    result = profiled([
        ["Organisation Code", "Name", "Address Line 1", "Postcode", "Contact Telephone Number"],
        ["A81048", "ZETLAND MEDICAL PRACTICE", "WINDY HILL LANE", "TS11 7BL", "01632 960133"],
        ["A82020", "EDEN MEDICAL GROUP", "PORT ROAD", "CA2 7AJ", "01632 960477"],
        ["A82033", "WATERLOO HOUSE SURGERY", "LAPSTONE ROAD", "LA18 4BY", "01632 960200"],
    ])  # fmt: skip
    assert entities(result) == set()
    assert result.people == 0


def test_categories_of_nobody_are_statistics() -> None:
    result = profiled(
        [["Ethnicity", "Count"], ["White British", "40"], ["Indian", "3"], ["Irish", "2"]]
    )
    assert entities(result) == set()


def test_blank_answers_are_no_findings() -> None:
    result = profiled([
        ["Name", "DOB", "Allergies", "Diagnosis", "Ethnicity"],
        ["Edith Hartley", "12/03/1938", "NKDA", "Vascular dementia", "White British"],
        ["Gurpreet Singh", "06/05/1940", "none known", "", "Not stated"],
    ])  # fmt: skip
    assert values(result, "HEALTH") == {"Vascular dementia": 1}
    assert values(result, "ETHNICITY") == {"White British": 1}


def test_numbers_that_a_spreadsheet_destroyed_are_reported_as_damage() -> None:
    result = profiled([
        ["Name", "NHS Number"],
        ["Edith Hartley", "9.43E+09"],
        ["Gurpreet Singh", "4.01E+09"],
        ["Jane Hartley", "9434765919"],
    ])  # fmt: skip
    column = result.columns[1]
    assert (column.damaged, column.valid) == (2, 1)


def test_free_text_is_read_as_prose_and_counted_by_row() -> None:
    note = "Edith Hartley settled well and slept through the night without concerns"
    rows = (
        [["Date", "Notes"]]
        + [["01/01/2024", note]] * 3
        + [["02/01/2024", "All quiet on the unit today"]]
    )
    assert values(profiled(rows), "PERSON") == {"Edith Hartley": 3}


def test_titles_above_and_notes_below_a_table_are_read() -> None:
    result = profiled([
        ["Property of Edith Hartley", "", ""],
        ["Item", "Number", "Worth"],
        ["Television", "1", "150"],
        ["Checked on 8 April 2024 by Jane Hartley and nobody else at all", "", ""],
    ])  # fmt: skip
    assert set(values(result, "PERSON")) == {"Edith Hartley", "Jane Hartley"}


def test_a_form_laid_out_in_cells_is_read_as_labels_with_values() -> None:
    seen: list[str] = []

    def find(text: str) -> list[Finding]:
        seen.append(text)
        return find_people(text)

    table = from_rows(
        "Form", [["Name:", "Edith Hartley"], ["DOB:", "12/03/1938"], ["Next of kin:", ""]]
    )
    assert table is not None
    result = profile(table, find)
    assert result.form
    assert seen == ["Name: Edith Hartley\nDOB: 12/03/1938\nNext of kin:"]
    assert values(result, "PERSON") == {"Edith Hartley": 1}


def test_addresses_are_put_together() -> None:
    result = profiled([
        ["Name", "Address Line 1", "Address Line 2", "Town", "Post Code"],
        ["Edith Hartley", "Flat 2", "1 High Street", "Leeds", "LS1 4AP"],
        ["Jane Hartley", "9 Mill Lane", "", "York", "YO1 7HH"],
    ])  # fmt: skip
    assert set(values(result, "UK_ADDRESS")) == {
        "Flat 2, 1 High Street, Leeds",
        "9 Mill Lane, York",
    }
    assert set(values(result, "UK_POSTCODE")) == {"LS1 4AP", "YO1 7HH"}


def test_bank_details_passwords_and_key_safes() -> None:
    result = profiled([
        ["Employee", "Sort Code", "A/C No", "Password", "Key safe"],
        ["Jane Hartley", "20-00-00", "12345678", "Sunshine1!", "1942"],
        ["Bridie O'Neill", "200001", "87654321", "n/a", ""],
    ])  # fmt: skip
    assert set(values(result, "UK_SORT_CODE")) == {"20-00-00", "200001"}
    assert set(values(result, "UK_BANK_ACCOUNT")) == {"12345678", "87654321"}
    assert set(values(result, "CREDENTIAL")) == {"Sunshine1!", "1942"}


def test_headers_that_repeat_on_every_page_are_no_people() -> None:
    header = ["Surname", "First Name", "DOB"]
    rows = [header, ["Hartley", "Edith", "12/03/1938"], header, ["Singh", "Gurpreet", "06/05/1940"]]
    result = profiled(rows)
    assert set(values(result, "PERSON")) == {"Edith Hartley", "Gurpreet Singh"}
    assert result.rows == 2


def test_a_large_table_gives_the_same_counts_as_a_small_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = random.Random(3)
    numbers = [n for n in _order_numbers(9000) if checkdigits.nhs(n)]
    rows: list[list[str | None]] = [["NHS No", "Name", "Post Code", "Email"]]
    for i in range(3000):
        name = rng.choice(_PEOPLE)
        rows.append(
            [
                rng.choice(numbers),
                name,
                rng.choice(["LS1 4AP", "ls14ap", "bad"]),
                f"p{i}@example.org",
            ]
        )
    monkeypatch.setattr(counting, "TINY", 100_000)
    monkeypatch.setattr("detectors.columns.TINY", 100_000)
    small = profiled(rows)
    monkeypatch.setattr(counting, "TINY", 10)
    monkeypatch.setattr("detectors.columns.TINY", 10)
    large = profiled(rows)
    assert [(c.total, c.valid, c.distinct) for c in small.columns] == [
        (c.total, c.valid, c.distinct) for c in large.columns
    ]
    assert small.people == large.people
    assert values(small, "PERSON") == values(large, "PERSON")
    assert values(small, "UK_NHS") == values(large, "UK_NHS")


def test_findings_are_capped_while_counts_stay_exact() -> None:
    rows = [["Email", "Name"]] + [[f"p{i % 700}@example.org", "Jane Hartley"] for i in range(2400)]
    first, second = profiled(rows, keep=50), profiled(rows, keep=50)
    column = first.columns[0]
    assert (column.valid, column.distinct, column.stored) == (2400, 700, 50)
    assert len(values(first, "EMAIL_ADDRESS")) == 50
    assert values(first, "EMAIL_ADDRESS") == values(second, "EMAIL_ADDRESS")
    assert all(count in {3, 4} for count in values(first, "EMAIL_ADDRESS").values())
