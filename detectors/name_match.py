"""Tells, by keys alone, whether a stored name may be the name of the person looked for."""

from __future__ import annotations

from enum import IntEnum
from string import ascii_lowercase
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from detectors.asked import AskedName
    from detectors.name_keys import NameKeys


class How(IntEnum):
    """In which form a name was met, the surest first.

    `TYPED` is one letter away from the name, as a typing error is. `NEAR` is so too, but is borne
    by somebody else, going by how often it is met; the search tells the two apart.
    """

    FULL = 0
    MORE = 1
    SPELLED = 2
    SHORT = 3
    SOUNDS = 4
    INITIAL = 5
    SURNAME = 6
    GIVEN_INITIAL = 7
    GIVEN = 8
    TYPED = 9
    INITIALS = 10
    NEAR = 11


class Shares(IntEnum):
    """What somebody else's name has in common with the one looked for."""

    SURNAME = 0
    SURNAME_INITIAL = 1
    GIVEN = 2


class NameMatch(NamedTuple):
    """What a stored name has to do with the one looked for.

    Attributes:
        how: in which form it is that name, or None where it is somebody else's.
        shares: of somebody else's, what the two have in common.
    """

    how: How | None
    shares: Shares | None = None


# Letters that a misspelt name may begin with instead.
_ALIKE = ("ckqg", "fpv", "gj", "szcx", "iye", "vw", "ae", "uy", "hw")
_SAME, _SPELLED, _FORM, _SOUND = 4, 3, 2, 1
# Letters; among shorter words most that differ in one letter are names of their own (Hill, Hall).
_SHORTEST_TYPED = 5


class NameMatcher:
    """Compares stored names with one name that is looked for.

    Args:
        asked: that name.
        keys: makes keys under the installation's key.
    """

    def __init__(self, asked: AskedName, keys: NameKeys) -> None:
        self._asked = asked
        self._keys = keys
        self._near: dict[str, frozenset[str]] = {}
        self._given_initials = {
            word[0] for word in (*asked.given[:1], *asked.given_spellings, *asked.given_forms)
        }

    def surname_letters(self) -> str:
        """Give letters of which a name with the surname has one among its initials."""
        return _letters({*self._asked.surname, *self._asked.surname_spellings})

    def given_letters(self) -> str:
        """Give letters of which a name with the given name has one; "" where none is asked for."""
        asked = self._asked
        return _letters({*asked.given, *asked.given_spellings, *asked.given_forms})

    def match(
        self, digest: str, initials: str, exact: Sequence[int], sound: Sequence[int]
    ) -> NameMatch | None:
        """Compare one stored name; None where the two have nothing in common.

        Args:
            digest: of the whole name.
            initials: see `detectors.name_keys.WordKeys`, as the others.
            exact: see there.
            sound: see there.
        """
        name = _Stored(self._keys, digest, initials, exact, sound)
        if self._asked.one_word:
            words = (*self._asked.surname, *self._asked.surname_spellings)
            return NameMatch(How.SURNAME) if any(map(name.has, words)) else None
        surname, at = self._surname(name)
        if surname:
            return self._with_surname(name, surname, at)
        return self._without(name)

    def _surname(self, name: _Stored) -> tuple[int, frozenset[int]]:
        """Give how well a surname fits, and which words it takes up."""
        asked = self._asked
        places = [name.find(word) for word in asked.surname]
        if all(place is not None for place in places):
            return _SAME, frozenset(place for place in places if place is not None)
        if any(place is not None for place in places):  # one half of a double-barrelled name
            return _SPELLED, frozenset(place for place in places if place is not None)
        for word in asked.surname_spellings:
            if (place := name.find(word)) is not None:
                return _SPELLED, frozenset([place])
        if (place := name.find_sound(asked.surname[-1], asked.surname_sound)) is not None:
            return _SOUND, frozenset([place])
        return 0, frozenset()

    def _given(self, name: _Stored, taken: frozenset[int]) -> tuple[int, int]:
        """Give how well a given name fits, and which word it is."""
        asked = self._asked
        if not asked.given:
            return 0, -1
        ranked: list[tuple[int, Iterable[str]]] = [
            (_SAME, asked.given[:1]),
            (_SPELLED, asked.given_spellings),
            (_FORM, asked.given_forms),
        ]
        for fit, words in ranked:
            for word in words:
                if (place := name.find(word, taken)) is not None:
                    return fit, place
        place = name.find_sound(asked.given[0], asked.given_sound, taken)
        if place is not None:
            return _SOUND, place
        for word in asked.given[1:]:  # called by a middle name
            if (place := name.find(word, taken)) is not None:
                return _SOUND, place
        return 0, -1

    def _with_surname(self, name: _Stored, surname: int, taken: frozenset[int]) -> NameMatch | None:
        given, place = self._given(name, taken)
        others = name.others(taken | {place})
        if given:
            if len(self._asked.given[0]) == 1 and surname == _SAME:
                return NameMatch(How.INITIAL)
            return self._full(surname, given, more=any(name.exact[at] for at in others))
        if surname == _SOUND:
            return None
        if self._asked.given and self._typed(name, self._asked.given[0], others):
            return NameMatch(How.TYPED)
        return self._without_given(name, others)

    def _without_given(self, name: _Stored, others: Sequence[int]) -> NameMatch:
        """Judge a name with the surname whose other words are not the given name asked for."""
        asked = self._asked.given
        if not others or not asked:  # where only "Mrs Hartley" was asked for: anybody so called
            return NameMatch(How.SURNAME)
        first = name.initials[others[0]]
        same_initial = first in self._given_initials
        only_initials = all(not name.exact[at] for at in others)
        if same_initial and (only_initials or asked[0] == first):
            return NameMatch(How.INITIAL)
        rival = same_initial and not only_initials
        return NameMatch(None, Shares.SURNAME_INITIAL if rival else Shares.SURNAME)

    @staticmethod
    def _full(surname: int, given: int, *, more: bool) -> NameMatch | None:
        if surname == _SOUND and given == _SOUND:
            return None
        if _SOUND in {surname, given}:
            return NameMatch(How.SOUNDS)
        if given == _FORM:
            return NameMatch(How.SHORT)
        if _SPELLED in {surname, given}:
            return NameMatch(How.SPELLED)
        return NameMatch(How.MORE if more else How.FULL)

    def _without(self, name: _Stored) -> NameMatch | None:
        """Judge a name without the surname: "Edith", "Edith H", "E.H." or "Edith Brown"."""
        given, place = self._given(name, frozenset())
        if given < _FORM:
            return self._initials(name)
        others = name.others(frozenset([place]))
        if not others:
            return NameMatch(How.GIVEN)
        if given >= _SPELLED and self._typed(name, self._asked.surname[-1], others):
            return NameMatch(How.TYPED)
        initial = self._asked.surname[0][0]
        if all(not name.exact[at] for at in others) and name.initials[others[-1]] == initial:
            return NameMatch(How.GIVEN_INITIAL)
        return NameMatch(None, Shares.GIVEN)

    def _typed(self, name: _Stored, word: str, places: Iterable[int]) -> bool:
        """Tell whether one of some words of a name is a word with one letter mistyped."""
        if len(word) < _SHORTEST_TYPED:
            return False
        if word not in self._near:
            self._near[word] = mistyped(word) - self._asked.other_names
        return name.has_any(self._near[word], places)

    def _initials(self, name: _Stored) -> NameMatch | None:
        if len(name.initials) < 2 or any(name.exact) or not self._asked.given:
            return None
        wanted = self._asked.given[0][0] + self._asked.surname[0][0]
        ends = name.initials[0] + name.initials[-1]
        return NameMatch(How.INITIALS) if wanted in {ends, ends[::-1]} else None


