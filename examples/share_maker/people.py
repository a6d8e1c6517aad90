"""The cast: people with marked names and numbers, and the home they live or work in."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from . import identifiers
from .marks import mark
from .names import TRADITIONS

_STREETS = (
    "Mill Lane", "Chapel Street", "Beech Avenue", "Station Road", "Church View", "Elm Grove",
    "Hawthorn Close", "Victoria Terrace", "Prospect Place", "Moorside Road", "Quarry Hill",
)  # fmt: skip
_TOWNS = ("Halifax", "Bradford", "Wakefield", "Huddersfield", "Leeds", "Oldham", "Sheffield")
_ASCII = str.maketrans("áéíóúàłśńąęćźżșțăâîŁŚŻȘȚÁÉÓ'", "aeioualsnaeczzstaaiLSZSTAEO-")


def short(day: date) -> str:
    """Write a date as people do in forms: 04/03/2019."""
    return f"{day:%d/%m/%Y}"


def long(day: date) -> str:
    """Write a date as people do in letters: 4 March 2019."""
    return f"{day.day} {day:%B %Y}"


@dataclass
class Person:
    """Somebody in the share. Every property that is personal data comes with marks.

    Attributes:
        uid: who it is, in the truth.
        first, last: names without marks, for file names.
        title: Mr, Mrs, Miss or Ms.
        sex: "f" or "m".
        born: date of birth.
        joined: date of admission, or first day of work.
        left: date of discharge or death, or last day of work; None while it goes on.
        left_how: what ended it, as the lists put it.
        post: job title, or for a resident the room number.
        details: identifiers without marks, by entity or name.
    """

    uid: str
    first: str
    last: str
    title: str
    sex: str
    born: date
    joined: date
    left: date | None = None
    left_how: str = ""
    post: str = ""
    details: dict[str, str] = field(default_factory=dict)

    def _mark(self, entity: str, value: str) -> str:
        return mark(entity, value, self.uid)

    def detail(self, entity: str) -> str:
        """Give an identifier with marks, for example `UK_NHS`."""
        return self._mark(entity.partition(".")[0], self.details[entity])

    @property
    def full(self) -> str:
        """First name and surname."""
        return self._mark("PERSON", f"{self.first} {self.last}")

    @property
    def formal(self) -> str:
        """Title and surname; the title is not part of the name."""
        return f"{self.title} {self._mark('PERSON', self.last)}"

    @property
    def known_as(self) -> str:
        """First name only."""
        return self._mark("PERSON", self.first)

    @property
    def listed(self) -> str:
        """Surname first, in capitals, as registers have it."""
        return self._mark("PERSON", f"{self.last.upper()}, {self.first}")

    @property
    def initialled(self) -> str:
        """Initial and surname, as on rotas and folders."""
        return self._mark("PERSON", f"{self.first[0]} {self.last}")

    @property
    def first_cell(self) -> str:
        """First name in a column of its own."""
        return self._mark("PERSON.first", self.first)

    @property
    def last_cell(self) -> str:
        """Surname in a column of its own."""
        return self._mark("PERSON.last", self.last)

    @property
    def dob(self) -> str:
        """Date of birth, 04/03/1938."""
        return self._mark("DATE_OF_BIRTH", short(self.born))

    @property
    def nhs(self) -> str:
        """NHS number."""
        return self.detail("UK_NHS")

    @property
    def nino(self) -> str:
        """National Insurance number."""
        return self.detail("UK_NINO")

    @property
    def phone(self) -> str:
        """Phone number."""
        return self.detail("PHONE_NUMBER")

    @property
    def email(self) -> str:
        """E-mail address."""
        return self.detail("EMAIL_ADDRESS")

    @property
    def address(self) -> str:
        """Address on one line, with its postcode."""
        return self._mark("UK_ADDRESS", f"{self.details['address']} {self.details['UK_POSTCODE']}")

    @property
    def street(self) -> str:
        """Address without its postcode, as in a column."""
        return self._mark("UK_ADDRESS", self.details["address"])

    @property
    def postcode(self) -> str:
        """Postcode alone, as in a column."""
        return self.detail("UK_POSTCODE")

    def age(self, on: date) -> int:
        """Give the age in years on a day."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


