"""Weighs what the words around a person's mentions tell of their role, all together.

What `roles.py` reads by rule goes in as well, for the person, for those named just before and
after, and for the whole document: on a rota everybody is staff. The weights were fitted on
labelled documents by `training/fit_roles.py`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from detectors.names.lexicon import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from numpy.typing import NDArray

    from detectors.names.joining import JoinedPerson
    from detectors.names.lexicon import Lexicon

ROLES = ("resident", "relative", "staff", "professional", "applicant", "visitor", "other")
MODEL = "roles.npz"
_WORD = re.compile(r"[^\W\d_]+(?:[/'\u2019&.-][^\W\d_]+)*|\d+|[^\w\s]")
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,3}")
_HEAD, _NEAR, _FAR = 22, 3, 8
# How far words are looked for, in characters.
_REACH = 120
_MENTIONS = 6
# What the rules say counts as so many words.
_OF_RULES = 6.0
_MOST_VOTES = 3.0


class Words:
    """Reads the words of a text around a place, in lower case, names and numbers made alike.

    Args:
        text: the text.
        lexicon: tells names.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self.head = self._words(text[:_REACH])[:_HEAD]

    def before(self, position: int) -> list[str]:
        """Give the words of the same line before a position, the nearest first."""
        reach = self._text[max(0, position - _REACH) : position]
        return self._words(reach.rpartition("\n")[2])[: -_FAR - 1 : -1]

    def after(self, position: int) -> list[str]:
        """Give the words of the same line from a position on."""
        reach = self._text[position : position + _REACH]
        return self._words(reach.partition("\n")[0])[:_FAR]

    def line_above(self, position: int) -> list[str]:
        """Give the last words of the line above the one that a position stands in."""
        line = self._text.rfind("\n", max(0, position - _REACH), position)
        return self.before(line) if line >= 0 else []

    def _words(self, text: str) -> list[str]:
        return [_alike(word, self._lexicon) for word in _WORD.findall(text)]


def features(
    words: Words,
    text: str,
    people: Sequence[JoinedPerson],
    votes: Sequence[Mapping[str, float]],
    number: int,
) -> dict[str, float]:
    """Give what speaks for one role or another of a person, and how loud.

    Args:
        words: of the text.
        text: the document.
        people: all its people.
        votes: what the rules say of each of them.
        number: which of them is asked about.
    """
    person = people[number]
    told = dict.fromkeys((f"head {word}" for word in words.head if word.isalpha()), 1.0)
    most = max(len(one.mentions) for one in people)
    told[f"mentions {min(4, len(person.mentions))}"] = 1.0
    told[f"people {min(6, len(people) // 2)}"] = 1.0
    if not number:
        told["first"] = 1.0
    if len(person.mentions) == most > 1:
        told["most"] = 1.0
    for start, end in person.mentions[:_MENTIONS]:
        told.update(_around(words, text, start, end))
    told.update(_of_rules(votes, number))
    surnames = [{form.surname for form in one.forms if len(form.surname) > 1} for one in people]
    if any(surnames[number] & other for at, other in enumerate(surnames) if at != number):
        told["shares a surname"] = 2.0
    if any(form.sex for form in person.forms):
        told["titled"] = 2.0
    return told


class RoleModel:
    """The fitted weights.

    Args:
        path: the file that `save` wrote.
    """

    def __init__(self, path: Traversable) -> None:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            names = bytes(stored["names"]).decode().split("\n")
            self._weights = stored["weights"].astype(np.float32)
        self._rows = {name: row for row, name in enumerate(names)}

    def tell(self, told: Mapping[str, float]) -> tuple[str, float]:
        """Give the likeliest role and how likely it is."""
        known = [(self._rows[name], worth) for name, worth in told.items() if name in self._rows]
        sums = self._weights[-1].copy()
        if known:
            rows, worths = zip(*known, strict=True)
            sums += np.array(worths, np.float32) @ self._weights[list(rows)] / len(known) ** 0.5
        chances = np.exp(sums - sums.max())
        best = int(chances.argmax())
        return ROLES[best], float(chances[best] / chances.sum())


def save(path: Path, names: Sequence[str], weights: NDArray[np.float32]) -> None:
    """Write weights: a row for each feature, then one for what is so of everybody."""
    np.savez_compressed(
        path,
        names=np.frombuffer("\n".join(names).encode(), np.uint8),
        weights=weights.astype(np.float16),
    )


@lru_cache(maxsize=1)
def shipped() -> RoleModel:
    """Read the weights that come with the package."""
    return RoleModel(files("detectors.names") / MODEL)


@lru_cache(maxsize=20_000)
def _alike(word: str, lexicon: Lexicon) -> str:
    low = word.lower()
    if low[0].isdigit():
        return "#"
    if not low[0].isalpha():
        return low
    kinds = lexicon.kinds(low)
    return "@" if kinds & Kind.NAME and not kinds & (Kind.WORD | Kind.TITLE | Kind.ROLE) else low


def _around(words: Words, text: str, start: int, end: int) -> dict[str, float]:
    before, after = words.before(start), words.after(end)
    told = {f"form {_form(text[start:end])}": 1.0}
    for side, near in (("before", before), ("after", after)):
        told.update(dict.fromkeys((f"{side} {word}" for word in near), 1.0))
        for place, word in enumerate(near[:_NEAR]):
            told[f"{side} {place} {word}"] = 1.0
        if len(near) > 1:
            told[f"{side} both {near[0]} {near[1]}"] = 1.0
    if before and before[0] in ":=|-\u2013":
        told[f"label {' '.join(before[1:3])}"] = 1.0
    if not any(word.isalnum() for word in before):
        told["begins a line"] = 1.0
        above = words.line_above(start)
        told.update(dict.fromkeys((f"above {word}" for word in above), 1.0))
        if 0 < len(above) < _FAR:
            told[f"under {' '.join(above[:2])}"] = 1.0
    if not after:
        told["ends a line"] = 1.0
    if not text[end : end + 40].strip():
        told["ends the text"] = 1.0
    return told


def _form(name: str) -> str:
    parts = name.split()
    forms = {
        "initials": _INITIALS.fullmatch(name),
        "capitals": name.isupper(),
        "lower": name.islower(),
        "last first": "," in name,
        "one word": len(parts) == 1,
        "cut short": len(parts[-1].strip(".")) == 1,
        "initial first": len(parts[0].strip(".")) == 1,
    }
    return next((form for form, fits in forms.items() if fits), "full")


def _of_rules(votes: Sequence[Mapping[str, float]], number: int) -> dict[str, float]:
    own = votes[number]
    total = sum(own.values()) or 1.0
    told = {f"rules {role}": min(_MOST_VOTES, worth) * _OF_RULES for role, worth in own.items()}
    told |= {f"share {role}": worth / total * _OF_RULES for role, worth in own.items()}
    if own:
        told[f"best {max(own, key=own.__getitem__)}"] = _OF_RULES
    for side, at in (("last", number - 1), ("next", number + 1)):
        if 0 <= at < len(votes) and votes[at]:
            told[f"{side} {max(votes[at], key=votes[at].__getitem__)}"] = 1.0
    for vote in votes:
        total = sum(vote.values()) or 1.0
        for role, worth in vote.items():
            key = f"document {role}"
            told[key] = told.get(key, 0.0) + worth / total / len(votes) * _OF_RULES
    return told
