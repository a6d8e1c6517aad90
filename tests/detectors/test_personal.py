from __future__ import annotations

import re

import pytest

from config.rules import Rules
from config.settings import Detection, Provider, Settings
from detectors.blank_forms import is_blank_form
from detectors.examine import Examiner
from detectors.model import Finding, RecordType, Subject, ValueFinding
from detectors.personal import PersonalJudge

SHAPES = {
    "PERSON": r"\b(?:Ada Cole|Susan Bates|Jo Moss|Kelly Shaw|Ann Reed|Kelly|Mo|Betty)\b",
    "EMAIL_ADDRESS": r"[\w.]+@[\w.]+\w",
    "PHONE_NUMBER": r"\b0[17]\d{3} \d{6}\b",
    "HEALTH": r"\b(?:dementia|off sick|poorly)\b",
    "UK_NHS": r"\b999 \d{3} \d{4}\b",
    "DATE_OF_BIRTH": r"(?<=born )\d\d/\d\d/\d{4}",
}
PROVIDER = Provider(
    name="Rosewood House",
    addresses=("12 Mill Lane, Leeds",),
    phones=("01632 960001",),
    email_domains=("rosewood.example.org",),
)
NONE = RecordType("", 0.0, "")
POLICY = RecordType("governance", 0.9, "policy_superseded")
MINUTES = RecordType("governance", 0.9, "meeting_minutes")
INVOICE = RecordType("supplier", 0.9, "accounts_record")
NOTES = RecordType("daily_notes", 0.9, "care_record_adult")


def findings(text: str) -> list[Finding]:
    return [
        Finding(entity, match.start(), match.end(), 0.9, "test", match[0])
        for entity, shape in SHAPES.items()
        for match in re.finditer(shape, text)
    ]


@pytest.fixture(scope="module")
def judge() -> PersonalJudge:
    return PersonalJudge(Rules(), PROVIDER)


@pytest.mark.parametrize(
    ("record_type", "text"),
    [
        (NOTES, "Ada Cole slept well"),
        (NOTES, "Rm 12 settled, pad changed"),
        (NOTES, "Mrs C had a good night"),
        (NONE, "Ada Cole, 999 123 4567"),
        (NONE, "Somebody born 03/04/1936"),
        (NONE, "Hi Mo, Kelly is off sick so can you do her shift?"),
        (NONE, "Rm 4 has dementia"),
        (NONE, "Ann Reed 07700 900123"),
        (MINUTES, "Present: Jo Moss, Kelly Shaw"),
        (INVOICE, "Care for Mrs Ada Cole, room 3, four weeks"),
        (NONE, "Ada Cole in room 7 wants her window mended"),
        (NONE, "Mo is on annual leave until Tuesday"),
        (NONE, "Betty and her grandson went out"),
        (NONE, "Morning Kelly, the van is at the garage"),
        (NONE, "The new washing machine is in and works. Betty"),
        (NONE, "Example of a good note: written at once.\nSomebody's number is 999 123 4567"),
        (NONE, "From: ann@example.org\nSubject: swap\n\nFine by me. Kelly Shaw"),
        (RecordType("credentials_list", 0.9, ""), "kelly.shaw@example.org pass x"),
    ],
)
def test_what_is_about_people(judge: PersonalJudge, record_type: RecordType, text: str) -> None:
    assert judge.is_personal(findings(text), record_type, text)


@pytest.mark.parametrize(
    ("record_type", "text"),
    [
        (POLICY, "Policy. Approved by: Jo Moss, Registered Manager. People with dementia."),
        (POLICY, "Contact Jo Moss or Kelly Shaw on 01632 960001, jo.moss@rosewood.example.org"),
        (NONE, "Menu. Monday: pie. Chef: Jo Moss"),
        (NONE, "Rosewood House, 12 Mill Lane, Leeds. 01632 960001 info@rosewood.example.org"),
        (NONE, "Dementia: a guide. dementia is common"),
        (INVOICE, "Your account manager: Ann Reed, sales@supplies.example.org 01632 960555"),
        (NONE, "Room 4 needs painting"),
        (NONE, "From: offers@shop.example.org\n\nOffer from Ann Reed. Unsubscribe"),
        (NOTES, "Name:\nRoom:\nDate of birth:\nSigned:\nNotes: ______"),
        (NOTES, "A daily note should say how somebody slept"),
        (NONE, "Lunch is in the Betty Room, bring a friend"),
        (NONE, "Rooms 2 and 5 want blinds. Lined with: dementia-friendly fabric in rm 4-9"),
        (NONE, "A number looks like 999 123 4567"),
        (NONE, "Put nothing real in the test: 999 999 9999"),
        (NONE, "Dementia nurses work from the Ada Cole Hospital"),
        (NONE, "Across: 1 Betty had one (4) 3 Sad, not dementia (4, 2). Down: 2 Mo's car (6)"),
    ],
)
def test_what_is_not(judge: PersonalJudge, record_type: RecordType, text: str) -> None:
    assert not judge.is_personal(findings(text), record_type, text)


