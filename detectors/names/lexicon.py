"""What is known of single words: whether each can be a name, a title, a place, an ordinary word."""

from __future__ import annotations

import re
import unicodedata
from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from config.rules import Rules

if TYPE_CHECKING:
    from pathlib import Path

_NAMES, _CENSUS, _OPEN, _RULES, _WORDS, _WEIGHTS = (
    "names.yaml",
    "names_census.yaml",
    "names_open.yaml",
    "name_rules.yaml",
    "common_words.yaml",
    "name_weights.yaml",
)


class Kind:
    """What a word can be, as bits; most words are several things.

    Plain numbers: an `IntFlag` makes an object of every "and", a tenth of the time on prose.
    """

    NONE = 0
    GIVEN = 1
    SURNAME = 2
    AMBIGUOUS = 4
    WORD = 8
    TITLE = 16
    ROLE = 32
    PLACE_HEAD = 64
    ORGANISATION = 128
    NEVER = 256
    PLACE = 512
    SUFFIX = 1024
    PARTICLE = 2048
    GREETING = 4096
    INITIAL = 8192
    THING = 16384
    RELATION = 32768
    GRAMMAR = 65536
    RARE = 131072
    NAME = GIVEN | SURNAME


# Words of these are better known so than as a name that only the long lists have.
_NO_RARE_NAMES = ("vocabulary", "titles", "roles", "greetings", "relations", "thing_words")
_FOLD = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "\u0131": "i", "\u2019": "'"}
)
_SIMPLE = {
    "titles": Kind.TITLE,
    "roles": Kind.ROLE,
    "place_heads": Kind.PLACE_HEAD,
    "organisation_words": Kind.ORGANISATION,
    "never": Kind.NEVER,
    "places": Kind.PLACE,
    "suffixes": Kind.SUFFIX,
    "particles": Kind.PARTICLE,
    "greetings": Kind.GREETING,
    "relations": Kind.RELATION,
    "grammar": Kind.GRAMMAR | Kind.WORD,
    "thing_words": Kind.THING,
    "vocabulary": Kind.WORD,
}