class Cast:
    """Draws people, evenly from each tradition, no two with the same name."""

    def __init__(self, rng: random.Random, prefix: str) -> None:
        self._rng = rng
        self._prefix = prefix
        self._taken: set[str] = set()
        self._queue: list[int] = []
        self._serial = 0

    def draw(
        self,
        *,
        born: tuple[int, int],
        joined: date,
        domain: str,
        post: str = "",
        sexes: str = "ffm",
    ) -> Person:
        """Make somebody born between two years, with contact details of their own."""
        rng, self._serial = self._rng, self._serial + 1
        sex = rng.choice(sexes)
        first, last = self._name(sex)
        day = date(rng.randint(*born), 1, 1) + timedelta(days=rng.randrange(365))
        person = Person(
            uid=f"{self._prefix}{self._serial}", first=first, last=last,
            title="Mr" if sex == "m" else rng.choice(("Mrs", "Mrs", "Miss", "Ms")),
            sex=sex, born=day, joined=joined, post=post,
        )  # fmt: skip
        person.details = self._details(person, domain)
        return person

    def _name(self, sex: str) -> tuple[str, str]:
        while True:
            if not self._queue:
                self._queue = self._rng.sample(range(len(TRADITIONS)), len(TRADITIONS))
            tradition = TRADITIONS[self._queue.pop()]
            first = self._rng.choice(tradition.women if sex == "f" else tradition.men)
            last = self._rng.choice(tradition.surnames)
            if f"{first} {last}" not in self._taken:
                self._taken.add(f"{first} {last}")
                return first, last

    def _details(self, person: Person, domain: str) -> dict[str, str]:
        rng = self._rng
        address = f"{rng.randint(2, 98)} {rng.choice(_STREETS)}, {rng.choice(_TOWNS)}"
        local = f"{person.first}.{person.last}".translate(_ASCII).lower()
        return {
            "UK_NHS": identifiers.nhs_number(rng),
            "UK_NINO": identifiers.nino(rng),
            "PHONE_NUMBER": identifiers.mobile(rng),
            "PHONE_NUMBER.home": identifiers.landline(rng),
            "EMAIL_ADDRESS": f"{local}@{domain}",
            "address": address,
            "UK_POSTCODE": identifiers.postcode(rng),
            "UK_SORT_CODE": identifiers.sort_code(rng),
            "UK_BANK_ACCOUNT": identifiers.account_number(rng),
            "UK_PASSPORT": identifiers.passport(rng),
            "UK_DRIVING_LICENCE": identifiers.driving_licence(
                person.last.translate(_ASCII), person.first.translate(_ASCII), person.born,
                person.sex, rng,
            ),
            "UK_DBS_CERTIFICATE": identifiers.dbs_certificate(rng),
            "UK_GMC_NUMBER": f"7{rng.randrange(10**6):06d}",
            "UK_NMC_PIN": identifiers.nmc_pin(rng),
            "IBAN_CODE": identifiers.iban(rng),
            "UK_SHARE_CODE": identifiers.share_code(rng),
        }  # fmt: skip


@dataclass
class Home:
    """One home: its name and switchboard, and everybody who has to do with it."""

    name: str
    rng: random.Random
    cast: Cast
    residents: list[Person]
    staff: list[Person]
    relatives: list[Person]
    applicants: list[Person]
    outsiders: list[Person]

    @cached_property
    def domain(self) -> str:
        """Mail domain, below a reserved one."""
        return f"{self.name.lower().replace(' ', '-')}.example.org"

    @property
    def phone(self) -> str:
        """Switchboard; the provider's own, so it has no owner."""
        return mark("PHONE_NUMBER", "01632 960 117")

    @property
    def address(self) -> str:
        """The home's own address."""
        return mark("UK_ADDRESS", f"{self.name}, 1 Thornfield Road, Marlesby HX19 2QD")

    @property
    def letterhead(self) -> str:
        """Name, address and switchboard on one line."""
        office = mark("EMAIL_ADDRESS", f"office@{self.domain}")
        return f"{self.address} - Tel {self.phone} - {office}"

    @property
    def manager(self) -> Person:
        """The registered manager."""
        return self.staff[0]

    @property
    def everybody(self) -> list[Person]:
        """The whole cast."""
        return [*self.residents, *self.staff, *self.relatives, *self.applicants, *self.outsiders]

    @property
    def deputy(self) -> Person:
        """The deputy manager, who is a nurse."""
        return self.staff[1]

    def carer(self) -> Person:
        """Somebody on the care staff today."""
        return self.rng.choice([p for p in self.staff[2:] if p.left is None])

    def nok(self, resident: Person) -> Person:
        """The next of kin of a resident."""
        return self.relatives[self.residents.index(resident)]


