"""What a message says itself, and what it quotes."""

from __future__ import annotations

import pytest

from config.settings import Settings
from detectors.examine import examiner_for
from detectors.model import QUOTED, Subject
from scanner.extract._quotes import part
from tests.scanner.extract.helpers import read

FIRST = "Please ring Edith Hartley's son on 01632 960123 about the fall.\nAsha Pillai, senior carer"

LINE_BY_LINE = f"""Rang him at four, he will visit.

On Tue, 3 Mar 2026 at 09:14, Asha Pillai <asha@home.example> wrote:
{"".join(f"> {line}" + chr(10) for line in FIRST.splitlines())}> > Can somebody ring the family?
Thanks for that, Kofi
"""
OUTLOOK = f"""Rang him at four, he will visit.

From: Asha Pillai <asha@home.example>
Sent: 03 March 2026 09:14
To: Office
Subject: RE: call

{FIRST}
"""
RULED = f"Rang him at four, he will visit.\n\n-----Original Message-----\n{FIRST}\n"
INTRODUCED = f"""Rang him at four, he will visit.
On Tuesday, 3 March 2026 at 09:14:12 GMT, Asha Pillai
<asha@home.example> wrote:

{FIRST}
"""


@pytest.mark.parametrize("text", [LINE_BY_LINE, OUTLOOK, RULED, INTRODUCED])
def test_both_texts_are_told_apart_and_kept(text: str) -> None:
    own, quoted = part(text)
    assert "he will visit" in own
    assert "Hartley" not in own
    assert "Edith Hartley's son on 01632 960123" in quoted


def test_answers_between_the_lines_are_the_message_s_own() -> None:
    own, quoted = part(LINE_BY_LINE)
    assert "Thanks for that, Kofi" in own
    assert "ring the family" in quoted
    assert ">" not in quoted


@pytest.mark.parametrize(
    "text",
    [
        "On Monday she wrote:\nI miss my garden.",
        "From: the laundry\nTo: room 12\nFour blouses, one cardigan",
        "Weight > 50 kg, BMI > 20\nThe carer said: all well",
        "",
    ],
)
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert part(text) == (text, "")


def test_a_thread_s_repeated_lines_are_kept_once() -> None:
    text = RULED
    for _ in range(5):
        text = "Noted, will do.\n\n-----Original Message-----\n" + text
    _, quoted = part(text)
    assert quoted.count("Edith Hartley's son") == 1


def test_what_is_only_quoted_is_found_and_a_value_said_and_quoted_counts_once() -> None:
    head = b"From: kofi@home.example\nTo: asha@home.example\nSubject: call\n\n"
    body = "Mrs Edith Hartley rang from 01632 960123.\n\n-----Original Message-----\n"
    body += "Is 01632 960123 the number? Her daughter has 01632 960555 too. 01632 960555."
    document = read("a.eml", head + body.encode())
    texts, locations, offset = [], [], 0
    for block in document.blocks:
        locations.append((offset, block.location))
        texts.append(block.text)
        offset += len(block.text) + 1
    examination = examiner_for(Settings()).examine(
        Subject(text="\n".join(texts), names=("a.eml",), locations=tuple(locations))
    )
    phones = {f.value: f for f in examination.findings if f.entity == "PHONE_NUMBER"}
    assert phones["01632 960123"].count == 1
    assert phones["01632 960555"].count == 1
    assert phones["01632 960555"].location == QUOTED
