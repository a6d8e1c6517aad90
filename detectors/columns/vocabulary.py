"""Header words: which header means what, and whose detail it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from config.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable

_RULES = "columns.yaml"
_NAMES = "name_variants.yaml"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APOSTROPHE = re.compile(r"['\u2019]s?\b")
_NOT_WORD = re.compile(r"[^\w&]+|_+")
_INITIALS = re.compile(r"\b(?:\w ){2,}\w\b|\b\w \w\b")
_LONGEST = 80
_BY = (" by", " by whom")
_DOER = "role_holder"
SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column may mean; the fields are described in `config/columns.yaml`."""

    id: str
    check: str
    entity: str | None = None
    score: float = 0.0
    alone: float | None = None
    alone_score: float = 0.0
    part: str = ""
    key: int = 0
    trigger: str = ""
    ambiguous: bool = False
    organisation: bool = False
    thing: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """A header understood.

    Attributes:
        meaning: what the column holds.
        whose: `subject`, or the kind of connected person it is about with the word that said so
            ("next_of_kin nok"), so that details of one person are joined and no others.
    """

    meaning: Meaning
    whose: str = SUBJECT


class Vocabulary:
    """The header words and value words of `config/columns.yaml`, and short forms of first names.

    Args:
        rules: the rule files in force.
    """

    def __init__(self, rules: Rules) -> None:
        raw: dict[str, Any] = rules.yaml(_RULES)
        self.meanings = {name: _meaning(name, entry) for name, entry in raw["meanings"].items()}
        self._exact: dict[str, Meaning] = {}
        for name, entry in raw["meanings"].items():
            for header in entry["headers"]:
                self._exact.setdefault(_squeeze(plain(str(header))), self.meanings[name])
        self._phrases: dict[tuple[str, ...], tuple[int, Meaning]] = {}
        for name, meaning in self.meanings.items():
            for header in raw["meanings"][name]["headers"]:
                words = tuple(plain(str(header)).split())
                if len(words) > 1 and min(map(len, words)) > 1:
                    self._phrases.setdefault(words, (len(self._phrases), meaning))
        self._longest_phrase = max(map(len, self._phrases))
        self._telling = set(raw["telling"])
        self._not_details = [plain(word) for word in raw["not_details"]]
        self._whose = {
            plain(str(word)): group for group, words in raw["whose"].items() for word in words
        }
        self._longest_whose = max(len(word.split()) for word in self._whose)
        self.not_names = frozenset(str(word) for word in raw["not_names"])
        self.blanks = frozenset(str(word) for word in raw["blanks"])
        self.postcode_areas = tuple(raw["postcode_areas"].split())
        self.short_forms: dict[str, tuple[str, ...]] = {
            str(name): tuple(str(forms).split())
            for name, forms in rules.yaml(_NAMES)["short_forms"].items()
        }
        self._tables = {
            name: (int(entry["least"]), {_squeeze(plain(str(h))) for h in entry["headers"]})
            for name, entry in raw["tables"].items()
        }

    def header(self, text: str) -> Header | None:
        """Understand a header, or say None where its words are not known."""
        words = plain(text)
        if not words or len(words) > _LONGEST:
            return None
        if meaning := self._exact.get(_squeeze(words)):
            group = self._whose.get(words, SUBJECT)
            return Header(meaning, group if group == SUBJECT else f"{group} {words}")
        rest, whose = self._set_aside(words.split())
        meaning = self._exact.get(_squeeze(rest))
        if meaning is None and not any(f" {word} " in f" {rest} " for word in self._not_details):
            if words.endswith(_BY):
                return Header(self.meanings[_DOER], f"colleague {words}")
            meaning = self._inside(rest.split())
        return Header(meaning, whose) if meaning else None

    def kinds(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Name what a table with these headers seems to be, best first."""
        found = {_squeeze(plain(text)) for text in headers}
        scored = [(len(found & words), name) for name, (_, words) in self._tables.items()]
        kept = [(n, name) for n, name in scored if n >= self._tables[name][0]]
        return tuple(name for _, name in sorted(kept, key=lambda item: (-item[0], item[1])))

    def _set_aside(self, words: list[str]) -> tuple[str, str]:
        """Take the words that say whose detail it is from either end."""
        whose = SUBJECT
        changed = True
        while words and changed:
            changed = False
            for size in range(min(self._longest_whose, len(words)), 0, -1):
                for part, rest in (
                    (words[:size], words[size:]),
                    (words[-size:], words[:-size]),
                ):
                    group = self._whose.get(" ".join(part))
                    if group is None:
                        continue
                    if group != SUBJECT:
                        whose = f"{group} {' '.join(part)}"
                    words, changed = rest, True
                    break
                if changed:
                    break
            while words and words[-1] in {"of", "the", "s", "for"}:
                words, changed = words[:-1], True
            while words and words[0] in {"of", "the", "s"}:
                words, changed = words[1:], True
        return " ".join(words), whose

    def _inside(self, words: list[str]) -> Meaning | None:
        """Find a known header inside a longer one: the longest, then the one listed first."""
        for size in range(min(self._longest_phrase, len(words)), 1, -1):
            parts = (tuple(words[i : i + size]) for i in range(len(words) - size + 1))
            known = [self._phrases[part] for part in parts if part in self._phrases]
            if known:
                return min(known, key=lambda entry: entry[0])[1]
        for word in words:
            if word in self._telling:
                return self._exact.get(word)
        return None


def vocabulary(rules: Rules | None = None) -> Vocabulary:
    """Give the vocabulary of some rule files, read once per process and folder."""
    return _vocabulary((rules or Rules()).folder)


@cache
def _vocabulary(folder: Any) -> Vocabulary:
    return Vocabulary(Rules(folder))


def plain(header: str) -> str:
    """Write a header as lower-case words: "D.O.B." and "dateOfBirth" become words apart."""
    text = _CAMEL.sub(" ", header.strip())
    text = _APOSTROPHE.sub("", text)
    text = _NOT_WORD.sub(" ", text.lower()).strip()
    return _INITIALS.sub(lambda match: match[0].replace(" ", ""), text)


def _squeeze(words: str) -> str:
    return words.replace(" ", "")


def _meaning(name: str, entry: dict[str, Any]) -> Meaning:
    return Meaning(id=name, **{key: value for key, value in entry.items() if key != "headers"})
