"""Joins the mentions of one document to people, and says what each is to the service.

The rule: mentions are one person where nothing in them disagrees. "Mrs Hartley", "Edith Hartley",
"HARTLEY, Edith", "E Hartley", "Edith", "E.H." and "Betty" said to be her are one; "Edith Hartley"
and "George Hartley" are two, as are Mr and Mrs Hartley. What could be several people is the one
named last before it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from config.rules import Rules
from detectors.names.lexicon import Kind, load_lexicon
from detectors.names.role_model import Words, features, shipped
from detectors.names.roles import RoleReader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from detectors.names.lexicon import Lexicon

_TITLE = re.compile(
    r"(?:^|[\s(\"'])(mr|mrs|ms|miss|mx|mister|missus|missis|sir|lady|dame|dr|nurse|sister|fr|father|rev)"
    r"\.?[ \t]$",
    re.IGNORECASE,
)
_MALE, _FEMALE = (
    ("mr", "mister", "sir", "fr", "father"),
    ("mrs", "ms", "miss", "missus", "missis", "lady", "dame", "sister"),
)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_ALSO_BEFORE = re.compile(
    r"(?:known as|likes to be called|prefers(?: to be called)?|preferred name|nickname|called|aka"
    r"|a\.k\.a\.?|calls? (?:him|her)|goes by|answers to|n[\u00e9e]e)[:\s\"'\u201c\u2018(]{1,4}$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[ \t]?[(\"'\u201c\u2018]{1,2}$")
_REACH = 30


@dataclass(frozen=True, slots=True)
class Named:
    """A mention taken apart.

    Attributes:
        start: first character of the mention.
        end: one past the last.
        given: given names, lower case, accents taken off; a single letter is an initial.
        surname: surname, "" where none is told apart.
        sex: "m", "f" or "", as a title tells.
    """

    start: int
    end: int
    given: tuple[str, ...]
    surname: str
    sex: str = ""

    @property
    def fullness(self) -> int:
        """How much the mention tells: whole words count double."""
        return sum(2 if len(word) > 1 else 1 for word in (*self.given, self.surname) if word)


@dataclass(slots=True)
class JoinedPerson:
    """One person of a document.

    Attributes:
        mentions: (start, end) of each mention, by position.
        role: "resident", "relative", "staff", "professional", "applicant", "visitor" or "other".
        sure: how likely that is.
    """

    mentions: list[tuple[int, int]]
    role: str = "other"
    sure: float = 0.0
    forms: list[Named] = field(default_factory=list, repr=False)


class Joiner:
    """Joins mentions to people.

    Args:
        short_forms: short and pet names by full name, as `name_variants.yaml` has them.
        lexicon: tells given names from surnames where one stands alone.
        roles: tells what each person is, or None to leave that open.
    """

    def __init__(
        self,
        short_forms: Mapping[str, str],
        lexicon: Lexicon,
        roles: RoleReader | None = None,
    ) -> None:
        self._full: dict[str, set[str]] = {}
        for full, forms in short_forms.items():
            for short in str(forms).split():
                self._full.setdefault(short, set()).add(full)
        self._lexicon = lexicon
        self._roles = roles

    def people(self, text: str, spans: Sequence[tuple[int, int]]) -> list[JoinedPerson]:
        """Give the people that the mentions at `spans` speak of, in order of first mention."""
        spans = sorted(spans)
        named = [self._taken_apart(text, start, end) for start, end in spans]
        people: list[JoinedPerson] = []
        by_word: dict[str, list[JoinedPerson]] = {}
        owners: dict[int, JoinedPerson] = {}
        # The fullest first, so that a short form finds whom it may stand for wherever that is.
        for index in sorted(range(len(named)), key=lambda i: (-named[i].fullness, i)):
            form = named[index]
            person = self._same(form, by_word)
            if person is None:
                person = JoinedPerson([], forms=[])
                people.append(person)
            owners[index] = person
            person.forms.append(form)
            for word in self._keys(form):
                known = by_word.setdefault(word, [])
                if person not in known[-8:]:
                    known.append(person)
        self._join_said(text, named, owners)
        return self._finished(text, named, owners)

    def _finished(
        self, text: str, named: Sequence[Named], owners: Mapping[int, JoinedPerson]
    ) -> list[JoinedPerson]:
        joined: dict[int, JoinedPerson] = {}
        for index, form in enumerate(named):
            person = owners[index]
            own = joined.setdefault(id(person), JoinedPerson([], forms=person.forms))
            own.mentions.append((form.start, form.end))
        people = list(joined.values())
        if self._roles:
            self._tell_roles(self._roles, text, people)
        return people

    def _tell_roles(self, roles: RoleReader, text: str, people: list[JoinedPerson]) -> None:
        votes = roles.votes(text, people)
        words = Words(text, self._lexicon)
        model = shipped()
        for number, person in enumerate(people):
            told = features(words, text, people, votes, number)
            person.role, person.sure = model.tell(told)

    def _taken_apart(self, text: str, start: int, end: int) -> Named:
        value = text[start:end]
        before, comma, after = value.partition(",")
        sex = ""
        words = self._but(Kind.PARTICLE, _words(value))
        while len(words) > 1 and self._lexicon.kinds(words[0]) & Kind.TITLE:
            first = words.pop(0)
            sex = sex or _sex(first)
        title = _TITLE.search(text[max(0, start - 10) : start])
        titled = bool(title or sex)
        sex = sex or (_sex(title[1].lower()) if title else "")
        if comma and _words(before) and _words(after):
            given = self._but(Kind.TITLE, _words(after))
            return Named(start, end, tuple(given), " ".join(_words(before)), sex)
        plain = value.replace(" ", "")
        if _is_initials(value) and not titled:
            letters = re.findall(r"[A-Z]", plain)
            return Named(
                start, end, tuple(c.lower() for c in letters[:-1]), letters[-1].lower(), sex
            )
        if len(words) == 1:
            kinds = self._lexicon.kinds(words[0])
            listed = kinds & Kind.SURNAME and not kinds & Kind.GIVEN
            alone = bool(listed) or (titled and not _is_forename_title(title))
            return Named(start, end, () if alone else (words[0],), words[0] if alone else "", sex)
        if words and len(words[0]) > 1 and value.split()[0].isupper() and not value.isupper():
            return Named(start, end, tuple(words[1:]), words[0], sex)  # HARTLEY Edith
        return Named(start, end, tuple(words[:-1]), words[-1] if words else "", sex)

    def _but(self, kind: int, words: list[str]) -> list[str]:
        """Leave out the words of a kind, unless nothing else is left."""
        return [word for word in words if not self._lexicon.kinds(word) & kind] or words

    def _keys(self, form: Named) -> set[str]:
        words = {*form.given[:2], form.surname, *form.surname.split(), *form.surname.split("-")} - {
            ""
        }
        for word in form.given[:1]:
            words |= self._full.get(word, set())
        if form.given and form.surname:
            words.add(f"{form.given[0][0]}.{form.surname[0]}")
        return words

    def _same(self, form: Named, by_word: Mapping[str, list[JoinedPerson]]) -> JoinedPerson | None:
        """Give whom a mention may stand for; of several, the person named nearest before it."""
        met: dict[int, JoinedPerson] = {}
        for word in self._keys(form):
            for person in by_word.get(word, ()):
                met[id(person)] = person
        fitting = [
            p
            for p in met.values()
            if any(self._agree(form, other) for other in p.forms[:4]) and self._no_clash(form, p)
        ]
        if not fitting:
            return None

        def nearness(person: JoinedPerson) -> tuple[bool, int]:
            before = [
                form.start - other.start for other in person.forms if other.start <= form.start
            ]
            after = [other.start - form.start for other in person.forms]
            return (not before, min(before or after))

        return min(fitting, key=nearness)

    def _no_clash(self, form: Named, person: JoinedPerson) -> bool:
        return not any(form.sex and other.sex and form.sex != other.sex for other in person.forms)

    def _agree(self, form: Named, other: Named) -> bool:
        """Tell whether two mentions may be one person; `other` tells at least as much."""
        if form.surname and other.surname:
            return self._same_surname(form.surname, other.surname) and self._same_given(form, other)
        if form.surname:  # a surname alone, and a person known by a given name
            return False
        if not form.given:
            return False
        if other.given and self._fits(form.given[0], other.given[0]):
            return True
        # A middle name in use, or a name of one word that is the surname.
        return len(form.given[0]) > 2 and form.given[0] in (*other.given[1:], other.surname)

    def _same_surname(self, one: str, two: str) -> bool:
        if one == two or one.replace(" ", "") == two.replace(" ", ""):
            return True
        if len(one) == 1 or len(two) == 1:
            return one[0] == two[0]
        if "-" in one and len(one) == 3:
            return [part[:1] for part in two.split("-")] == one.split("-")
        parts = two.split("-") + two.split()
        return one in parts or two in one.split("-") + one.split()

    def _same_given(self, form: Named, other: Named) -> bool:
        if not form.given or not other.given:
            return True
        return self._fits(form.given[0], other.given[0]) or (
            len(form.given[0]) > 1 and form.given[0] in other.given[1:]
        )

    def _fits(self, one: str, two: str) -> bool:
        """Tell whether two given names may be one: equal, an initial, a short form, a part."""
        if one == two:
            return True
        if len(one) == 1 or len(two) == 1:
            return one[0] == two[0]
        full_one, full_two = self._full.get(one, set()), self._full.get(two, set())
        if two in full_one or one in full_two or full_one & full_two:
            return True
        return (two.startswith(f"{one}-") or one.startswith(f"{two}-")) or _misspelt(one, two)

    def _join_said(
        self, text: str, named: Sequence[Named], owners: dict[int, JoinedPerson]
    ) -> None:
        """Join a name that the text says is another name of the person before it."""
        for index in range(1, len(named)):
            form, last = named[index], named[index - 1]
            between = text[last.end : form.start]
            lead = text[max(0, form.start - _REACH) : form.start]
            said = _ALSO_BEFORE.search(lead) and len(between) < 90
            closed = text[form.end : form.end + 1] in (")", '"', "'", "\u201d", "\u2019")
            quoted = closed and len(between) <= 4 and _BRACKET.search(between) and not form.surname
            if (said or quoted) and owners[index] is not owners[index - 1]:
                self._merge(owners, owners[index], owners[index - 1])

    @staticmethod
    def _merge(owners: dict[int, JoinedPerson], gone: JoinedPerson, kept: JoinedPerson) -> None:
        kept.forms += gone.forms
        for index, person in owners.items():
            if person is gone:
                owners[index] = kept


def _is_forename_title(title: re.Match[str] | None) -> bool:
    return (
        bool(title)
        and title is not None
        and title[1].lower() in ("nurse", "sister", "fr", "father")
    )


def _sex(title: str) -> str:
    return "m" if title in _MALE else "f" if title in _FEMALE else ""


def _words(value: str) -> list[str]:
    split = unicodedata.normalize("NFKD", value.lower().replace("\u2019", "'"))
    plain = "".join(char for char in split if not unicodedata.combining(char))
    return [word.removesuffix("'s") for word in _WORD.findall(plain)]


def _is_initials(value: str) -> bool:
    return bool(re.fullmatch(r"(?:[A-Z]\.? ?(?:Mc|Mac|O')?){2,3}|[A-Z]\.", value))


def _misspelt(one: str, two: str) -> bool:
    """Tell whether two long names differ by one letter: Catherine and Katherine, Mohamed twice."""
    if min(len(one), len(two)) < 5 or abs(len(one) - len(two)) > 1:
        return False
    at = 0
    while at < min(len(one), len(two)) and one[at] == two[at]:
        at += 1
    return one[at + 1 :] == two[at + 1 :] or one[at + 1 :] == two[at:] or one[at:] == two[at + 1 :]


@lru_cache(maxsize=2)
def _cached(folder: Path | None) -> Joiner:
    rules = Rules(folder)
    forms = rules.yaml("name_variants.yaml")["short_forms"]
    return Joiner(forms, load_lexicon(rules), RoleReader(rules))


def joiner_for(rules: Rules) -> Joiner:
    """Give the joiner of the rules in force, made once."""
    return _cached(rules.folder)
