"""Finds the phrases of a vocabulary in text: one pass, longest phrase first, any number of them.

A phrase written without lower-case letters ("MAR", "DNAR", "UNISON") is an acronym and is found
only in capitals, because "Mar" is a month and "must" a verb. Any other phrase is found in any case.
Plurals, possessives and the joining marks between words ("pre-admission", "pre admission") are
treated as equal.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from config.rules import RulesError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Label = TypeVar("Label")

_WORD = re.compile(r"[^\W_]+")
_STEP = re.compile(r"(?:['\u2019]s)?[\s\-\u2010-\u2014_/,&+'\u2019]{1,3}([^\W_]+)")
# After a single letter the mark may be a full stop, too: "C. diff".
_STEP_INITIAL = re.compile(r"(?:['\u2019]s)?[\s\-\u2010-\u2014_/.,&+'\u2019]{1,3}([^\W_]+)")
_POSSESSIVE = re.compile(r"['\u2019]s(?![^\W_])")
_AND = re.compile(r"\s*&\s*")


@dataclass(frozen=True, slots=True)
class Phrase(Generic[Label]):
    """One phrase found in a text.

    Attributes:
        start: first character.
        end: one past the last character.
        text: the phrase as the vocabulary has it.
        labels: what the vocabulary says of it.
    """

    start: int
    end: int
    text: str
    labels: tuple[Label, ...]


@dataclass(slots=True)
class _Node:
    """A place in the tree of words: what may come next, and what would end a phrase here."""

    nexts: dict[str, _Node] = field(default_factory=dict)
    lasts: dict[str, list[str]] = field(default_factory=dict)


class PhraseBook(Generic[Label]):
    """A vocabulary compiled for finding.

    Args:
        entries: (phrase, label) pairs; a phrase may come with several labels.
        compact: also find two-word phrases written as one word ("careplan").

    Raises:
        RulesError: a phrase is no text, because YAML reads bare yes, no, on, off as true or false.
    """

    def __init__(self, entries: Iterable[tuple[str, Label]], *, compact: bool = False) -> None:
        self._labels: dict[str, tuple[Label, ...]] = {}
        written: dict[tuple[bool, tuple[str, ...]], str] = {}
        for entry, label in entries:
            if not isinstance(entry, str):
                raise RulesError(f"put the phrase that YAML reads as {entry!r} in quotes")
            phrase = written.setdefault(identity(entry), entry)
            self._labels[phrase] = (*self._labels.get(phrase, ()), label)
        self._alone: dict[str, list[str]] = {}
        self._starts: dict[str, _Node] = {}
        for phrase in self._labels:
            for words in _spellings(phrase, compact=compact):
                for form in _forms(words[0]):
                    self._plant(form, words[1:], phrase)
        self._firsts = frozenset({*self._alone, *self._starts})
        self._acronyms = frozenset(filter(is_acronym, self._labels))

    def _plant(self, first: str, rest: tuple[str, ...], phrase: str) -> None:
        """Add a phrase to the tree of those that begin with the word `first`."""
        if not rest:
            self._alone.setdefault(first, []).append(phrase)
            return
        node = self._starts.setdefault(first, _Node())
        for word in rest[:-1]:
            node = node.nexts.setdefault(word, _Node())
        last = rest[-1][:-1] if _plural(rest[-1]) else rest[-1]
        node.lasts.setdefault(last, []).append(phrase)

    def find(self, text: str) -> Iterator[Phrase[Label]]:
        """Give the phrases in `text` in order, the longest at each place, none overlapping."""
        lower, places = _places(text)
        firsts = self._firsts.intersection(places)
        resume = 0
        for start, end in sorted((at, at + len(word)) for word in firsts for at in places[word]):
            if start >= resume:
                found = self._longest_at(text, lower, start, end)
                if found is not None:
                    resume = found.end
                    yield found

    def _longest_at(self, text: str, lower: str, start: int, end: int) -> Phrase[Label] | None:
        first = lower[start:end]
        found = [(1, len(first), end, phrase) for phrase in self._alone.get(first, ())]
        if (node := self._starts.get(first)) is not None:
            found += _walk(lower, node, end, words=1, letters=len(first))
        for _, _, stop, phrase in sorted(found, key=_longest, reverse=True):
            if phrase not in self._acronyms or _in_capitals(text[start:stop]):
                return Phrase(start, stop, phrase, self._labels[phrase])
        return None


# Several vocabularies are looked for in each text, one after the other.
@lru_cache(maxsize=4)
def _places(text: str) -> tuple[str, Mapping[str, Sequence[int]]]:
    """Give a text in lower case, and where each of its words begins, in order."""
    lower = _lower(text)
    places: defaultdict[str, array[int]] = defaultdict(lambda: array("L"))
    for word in _WORD.finditer(lower):
        places[word[0]].append(word.start())
    return lower, places


def _walk(
    lower: str, node: _Node, end: int, words: int, letters: int
) -> Iterator[tuple[int, int, int, str]]:
    """Give (words, letters, end, phrase) of every phrase that goes on from `end`."""
    initial = end < 2 or not lower[end - 2].isalnum()
    step = (_STEP_INITIAL if initial else _STEP).match(lower, end)
    if step is None:
        return
    word, stop = step[1], step.end(1)
    for form in _singulars(word):
        for phrase in node.lasts.get(form, ()):
            yield words + 1, letters + len(form), _ending(lower, stop, plural=form != word), phrase
        if (deeper := node.nexts.get(form)) is not None:
            yield from _walk(lower, deeper, stop, words + 1, letters + len(form))


def _singulars(word: str) -> tuple[str, ...]:
    """Give a word of the text and what it may be the plural of."""
    if word.endswith("es"):
        return word, word[:-1], word[:-2]
    return (word, word[:-1]) if word.endswith("s") and len(word) > 1 else (word,)


def _ending(lower: str, stop: int, *, plural: bool) -> int:
    """Take a possessive ending along: "manager's", "residents'"."""
    if plural:
        return stop + 1 if lower[stop : stop + 1] in {"'", "\u2019"} else stop
    possessive = _POSSESSIVE.match(lower, stop)
    return possessive.end() if possessive else stop


def _longest(entry: tuple[int, int, int, str]) -> tuple[int, int]:
    return entry[:2]


def is_acronym(phrase: str) -> bool:
    """Tell whether a phrase is one that must stand in capitals."""
    return phrase == phrase.upper() and any(character.isalpha() for character in phrase)


def words_of(text: str) -> list[str]:
    """Split into lower-case words; marks between words are dropped."""
    return _WORD.findall(_lower(text))


def _lower(text: str) -> str:
    """Lower-case without moving any character (a few letters grow when lower-cased)."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _spellings(phrase: str, *, compact: bool) -> list[tuple[str, ...]]:
    """Give the word sequences of a phrase: with "&" as "and" or left out, and joined up."""
    plain = _AND.sub(" and ", phrase.lower())
    words = tuple(_WORD.findall(plain.replace("'s", "").replace("\u2019s", "")))
    spellings = [words]
    if "and" in words[1:-1]:
        spellings.append(tuple(word for word in words if word != "and"))
    if compact and len(words) == 2 and min(map(len, words)) > 2:
        spellings.append(("".join(words),))
    return spellings


def identity(phrase: str) -> tuple[bool, tuple[str, ...]]:
    """Give what equal phrases have in common: "care plans" and "Care plan", not "MAR" and "mar"."""
    words = _spellings(phrase, compact=False)[0]
    return is_acronym(phrase), tuple(w[:-1] if _plural(w) else w for w in words)


def _forms(word: str) -> set[str]:
    """Give a word with and without its plural ending."""
    if _plural(word):
        return {word, word[:-1]}
    return {word, word + "s"} if len(word) > 1 else {word}


def _plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _in_capitals(text: str) -> bool:
    letters = text[:-1] if text.endswith("s") and len(text) > 2 else text
    return letters == letters.upper()
