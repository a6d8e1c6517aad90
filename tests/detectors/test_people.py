from __future__ import annotations

import pytest

from detectors.model import Finding
from detectors.people import PersonName, count_people, join_names, parse_name


def findings(*values: str, entity: str = "PERSON") -> list[Finding]:
    return [Finding(entity, 0, len(value), 0.9, "test", value) for value in values]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Edith Hartley", PersonName(("edith",), "hartley")),
        ("HARTLEY, Edith", PersonName(("edith",), "hartley")),
        ("Mrs E. Hartley", PersonName(("e",), "hartley")),
        ("Małgorzata Wójcik", PersonName(("małgorzata",), "wojcik")),
        ("Edith", PersonName((), "edith")),
    ],
)
def test_a_name_is_taken_apart(value: str, expected: PersonName) -> None:
    assert parse_name(value) == expected


def test_nothing_but_a_title_is_no_name() -> None:
    assert parse_name("Mrs ") is None


def test_the_ways_of_naming_one_person_are_one() -> None:
    ways = findings(
        "Mrs Hartley", "Edith Hartley", "HARTLEY, Edith", "E Hartley", "Edith", "Hartley"
    )
    assert count_people(ways) == 1


@pytest.mark.parametrize("label", ["Hartley E", "Edith H", "HARTLEY, E"])
def test_labels_of_folders_and_short_signatures_add_nobody(label: str) -> None:
    assert count_people(findings("Edith Hartley", label)) == 1


@pytest.mark.parametrize(
    "people",
    [
        ("Edith Hartley", "Hartley G"),
        ("Edith Hartley", "George Hartley"),
        ("Edith Hartley", "Edith Slater"),
        ("E Hartley", "G Hartley"),
        ("Edith", "Joan"),
    ],
)
def test_names_that_disagree_are_two(people: tuple[str, str]) -> None:
    assert count_people(findings(*people)) == 2


def test_a_bare_surname_adds_nobody_to_a_couple() -> None:
    assert count_people(findings("Edith Hartley", "George Hartley", "Hartley")) == 2


def test_more_personal_numbers_than_names_are_more_people() -> None:
    numbers = findings("943 476 5919", "9434765919", "987 654 4321", entity="UK_NHS")
    assert count_people([*findings("Edith Hartley"), *numbers]) == 2


def test_phone_numbers_do_not_count_people() -> None:
    phones = findings("01632 960001", "01632 960002", entity="PHONE_NUMBER")
    assert count_people(phones) == 0


def test_ten_thousand_names_are_joined_in_a_moment() -> None:
    names = [f"Person{chr(97 + i % 26)}{i} Surname{i}" for i in range(10_000)]
    assert len(join_names(names)) > 1
