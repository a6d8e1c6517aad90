"""`stocktake register`: exports with a reminder, takes corrections back, adds and approves."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click
from rich.console import Console

from config.errors import UserError
from inventory.approval import approval_of
from inventory.edits import add_asset, approve
from inventory.outputs import export_register, import_register
from inventory.periods import Period
from inventory.register import draft_register, load_columns
from terminal.tables import plain_table, problem_table
from terminal.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from rich.table import Table

    from config.rules import Rules
    from inventory.edits import Change, Problem
    from inventory.register import Column
    from inventory.retention import Judge
    from inventory.store import Inventory

_NOT_GIVEN = frozenset({"id", "name", "to_complete", "changed"})


@dataclass(frozen=True, slots=True)
class Draft:
    """What sheets are drafted from.

    Attributes:
        inventory: where the scans' results are.
        rules: the rule files in force.
        judge: judges retention.
        mail_domains: the provider's own, where known.
    """

    inventory: Inventory
    rules: Rules
    judge: Judge
    mail_domains: tuple[str, ...] = ()


def export_and_remind(draft: Draft, form: str, sheet: str, out: Path) -> None:
    """Write the register or another sheet, and say when it has to be approved.

    Args:
        draft: what it is drafted from.
        form: `csv`, `xlsx` or `json`.
        sheet: a key of `inventory.outputs.SHEETS`.
        out: the file to write.

    Raises:
        UserError: the inventory, a rule file or the file to write cannot be used.
    """
    number = export_register(
        draft.inventory,
        draft.rules,
        draft.judge,
        form,
        out,
        sheet=sheet,
        mail_domains=draft.mail_domains,
    )
    noun = "asset" if sheet == "register" else "row"
    click.echo(f"{count(number, noun)} written to {out}", err=True)
    if reminder := approval_of(draft.inventory).reminder(draft.judge.as_of):
        click.echo(reminder, err=True)


def import_file(
    draft: Draft, file: Path, person: str | None, *, keep: bool, as_json: bool = False
) -> bool:
    """Take back corrected sheets; gives whether every cell made sense.

    Args:
        draft: what the sheets are compared with.
        file: as exported and edited.
        person: who corrected it; this user where not given.
        keep: store the corrections, if all make sense.
        as_json: print JSON.

    Raises:
        UserError: the file, the inventory or a rule file cannot be used.
    """
    said_by = person or _this_user()
    changes, problems = import_register(
        draft.inventory,
        draft.rules,
        draft.judge,
        file,
        said_by,
        keep=keep,
        mail_domains=draft.mail_domains,
    )
    if as_json:
        _print_import(changes, problems, stored=keep and not problems)
        return not problems
    console = Console()
    if problems:
        console.print(problem_table(problems))
        console.print(f"Nothing was stored: {count(len(problems), 'cell')} made no sense.")
        return False
    if changes:
        console.print(_changes(changes))
    done = f"kept, said by {said_by}" if keep else "found; nothing was stored"
    console.print(f"{count(len(changes), 'change')} {done}.", markup=False)
    return True


def _print_import(changes: Sequence[Change], problems: Sequence[Problem], *, stored: bool) -> None:
    keys = ("asset", "name", "column", "was", "is")
    told = [
        dict(zip(keys, (c.asset, c.name, c.column.header, c.before, c.after), strict=True))
        for c in changes
    ]
    whole = {"stored": stored, "changes": told, "problems": [asdict(entry) for entry in problems]}
    click.echo(json.dumps(whole, default=str, indent=2))


def _changes(changes: Sequence[Change]) -> Table:
    return plain_table(
        ("Asset", "Column", "Was", "Is now"),
        (
            (f"{change.asset} {change.name}", change.column.header, change.before, change.after)
            for change in changes
        ),
    )


def print_fields(rules: Rules) -> None:
    """List the columns that `register add` fills.

    Raises:
        RulesError: the register's columns cannot be read.
    """
    columns = [column for column in load_columns(rules) if column.key not in _NOT_GIVEN]
    Console().print(plain_table(("Column", "Takes"), ((c.header, _takes(c)) for c in columns)))


def _takes(column: Column) -> str:
    if column.choices:
        return ", ".join(column.choices)
    return "a date, such as 31/03/2026" if column.date else "text"


def add_by_hand(
    inventory: Inventory, rules: Rules, name: str, fields: Sequence[str], person: str | None
) -> None:
    """Add an asset that no scan sees, and print its id.

    Args:
        inventory: where.
        rules: the rule files in force.
        name: what to call it.
        fields: texts such as "Owner=Manager", by the register's headers.
        person: who adds it; this account's user where not given.

    Raises:
        UserError: a field is not known or does not take such a value.
    """
    columns = load_columns(rules)
    values = {"name": name, **dict(_field(columns, text) for text in fields)}
    try:
        number = add_asset(inventory, columns, values, person or _this_user())
    except ValueError as error:
        raise UserError(str(error)) from error
    click.echo(f"{number} added: {name}")


def _field(columns: Sequence[Column], text: str) -> tuple[str, str]:
    """Part "Owner=Manager" into the column's key and the text."""
    header, equals, value = text.partition("=")
    wanted = header.strip().lower()
    for column in columns:
        if equals and wanted in {column.header.lower(), column.key} and column.key != "id":
            return column.key, value.strip()
    raise UserError(
        f"'{text}' fills no column; write it like 'Owner=Manager', with a column of "
        "'stocktake register add --list-fields'"
    )


def approve_all(
    inventory: Inventory, rules: Rules, judge: Judge, *, person: str, day: date, months: int
) -> None:
    """Record that the whole register was approved.

    Args:
        inventory: where.
        rules: the rule files in force.
        judge: judges retention.
        person: who approved it.
        day: when.
        months: until the next review.

    Raises:
        UserError: the inventory or a rule file cannot be used, or there is nothing to approve.
    """
    register = draft_register(inventory, rules, judge)
    if not register.rows:
        raise UserError("there is nothing to approve; run 'stocktake scan' first")
    review = Period(months=months).after(day)
    approve(inventory, register, person, day, review)
    click.echo(
        f"{count(len(register.rows), 'asset')} approved by {person} on {day:%d/%m/%Y}; "
        f"to be reviewed by {review:%d/%m/%Y}"
    )


def _this_user() -> str:
    """Give the account's name, where the system has one."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account by that number, no such module
        return "unknown"
