"""Asks for every person of an example share, in many spellings, and scores what comes back.

Run it with `python -m benchmarks.find`. The share, its truth and the inventory are made in a
temporary folder that is removed afterwards. A document is right when its own text speaks of the
person; one whose path alone names them is neither right nor wrong, and so is one that could not
be read.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from config.key import installation_key
from config.rules import Rules
from detectors.asked import NameVariants
from detectors.name_keys import plain
from examples.share_maker.build import make_share
from inventory.person import Level, find_person
from inventory.store import Inventory
from terminal.finding import wanted_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inventory.person import Answer

ROOT = Path(__file__).resolve().parent.parent
_SHORT = 4  # letters; for shorter surnames `find` takes no other for an error
# The key to the right of each on a British keyboard.
_BESIDE = {
    key: other for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm") for key, other in pairwise(row)
}
_LEVELS = (Level.VERY_LIKELY, Level.LIKELY, Level.POSSIBLE)


@dataclass(slots=True)
class Person:
    """Somebody of the share: a row of the truth without its path, and the documents."""

    title: str
    first: str
    last: str
    born: str
    nhs: str
    email: str
    phone: str
    text: set[str] = field(default_factory=set)
    path: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Tally:
    """Documents found rightly and wrongly at each level or above, and those to find."""

    asked: int = 0
    wanted: int = 0
    right: dict[Level, int] = field(default_factory=lambda: dict.fromkeys(_LEVELS, 0))
    wrong: dict[Level, int] = field(default_factory=lambda: dict.fromkeys(_LEVELS, 0))
    seconds: float = 0.0

    def add(self, person: Person, answer: Answer, searched: set[str]) -> None:
        """Count one answer."""
        self.asked += 1
        self.wanted += len(person.text & searched)
        for level in _LEVELS:
            found = {d.path for d in answer.at_least(level)} & searched
            self.right[level] += len(found & person.text)
            self.wrong[level] += len(found - person.text - person.path)

    def precision(self, level: Level) -> float:
        """Share of the documents given that are right; 1 where none is given."""
        given = self.right[level] + self.wrong[level]
        return self.right[level] / given if given else 1.0

    def recall(self, level: Level) -> float:
        """Share of the documents to find that are given."""
        return self.right[level] / self.wanted if self.wanted else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1, help="homes in the share (default 1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--misses", action="store_true", help="list what was missed or wrong")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STOCKTAKE_HOME"] = folder
        inventory, people, searched = prepared(
            Path(folder), options.seed, options.scale, options.workers
        )
        tallies = ask_all(inventory, people, searched, show=options.misses)
    _print(tallies, len(people), len(searched))


def prepared(
    folder: Path, seed: int, scale: int, workers: int
) -> tuple[Inventory, list[Person], set[str]]:
    """Make a share and scan it; gives its inventory, its people, and the documents with a truth."""
    make_share(folder / "share", seed=seed, scale=scale)
    command = [sys.executable, "-c", "import cli; cli.main()", "scan", "--no-progress"]
    command += ["--path", str(folder / "share"), "--workers", str(workers)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as stream:
        searched = {row["path"] for row in csv.DictReader(stream) if row["record_type"] != "*"}
    return Inventory(folder / "inventory.duckdb"), _people(folder / "truth_people.csv"), searched


def _people(truth: Path) -> list[Person]:
    found: dict[str, Person] = {}
    with truth.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            path, uid, by = row.pop("path"), row.pop("person"), row.pop("by")
            person = found.setdefault(uid, _person(row))
            (person.text if by == "text" else person.path).add(path)
    return list(found.values())


def _person(row: dict[str, str]) -> Person:
    return Person(
        row["title"], row["first"], row["last"], row["born"], row["nhs"], row["email"], row["phone"]
    )


def ask_all(
    inventory: Inventory, people: list[Person], searched: set[str], *, show: bool = False
) -> dict[str, Tally]:
    """Ask for everybody in every spelling; gives a tally by spelling."""
    rules, key = Rules(), installation_key()
    variants = NameVariants(rules.yaml("name_variants.yaml"))
    tallies: dict[str, Tally] = defaultdict(Tally)
    for person in people:
        for name, values in spellings(person, variants):
            began = time.perf_counter()
            answer = find_person(inventory, wanted_of(values, rules, key))
            tallies[name].seconds += time.perf_counter() - began
            tallies[name].add(person, answer, searched)
            if show:
                _show(name, values, person, answer, searched)
    return tallies


def spellings(person: Person, variants: NameVariants) -> Iterator[tuple[str, list[str]]]:
    """Give ways to ask for a person, each with what it is called."""
    first, last = person.first, person.last
    yield "full name", [f"{first} {last}"]
    yield "SURNAME, first name", [f"{last.upper()}, {first}"]
    yield "title, full name", [f"{person.title} {first} {last}"]
    yield "lower case, no accents", [plain(f"{first} {last}")]
    yield "initial and surname", [f"{first[0]} {last}"]
    for form in sorted(variants.spellings(plain(first)))[:1]:
        yield "first name, other spelling", [f"{form} {last}"]
    for form in sorted(variants.forms(plain(first)))[:1]:
        yield "first name, short form", [f"{form} {last}"]
    yield "surname misspelt", [f"{first} {_misspelt(last)}"]
    for kind, typed in _mistyped(last):
        yield f"surname with {kind}", [f"{first} {typed}"]
    yield "name and date of birth", [f"{first} {last}", _spoken(person.born)]
    yield "name and NHS number", [f"{first} {last}", person.nhs]
    yield "everything", [f"{first} {last}", _spoken(person.born), person.nhs, person.email]


def _misspelt(name: str) -> str:
    """Write a name as it might be heard: one consonant twice, or once where it is double."""
    for at in range(1, len(name) - 1):
        if name[at] == name[at + 1]:
            return name[:at] + name[at + 1 :]
    at = next((at for at in range(2, len(name)) if name[at].lower() not in "aeiouyhw'"), 1)
    return name[: at + 1] + name[at].lower() + name[at + 1 :]


def _mistyped(name: str) -> Iterator[tuple[str, str]]:
    """Write a name as it might be typed in haste, at a place that its letters decide."""
    if len(name) > _SHORT:
        at = 1 + sum(map(ord, name)) % (len(name) - 2)
        yield "a letter left out", name[:at] + name[at + 1 :]
        yield "letters exchanged", name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        near = _BESIDE.get(name[at].lower(), "x")
        yield "a wrong letter", name[:at] + near + name[at + 1 :]


def _spoken(day: str) -> str:
    year, month, date = day.split("-")
    return f"{int(date)}.{int(month)}.{year}"


def _show(name: str, values: list[str], person: Person, answer: Answer, searched: set[str]) -> None:
    found = {d.path: d for d in answer.at_least(Level.POSSIBLE)}
    for path in sorted((person.text & searched) - found.keys()):
        print(f"missed [{name}] {values}: {path}")
    for path in sorted((found.keys() & searched) - person.text - person.path):
        document = found[path]
        print(f"wrong  [{name}] {values}: {path} {document.level.words} {document.reasons}")


def _print(tallies: dict[str, Tally], people: int, documents: int) -> None:
    columns: list[tuple[str, Callable[[Tally], str]]] = [
        ("people", lambda tally: f"{tally.asked:,}"),
        ("to find", lambda tally: f"{tally.wanted:,}"),
    ]
    for level in _LEVELS:
        columns.append((f"P {level.words}", lambda t, level=level: f"{t.precision(level):.3f}"))  # type: ignore[misc]
        columns.append((f"R {level.words}", lambda t, level=level: f"{t.recall(level):.3f}"))  # type: ignore[misc]
    columns.append(("ms each", lambda tally: f"{1000 * tally.seconds / tally.asked:.0f}"))
    table = Table("asked for by", *(header for header, _ in columns))
    for name, tally in tallies.items():
        table.add_row(name, *(cell(tally) for _, cell in columns))
    console = Console(width=130)
    console.print(f"{people} people, {documents} documents; precision (P) and recall (R) of the")
    console.print("documents given with at least that certainty")
    console.print(table)


if __name__ == "__main__":
    main()
