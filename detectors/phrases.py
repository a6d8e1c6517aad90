"""Finds the phrases of a vocabulary in text: one pass, longest phrase first, any number of them.

A phrase written without lower-case letters ("MAR", "DNAR", "UNISON") is an acronym and is found
only in capitals, because "Mar" is a month and "must" a verb. Any other phrase is found in any case.
Plurals, possessives and the joining marks between words ("pre-admission", "pre admission") are
treated as equal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from config.rules import RulesError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Label = TypeVar("Label")

_WORD = re.compile(r"[^\W_]+")
_JOIN = r"(?:[\s\-\u2010-\u2014_/,&+'\u2019]{1,3})"
_JOIN_INITIAL = r"(?:[\s\-\u2010-\u2014_/.,&+'\u2019]{1,3})"  # "C. diff"
_ENDING = r"(?:e?s|['\u2019]s|s['\u2019])?(?![^\W_])"
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
        self._starts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase in self._labels:
            for words in _spellings(phrase, compact=compact):
                for form in _forms(words[0]):
                    self._starts.setdefault(form, []).append((words[1:], phrase))
        for candidates in self._starts.values():
            candidates.sort(key=_longest)
        self._first = re.compile(rf"(?<![^\W_]){_any_of(self._starts)}(?![^\W_])")
        self._compiled: dict[str, re.Pattern[str]] = {}

    def find(self, text: str) -> Iterator[Phrase[Label]]:
        """Give the phrases in `text` in order, the longest at each place, none overlapping."""
        lower = _lower(text)
        resume = 0
        for word in self._first.finditer(lower):
            if word.start() >= resume:
                found = self._longest_at(text, lower, word.start(), word.end())
                if found is not None:
                    resume = found.end
                    yield found

    def _longest_at(self, text: str, lower: str, start: int, end: int) -> Phrase[Label] | None:
        first = lower[start:end]
        candidates = self._starts[first]
        index = 0
        while match := self._continuations(first, index).match(lower, end):
            # The groups are numbered from the first candidate that was still to be tried.
            index += (match.lastindex or 1) - 1
            phrase = candidates[index][1]
            if not is_acronym(phrase) or _in_capitals(text[start : match.end()]):
                return Phrase(start, match.end(), phrase, self._labels[phrase])
            index += 1
        return None

    def _continuations(self, first: str, index: int) -> re.Pattern[str]:
        """Compile what may follow a first word; only when met, as most of a vocabulary never is."""
        key = f"{first} {index}"
        pattern = self._compiled.get(key)
        if pattern is None:
            rest = (_continuation(first, words) for words, _ in self._starts[first][index:])
            pattern = re.compile("|".join(f"({part})" for part in rest) or "(?!)")
            self._compiled[key] = pattern
        return pattern


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


def _longest(entry: tuple[tuple[str, ...], str]) -> tuple[int, int]:
    words = entry[0]
    return (-len(words), -sum(map(len, words)))


def _continuation(first: str, words: tuple[str, ...]) -> str:
    """Write a pattern for the words after the first; it matches nothing at all for none."""
    if not words:
        return ""
    pattern = ""
    for before, word in zip((first, *words), words, strict=False):
        join = _JOIN if len(before) > 1 else _JOIN_INITIAL
        loose = "(?:e?s)?" if pattern else ""
        pattern += f"{loose}(?:['\u2019]s)?{join}{re.escape(word)}"
    if _plural(words[-1]):
        pattern = pattern.removesuffix("s")
    return pattern + _ENDING


def _any_of(words: Iterable[str]) -> str:
    """Write one pattern for many words as a tree of letters, so that few are tried at a place."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree) or "(?!)"


def _branches(node: dict[str, Any]) -> str:
    ways = [re.escape(letter) + _branches(node[letter]) for letter in sorted(node) if letter]
    if not ways:
        return ""
    ends = "" in node
    joined = "|".join(ways)
    grouped = f"(?:{joined})" if len(ways) > 1 or ends else joined
    return grouped + ("?" if ends else "")


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