class Lexicon:
    """The word lists of `config/`, as one look-up per word.

    Args:
        rules: the rule files in force.
    """

    def __init__(self, rules: Rules) -> None:
        names, census, further, forms = (
            rules.yaml(name) for name in (_NAMES, _CENSUS, _OPEN, _RULES)
        )
        common = set(rules.yaml(_WORDS)["words"].split())
        self._kinds = dict.fromkeys(common, Kind.WORD)
        double = set(names["ambiguous"].lower().split())
        never = set(forms["never"].split())
        words = never | (common - double)
        for key in _NO_RARE_NAMES:
            words |= set(forms[key].split())
        self._add_rare(further["surnames"], Kind.SURNAME, words)
        self._add_rare(further["given"], Kind.GIVEN, words)
        self._add_rare(census["surnames"], Kind.SURNAME, never)
        self._add_rare(census["given"], Kind.GIVEN, words)
        for own, kind in ((names["surnames"], Kind.SURNAME), (names["given"], Kind.GIVEN)):
            listed = " ".join(own.values())
            self._add(listed, kind)
            for word in listed.lower().split():
                self._kinds[word] &= ~Kind.RARE
        for key, kind in _SIMPLE.items():
            self._add(forms[key], kind)
        self._mark_ambiguous(double)
        self.weights: dict[str, float] = forms["weights"]
        self.fitted_weights: dict[str, float] = rules.yaml(_WEIGHTS)["weights"]
        self.legal_forms = frozenset(forms["legal_forms"].split())
        self.brands = _by_last_word(forms["brands"])
        self.strong_heads = frozenset(forms["strong_heads"].split())
        self.personal_particles = frozenset(forms["personal_particles"].split())
        self.abbreviations = frozenset(forms["abbreviations"].split())
        self.illnesses = frozenset(forms["illness_words"].split())
        self.openers = frozenset(forms["openers"].split())
        self.verbs = frozenset(forms["person_verbs"].split())
        self.prepositions = frozenset(forms["person_prepositions"].split())
        self.place_prepositions = frozenset(forms["place_prepositions"].split())
        self.label_keys = frozenset(forms["label_keys"])
        self.label_roles = frozenset(forms["label_roles"].split())
        self.label_things = frozenset(forms["label_things"].split())
        self.introductions = tuple(f" {phrase} " for phrase in forms["introductions"])
        self.closings = tuple(forms["closings"])
        self.greetings = tuple(forms["greetings"].split())
        self._shapes = [
            (_shape(forms["medical_shapes"]), Kind.WORD),
            (_shape(forms["surname_shapes"]), Kind.SURNAME),
            (_shape(forms["given_shapes"]), Kind.GIVEN),
        ]
        self.lower_given = frozenset(
            word
            for word, kind in self._kinds.items()
            if kind & Kind.GIVEN and not kind & (Kind.AMBIGUOUS | Kind.WORD) and len(word) > 2
        )

    def fitted(self) -> Lexicon:
        """Give the same lists with the weights that were fitted together with our own tagger."""
        other = copy(self)
        other.weights = {**self.weights, **self.fitted_weights}
        return other

    def kinds(self, word: str) -> int:
        """Give what `word`, in any case and without a possessive, can be, as `Kind` bits."""
        low = word.lower()
        found = self._kinds.get(low)
        return self._guess(low) if found is None else found

    def _guess(self, low: str) -> int:
        """Go by the shape of a word that no list holds."""
        if not low.isascii():
            return self._of_folded(low)
        if len(low) == 1:
            return Kind.INITIAL
        if "-" in low:
            return self._of_parts(low)
        for shape, kind in self._shapes:
            if shape.search(low):
                return kind
        return Kind.NONE

    def _of_folded(self, low: str) -> int:
        """Look a word up without its accents and invisible characters."""
        split = unicodedata.normalize("NFKD", low.translate(_FOLD))
        plain = "".join(char for char in split if char.isascii())
        if len(plain) * 2 < len(low):
            return Kind.INITIAL if len(low) == 1 else Kind.NONE
        return self.kinds(plain)

    def _of_parts(self, low: str) -> int:
        parts = [self._kinds.get(part, 0) for part in low.split("-") if part]
        if parts and all(part & Kind.NAME for part in parts):
            return Kind.GIVEN | Kind.SURNAME if parts[0] & Kind.GIVEN else Kind.SURNAME
        if any(part & (Kind.WORD | Kind.NEVER) and not part & Kind.NAME for part in parts):
            return Kind.WORD
        if any(part & Kind.NAME and not part & Kind.WORD for part in parts):
            return Kind.SURNAME
        return Kind.WORD if any(part & Kind.WORD for part in parts) else Kind.NONE

    def _add(self, words: str, kind: int) -> None:
        for word in words.lower().split():
            self._kinds[word] = self._kinds.get(word, 0) | kind

    def _add_rare(self, words: str, kind: int, but: set[str]) -> None:
        """Add names of long lists, marked so, less those better known as something else."""
        names = " ".join(word for word in words.lower().split() if word not in but)
        self._add(names, kind | Kind.RARE)

    def _mark_ambiguous(self, listed: set[str]) -> None:
        others = Kind.WORD | Kind.NEVER | Kind.PLACE | Kind.PLACE_HEAD | Kind.ORGANISATION
        for word, kind in self._kinds.items():
            if kind & Kind.GRAMMAR:
                self._kinds[word] = kind & ~Kind.NAME
            elif kind & Kind.NAME and (word in listed or kind & others):
                self._kinds[word] = kind | Kind.AMBIGUOUS


def _by_last_word(phrases: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for phrase in phrases:
        last = phrase.split()[-1]
        found[last] = (*found.get(last, ()), phrase)
    return found


def _shape(alternatives: list[Any]) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


@lru_cache(maxsize=2)
def _cached(folder: Path | None) -> Lexicon:
    return Lexicon(Rules(folder))


def load_lexicon(rules: Rules | None = None) -> Lexicon:
    """Give the lexicon of the rules in force; reading it takes a quarter of a second, once."""
    return _cached(rules.folder if rules else None)
