"""The register and its companion sheets: columns, drafted rows, and people's words over them.

The scan fills what it knows and proposes what it can; what only a person knows stays empty, and
the last column of each row says what that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.drafts import Drafts
from inventory.edits import overlay
from inventory.holdings import count_holdings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from config.rules import Rules
    from inventory.edits import Edit
    from inventory.holdings import Holdings
    from inventory.retention import Judge
    from inventory.store import Inventory
    from inventory.tables import Value

_WORDING = "register.yaml"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes:
        key: its name in the program.
        header: its name on paper.
        filled: `scan`, `draft` or `person`.
        width: in characters, on a sheet.
        choices: what may be chosen, or nothing.
        date: whether it takes a date.
        asked_if: key of the column that must be filled, `key=value`, before it is asked for; or "".
    """

    key: str
    header: str
    filled: str
    width: int
    choices: tuple[str, ...] = ()
    date: bool = False
    asked_if: str = ""

    def asked(self, row: Mapping[str, Value]) -> bool:
        """Tell whether a person is to fill it in this row."""
        key, _, wanted = self.asked_if.partition("=")
        given = str(row.get(key) or "")
        return self.filled == "person" and (not key or (given == wanted if wanted else bool(given)))


@dataclass(frozen=True, slots=True)
class Register:
    """The register, or another sheet that people correct.

    Attributes:
        title: name of the sheet.
        columns: in order; those with the keys `id` and `name` are always there.
        rows: by column key, in order.
        as_of: the day it was judged on.
        drafted: by id, what the scan says by itself.
        confirmed: (id, column key) of cells that a person filled.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Value], ...]
    as_of: date
    drafted: Mapping[str, Mapping[str, Value]]
    confirmed: frozenset[tuple[str, str]]

    @property
    def id_header(self) -> str:
        """Header of the column with the ids."""
        return next(column.header for column in self.columns if column.key == "id")


def load_columns(rules: Rules, file: str = _WORDING) -> tuple[Column, ...]:
    """Give the columns of the register, or of the sheet that another rule file describes."""
    return tuple(
        Column(
            key=entry["key"],
            header=entry["header"],
            filled=entry["filled"],
            width=entry["width"],
            choices=tuple(entry.get("choices", ())),
            date=entry.get("date", False),
            asked_if=entry.get("asked_if", ""),
        )
        for entry in rules.yaml(file)["columns"]
    )


def draft_register(inventory: Inventory, rules: Rules, judge: Judge) -> Register:
    """Draft the register from what the last scans found.

    Raises:
        InventoryError: the inventory cannot be read.
        RulesError: a rule file cannot be used.
    """
    drafts = Drafts(rules, judge)
    return register_of(count_holdings(inventory, rules, judge, drafts), rules, judge, drafts)


def register_of(holdings: Holdings, rules: Rules, judge: Judge, drafts: Drafts) -> Register:
    """Draft the register; the riskiest assets come first, those added by hand last."""
    found = sorted(holdings.assets, key=lambda facts: (-drafts.urgency(facts), facts.name))
    rows: list[dict[str, Value]] = [drafts.row(facts, holdings.audit) for facts in found]
    for facts, row in zip(found, rows, strict=True):
        if owner := holdings.edits.get(facts.split_from, {}).get("owner"):
            row["owner"] = _proposed(owner.value, facts.split_from)
    rows += [{"id": number} for number in holdings.added]
    return sheet_of("Register", load_columns(rules), rows, holdings.edits, judge.as_of)


def _proposed(owner: str, asset: str) -> str:
    """Propose the owner of the asset that this one was part of."""
    return f"{owner} [proposed: owner of {asset}, from which this moved]" if owner else ""


def sheet_of(
    title: str,
    columns: tuple[Column, ...],
    drafted: Iterable[dict[str, Value]],
    edits: Mapping[str, Mapping[str, Edit]],
    as_of: date,
) -> Register:
    """Put people's words over drafted rows.

    Args:
        title: name of the sheet.
        columns: its columns.
        drafted: its rows, each with an `id`.
        edits: what people said, by id and column key.
        as_of: the day it was judged on.
    """
    by_id = {str(row["id"]): row for row in drafted}
    rows = [_finished(row, edits.get(number, {}), columns) for number, row in by_id.items()]
    said = ((number, key) for number in by_id for key in edits.get(number, ()))
    return Register(title, columns, tuple(rows), as_of, by_id, frozenset(said))


def _finished(
    row: dict[str, Value], edits: Mapping[str, Edit], columns: Sequence[Column]
) -> dict[str, Value]:
    """Put people's words into a row, and say what is still for a person to fill."""
    merged = overlay(row, edits, columns)
    empty = [column for column in columns if merged.get(column.key) in (None, "")]
    merged["to_complete"] = "; ".join(column.header for column in empty if column.asked(merged))
    return merged