def test_a_record_filed_under_a_name_is_about_that_person(judge: PersonalJudge) -> None:
    assert judge.is_personal([], NOTES, "slept well", in_names=True)
    assert not judge.is_personal([], POLICY, "slept well", in_names=True)


def test_a_list_of_people_and_a_list_of_products(judge: PersonalJudge) -> None:
    names = [ValueFinding("PERSON", f"Person {i}", 1, 0.9, "names") for i in range(5)]
    assert judge.is_personal(names, NONE, "")
    assert not judge.is_personal(names[:1], NONE, "")


def test_reasons_hold_no_personal_data(judge: PersonalJudge) -> None:
    text = "Ada Cole slept well"
    verdict = judge.judge(findings(text), NOTES, text)
    assert verdict.reasons == ["a record of type daily_notes that names a person"]


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("Name:\nRoom:\nDOB:\nNHS no:\nSigned:", True),
        ("Name: ________ Room: ____\nDOB: [insert date]\nDate ........\nSigned ______", True),
        ("Name: Ada Cole\nRoom: 3\nDOB:\nGP: Shah\nNotes: settled", False),
        ("Name:\nAda Cole\nRoom:\n12\nGP:\nDr Shah\nNotes:\nSettled", False),
        ("Dear Ada, thank you for coming.", False),
        ("", False),
    ],
)
def test_blank_forms(text: str, blank: bool) -> None:
    assert is_blank_form(text) is blank


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        (
            (
                "Film club: Annie Hall; Forrest Gump; Jerry Maguire; Erin Brockovich; Casablanca; "
                "Vertigo; Serving Miss Amelia; Brighton Rock"
            ),
            False,
        ),
        (
            (
                "Bedroom names: Victoria Room, Mary Seacole Wing, Primrose, Willow Corridor, "
                "Garden Suite, Orchard Lounge, Poppy, The Snug"
            ),
            False,
        ),
        (
            (
                "Jean Pike (resident): Moving, Fire, First Aid, Dementia, Safeguarding, Medicines, "
                "Infection Control, Food Hygiene. She was assessed by her daughter."
            ),
            True,
        ),
        (
            (
                "Mrs Joan Pike, Hazel Lodge, 4 Tern Lane, Leeds LS9 8QT\n"
                "Mr Alan Birch, The Elms, 9 Tern Lane, Leeds LS9 8QT"
            ),
            True,
        ),
    ],
)
def test_a_list_of_things_with_names_in_them_is_about_nobody(text: str, *, personal: bool) -> None:
    found = Examiner(Settings(detection=Detection(names="on"))).examine(Subject(text))
    assert found.personal_data is personal


@pytest.mark.parametrize(
    "text",
    [
        "Films this month: Casablanca; Mary Poppins; Mrs Miniver; Some Like It Hot",
        "1. Who wrote Emma? (Jane Austen)\n2. Who sang Crazy? (Cline)\n3. Imagine? (Lennon)",
        "24 semi skim, 12 warburtons, mr kipling x10, mrs elswood gherkins x3, ham 2 bags",
        "Built in 1887 by Sir Joseph Whitworth for Louisa, the hall became a convalescent home.",
        "Welcome to Florence Court, a family run home. Fees from £1,395 a week. Call Charlotte.",
    ],
)
def test_papers_for_everybody_are_about_nobody(judge: PersonalJudge, text: str) -> None:
    found = findings(text)
    assert not judge.is_personal(found, RecordType("", 0.0, ""), text)