# Residents: admission, end (None: lives here), and how it ended.
_STAYS: tuple[tuple[date, date | None, str], ...] = (
    (date(2021, 5, 17), None, ""),
    (date(2022, 9, 5), None, ""),
    (date(2023, 2, 20), None, ""),
    (date(2023, 11, 13), None, ""),
    (date(2024, 4, 8), None, ""),
    (date(2025, 1, 27), None, ""),
    (date(2025, 8, 18), None, ""),
    (date(2026, 3, 2), None, ""),
    (date(2010, 6, 14), date(2012, 3, 22), "Deceased"),
    (date(2011, 10, 3), date(2015, 9, 9), "Deceased"),
    (date(2014, 1, 20), date(2017, 6, 30), "Moved to nursing home"),
    (date(2015, 7, 6), date(2019, 2, 11), "Deceased"),
    (date(2017, 11, 27), date(2021, 8, 3), "Deceased"),
    (date(2022, 3, 14), date(2024, 5, 31), "Returned home"),
)
# Staff: job, first and last day, and how it ended; the manager first, then the deputy.
_JOBS: tuple[tuple[str, date, date | None, str], ...] = (
    ("Registered Manager", date(2012, 4, 2), None, ""),
    ("Deputy Manager (RGN)", date(2015, 9, 1), None, ""),
    ("Senior Care Assistant", date(2016, 2, 15), None, ""),
    ("Senior Care Assistant", date(2019, 7, 8), None, ""),
    ("Care Assistant", date(2020, 10, 19), None, ""),
    ("Care Assistant", date(2022, 1, 10), None, ""),
    ("Care Assistant", date(2023, 6, 5), None, ""),
    ("Night Care Assistant", date(2021, 3, 22), None, ""),
    ("Cook", date(2018, 5, 14), None, ""),
    ("Activities Coordinator", date(2024, 2, 26), None, ""),
    ("Administrator", date(2017, 8, 7), None, ""),
    ("Care Assistant", date(2009, 3, 2), date(2013, 7, 26), "Resigned"),
    ("Care Assistant", date(2012, 11, 5), date(2016, 4, 15), "Resigned"),
    ("Night Care Assistant", date(2014, 6, 9), date(2019, 12, 20), "Dismissed"),
    ("Senior Care Assistant", date(2011, 1, 17), date(2021, 1, 15), "Retired"),
    ("Domestic", date(2021, 9, 13), date(2024, 8, 30), "Resigned"),
)


def make_home(name: str, seed: str) -> Home:
    """Draw a home and its people; the same seed gives the same people.

    Residents and their next of kin are women, so that every text may say "she" and "daughter".
    """
    rng = random.Random(seed)
    cast = Cast(rng, seed)
    own = f"{name.lower().replace(' ', '-')}.example.org"
    residents = [
        cast.draw(
            born=(1928, 1946), joined=start, domain="mail.example.com", post=str(number), sexes="f"
        )
        for number, (start, _, _) in enumerate(_STAYS, start=5)
    ]
    staff = [
        cast.draw(born=(1962, 2000), joined=start, domain=own, post=job)
        for job, start, _, _ in _JOBS
    ]
    for person, (*_, left, how) in zip(residents + staff, _STAYS + _JOBS, strict=True):
        person.left, person.left_how = left, how
    day = date(2020, 1, 1)

    def private(born: tuple[int, int], sexes: str) -> Person:
        return cast.draw(born=born, joined=day, domain="mail.example.com", sexes=sexes)

    return Home(
        name=name, rng=rng, cast=cast, residents=residents, staff=staff,
        relatives=[private((1950, 1975), "f") for _ in residents],
        applicants=[private((1970, 2004), "fm") for _ in range(6)],
        outsiders=[
            cast.draw(born=(1960, 1990), joined=day, domain="nhs.example.org", post=post)
            for post in ("GP", "Social Worker", "District Nurse", "CQC Inspector", "Pharmacist")
        ],
    )  # fmt: skip