class _Stored:
    """A stored name, whose words can only be guessed at."""

    def __init__(
        self,
        keys: NameKeys,
        digest: str,
        initials: str,
        exact: Sequence[int],
        sound: Sequence[int],
    ) -> None:
        self._keys = keys
        self._digest = digest
        self.initials = initials
        self.exact = exact
        self._sound = sound

    def others(self, taken: frozenset[int]) -> list[int]:
        return [at for at in range(len(self.exact)) if at not in taken]

    def has(self, word: str) -> bool:
        return self.find(word) is not None

    def find(self, word: str, taken: frozenset[int] = frozenset()) -> int | None:
        """Give the place of a word, the last one where it stands twice."""
        if len(word) < 2:
            return None
        key = None
        for at in range(len(self.exact) - 1, -1, -1):
            if at in taken or self.initials[at] != word[0] or not self.exact[at]:
                continue
            key = self._keys.exact(self._digest, word) if key is None else key
            if self.exact[at] == key:
                return at
        return None

    def has_any(self, words: Iterable[str], places: Iterable[int]) -> bool:
        """Tell whether a word at one of some places is among those given."""
        wanted = {self.exact[at]: self.initials[at] for at in places if self.exact[at]}
        letters = set(wanted.values())
        return any(
            wanted.get(self._keys.exact(self._digest, word)) == word[0]
            for word in words
            if word[0] in letters
        )

    def find_sound(self, word: str, code: str, taken: frozenset[int] = frozenset()) -> int | None:
        """Give the place of a word that sounds like another."""
        if not code:
            return None
        key = None
        for at in range(len(self._sound) - 1, -1, -1):
            if at in taken or not self._sound[at] or not _alike(self.initials[at], word[0]):
                continue
            key = self._keys.sound(self._digest, word) if key is None else key
            if self._sound[at] == key:
                return at
        return None


def mistyped(word: str) -> frozenset[str]:
    """Give what a word becomes by one typing error after its first letter.

    A letter left out, put in, or hit instead of another, or two letters exchanged (the optimal
    string alignment distance of one).
    """
    found = set()
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        found |= {before + letter + after for letter in ascii_lowercase}
        if after:
            found.add(before + after[1:])
            found |= {before + letter + after[1:] for letter in ascii_lowercase}
        if len(after) > 1:
            found.add(before + after[1] + after[0] + after[2:])
    return frozenset(found - {word})


def _alike(one: str, other: str) -> bool:
    return one == other or any(one in group and other in group for group in _ALIKE)


def _letters(words: AbstractSet[str]) -> str:
    """Give the letters that these words, and words that sound like them, may begin with."""
    first = {word[0] for word in words}
    alike = {letter for group in _ALIKE if first & set(group) for letter in group}
    return "".join(sorted(first | alike))
