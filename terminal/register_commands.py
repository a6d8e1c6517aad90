"""The commands of `stocktake register`."""

# ruff: noqa: D301, FBT001, PLR0917 - click: \b in help, one argument an option

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from config.errors import ExitCode, UserError
from terminal.options import (
    DAY,
    MONTHS,
    PATH,
    as_of_option,
    config_option,
    db_option,
    json_option,
    judge_of,
    open_inventory,
    out_option,
    read_settings,
    rules_of,
    today,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

_by_option = click.option("--by", "person", default=None, help="Who says so; by default this user.")


@click.group()
def register() -> None:
    """Draft the Information Asset Register and work with it."""


@register.command("export")
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx", "json"]), default="csv",
    show_default=True, help="Kind of file.",
)  # fmt: skip
@click.option(
    "--sheet", type=click.Choice(["register", "ropa", "suppliers", "dspt"]), default="register",
    show_default=True, help="Which sheet to write as CSV or JSON; a workbook has them all.",
)  # fmt: skip
@out_option
@db_option
@config_option
@as_of_option
def register_export(
    form: Literal["csv", "xlsx", "json"],
    sheet: str,
    out: Path,
    db: Path | None,
    config_file: Path | None,
    as_of: date | None,
) -> None:
    """Write the draft register, with ROPA, suppliers and DSPT evidence.

    What the scan knows is filled in; what only a person knows is left empty, and the column
    "To be completed by a person" lists it. Corrections made in the file come back with
    'stocktake register import'.

    \b
    Examples:
      stocktake register export --format csv --out register.csv
      stocktake register export --format xlsx --out register.xlsx
      stocktake register export --sheet ropa --out ropa.csv
    """
    from terminal.registering import Draft, export_and_remind  # noqa: PLC0415

    settings = read_settings(config_file)
    inventory = open_inventory(db)
    judge = judge_of(settings, inventory, as_of)
    draft = Draft(inventory, rules_of(settings), judge, settings.provider.email_domains)
    export_and_remind(draft, form, sheet, out)


@register.command("import")
@click.argument("file", type=PATH)
@_by_option
@click.option("--dry-run", is_flag=True, help="Show what would change, and store nothing.")
@db_option
@config_option
@json_option
def register_import(
    file: Path,
    person: str | None,
    dry_run: bool,
    db: Path | None,
    config_file: Path | None,
    as_json: bool,
) -> None:
    """Take back a register that was corrected in a spreadsheet.

    FILE is CSV or a workbook, as exported and edited; rows are matched by asset id. What changed
    is shown and kept over every later scan. Where a cell makes no sense its row and column are
    named, nothing is stored, and the exit code is 2.

    \b
    Examples:
      stocktake register import register.xlsx --by "J Smith, deputy manager"
      stocktake register import register.csv --dry-run
    """
    from terminal.registering import Draft, import_file  # noqa: PLC0415

    settings = read_settings(config_file)
    inventory = open_inventory(db)
    judge = judge_of(settings, inventory, None)
    draft = Draft(inventory, rules_of(settings), judge, settings.provider.email_domains)
    sound = import_file(draft, file, person, keep=not dry_run, as_json=as_json)
    sys.exit(int(ExitCode.DONE if sound else ExitCode.USAGE))


@register.command("add")
@click.option("--name", default="", help="What to call it.")
@click.option(
    "--field", "fields", multiple=True, metavar="'COLUMN=TEXT'",
    help="Fill a column of the register; may be given several times.",
)  # fmt: skip
@click.option("--list-fields", is_flag=True, help="List the columns and what they take.")
@_by_option
@db_option
@config_option
def register_add(
    name: str,
    fields: Sequence[str],
    list_fields: bool,
    person: str | None,
    db: Path | None,
    config_file: Path | None,
) -> None:
    """Add an asset that no scan sees: paper files, CCTV, telephones, a supplier's system.

    \b
    Examples:
      stocktake register add --name "Visitors' book" --field Location=Reception
      stocktake register add --list-fields
    """
    from terminal.registering import add_by_hand, print_fields  # noqa: PLC0415

    rules = rules_of(read_settings(config_file))
    if list_fields:
        print_fields(rules)
    elif not name:
        raise UserError("an asset needs a name: stocktake register add --name NAME")
    else:
        add_by_hand(open_inventory(db), rules, name, fields, person)


@register.command("approve")
@click.option("--by", "person", required=True, help="Who approves it: name and role.")
@click.option("--on", "day", type=DAY, default=None, help="The day; today by default.")
@click.option(
    "--review-in", type=MONTHS, default="12m", show_default=True, help="When to review it again."
)
@db_option
@config_option
def register_approve(
    person: str, day: date | None, review_in: int, db: Path | None, config_file: Path | None
) -> None:
    """Record that management approved the register (DSPT 1.1.2: within the last 12 months).

    \b
    Examples:
      stocktake register approve --by "M Fox, registered manager"
      stocktake register approve --by "M Fox, registered manager" --on 01/06/2026 --review-in 6m
    """
    from terminal.registering import approve_all  # noqa: PLC0415

    settings = read_settings(config_file)
    inventory = open_inventory(db)
    approve_all(
        inventory,
        rules_of(settings),
        judge_of(settings, inventory, None),
        person=person,
        day=day or today(),
        months=review_in,
    )


@register.command("diff")
@click.option("--since", type=DAY, default=None, help="Compare with the last scan up to this day.")
@click.option(
    "--scans", type=(int, int), default=None, metavar="A B", help="Compare after scans A and B."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True, help="How to print.",
)  # fmt: skip
@db_option
@json_option
def register_diff(
    since: date | None,
    scans: tuple[int, int] | None,
    form: str,
    db: Path | None,
    as_json: bool,
) -> None:
    """Say what changed between two scans: new, gone, grown, newly exposed, newly overdue.

    Without --since or --scans it compares the last two scans that finished.

    \b
    Examples:
      stocktake register diff
      stocktake register diff --since 2026-06-30
      stocktake register diff --scans 3 9 --format csv > changes.csv
    """
    from terminal.comparing import print_changes  # noqa: PLC0415

    print_changes(open_inventory(db), since, scans, "json" if as_json else form)
