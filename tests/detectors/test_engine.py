"""The text detector as a whole: places, overlaps, lists of numbers, cost, and no network."""

from __future__ import annotations

import random
import socket
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.rules import Rules
from detectors.engine import TextDetector, recogniser_classes, validators
from detectors.scoring import load_entity_rules
from tests.cost import growth

LETTER = (
    "Dear Mrs Hartley, your NHS number is 943 476 5919 and your date of birth is 12/03/1938. "
    "You live at 14 Larch Close, Thirsk YO7 1QX; ring 01632 960123 or write to a@example.org.\n"
)


@pytest.fixture(scope="module")
def detector() -> TextDetector:
    return TextDetector(Rules(), names="off")


def test_every_finding_stands_where_it_says(detector: TextDetector) -> None:
    text = LETTER * 3
    for finding in detector.find(text):
        assert text[finding.start : finding.end] == finding.value


def test_the_letter_holds_these_and_nothing_else(detector: TextDetector) -> None:
    assert [(f.entity, f.value) for f in detector.find(LETTER)] == [
        ("UK_NHS", "943 476 5919"),
        ("DATE_OF_BIRTH", "12/03/1938"),
        ("UK_ADDRESS", "14 Larch Close, Thirsk YO7 1QX"),
        ("UK_POSTCODE", "YO7 1QX"),
        ("PHONE_NUMBER", "01632 960123"),
        ("EMAIL_ADDRESS", "a@example.org"),
    ]


def test_the_word_that_raised_the_score_is_told(detector: TextDetector) -> None:
    (finding,) = detector.find("N.H.S. No: 9434765919")
    assert finding.context == "n.h.s. no"
    assert finding.recogniser == "UkNhs"
    assert finding.score >= 0.95


def test_a_check_digit_alone_is_kept_for_inspection_only(detector: TextDetector) -> None:
    assert detector.find("9434765919") == []
    assert [f.entity for f in detector.find_all("9434765919")] == ["UK_NHS"]


def test_a_long_text_has_the_same_findings_as_its_parts(detector: TextDetector) -> None:
    copies = 1000
    text = LETTER * copies
    assert len(text) > 150_000
    single = detector.find(LETTER)
    expected = [(f.entity, f.start + i * len(LETTER)) for i in range(copies) for f in single]
    assert [(f.entity, f.start) for f in detector.find(text)] == expected


def test_a_text_without_line_ends_is_cut_where_nothing_is_lost(detector: TextDetector) -> None:
    text = LETTER.replace("\n", " ") * 600
    found = detector.find(text)
    assert sum(f.entity == "UK_NHS" for f in found) == 600


def test_typographic_marks_do_not_hide_anything(detector: TextDetector) -> None:
    text = "NHS No\u00a0943\u00a0476\u00a05919, NI No AB\u201112\u201134\u201156\u2011D \u2013 done"
    assert {f.entity for f in detector.find(text)} == {"UK_NHS", "UK_NINO"}


def test_a_list_under_one_label(detector: TextDetector) -> None:
    found = detector.find("NHS numbers: 9434765919, 4010232137 and 9990000018")
    assert [f.value for f in found] == ["9434765919", "4010232137", "9990000018"]


def digits(source: random.Random, length: int) -> str:
    return "".join(source.choice(string.digits) for _ in range(length))


@pytest.mark.parametrize("length", [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18])
def test_columns_of_bare_numbers_hold_nobody(detector: TextDetector, length: int) -> None:
    source = random.Random(length)
    text = "\n".join(digits(source, length) for _ in range(400))
    assert detector.find(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Order {0} dispatched",
        "Invoice No: {1}  total £{2}.50",
        "{3} {3} {4}",
        "AB{5}{2} bracket, part no {1}",
        "2024-03-12 10:15:{2} INFO id={0} size={1}",
        "0{0}",
        "pkg-{5} 1.{2}.{5}.{5}",
        "ISBN 978-{5}-{3}-{6}-{5}",
        "{3},{3},{3}.{2}",
        "44{4}|Leeds",
    ],
)
def test_number_rich_texts_hold_nobody(detector: TextDetector, line: str) -> None:
    source = random.Random(line)
    text = "\n".join(
        line.format(*(digits(source, n) for n in (10, 8, 2, 3, 4, 1, 5))) for _ in range(200)
    )
    assert detector.find(text) == []


