"""The commands of `stocktake disposal`."""

# ruff: noqa: D301 - click: \b in help, one argument an option

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from config.errors import ExitCode
from terminal.options import (
    DAY,
    PATH,
    as_of_option,
    config_option,
    db_option,
    judge_of,
    open_inventory,
    out_option,
    read_settings,
    today,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path


@click.group()
def disposal() -> None:
    """List what may be disposed of, and record what was. Stocktake itself deletes nothing."""


@disposal.command("list")
@out_option
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(["overdue", "due_soon", "review"]),
    help="Documents of this retention status; may be given several times. Overdue by default.",
)  # fmt: skip
@as_of_option
@db_option
@config_option
def disposal_list(
    out: Path,
    statuses: Sequence[str],
    as_of: date | None,
    db: Path | None,
    config_file: Path | None,
) -> None:
    """Write a list for approval: each document with its rule, its clock and a proposed action.

    What is on hold is never listed. The columns "Decision", "Date of decision", "How" and "Note"
    are for the person who decides; 'stocktake disposal record' takes the list back.

    \b
    Examples:
      stocktake disposal list --out disposal.xlsx
      stocktake disposal list --status overdue --status review --out disposal.csv
    """
    from inventory.disposal_list import list_disposals  # noqa: PLC0415
    from terminal.words import count  # noqa: PLC0415

    inventory = open_inventory(db)
    judge = judge_of(read_settings(config_file), inventory, as_of)
    number = list_disposals(inventory, judge, out, statuses)
    click.echo(f"{count(number, 'document')} listed in {out}; nothing has been deleted", err=True)


@disposal.command("record")
@click.argument("file", type=PATH)
@click.option("--by", "person", required=True, help="Who disposed of them: name and role.")
@click.option("--on", "day", type=DAY, default=None, help="When; today by default.")
@click.option("--how", default="", help="In what way, for example 'secure erase'.")
@db_option
def disposal_record(file: Path, person: str, day: date | None, how: str, db: Path | None) -> None:
    """Record what a person did about the documents of a list.

    Where no row has a decision, the whole list is recorded as destroyed; where some have one,
    the others are left for later. Cells that make no sense are named with row and column, nothing
    is recorded, and the exit code is 2.

    \b
    Examples:
      stocktake disposal record disposal.xlsx --by "M Fox, registered manager"
      stocktake disposal record disposal.csv --by "IT support" --on 01/06/2026 --how "secure erase"
    """
    from terminal.disposing import record_file  # noqa: PLC0415

    sound = record_file(open_inventory(db), file, person, day or today(), how)
    sys.exit(int(ExitCode.DONE if sound else ExitCode.USAGE))


@disposal.command("export")
@out_option
@db_option
def disposal_export(out: Path, db: Path | None) -> None:
    """Write the log of disposals, with the number of copies that are still found.

    \b
    Example:
      stocktake disposal export --out disposals.csv
    """
    from inventory.disposal_log import export_log  # noqa: PLC0415
    from terminal.words import count  # noqa: PLC0415

    number = export_log(open_inventory(db), out)
    click.echo(f"{count(number, 'disposal')} written to {out}", err=True)
