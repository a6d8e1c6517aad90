from __future__ import annotations

import re

import pytest

from config.rules import Rules
from detectors.model import Finding, RecordType
from detectors.subjects import SubjectKinds

NAME = re.compile(r"\b(?:Ada Cole|Susan Bates|Dr Shah|Jo Moss|Kelly Shaw|Priya Nair)\b")


def people(text: str) -> list[Finding]:
    return [Finding("PERSON", m.start(), m.end(), 0.9, "names", m[0]) for m in NAME.finditer(text)]


@pytest.fixture(scope="module")
def kinds() -> SubjectKinds:
    return SubjectKinds(Rules())


@pytest.mark.parametrize(
    ("kind", "rule", "text", "expected"),
    [
        ("care_plan", "care_record_adult", "Name Ada Cole", {"person_supported", "staff"}),
        ("", "", "her daughter Susan Bates rang", {"family"}),
        ("", "", "Susan Bates (daughter)", {"family"}),
        ("", "", "Next of kin:\nSusan Bates", {"family"}),
        ("", "", "GP is Dr Shah", {"professional"}),
        ("", "", "Jo Moss, senior carer", {"staff"}),
        ("", "", "Referees\nJo Moss, 01632 960001", {"referee"}),
        ("", "", "Ada Cole said her daughter would ring", set()),
        ("", "", "The daughter. Ada Cole slept.", set()),
        ("", "", "next of kin, manager, GP, child", set()),
        ("staff_application", "recruitment_unsuccessful", "Priya Nair", {"applicant"}),
        ("staff_application", "staff_record_main", "Kelly Shaw", {"staff"}),
        ("complaint", "complaint_case_file", "", {"family", "person_supported", "staff"}),
    ],
)
def test_kinds(kinds: SubjectKinds, kind: str, rule: str, text: str, expected: set[str]) -> None:
    found = kinds.kinds_of_people(text, people(text), RecordType(kind, 1.0, rule))
    assert set(found) == expected
    assert list(found) == sorted(found)


def test_columns_name_kinds(kinds: SubjectKinds) -> None:
    none = RecordType("", 0.0, "")
    headers = [["Client name", "Next of kin", "GP", "Comments about the resident's day"]]
    found = kinds.kinds_of_people("", [], none, headers)
    assert found == ("family", "person_supported", "professional")


def test_the_kinds_of_record_types_are_known() -> None:
    rules = Rules()
    known = set(rules.yaml("subjects.yaml")["kinds"])
    for entry in rules.yaml("record_types.yaml")["types"].values():
        assert set(entry["subjects"]) <= known
