"""The labelled texts: their marks are read right, and what they call valid is."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.labelled_set import LabelledText, Span, labelled_texts, parse
from detectors import checkdigits
from detectors.recognisers.base import digits_of

CHECKS = {
    "UK_NHS": lambda value: checkdigits.nhs(digits_of(value)),
    "SCOTTISH_CHI": lambda value: checkdigits.nhs(digits_of(value)),
    "NI_HEALTH_AND_CARE": lambda value: checkdigits.nhs(digits_of(value)),
    "CREDIT_CARD": lambda value: checkdigits.luhn(digits_of(value)),
    "UK_UTR": lambda value: checkdigits.utr(digits_of(value)),
    "IBAN_CODE": lambda value: checkdigits.iban(value.replace(" ", "")),
}


@pytest.fixture(scope="module")
def texts() -> list[LabelledText]:
    return list(labelled_texts())


def test_marks_become_spans() -> None:
    text, spans = parse("Mrs [[PERSON|Ivy O'Dea]]⇥[[~|x]] [[[HEALTH|asthma]]]")
    assert text == "Mrs Ivy O'Dea\tx [asthma]"
    assert spans == [Span(4, 13, "PERSON"), Span(14, 15, "~"), Span(17, 23, "HEALTH")]


def test_an_open_mark_is_named() -> None:
    with pytest.raises(ValueError, match="not closed"):
        parse("Mrs [[PERSON|Ivy")


def test_the_set_is_large_enough(texts: list[LabelledText]) -> None:
    assert len(texts) >= 320
    assert sum(not text.personal for text in texts) >= 90
    measured = sum(text.split == "measure" for text in texts)
    assert measured == len(texts) // 3
    assert len({text.id for text in texts}) == len(texts)


def test_texts_without_personal_data_have_no_gold(texts: list[LabelledText]) -> None:
    assert [text.id for text in texts if not text.personal and text.spans] == []


def test_identifiers_that_are_gold_pass_their_check(texts: list[LabelledText]) -> None:
    wrong = [
        (text.id, span.label)
        for text in texts
        for span in text.spans
        if span.label in CHECKS and not CHECKS[span.label](text.text[span.start : span.end])
    ]
    assert wrong == []


def test_people_are_numbered_within_a_text_and_have_a_role_at_first_mention() -> None:
    written = "[[PERSON@1:resident|Mrs Edith Hartley]] sat with [[PERSON@2|Jo]]. [[PERSON@1|Edith]]"
    text, spans = parse(written)
    assert text == "Mrs Edith Hartley sat with Jo. Edith"
    assert spans == [
        Span(0, 17, "PERSON", 1, "resident"),
        Span(27, 29, "PERSON", 2),
        Span(31, 36, "PERSON", 1),
    ]


@pytest.mark.parametrize("split", ["develop", "measure"])
def test_a_folder_may_be_one_split(tmp_path: Path, split: str) -> None:
    folder = tmp_path / split
    folder.mkdir()
    texts = "".join(f"=== note\n[[PERSON|Jo{number}]]\n" for number in range(4))
    (folder / "notes.txt").write_text(texts, encoding="utf-8")
    assert [text.split for text in labelled_texts(folder)] == [split] * 4
