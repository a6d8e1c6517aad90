"""Counts the distinct people of a document, joining the ways in which each is named.

The rule: mentions are joined to one person where nothing in them disagrees. "Mrs Hartley",
"Edith Hartley", "HARTLEY, Edith", "E Hartley" and "Edith" are one person; "Edith Hartley" and
"George Hartley" are two, and a bare "Hartley" beside them adds nobody. A document also speaks of
at least as many people as it holds distinct personal numbers of one kind, so the count is the
larger of the two.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import regex

from detectors.masking import normalise

# One person has one of each; addresses, phones and e-mail addresses are shared or many.
_PERSONAL_NUMBERS = ("UK_NHS", "UK_NINO", "SCOTTISH_CHI", "NI_HEALTH_AND_CARE")
_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "lord"}
    | {"lady", "rev", "revd", "reverend", "fr", "father", "sister", "cllr", "councillor", "captain"}
)
_WORD = regex.compile(r"[\p{L}][\p{L}\p{M}'-]*")


class _Found(Protocol):
    @property
    def entity(self) -> str: ...

    @property
    def value(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name taken apart.

    Attributes:
        given: first names or initials, lower case, accents taken off.
        surname: surname, or the only word of a name of one word.
    """

    given: tuple[str, ...]
    surname: str


def count_people(findings: Sequence[_Found]) -> int:
    """Count distinct people in the findings of one document."""
    names = {f.value for f in findings if f.entity == "PERSON"}
    return max(len(join_names(names)), *(_distinct(findings, kind) for kind in _PERSONAL_NUMBERS))


def join_names(values: Iterable[str]) -> list[list[str]]:
    """Group the spellings that may mean one person, fullest names first, in linear time."""
    parsed = sorted(
        ((name, value) for value in set(values) if (name := parse_name(value))),
        key=lambda pair: (-_fullness(pair[0]), pair[1]),
    )
    groups: list[list[str]] = []
    by_word: dict[str, list[tuple[PersonName, int]]] = defaultdict(list)
    for name, value in parsed:
        at = _known(name, by_word)
        if at is None:
            at = len(groups)
            groups.append([])
            for word in {*name.given, name.surname}:
                by_word[word].append((name, at))
        groups[at].append(value)
    return groups


def parse_name(value: str) -> PersonName | None:
    """Take a name apart: "HARTLEY, Edith", "Mrs E. Hartley", "Edith"; None if nothing is left."""
    before, comma, after = value.partition(",")
    words = [*_words(after), *_words(before)] if comma else _words(value)
    if not words:
        return None
    return PersonName(tuple(words[:-1]), words[-1])


def _words(text: str) -> list[str]:
    split = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'"))
    plain = "".join(char for char in split if not unicodedata.combining(char))
    words = (word.removesuffix("'s").strip("'-") for word in _WORD.findall(plain))
    return [word for word in words if word and word not in _TITLES]


def _fullness(name: PersonName) -> int:
    """Rank by how much a name tells: whole words count, initials hardly."""
    return sum(2 if len(word) > 1 else 1 for word in (*name.given, name.surname))


def _known(name: PersonName, by_word: dict[str, list[tuple[PersonName, int]]]) -> int | None:
    """Give the group of the first fuller name that this one may stand for."""
    for fuller, at in by_word.get(name.surname, ()):
        if not name.given or (fuller.surname == name.surname and _agree(name, fuller)):
            return at
        if _shortens(fuller, name):
            return at
    if len(name.surname) == 1:
        for fuller, at in by_word.get(name.given[0] if name.given else "", ()):
            if _shortens(name, fuller):
                return at
    return None


def _shortens(short: PersonName, name: PersonName) -> bool:
    """Tell whether "Hartley E" or "Edith H", as people label folders and sign, means `name`."""
    if len(short.surname) > 1 or not (short.given and name.given):
        return False
    word, initial = short.given[0], short.surname
    last_first = name.surname == word and name.given[0].startswith(initial)
    return last_first or (name.given[0] == word and name.surname.startswith(initial))


def _agree(name: PersonName, fuller: PersonName) -> bool:
    if not fuller.given:
        return True
    mine, theirs = name.given[0], fuller.given[0]
    return mine == theirs or (len(mine) == 1 and theirs.startswith(mine))


def _distinct(findings: Sequence[_Found], kind: str) -> int:
    return len({normalise(kind, f.value) for f in findings if f.entity == kind})
