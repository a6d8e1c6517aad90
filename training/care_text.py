"""Writes care-sector text with marked names, from `care_templates.yaml`, to train on."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from training.read_sources import PERSON, THING, Marked

_TEMPLATES = Path(__file__).with_name("care_templates.yaml")
_CONFIG = Path(__file__).resolve().parent.parent / "config"
_FROM_OPEN_LISTS = 0.2
# Each way in which a name is written; the templates explain them.
_WAYS = {
    "r": "g g g f t t il gl i tf",
    "s": "g g g f f il gl i",
    "f": "g g f t",
    "d": "d",
    "w": "f f g t il",
    "v": "g f f t",
    "x": "f",
}
# Given names of one tradition stand with surnames of the same.
_PAIRS = {
    "short_forms": "british_irish",
    "british": "british_irish",
    "welsh_scottish_irish": "british_irish",
    "south_asian": "south_asian",
    "african": "african",
    "caribbean": "british_irish",
    "polish_baltic": "polish_baltic",
    "romanian_bulgarian": "romanian_bulgarian",
    "filipino": "filipino",
    "east_asian": "east_asian",
    "european_middle_eastern": "european_middle_eastern",
}
_SLOT = re.compile(r"\{([a-z]+)(\d?)(?:\.([a-zA-Z]+))?\}")
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvwyz", "aeiou"


@dataclass(slots=True)
class Person:
    """A made-up person."""

    given: str
    surname: str
    title: str
    role: str


class Names:
    """Draws names, evenly over the traditions found in UK care."""

    def __init__(self, chance: random.Random) -> None:
        lists = _read("names.yaml")
        further = _read("names_open.yaml")
        self._open = {key: further[key].split() for key in ("given", "surnames")}
        self.given = {key: words.split() for key, words in lists["given"].items()}
        self.surnames = {key: words.split() for key, words in lists["surnames"].items()}
        self._chance = chance

    def pair(self) -> tuple[str, str]:
        """Give a given name and a surname, mostly of one tradition, at times in no list."""
        chance = self._chance
        tradition = chance.choice(list(self.given))
        of_surname = (
            _PAIRS[tradition] if chance.random() < 0.85 else chance.choice(list(self.surnames))
        )
        given, surname = (
            chance.choice(self.given[tradition]),
            chance.choice(self.surnames[of_surname]),
        )
        if chance.random() < _FROM_OPEN_LISTS:
            given = chance.choice(self._open["given"])
        if chance.random() < _FROM_OPEN_LISTS:
            surname = chance.choice(self._open["surnames"])
        if chance.random() < 0.12:
            given = self.unheard(given)
        if chance.random() < 0.25:
            surname = self.unheard(surname)
        if chance.random() < 0.06:
            surname += "-" + chance.choice(self.surnames[of_surname])
        if chance.random() < 0.04:
            given += chance.choice([" ", "-"]) + chance.choice(self.given[tradition])
        return given, surname

    def unheard(self, name: str) -> str:
        """Change a name into one that no list holds, built alike."""
        letters = list(name)
        for at in self._chance.sample(range(len(letters)), k=min(2, len(letters))):
            low = letters[at].lower()
            pool = _VOWELS if low in _VOWELS else _CONSONANTS if low in _CONSONANTS else low
            new = self._chance.choice(pool)
            letters[at] = new.upper() if letters[at].isupper() else new
        return "".join(letters)


class CareWriter:
    """Writes documents.

    Args:
        seed: what the choices are drawn from; the same seed writes the same documents.
    """

    def __init__(self, seed: int) -> None:
        loaded = yaml.safe_load(_TEMPLATES.read_text(encoding="utf-8"))
        self._documents: dict[str, dict[str, Any]] = loaded["documents"]
        self._things: dict[str, list[str]] = loaded["things"]
        self._nicknames: dict[str, str] = loaded["nicknames"]
        self._chance = random.Random(seed)
        self.names = Names(self._chance)

    def document(self) -> Marked:
        """Write one document."""
        chance = self._chance
        plan = self._documents[chance.choice(list(self._documents))]
        few, many = plan["count"]
        count = min(chance.randint(few, many), len(plan["lines"]))
        lines = [
            chance.choice(plan["head"]),
            *chance.sample(plan["lines"], count),
            chance.choice(plan["tail"]),
        ]
        glue = (
            " "
            if chance.random() < 0.2 and not any("\t" in line or "|" in line for line in lines)
            else "\n"
        )
        body = glue.join(line for line in lines if line)
        if chance.random() < 0.15:
            body = body.replace("\n", "\n\n")
        return self._recased(self._filled(body))

    def _filled(self, body: str) -> Marked:
        cast: dict[str, Person] = {}
        text, spans, at = "", [], 0
        for slot in _SLOT.finditer(body):
            text += body[at : slot.start()]
            at = slot.end()
            who, number, way = slot.groups()
            if who in _WAYS:
                before, name = self._person(cast, who, number, way)
                text += before
                if name:
                    spans.append((len(text), len(text) + len(name), PERSON))
            elif who in ("date", "dob", "time", "num", "day", "month", "role"):
                name = self._plain(who)
            else:
                name = self._thing(who)
                spans.append((len(text), len(text) + len(name), THING))
            text += name
        return Marked(text + body[at:], spans, swap=False)

    def _person(
        self, cast: dict[str, Person], who: str, number: str, way: str | None
    ) -> tuple[str, str]:
        """Give what stands before the name (a title) and the name."""
        chance = self._chance
        key = who + number if who != "x" else f"x{chance.random()}"
        if key not in cast:
            cast[key] = self._new(cast, who)
        person = cast[key]
        way = way or chance.choice(_WAYS[who].split())
        if way == "role":
            return person.role, ""
        if way == "mail":
            local = f"{person.given}.{person.surname}".lower().replace(" ", "")
            return f"{local}@example.org", ""
        if (way == "t" and who == "d") or way == "d":
            return "Dr ", self._written(person, chance.choice(["l", "l", "f", "il"]))
        if way in ("t", "tf"):
            return person.title + chance.choice([" ", " ", " ", ". "]), self._written(
                person, "l" if way == "t" else "f"
            )
        return "", self._written(person, way)

    def _written(self, person: Person, way: str) -> str:
        given, surname = person.given, person.surname
        dot = self._chance.choice(["", "", "."])
        first = given[0]
        low = (given if self._chance.random() < 0.7 else f"{given} {surname}").lower()
        return {
            "g": given,
            "l": surname,
            "f": f"{given} {surname}",
            "L": surname.upper(),
            "lf": f"{surname}, {given}",
            "LF": f"{surname.upper()}, {given}",
            "LG": f"{surname.upper()} {given}",
            "C": f"{given} {surname}".upper(),
            "i": f"{first}{dot}{surname[0]}{dot}",
            "I": f"{first}{surname[0]}",
            "il": f"{first}{dot} {surname}",
            "IL": f"{first} {surname}".upper(),
            "gl": f"{given} {surname[0]}{dot}",
            "low": low,
            "n": self._nicknames.get(given, given[: max(3, len(given) // 2)]),
        }[way]

    def _new(self, cast: dict[str, Person], who: str) -> Person:
        given, surname = self.names.pair()
        if who == "f" and "r" in cast and self._chance.random() < 0.6:
            surname = cast["r"].surname
        title = self._chance.choice(["Mr", "Mrs", "Miss", "Ms", "Mr", "Mrs"])
        return Person(given, surname, title, self._chance.choice(self._things["roles"]))

    def _plain(self, what: str) -> str:
        chance = self._chance
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1925, 2025)
        months = (
            "January February March April May June July August September October November December"
        )
        days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thurs Fri"
        if what == "time":
            return f"{day % 24:02}{chance.choice([':', '.', ''])}{chance.randint(0, 59):02}"
        if what == "num":
            return str(chance.randint(1, 60))
        if what == "day":
            return chance.choice(days.split())
        if what == "role":
            return chance.choice(self._things["roles"])
        if what == "month":
            return months.split()[month - 1]
        word = months.split()[month - 1]
        return chance.choice(
            [
                f"{day:02}/{month:02}/{year}",
                f"{day} {word} {year}",
                f"{day}.{month}.{year % 100:02}",
                f"{day} {word[:3]}",
            ]
        )

    def _thing(self, what: str) -> str:
        chance, things = self._chance, self._things
        lists = {"drug": "drugs", "brand": "brands", "cond": "conditions", "town": "towns"}
        lists |= {"plant": "flowers", "film": "films", "dish": "dishes", "scale": "scales"}
        lists |= {"place": "places"}
        if what == "stem":
            return self._stem()
        if what in lists:
            name = chance.choice(things[lists[what]])
            return name.lower() if what == "drug" and chance.random() < 0.4 else name
        stem = chance.choice(things["words"]) if chance.random() < 0.45 else self._stem()
        if what == "street":
            number = f"{chance.randint(1, 200)} " if chance.random() < 0.7 else ""
            return f"{number}{stem} {chance.choice(things['street_words'])}"
        if what == "firm" and chance.random() < 0.1:
            return f"{stem} and {self._stem()}"
        return f"{stem} {chance.choice(things[f'{what}_words'])}"

    def _stem(self) -> str:
        """Give a name as firms, wards and streets bear them."""
        given, surname = self.names.pair()
        return self._chance.choice(
            [surname, surname, given, f"{given} {surname}", f"St {given}'s", f"{surname}'s"]
        )

    def _recased(self, marked: Marked) -> Marked:
        draw = self._chance.random()
        text = marked.text
        if draw < 0.06 and len(text.lower()) == len(text):
            text = text.lower()
        elif draw < 0.09 and len(text.upper()) == len(text):
            text = text.upper()
        return Marked(text, marked.spans, swap=False)


def _read(name: str) -> Any:
    return yaml.load((_CONFIG / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
