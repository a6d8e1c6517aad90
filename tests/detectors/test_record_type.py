from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.rules import Rules
from detectors.model import RecordType, Subject
from detectors.record_type import RecordTypeClassifier

HERE = Path(__file__).parent
DOCUMENTS = yaml.safe_load((HERE / "documents.yaml").read_text(encoding="utf-8"))
HELD = yaml.safe_load((HERE / "documents_held.yaml").read_text(encoding="utf-8"))
IN_DOMAIN = {
    *("care_plan", "pre_admission", "life_story", "daily_notes", "mar", "cd_register"),
    *("medicines_other", "risk_assessment", "skin_nutrition", "clinical_obs", "mca", "dols"),
    *("dnacpr", "end_of_life", "peep", "hospital_passport", "professional_visits", "chc_funding"),
    *("safeguarding", "incident", "accident_book", "cqc", "complaint", "handover", "activities"),
    *("restrictive_practice", "property_monies", "contract_fees", "home_care_visit"),
    *("staff_application", "staff_contract", "staff_checks", "staff_supervision", "staff_absence"),
    *("staff_discipline", "staff_leaver", "payroll", "rota", "training", "immigration"),
    *("equality_monitoring", "visitor_cctv", "h_and_s", "governance", "supplier"),
    "credentials_list",
}


@pytest.fixture(scope="module")
def classifier() -> RecordTypeClassifier:
    return RecordTypeClassifier(Rules())


def classify(classifier: RecordTypeClassifier, document: dict[str, Any]) -> RecordType:
    subject = Subject(
        text=document["text"],
        names=tuple(document["names"]),
        properties=tuple(document.get("props", {}).items()),
    )
    return classifier.classify(subject, document.get("headers", ()))


def expected(document: dict[str, Any]) -> list[str]:
    return document.get("types") or [document["type"]]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: "/".join(d["names"]))
def test_type_and_rule(classifier: RecordTypeClassifier, document: dict[str, Any]) -> None:
    verdict = classify(classifier, document)
    assert verdict.id in expected(document), verdict
    if "rule" in document:
        assert verdict.retention_rule == document["rule"], verdict


def test_documents_kept_aside(classifier: RecordTypeClassifier) -> None:
    wrong = [
        ("/".join(document["names"]), expected(document), classify(classifier, document).id)
        for document in HELD
        if classify(classifier, document).id not in expected(document)
    ]
    assert len(wrong) <= 0.1 * len(HELD), wrong


def test_every_type_of_the_domain_has_rules_and_documents() -> None:
    types = Rules().yaml("record_types.yaml")["types"]
    assert set(types) == IN_DOMAIN
    shown = Counter(kind for document in DOCUMENTS for kind in expected(document))
    assert not IN_DOMAIN - set(shown)


def test_every_retention_rule_is_in_the_schedule() -> None:
    rules = Rules()
    known = {row["record_type_id"] for row in rules.csv("retention.csv")} | {""}
    for type_id, entry in rules.yaml("record_types.yaml")["types"].items():
        retention = entry["retention"]
        named = {retention["default"], *(rule["rule"] for rule in retention.get("rules", ()))}
        assert named <= known, type_id


def test_reasons_say_where_the_cues_stood(classifier: RecordTypeClassifier) -> None:
    subject = Subject(text="MAR chart", names=("Residents", "Ada Cole MAR chart.pdf"))
    verdict = classifier.classify(subject)
    assert verdict.reasons[0] == "title 'MAR chart'"
    assert not any("Ada" in reason for reason in verdict.reasons)


@pytest.mark.parametrize("text", ["see you in mar", "you must come", "we had a respect for him"])
def test_acronyms_need_their_capitals(classifier: RecordTypeClassifier, text: str) -> None:
    assert classifier.classify(Subject(text=text)).id == ""


def test_a_message_of_no_known_kind_is_unfiled_mail(classifier: RecordTypeClassifier) -> None:
    mail = Subject(text="Lunch on Friday?", properties=(("from", "a@example.org"),))
    assert classifier.classify(mail).retention_rule == "email_unfiled"
    chat = Subject(text="ok see you then", names=("WhatsApp Chat with nights.txt",))
    assert classifier.classify(chat).retention_rule == "chat_message"


def test_cost_grows_with_length_only(classifier: RecordTypeClassifier) -> None:
    text = "Settled night, all care given. Care plan, care plan review, care. " * 50
    short = Subject(text=text, names=("notes.txt",))
    long = Subject(text=text * 400, names=("notes.txt",))
    assert classifier.classify(long).id == classifier.classify(short).id == "daily_notes"


@pytest.mark.parametrize(
    ("names", "text", "kind"),
    [
        (("Residents", "Rm 3 Pellow Ivy", "kettle.txt"), "blue one only, not glass", "daily_notes"),
        (("Staff files", "Okafor Chidi", "tue.txt"), "swapped with jan, ok", "staff_contract"),
    ],
)
def test_a_note_in_a_persons_own_folder_is_part_of_their_file(
    classifier: RecordTypeClassifier, names: tuple[str, ...], text: str, kind: str
) -> None:
    subject = Subject(text=text, names=names)
    verdict = classifier.classify(subject, in_own_folder=True)
    assert verdict.id in {kind, "care_plan"}
    assert verdict.score <= 0.3
    assert "folder" in verdict.reasons[0]


def test_a_note_says_what_its_folder_is_for_unless_it_says_better(
    classifier: RecordTypeClassifier,
) -> None:
    note = "purse gone again, third time, dd to ring"
    filed = Subject(text=note, names=("Office", "Safeguarding", "purse.txt"))
    assert classifier.classify(filed).id == "safeguarding"
    menu = "Soup of the day\nRoast beef, carrots, gravy\nTrifle"
    assert classifier.classify(Subject(text=menu, names=("Safeguarding", "menu.txt"))).id == ""


def test_a_blank_form_is_named_after_its_record(classifier: RecordTypeClassifier) -> None:
    verdict = classifier.classify(
        Subject(text="Name:\nDate:\nScore:", names=("Waterlow blank.docx",))
    )
    assert (verdict.id, verdict.retention_rule) == ("skin_nutrition", "")
    policy = Subject(text="This policy applies to all staff.", names=("Policy template.docx",))
    assert classifier.classify(policy).id == "governance"
