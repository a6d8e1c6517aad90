"""Which things of a table to measure: columns, and names and addresses put together from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detectors.columns.counting import Field, tidy
from detectors.columns.recognise import about_people

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detectors.columns.checks import Check
    from detectors.columns.recognise import Column

_NAME_PARTS = ("full", "forename", "surname", "known_as")
_ADDRESS_PARTS = ("address", "line", "town")
_CONTACT_SCORE = 0.3


@dataclass(frozen=True, slots=True)
class Item:
    """Something to measure and what its valid values are.

    Attributes:
        columns: the columns it is made of.
        field: how to measure it.
        entity: what its values are reported as; "" when they only count, None for prose.
        score: score of its values.
        whose: whom it is about.
        part: "name", "address", "text", "guess" (a column not understood) or "value".
    """

    columns: tuple[Column, ...]
    field: Field
    entity: str | None
    score: float
    whose: str
    part: str = "value"

    @property
    def name(self) -> str:
        """The headers, for a person to read."""
        return " + ".join(column.name for column in self.columns)


def items(columns: Sequence[Column], checks: dict[str, Check], *, small: bool) -> list[Item]:
    """List what to measure.

    Args:
        columns: the columns, understood.
        checks: the tests of values.
        small: whether columns that were not understood are worth reading as text.
    """
    people = about_people(columns)
    organisations = any(c.meaning and c.meaning.organisation for c in columns) and not people
    made = [
        *_names(columns, checks),
        *_addresses(columns, checks),
    ]
    for c in columns:
        item = _single(c, checks, people=people, small=small)
        if item is not None:
            made.append(item)
    if organisations:
        made = [_public(item) for item in made]
    return made


def _single(c: Column, checks: dict[str, Check], *, people: bool, small: bool) -> Item | None:
    """Give the item of one column that is neither part of a name nor of an address."""
    if not c.filled:
        return None
    meaning = c.meaning
    if meaning is None:
        words = sum(any(char.isalpha() for char in value) for value in c.sample)
        if not small or words < 0.5 * len(c.sample):
            return None
        return Item((c,), _field(c, checks["text"]), None, 0.0, c.whose, "guess")
    if meaning.part or meaning.check == "none":
        return None
    if meaning.check == "category" and not people:
        return None
    part = "text" if meaning.check == "text" else "value"
    entity = None if part == "text" else meaning.entity or ""
    return Item((c,), _field(c, checks[meaning.check]), entity, c.score, c.whose, part)


def _names(columns: Sequence[Column], checks: dict[str, Check]) -> list[Item]:
    """Put forenames and surnames of one person together; full names stand for themselves."""
    made: list[Item] = []
    for whose in dict.fromkeys(c.whose for c in columns):
        parts = {part: _parts(columns, whose, part) for part in _NAME_PARTS}
        full = parts["full"]
        made.extend(_item((c,), checks["name"], "name") for c in full)
        if not full or all(c.meaning and c.meaning.id == "role_holder" for c in full):
            made.extend(
                _item(pair, checks["given"], "name")
                for pair in _pairs(parts["forename"], parts["surname"])
            )
        made.extend(_item((c,), checks["given"], "known_as") for c in parts["known_as"])
    return made


def _pairs(forenames: Sequence[Column], surnames: Sequence[Column]) -> Iterable[tuple[Column, ...]]:
    """Pair forename and surname columns in order; what is left over stands alone."""
    for i in range(max(len(forenames), len(surnames))):
        yield (*forenames[i : i + 1], *surnames[i : i + 1])


def _addresses(columns: Sequence[Column], checks: dict[str, Check]) -> list[Item]:
    made: list[Item] = []
    for whose in dict.fromkeys(c.whose for c in columns):
        parts = {part: _parts(columns, whose, part) for part in _ADDRESS_PARTS}
        made.extend(_item((c,), checks["address"], "address") for c in parts["address"])
        lines = (*parts["line"], *parts["town"])
        if parts["line"]:
            made.append(_item(lines, checks["address"], "address"))
    return made


def _parts(columns: Sequence[Column], whose: str, part: str) -> tuple[Column, ...]:
    return tuple(
        c for c in columns if c.whose == whose and c.meaning and c.meaning.part == part and c.filled
    )


def _item(columns: tuple[Column, ...], check: Check, part: str) -> Item:
    entity = "UK_ADDRESS" if part == "address" else "PERSON"
    score = max(c.score for c in columns)
    if len(columns) == 1:
        return Item(columns, _field(columns[0], check), entity, score, columns[0].whose, part)
    separator = ", " if part == "address" else " "
    texts = ", ".join(tidy(f"c{c.index}") for c in columns)
    field = Field(f"nullif(concat_ws('{separator}', {texts}), '')", check)
    return Item(columns, field, entity, min(0.97, score + 0.03), columns[0].whose, part)


def _field(c: Column, check: Check) -> Field:
    return Field(f"c{c.index}", check)


def _public(item: Item) -> Item:
    """Score the details of an organisation low: they are published, and nobody's own."""
    score = min(item.score, _CONTACT_SCORE)
    return Item(item.columns, item.field, item.entity, score, item.whose, item.part)
