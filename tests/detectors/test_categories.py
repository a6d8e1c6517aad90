from __future__ import annotations

import pytest

from config.rules import Rules
from detectors.categories import CategoryFinder
from detectors.model import Finding, RecordType
from tests.cost import growth

ENTITIES = {
    *("HEALTH", "RELIGION", "ETHNICITY", "SEXUAL_ORIENTATION", "TRADE_UNION", "POLITICAL"),
    *("CRIMINAL_OFFENCE", "GENETIC", "BIOMETRIC"),
}


@pytest.fixture(scope="module")
def finder() -> CategoryFinder:
    return CategoryFinder(Rules())


@pytest.mark.parametrize(
    ("text", "entity", "values"),
    [
        ("She has vascular dementia and COPD.", "HEALTH", ["vascular dementia", "COPD"]),
        ("No known allergies. Nil history of stroke.", "HEALTH", []),
        ("No diabetes, asthma or epilepsy but has gout", "HEALTH", ["gout"]),
        ("He is not diabetic. Denies depression.", "HEALTH", []),
        ("Family history of bowel cancer", "HEALTH", []),
        ("Asthma: No\nEpilepsy: none\nDiabetes - Y", "HEALTH", ["Diabetes"]),
        ("MS diagnosed 2004; Ms Smith must attend", "HEALTH", ["MS"]),
        ("Senna 7.5mg nocte", "HEALTH", ["Senna"]),
        ("Diagnosis: Charcot-Marie-Tooth", "HEALTH", ["Charcot-Marie-Tooth"]),
        ("Completed dementia training and stroke awareness", "HEALTH", []),
        ("She is Roman Catholic and attends mass", "RELIGION", ["Roman Catholic", "attends mass"]),
        ("Religion: Wesleyan", "RELIGION", ["Wesleyan"]),
        ("Religion: prefer not to say", "RELIGION", []),
        ("Lives at 2 Church Street by the Methodist church hall", "RELIGION", []),
        ("Christian Smith called; her Christian faith matters", "RELIGION", ["Christian faith"]),
        ("Halal menu on request", "RELIGION", []),
        ("Ethnicity: White British", "ETHNICITY", ["White British"]),
        ("Had an Indian takeaway and Irish stew", "ETHNICITY", []),
        ("Ethnic origin Indian", "ETHNICITY", ["Indian"]),
        ("He is gay and has a same-sex partner", "SEXUAL_ORIENTATION", ["gay", "same-sex partner"]),
        ("Gay Smith visited", "SEXUAL_ORIENTATION", []),
        ("UNISON member, union subs 12.00", "TRADE_UNION", ["UNISON", "union subs"]),
        ("Unite member since 2012", "TRADE_UNION", ["Unite"]),
        ("We unite as a community. Follow RCN guidance", "TRADE_UNION", []),
        ("bring a colleague or trade union representative", "TRADE_UNION", []),
        ("He voted Labour", "POLITICAL", ["voted Labour"]),
        ("Labour costs on the ward, green walls, reform", "POLITICAL", []),
        ("Convicted of theft in 2009", "CRIMINAL_OFFENCE", ["Convicted of theft"]),
        ("Previous convictions: none", "CRIMINAL_OFFENCE", []),
        ("Use caution. She spoke with conviction. Cardiac arrest.", "CRIMINAL_OFFENCE", []),
        ("DBS certificate: none recorded", "CRIMINAL_OFFENCE", ["DBS certificate"]),
        (
            "Offered genetic counselling, BRCA1 positive",
            "GENETIC",
            ["genetic counselling", "BRCA1"],
        ),
        ("Staff clock in by fingerprint scan", "BIOMETRIC", ["fingerprint scan"]),
    ],
)
def test_words_and_their_senses(
    finder: CategoryFinder, text: str, entity: str, values: list[str]
) -> None:
    found = finder.find(text, [], record_about_person=True)
    assert [finding.value for finding in found if finding.entity == entity] == values
    assert all(text[finding.start : finding.end] == finding.value for finding in found)


def person(text: str, name: str) -> Finding:
    start = text.index(name)
    return Finding("PERSON", start, start + len(name), 0.9, "names", name)


def test_a_category_counts_only_near_a_person(finder: CategoryFinder) -> None:
    policy = "People with dementia may be halal or kosher. Diabetes is common."
    assert finder.find(policy, [], record_about_person=False) == []
    text = "Ada Cole has diabetes.\n\n" + "Our menus. " * 40 + "Diabetes is common."
    found = finder.find(text, [person(text, "Ada Cole")], record_about_person=False)
    assert [(finding.start, finding.value) for finding in found] == [(13, "diabetes")]


def test_a_room_stands_for_a_person(finder: CategoryFinder) -> None:
    found = finder.find("Rm 12 has C. diff, isolate", [], record_about_person=False)
    assert [finding.value for finding in found] == ["C. diff"]


def test_records_that_hold_a_category_by_what_they_are(finder: CategoryFinder) -> None:
    assert finder.of_record(RecordType("skin_nutrition", 1, "care_record_adult")) == ("HEALTH",)
    assert finder.of_record(RecordType("staff_checks", 1, "dbs_record")) == ("CRIMINAL_OFFENCE",)
    assert finder.of_record(RecordType("rota", 1, "duty_roster")) == ()


def test_every_entity_has_a_vocabulary() -> None:
    rules = Rules()
    specs = [rules.yaml(name) for name in rules.names("vocabularies")]
    assert {spec["entity"] for spec in specs if "entity" in spec} == ENTITIES


def test_a_provider_adds_a_vocabulary_by_adding_a_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "vocabularies"
    folder.mkdir()
    (folder / "pets.yaml").write_text("entity: PET\nscore: 0.9\nphrases: {dogs: [whippet]}\n")
    own = CategoryFinder(Rules(tmp_path))
    (found,) = own.find("Ada loves her whippet", [], record_about_person=True)
    assert found.entity == "PET"


def test_cost_grows_with_length_only(finder: CategoryFinder) -> None:
    text = "No known diabetes, asthma, no epilepsy, not diabetic, stroke, no, no, no. " * 300
    assert growth(lambda times: finder.find(text * times, [], record_about_person=True)) < 7
