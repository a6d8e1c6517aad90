"""Sketches: nearly the same text has nearly the same one, and nobody without the key makes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import tables
from detectors.model import QUOTED
from scanner.document import Block, Document
from scanner.sketch import BANDS, Sketcher

LETTER = """Dear Mrs Hartley

Thank you for coming to the review of your mother's care on 4 March. We agreed that Edith will have
her meals in the small dining room, where it is quieter, and that Jo will sit with her. Her weight
has gone up by two kilos since January and the dietitian is pleased. The GP has stopped the evening
tablet, and we will watch how she sleeps over the next fortnight. Please bring her blue cardigan
and the photographs of the allotment that you spoke of; she asks for them every day.

Yours sincerely, Priya Nair, Registered Manager"""
OTHER = """Minutes of the residents' meeting. The cook asked who would like fish on Fridays and who
would rather have an omelette. Everybody agreed that the minibus should go to Whitby again in May.
The hairdresser will come on Tuesdays from now on because of the chiropodist. Mr Ward thanked the
night staff, and Ann told us about the raffle, which has paid for the new bird table outside."""


def sketch(*texts: str, key: bytes = b"k" * 32) -> tuple[int, ...]:
    return Sketcher(key).sketch(Document("text/plain", blocks=[Block(text) for text in texts]))


def in_common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


def test_another_date_leaves_most_of_a_sketch() -> None:
    assert in_common(sketch(LETTER), sketch(LETTER.replace("4 March", "11 June"))) >= 12
    assert in_common(sketch(LETTER), sketch(OTHER)) == 0


def test_layout_and_capitals_do_not_matter() -> None:
    laid_out = [line.upper() for line in LETTER.split("\n")]
    assert sketch(*laid_out) == sketch(LETTER)


def test_what_a_message_quotes_is_left_out() -> None:
    answer = [Block(OTHER, "body"), Block(LETTER, QUOTED)]
    assert Sketcher(b"k" * 32).sketch(Document("message/rfc822", blocks=answer)) == sketch(OTHER)


def test_tables_count_whatever_the_format() -> None:
    rows = [["Name", "Room"], *([f"Resident {n}", str(n)] for n in range(40))]
    document = Document("text/csv")
    table = tables.from_rows("", rows)
    assert table is not None
    document.tables.append(table)
    assert len(Sketcher(b"k" * 32).sketch(document)) == BANDS
    tables.release_all()


@pytest.mark.parametrize("text", ["", "Edith Hartley", "one two three four five six", "a " * 500])
def test_a_text_that_says_too_little_has_no_sketch(text: str) -> None:
    assert sketch(text) == ()


def test_another_key_makes_another_sketch() -> None:
    assert in_common(sketch(LETTER), sketch(LETTER, key=b"x" * 32)) == 0


@given(st.text(max_size=400))
def test_any_text_has_a_sketch_that_can_be_stored(text: str) -> None:
    bands = sketch(text)
    assert len(bands) in {0, BANDS}
    assert all(-(2**63) <= band < 2**63 for band in bands)
