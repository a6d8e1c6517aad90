"""A document before it has a format: its words with marks, and the judgement passed on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from .marks import plain

if TYPE_CHECKING:
    from .people import Person

_FULL_LINE = 55  # characters; a longer line goes on in the next


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first row is its header."""

    rows: list[list[str]]


@dataclass
class Draft:
    """What a document says and what a careful records manager would say about it.

    Attributes:
        kind: record type id; "" where none fits, "*" where the vocabulary has no word for it.
        body: paragraphs and grids in reading order; a paragraph that starts "# " is a heading.
        rule: retention rule id, or "".
        clock: the date the rule counts from, where something in the share states it.
        running: the share states that the clock has not started (still lives or works here).
        special: Article 9 categories.
        crime: Article 10 data.
        subjects: kinds of people it is about.
        also: other record types that a reasonable person might choose.
        personal: whether it is about identifiable people.
        written: the day it was last changed.
    """

    kind: str
    body: list[str | Grid]
    written: date
    rule: str = ""
    clock: date | None = None
    running: bool = False
    special: tuple[str, ...] = ()
    crime: bool = False
    subjects: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    personal: bool = True

    def text(self) -> str:
        """Give all words with their marks, grids included."""
        lines = [
            "\n".join("\t".join(row) for row in part.rows) if isinstance(part, Grid) else part
            for part in self.body
        ]
        return "\n".join(lines)

    def grids(self) -> list[Grid]:
        """Give the tables alone."""
        return [part for part in self.body if isinstance(part, Grid)]


def prose(text: str) -> list[str | Grid]:
    """Split text at blank lines into paragraphs; a short line keeps its line break."""
    return [_joined(block.strip().splitlines()) for block in text.split("\n\n") if block.strip()]


def _joined(lines: list[str]) -> str:
    out = lines[0].strip()
    for before, line in pairwise(lines):
        out += (" " if len(plain(before.strip())) > _FULL_LINE else "\n") + line.strip()
    return out


def about_resident(
    person: Person,
    kind: str,
    body: list[str | Grid],
    written: date,
    *,
    rule: str = "care_record_adult",
    special: tuple[str, ...] = ("health",),
    subjects: tuple[str, ...] = ("person_supported", "staff"),
    also: tuple[str, ...] = (),
) -> Draft:
    """Make a draft about one resident, whose record counts from the end of their care."""
    return Draft(
        kind, body, written, rule=rule, clock=person.left, running=person.left is None,
        special=special, subjects=subjects, also=also,
    )  # fmt: skip


def about_staff(
    person: Person,
    kind: str,
    body: list[str | Grid],
    written: date,
    *,
    rule: str = "staff_record_main",
    special: tuple[str, ...] = (),
    crime: bool = False,
    also: tuple[str, ...] = (),
) -> Draft:
    """Make a draft about one member of staff, whose record counts from their last day."""
    return Draft(
        kind, body, written, rule=rule, clock=person.left, running=person.left is None,
        special=special, crime=crime, subjects=("staff",), also=also,
    )  # fmt: skip
