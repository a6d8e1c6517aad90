"""Says what a named person is to the service, by the words that stand beside the name."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from config.rules import Rules
    from detectors.names.joining import JoinedPerson

_WORD = re.compile(r"[a-z\u00e0-\u024f]+(?:[/'\u2019&.-][a-z\u00e0-\u024f]+)*")
_BEFORE, _AFTER = 60, 50
_LABEL = re.compile(
    r"([A-Za-z][A-Za-z /'\u2019()&.-]{1,40}?)[ \t]*(?:[:=]|\t|\||\u2013)[ \t]*[\"'(]?$"
)
_SIGN_OFF = re.compile(r"(?:^|[\n.!?)\]\u2026]|[-\u2013\u2014])[ \t]*$")
_NOTE_END = re.compile(r"[ \t]*(?:x+[ \t]*)?(?:\n\n|\n?$|\n(?=\S{0,12}\d))")
_LINE_START = re.compile(
    r"(?:^|\n)[ \t\u2022*\u2013-]*"
    r"(?:(?:[Rr]oo?m|[Rr]m|[Bb]ed|[Ff]lat)?\.? ?\d+[.:)]?[ \t]*[\u2013-]?[ \t]*)?$"
)
_DEAR = re.compile(r"\b[Dd]ear[ \t](?:\w+\.?[ \t])?$")
_GREETED = re.compile(
    r"\b(?:[Hh]i|[Hh]ello|[Mm]orning|[Hh]iya|[Tt]hanks|[Tt]hank you|[Cc]heers)[ ,\t](?:\w+[ \t])?$"
)
_CLOSED = re.compile(
    r"(?:[Rr]egards|[Ss]incerely|[Ff]aithfully|[Ww]ishes|[Tt]hanks|[Ss]igned|[Cc]heers)[,.!]?\s{1,8}$"
)
_REACH = 3
_MENTIONS = 12


class RoleReader:
    """Tells roles by the rules in force.

    Args:
        rules: where `name_roles.yaml` is read from.
    """

    def __init__(self, rules: Rules) -> None:
        entries: dict[str, dict[str, Any]] = rules.yaml("name_roles.yaml")["roles"]
        self._worth: dict[str, float] = rules.yaml("name_roles.yaml")["worth"]
        self._cues: dict[str, dict[str, list[str]]] = {
            place: defaultdict(list) for place in ("title", "label", "before", "after")
        }
        for role, cues in entries.items():
            for place, phrases in (cues or {}).items():
                for phrase in phrases:
                    self._cues[place][phrase.lower()].append(role)

    def votes(self, text: str, people: Sequence[JoinedPerson]) -> list[dict[str, float]]:
        """Give, for each person, how much speaks for each role."""
        return [self._votes_on(text, person) for person in people]

    def _votes_on(self, text: str, person: JoinedPerson) -> dict[str, float]:
        votes: dict[str, float] = defaultdict(float)
        for start, end in person.mentions[:_MENTIONS]:
            for role, worth in self._votes(text, start, end):
                votes[role] += worth
        return votes

    def _votes(self, text: str, start: int, end: int) -> Iterator[tuple[str, float]]:
        line = text.rfind("\n", max(0, start - 200), start) + 1
        before = text[max(line, start - _BEFORE) : start]
        stop = text.find("\n", end, end + _AFTER)
        after = text[end : stop if stop >= 0 else end + _AFTER]
        yield from self._of_label(text, before, line)
        words = _WORD.findall(re.split(r"[.;!?]", before.lower())[-1])
        own = _WORD.findall(text[start:end].lower())
        yield from self._met("title", [" ".join(words[-n:]) for n in (1, 2)] + own[:1])
        yield from self._met("before", _phrases(words[-_REACH:]))
        behind = _WORD.findall(re.split(r"[.;!?](?:\s|$)", after.lower())[0])
        yield from self._met("after", _phrases(behind[:_REACH]))
        yield from self._of_place(text, start, end, before)

    def _of_label(self, text: str, before: str, line: int) -> Iterator[tuple[str, float]]:
        label = _LABEL.search(before)
        if label:
            yield from self._met("label", [" ".join(_WORD.findall(label[1].lower()))])
        elif not before.strip() and line:
            above = text[text.rfind("\n", 0, line - 1) + 1 : line - 1].strip(" \t:")
            yield from self._met("label", [" ".join(_WORD.findall(above.lower()))])

    def _of_place(
        self, text: str, start: int, end: int, before: str
    ) -> Iterator[tuple[str, float]]:
        worth = self._worth
        if _CLOSED.search(text[max(0, start - 30) : start]):
            yield "staff", worth["closing"]
        elif (
            _SIGN_OFF.search(text[max(0, start - 4) : start])
            and _NOTE_END.match(text, end)
            and start > 30
        ):
            yield "staff", worth["sign_off"]
        elif _DEAR.search(before):
            yield "relative", worth["dear"]
        elif _GREETED.search(before):
            yield "staff", worth["greeted"]
        elif _LINE_START.search(text[max(0, start - 24) : start]):
            yield "resident", worth["line_start"]
        else:
            yield "resident", worth["in_text"]

    def _met(self, place: str, phrases: Iterable[str]) -> Iterator[tuple[str, float]]:
        cues = self._cues[place]
        for phrase in phrases:
            for role in cues.get(phrase, ()):
                yield role, self._worth[place] * (1.3 if " " in phrase else 1.0)


def _phrases(words: Sequence[str]) -> list[str]:
    """Give each word, and each two and three in a row."""
    return [
        " ".join(words[at : at + length])
        for length in (1, 2, 3)
        for at in range(len(words) - length + 1)
    ]
