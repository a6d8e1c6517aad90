"""Writes text from outside the care sector, with names, firms and addresses of many countries.

The sentences are those of `world_templates.yaml`; what fills them comes from Faker's providers and
from `config/names.yaml`. Firms and addresses are marked as things, so that the tagger learns what a
street or a company abroad looks like.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from faker import Faker

from training.care_text import Names
from training.read_sources import PERSON, THING, Marked

_TEMPLATES = Path(__file__).with_name("world_templates.yaml")
_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")
_LATIN = re.compile(r"[\x00-\u024f\u1e00-\u1eff\u2019]+")
_PEOPLE = frozenset({"n", "g", "l", "p", "t"})
_THINGS = frozenset({"firm", "town", "country", "street", "address", "block", "quoted", "thing"})
_BLOCKS = 0.35
_DRAWS = 400


@dataclass(slots=True)
class _Country:
    """What was drawn of one locale."""

    people: list[tuple[str, str]] = field(default_factory=list)
    firms: list[str] = field(default_factory=list)
    streets: list[str] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)


class WorldWriter:
    """Writes texts.

    Args:
        seed: what the choices are drawn from; the same seed writes the same texts.
    """

    def __init__(self, seed: int) -> None:
        loaded = yaml.safe_load(_TEMPLATES.read_text(encoding="utf-8"))
        self._blocks: list[str] = loaded["blocks"]
        self._sentences: list[str] = loaded["sentences"]
        self._words: dict[str, list[str]] = {
            key: words.split() for key, words in loaded["things"].items()
        }
        self._chance = random.Random(seed)
        self._names = Names(self._chance)
        self._countries = [_drawn(locale, seed) for locale in loaded["locales"].split()]
        fake = Faker("en_GB")
        fake.seed_instance(seed)
        self._nations = [fake.country() for _ in range(_DRAWS)]

    def document(self) -> Marked:
        """Write one text: a block of an address, or one to three sentences."""
        chance = self._chance
        if chance.random() < _BLOCKS:
            body = chance.choice(self._blocks)
        else:
            some = chance.sample(self._sentences, chance.choice([1, 1, 1, 2, 3]))
            body = chance.choice([" ", "\n"]).join(some)
        marked = self._filled(body)
        draw = chance.random()
        text = marked.text.lower() if draw < 0.07 else marked.text
        text = text if len(text) == len(marked.text) else marked.text
        return Marked(text, marked.spans, swap=False)

    def _filled(self, body: str) -> Marked:
        cast: dict[str, tuple[str, str]] = {}
        home = self._chance.choice(self._countries)
        text, spans, at = "", [], 0
        for slot in _SLOT.finditer(body):
            text += body[at : slot.start()]
            at = slot.end()
            what, number = slot.groups()
            if what in _PEOPLE:
                before, filling = self._person(cast.setdefault(number, self._pair(home)), what)
                text += before
                spans.append((len(text), len(text) + len(filling), PERSON))
            else:
                filling = self._other(what, home)
                if what in _THINGS:
                    spans.append((len(text), len(text) + len(filling), THING))
            text += filling
        return Marked(text + body[at:], spans, swap=False)

    def _pair(self, home: _Country) -> tuple[str, str]:
        draw = self._chance.random()
        if draw < 0.4:
            return self._names.pair()
        return self._chance.choice((home if draw < 0.6 else self._abroad()).people)

    def _abroad(self) -> _Country:
        return self._chance.choice(self._countries)

    def _person(self, pair: tuple[str, str], what: str) -> tuple[str, str]:
        """Give what stands before the name (a title), and the name."""
        chance = self._chance
        given, surname = pair
        if what == "p":
            what = chance.choice("nggl")
        if what == "t":
            title = chance.choice(self._words["titles"]) + " "
            return title, chance.choice([surname, f"{given} {surname}"])
        full = f"{given} {surname}"
        if chance.random() < 0.04:
            full = f"{given} {chance.choice('ABCDEFGHJKLMNPRSTW')}. {surname}"
        return "", {"n": full, "g": given, "l": surname}[what]

    def _other(self, what: str, home: _Country) -> str:
        chance = self._chance
        country = home if chance.random() < 0.6 else self._abroad()
        if what in ("street", "address", "block", "quoted"):
            return self._address(what, country)
        fill = {
            "firm": lambda: self._firm(country),
            "thing": lambda: " ".join(chance.sample(self._words["words"], chance.choice([1, 2]))),
            "num": lambda: str(chance.choice([chance.randint(18, 90), chance.randint(1900, 2026)])),
            "phone": lambda: re.sub("0", lambda _: str(chance.randint(0, 9)), "00 0000 0000"),
            "mail": lambda: f"info{chance.randint(1, 999)}@example.com",
            "country": lambda: chance.choice(self._nations),
            "town": lambda: chance.choice(country.towns),
            "job": lambda: chance.choice(country.jobs),
        }
        return fill[what]()

    def _address(self, what: str, country: _Country) -> str:
        chance = self._chance
        street = chance.choice(country.streets)
        if what == "street":
            return street
        if chance.random() < 0.25:
            street = f"{chance.randint(1, 990)} {street}"
        lines = [street]
        if chance.random() < 0.4:
            within = chance.choice(["Suite", "Apt.", "Unit", "Flat"])
            lines.append(f"{within} {chance.randint(1, 990)}")
        town, code = chance.choice(country.towns), chance.choice(country.codes)
        town = town.upper() if chance.random() < 0.15 else town
        lines.append(chance.choice([town, f"{town} {code}", f"{code} {town}"]))
        if chance.random() < 0.6:
            nation = chance.choice(self._nations)
            lines.append(chance.choice([nation, f"{nation} {code}"]))
        joint = {"address": ", ", "block": "\n", "quoted": "\n> "}[what]
        if what == "block" and chance.random() < 0.3:
            joint = "\n "
        return joint.join(lines)

    def _firm(self, country: _Country) -> str:
        chance = self._chance
        draw = chance.random()
        if draw < 0.35:
            made = chance.choice(self._words["firm_starts"]) + chance.choice(
                [chance.choice(self._words["firm_ends"]), chance.choice(self._words["firm_starts"])]
            )
            made = made if chance.random() < 0.3 else made.capitalize()
            tail = chance.choice(self._words["firm_tails"])
            return f"{made} {tail}" if chance.random() < 0.25 else made
        if draw < 0.5:
            surnames = [self._pair(country)[1] for _ in range(3)]
            one, two, three = surnames
            tail = chance.choice(self._words["firm_tails"])
            return chance.choice(
                [f"{one}, {two} and {three}", f"{one}-{two}", f"{one} {tail}", f"{one} & {two}"]
            )
        return chance.choice(country.firms)


def _drawn(locale: str, seed: int) -> _Country:
    fake: Any = Faker(locale)
    fake.seed_instance(seed)
    country = _Country()
    for _ in range(_DRAWS):
        country.people.append((fake.first_name(), fake.last_name()))
        country.firms.append(fake.company())
        country.streets.append(fake.street_address().split("\n")[0])
        country.towns.append(fake.city())
        country.codes.append(fake.postcode())
        country.jobs.append(fake.job())
    lists = (country.firms, country.streets, country.towns, country.codes, country.jobs)
    return _Country(
        [pair for pair in country.people if _LATIN.fullmatch(" ".join(pair))],
        *([word for word in words if _LATIN.fullmatch(word)] for words in lists),
    )
