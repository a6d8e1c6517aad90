"""Believes a name more that stands as names do in the lines around it: lists and rotas."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detectors.names.judge import Mention
    from detectors.names.lexicon import Lexicon

# What may stand before the first name of a line: a bullet, a number, a time, a date, a room.
_LEAD = re.compile(
    r"[\s\u2022*>\u2013-]*+(?:(?:[Rr](?:oo)?m|[Bb]ed|[Ff]lat)\.? ?)?+"
    r"(?:\d[\d./:)\u2013-]*+(?:st|nd|rd|th|am|pm)?+[\s.):,\u2013-]*+)*+[\"']?"
)
_EDGE = re.compile(r"[\t|,;/]|\s\u2013\s")
_NEAR, _LINE = 2, 300
_SURE = 0.75


def hear_neighbours(found: list[Mention], text: str, lexicon: Lexicon) -> None:
    """Add to mentions that begin a line, or fill a cell of it, what sure ones near them tell."""
    sure: dict[tuple[int, int], int] = defaultdict(int)
    places = [(mention, place) for mention in found for place in [_place(mention, text)] if place]
    lines = _Lines(text)
    numbered = [(mention, lines.number(mention.start), cell) for mention, cell in places]
    for mention, line, cell in numbered:
        if mention.score >= _SURE:
            sure[line, cell] += 1
    for mention, line, cell in numbered:
        if mention.vetoed or mention.score >= _SURE:
            continue
        near = sum(
            sure.get((line + step, cell), 0) > 0 for step in range(-_NEAR, _NEAR + 1) if step
        )
        if near:
            mention.add("aligned" if near > 1 else "aligned_once", lexicon)


class _Lines:
    """Numbers the lines of a text for positions that only grow."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = self._number = 0

    def number(self, position: int) -> int:
        self._number += self._text.count("\n", self._at, max(self._at, position))
        self._at = max(self._at, position)
        return self._number


def _place(mention: Mention, text: str) -> int:
    """Give 1 for a name that begins its line, 2 and on for later cells; 0 for any other."""
    floor = max(0, mention.start - _LINE)
    start = text.rfind("\n", floor, mention.start) + 1
    if not start and floor:
        return 0
    before = text[start : mention.start]
    if _LEAD.fullmatch(before):
        return 1
    if "\t" in before[-2:] or before[-2:].strip()[-1:] in ("|", ",", ";"):
        return 1 + len(_EDGE.findall(before))
    return 0