ADVERSARIES = {
    "digits": "1" * 60_000,
    "spaced digits": "1 " * 30_000,
    "dashes": "1-" * 30_000,
    "capitals": "A" * 60_000,
    "capital words": "Aa " * 20_000,
    "ats": "a@" * 30_000,
    "mail": "a." * 30_000 + "@",
    "addresses": "1 Aa " * 12_000,
    "commas": "Aa, " * 15_000,
    "colons": "a:" * 30_000,
    "passwords": "password: " * 6_000,
    "pins": "pin code " * 7_000,
    "key": "-----BEGIN PRIVATE KEY-----" * 2_000,
    "quotes": '"a",' * 15_000,
    "jwt": "eyJ" * 20_000,
    "phones": "+44 " * 15_000,
    "postcodes": "A1 1AA, " * 7_000,
    "nhs": "nhs " * 15_000,
    "blank": " " * 60_000,
    "lines": "\n" * 60_000,
    "tabs": "a\tb\tc\n" * 8_000,
}


@pytest.mark.parametrize("name", ADVERSARIES)
def test_no_text_makes_it_slow(detector: TextDetector, name: str) -> None:
    start = time.process_time()
    detector.find(ADVERSARIES[name])
    assert time.process_time() - start < 4


def test_cost_grows_with_length_and_no_faster(detector: TextDetector) -> None:
    text = LETTER * 100
    assert growth(lambda times: detector.find(text * times)) < 6


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_is_read(text: str) -> None:
    for finding in _SHARED.find_all(text):
        assert text[finding.start : finding.end] == finding.value
        assert 0 <= finding.score <= 1


_SHARED = TextDetector(Rules(), names="off")


def test_every_recogniser_has_its_rules_and_a_test() -> None:
    rules = load_entity_rules(Rules())
    found = {kind.ENTITY for kind in recogniser_classes() if hasattr(kind, "ENTITY")}
    assert found == set(rules)
    tests = {path.stem for path in (Path(__file__).parent / "test_recognisers").glob("test_*.py")}
    assert {f"test_{entity.lower()}" for entity in found} <= tests


def test_nothing_american_is_registered(detector: TextDetector) -> None:
    entities = {e for kind in recogniser_classes() for e in [getattr(kind, "ENTITY", "PERSON")]}
    assert not {e for e in entities if e.startswith("US_") or e in {"URL", "CRYPTO", "DATE_TIME"}}
    assert detector.find("SSN 078-05-1120, https://example.org/a") == []


def test_validators_judge_single_cells() -> None:
    valid = validators(Rules())
    assert valid["UK_NHS"]("943 476 5919")
    assert not valid["UK_NHS"]("943 476 5918")
    assert valid["UK_POSTCODE"](" YO7 1QX ")
    assert not valid["UK_POSTCODE"]("YO7 1QX, Thirsk")
    assert valid["EMAIL_ADDRESS"]("a@example.org")


def test_no_socket_is_ever_opened() -> None:
    program = (
        "import socket\n"
        "def refuse(*a, **k): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = socket.socket.connect_ex = refuse\n"
        "socket.getaddrinfo = socket.create_connection = refuse\n"
        "from config.rules import Rules\n"
        "from detectors.engine import TextDetector\n"
        "found = TextDetector(Rules()).find('Mrs Edith Hartley, a@example.org, www.example.org')\n"
        "assert {'PERSON', 'EMAIL_ADDRESS'} <= {f.entity for f in found}, found\n"
    )
    root = Path(__file__).resolve().parents[2]
    assert hasattr(socket, "getaddrinfo")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
