"""Mentions of one document are joined to people, and people get a role."""

from __future__ import annotations

import re

import pytest

from config.rules import Rules
from detectors.names.joining import JoinedPerson, joiner_for


def people(marked: str) -> list[JoinedPerson]:
    """Join the names between ⟦ and ⟧."""
    text, spans = "", []
    for piece in re.split("(⟦[^⟧]*⟧)", marked):
        plain = piece.strip("⟦⟧")
        if piece.startswith("⟦"):
            spans.append((len(text), len(text) + len(plain)))
        text += plain
    return joiner_for(Rules()).people(text, spans)


@pytest.mark.parametrize(
    "text",
    [
        "Mrs ⟦Hartley⟧ is well. ⟦Edith Hartley⟧ ate. ⟦Edith⟧ slept. ⟦E.H.⟧ up at 6. ⟦E Hartley⟧",
        "⟦HARTLEY, Edith⟧ (Room 3). ⟦Edith⟧ fell.",
        "⟦Elizabeth Fairclough⟧, known as ⟦Betty⟧. ⟦Betty⟧ sang. Mrs ⟦Fairclough⟧ left.",
        '⟦Cemal Aydin⟧ ("⟦Jim⟧") came. ⟦Jim⟧ sat.',
        "⟦Kathryn Lloyd-Jones⟧ rang. Mrs ⟦Jones⟧ will ring back.",
    ],
)
def test_ways_of_naming_one_person_are_joined(text: str) -> None:
    assert len(people(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Mr ⟦Hartley⟧ and Mrs ⟦Hartley⟧ moved in.",
        "⟦Edith Hartley⟧ and ⟦George Hartley⟧ moved in.",
        "⟦Doris Hall⟧ in 9, not ⟦Doris Hill⟧ in 19.",
    ],
)
def test_different_people_stay_apart(text: str) -> None:
    assert len(people(text)) == 2


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Name of resident: ⟦Edith Hartley⟧", "resident"),
        ("Her daughter ⟦Carol⟧ rang.", "relative"),
        ("Seen by Dr ⟦Shah⟧ from the surgery.", "professional"),
        ("Completed by: ⟦J Smith⟧", "staff"),
        ("Candidate: ⟦Petar Georgiev⟧", "applicant"),
    ],
)
def test_the_words_beside_a_name_tell_the_role(text: str, role: str) -> None:
    assert [person.role for person in people(text)] == [role]
