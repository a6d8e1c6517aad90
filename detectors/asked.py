"""Reads what somebody typed to find a person: a name in any order, and other values of theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import regex

from detectors.checkdigits import nhs
from detectors.masking import TITLES
from detectors.name_keys import name_words, plain, sound_of
from detectors.uk_dates import parse_uk_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NAME = regex.compile(r"[\p{L}\p{M}\s.,'\u2019()-]+")
_ONE_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'\u2019.-]*,?")
_FORMERLY = regex.compile(r"\b(?:n[eé]e|formerly|maiden name|previously)\b|[()]", regex.IGNORECASE)
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class AskedName:
    """A name to look for, and the other ways in which its words may be written.

    Attributes:
        given: given names in order; the first is the one that counts.
        surname: parts of the surname; one, but for double-barrelled names.
        given_spellings: other spellings of the first given name.
        given_forms: its short and pet forms, or the names it may be short for.
        surname_spellings: other spellings of the surname.
        other_names: names that the first given name is not, so that none is taken for an error.
        one_word: whether only one word was typed, of which nobody knows what it is.
    """

    given: tuple[str, ...]
    surname: tuple[str, ...]
    given_spellings: frozenset[str] = frozenset()
    given_forms: frozenset[str] = frozenset()
    surname_spellings: frozenset[str] = frozenset()
    other_names: frozenset[str] = field(default=frozenset(), repr=False)
    one_word: bool = False

    @property
    def given_sound(self) -> str:
        """How the first given name sounds."""
        return sound_of(self.given[0]) if self.given else ""

    @property
    def surname_sound(self) -> str:
        """How the last part of the surname sounds."""
        return sound_of(self.surname[-1]) if self.surname else ""


class NameVariants:
    """Other ways to write names, from `config/name_variants.yaml`.

    Args:
        entries: that file, parsed.
    """

    def __init__(self, entries: Mapping[str, object]) -> None:
        forms = entries.get("short_forms")
        self._short = {
            str(name): frozenset(str(words).split())
            for name, words in (forms.items() if isinstance(forms, dict) else ())
        }
        self._spelled = _groups(entries.get("spellings"))
        self._surnames = _groups(entries.get("surname_spellings"))

    @cached_property
    def all_given(self) -> frozenset[str]:
        """Every word that is known as a given name."""
        return frozenset({*self._short, *self._spelled}.union(*self._short.values()))

    def is_given(self, word: str) -> bool:
        """Tell whether a word is known as a given name."""
        return word in self.all_given

    def spellings(self, given: str) -> frozenset[str]:
        """Give other spellings of a given name."""
        return self._spelled.get(given, frozenset()) - {given}

    def forms(self, given: str) -> frozenset[str]:
        """Give short forms of a given name, what it may be short for, and spellings of those."""
        found: set[str] = set()
        for name in {given, *self.spellings(given)}:
            found |= self._short.get(name, frozenset())
            for full in self._long(name):
                found |= {full} | self._short[full]
        found |= {other for name in found for other in self.spellings(name)}
        return frozenset(found - {given} - self.spellings(given))

    def surnames(self, surname: str) -> frozenset[str]:
        """Give other spellings of a surname."""
        return self._surnames.get(surname, frozenset()) - {surname}

    def _long(self, form: str) -> list[str]:
        return [name for name, forms in self._short.items() if form in forms]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed to find one person.

    Attributes:
        names: ways in which the person is called.
        values: every value as typed, names included.
    """

    names: tuple[AskedName, ...]
    values: tuple[str, ...]


def read_asked(values: Sequence[str], variants: NameVariants) -> Asked:
    """Make sense of the values typed after `find`.

    Words typed without quotation marks that look like parts of a name are taken together.
    """
    joined = tuple(_joined(values))
    names: list[AskedName] = []
    for value in joined:
        if _NAME.fullmatch(value) and (asked := _names(value, variants)):
            names += asked
    return Asked(tuple(dict.fromkeys(names)), joined)


def _joined(values: Iterable[str]) -> list[str]:
    found: list[str] = []
    open_name = False
    for value in values:
        word = bool(_ONE_WORD.fullmatch(value.strip()))
        if word and open_name:
            found[-1] += f" {value.strip()}"
        else:
            found.append(value.strip())
        open_name = word
    return [value for value in found if value]


def _names(value: str, variants: NameVariants) -> list[AskedName]:
    """Give the name typed, and the one borne before where "née" or brackets say it."""
    parts = [part for part in _FORMERLY.split(value) if name_words(part)]
    if not parts:
        return []
    first = _name(parts[0], variants)
    if first is None:
        return []
    found = [first]
    for part in parts[1:]:
        words = name_words(part)
        given = first.given if len(words) == 1 else words[:-1]
        found.append(_asked(given, words[-1:], variants))
    return found


def _name(value: str, variants: NameVariants) -> AskedName | None:
    words = name_words(value)
    if not words or len(words) > _MOST_WORDS:
        return None
    if len(words) == 1:
        titled = any(word.strip(".") in TITLES for word in plain(value).split())
        return _asked((), words, variants, one_word=not titled)
    surname = _hyphenated(value, words) or words[-1:]
    given = words[: len(words) - len(surname)]
    if "," not in value and len(words) == 2 and _turned(value, words, variants):
        given, surname = words[1:], words[:1]
    return _asked(given, surname, variants)


def _hyphenated(value: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the parts of a double-barrelled surname."""
    surname = value.partition(",")[0] if "," in value else value.rsplit(maxsplit=1)[-1]
    parts = name_words(surname) if "-" in surname else ()
    return parts if len(parts) < len(words) else ()


def _turned(value: str, words: tuple[str, ...], variants: NameVariants) -> bool:
    """Tell "HARTLEY Edith" and "Hartley Edith" from "Edith Hartley"."""
    written = [word for word in value.split() if plain(word).strip(".") not in TITLES]
    if len(written) == 2 and written[0].isupper() != written[1].isupper():
        return len(written[0]) > 2 and written[0].isupper()
    return variants.is_given(words[1]) and not variants.is_given(words[0])


def _asked(
    given: tuple[str, ...],
    surname: tuple[str, ...],
    variants: NameVariants,
    *,
    one_word: bool = False,
) -> AskedName:
    first = given[0] if given else ""
    return AskedName(
        given=given,
        surname=surname,
        given_spellings=variants.spellings(first),
        given_forms=variants.forms(first) if first else frozenset(),
        surname_spellings=variants.surnames(surname[-1]),
        other_names=variants.all_given,
        one_word=one_word,
    )


def _groups(entries: object) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in entries if isinstance(entries, list) else ():
        words = set(str(line).split())
        for word in words:
            found.setdefault(word, set()).update(words)
    return {word: frozenset(words) for word, words in found.items()}


def kind_of(value: str) -> str:
    """Give the kind of a value of which one person has just one: its entity, or ""."""
    digits = "".join(char for char in value if char.isdigit())
    if len(digits) == 10 and nhs(digits) and not any(char.isalpha() for char in value):
        return "UK_NHS"
    return "DATE_OF_BIRTH" if digits and parse_uk_date(value) else ""
