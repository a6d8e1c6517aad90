"""Packs the table of all documents: a column each, every repeated string written once."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

# Above this a browser gets slow to open the page; the most pressing documents are kept.
MOST_ROWS = 200_000
_CODED = (
    "folder",
    "place",
    "type",
    "special",
    "reach",
    "status",
    "due",
    "rule",
    "reason",
    "clock",
    "asset",
    "holds",
    "read",
    "error",
)


class Line(NamedTuple):
    """One document, as the table shows it.

    Attributes:
        folder: where it is, containers included.
        name: of the file.
        place: the folder that the map shows it in.
        type: kind of record.
        people: how many it names.
        special: its special categories.
        reach: who can open it.
        status: where it stands with its retention period.
        due: last day of that period, ISO, or "".
        rule: the retention rule's name.
        reason: why it stands there; many documents share it.
        clock: what of the reason is this document's own.
        asset: its asset's name.
        holds: kinds of personal data in it.
        read: why it was not fully examined, or "".
        error: details of that, or "".
        flags: sum of the `FLAGS` that apply.
        risk: 0 to 3.
    """

    folder: str
    name: str
    place: str
    type: str
    people: int
    special: tuple[str, ...]
    reach: str
    status: str
    due: str
    rule: str
    reason: str
    clock: str
    asset: str
    holds: tuple[str, ...]
    read: str
    error: str
    flags: int
    risk: int


class Flag:
    """Bits of `Line.flags`; the page's program knows them too."""

    PERSONAL = 1
    SENSITIVE = 2
    OPEN = 4
    OUTSIDE = 8


class _Dictionary:
    """Strings (or tuples of them) met so far, each with its number."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self.codes = array("i")

    def add(self, value: Hashable) -> None:
        self.codes.append(self._numbers.setdefault(value, len(self._numbers)))

    def packed(self, chosen: Sequence[int] | None) -> dict[str, Any]:
        """Give the strings in use and the code of each row."""
        values = list(self._numbers)
        codes: Iterable[int] = self.codes
        if chosen is not None:
            codes = [self.codes[row] for row in chosen]
        used: dict[int, int] = {}
        rows = [used.setdefault(code, len(used)) for code in codes]
        return {"words": [values[code] for code in used], "rows": rows}


class DocumentTable:
    """The table, filled a line at a time.

    Args:
        most: rows that are kept.
    """

    def __init__(self, most: int = MOST_ROWS) -> None:
        self._most = most
        self._coded = {name: _Dictionary() for name in _CODED}
        self._names: list[str] = []
        self._people = array("q")
        self._flags = array("b")
        self._risks = array("b")

    def __len__(self) -> int:
        return len(self._names)

    @property
    def shown(self) -> int:
        """How many rows the page gets."""
        return min(len(self._names), self._most)

    def add(self, line: Line) -> None:
        """Add one document."""
        for name, dictionary in self._coded.items():
            dictionary.add(getattr(line, name))
        self._names.append(line.name)
        self._people.append(line.people)
        self._flags.append(line.flags)
        self._risks.append(line.risk)

    def json(self) -> str:
        """Give the table as JSON that is safe inside a script element of a page."""
        chosen = self._chosen()
        rows = range(len(self._names)) if chosen is None else chosen
        packed: dict[str, Any] = {
            name: dictionary.packed(chosen) for name, dictionary in self._coded.items()
        }
        packed["name"] = [self._names[row] for row in rows]
        packed["people"] = [self._people[row] for row in rows]
        packed["flags"] = [self._flags[row] for row in rows]
        packed["risk"] = [self._risks[row] for row in rows]
        return inert(json.dumps(packed, ensure_ascii=False, separators=(",", ":")))

    def _chosen(self) -> list[int] | None:
        """Give the rows to keep, in order; None for all."""
        if len(self._names) <= self._most:
            return None
        ranked = sorted(range(len(self._names)), key=lambda row: -self._risks[row])
        return sorted(ranked[: self._most])


def inert(text: str) -> str:
    """Escape what could end a script element or begin a comment in one."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
