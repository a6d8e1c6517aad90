"""The commands that look after an inventory: `stocktake status` and `stocktake inventory`."""

# ruff: noqa: D301, FBT001 - click: \b in help, one argument an option

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from terminal.options import PATH, db_option, json_option, open_inventory, out_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@db_option
@click.option(
    "--scans", type=click.IntRange(min=1), default=10, show_default=True, help="How many to list."
)
@json_option
def status(db: Path | None, scans: int, as_json: bool) -> None:
    """Say what is running, what the last scans did, and what could not be read.

    \b
    Examples:
      stocktake status
      stocktake status --json
    """
    from terminal.status import print_status  # noqa: PLC0415

    print_status(open_inventory(db), scans=scans, as_json=as_json)


@click.group()
def inventory() -> None:
    """Look after the inventory's file: back it up, restore it, make it smaller."""


@inventory.command()
@out_option
@db_option
def backup(out: Path, db: Path | None) -> None:
    """Copy the inventory, all of one moment.

    The key is not in the copy; keep a copy of it as well, in another place.

    \b
    Example:
      stocktake inventory backup --out /backup/inventory.duckdb
    """
    from inventory.care import back_up  # noqa: PLC0415
    from terminal.words import size  # noqa: PLC0415

    click.echo(f"{size(back_up(open_inventory(db), out))} written to {out}", err=True)


@inventory.command("restore")
@click.argument("file", type=PATH)
@db_option
def restore_inventory(file: Path, db: Path | None) -> None:
    """Put a copy in place of the inventory; what was there is kept beside it.

    \b
    Example:
      stocktake inventory restore /backup/inventory.duckdb
    """
    from inventory.care import restore  # noqa: PLC0415

    chosen = open_inventory(db)
    restore(chosen, file)
    click.echo(f"{chosen.path} is now what {file} held", err=True)


@inventory.command("compact")
@db_option
def compact_inventory(db: Path | None) -> None:
    """Write the inventory anew, without the room that removed rows left in it.

    \b
    Example:
      stocktake inventory compact
    """
    from inventory.care import compact  # noqa: PLC0415
    from terminal.words import size  # noqa: PLC0415

    before, after = compact(open_inventory(db))
    click.echo(f"{size(before)} before, {size(after)} now", err=True)


@inventory.command("purge")
@click.argument("source")
@db_option
@click.confirmation_option(prompt="Everything known of this source is removed. Go on?")
def purge_source(source: str, db: Path | None) -> None:
    """Take everything known of a source out of the inventory.

    \b
    Example:
      stocktake inventory purge /srv/old-share
    """
    from inventory.care import purge  # noqa: PLC0415
    from terminal.words import count  # noqa: PLC0415

    click.echo(f"{count(purge(open_inventory(db), source), 'document')} taken out", err=True)
