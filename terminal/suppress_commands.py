"""The commands of `stocktake suppress`."""

# ruff: noqa: D301 - click: \b in help

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from config.errors import UserError
from terminal.options import db_option, json_option, open_inventory

if TYPE_CHECKING:
    from pathlib import Path

_reason_option = click.option("--reason", default="", help="Why, for whoever reads the list.")


class NoSuchSuppressionError(UserError):
    """A number was named that no suppression has."""


@click.group()
def suppress() -> None:
    """Say that something is not personal data here; remembered, shown and undoable.

    Values are remembered by digest, never as they are. The next scan opens the files concerned
    again and judges them anew.
    """


@suppress.command("value")
@click.argument("value")
@_reason_option
@db_option
def suppress_value(value: str, reason: str, db: Path | None) -> None:
    """Leave out one name, number, address or e-mail address, in any spelling.

    \b
    Example:
      stocktake suppress value "01632 960100" --reason "our switchboard"
    """
    from config.key import installation_key, key_check  # noqa: PLC0415
    from detectors.masking import Digester, mask  # noqa: PLC0415
    from inventory.suppressions import Kind  # noqa: PLC0415

    key = installation_key()
    open_inventory(db).check_key(key_check(key))
    if not value.strip():
        raise UserError('nothing to suppress; give a value, as in: suppress value "01632 960100"')
    shown = mask("PERSON", value)
    _remember(db, Kind.VALUE, shown, Digester(key).digests(value), reason)


@suppress.command("path")
@click.argument("pattern")
@_reason_option
@db_option
def suppress_path(pattern: str, reason: str, db: Path | None) -> None:
    """Say that documents below a path are about nobody (`*` matches anything).

    \b
    Example:
      stocktake suppress path "Training/*" --reason "invented cases"
    """
    from inventory.suppressions import Kind  # noqa: PLC0415

    _remember(db, Kind.PATH, pattern, [], reason)


@suppress.command("recogniser")
@click.argument("name")
@_reason_option
@db_option
def suppress_recogniser(name: str, reason: str, db: Path | None) -> None:
    """Leave out what one recogniser finds; 'stocktake inspect' and findings.csv name them.

    \b
    Example:
      stocktake suppress recogniser UkVehicleRegistrationRecogniser
    """
    from inventory.suppressions import Kind  # noqa: PLC0415

    _remember(db, Kind.RECOGNISER, name, [], reason)


@suppress.command("own")
@click.option("--accept", is_flag=True, help="Suppress all that is shown.")
@db_option
@json_option
def suppress_own(db: Path | None, accept: bool, as_json: bool) -> None:  # noqa: FBT001 - options
    """Show what look like your own telephone numbers and addresses: on papers of many folders.

    What stands beside one person's name is never among them. With --accept each becomes a
    suppression of its own, which 'stocktake suppress undo' takes back.

    \b
    Examples:
      stocktake suppress own
      stocktake suppress own --accept
    """
    from rich.console import Console  # noqa: PLC0415

    from inventory import own_details  # noqa: PLC0415
    from terminal.tables import own_table  # noqa: PLC0415

    inventory = open_inventory(db)
    details = own_details.own_details(inventory)
    if as_json:
        click.echo(json.dumps([asdict(detail) for detail in details], indent=2))
    elif details:
        Console().print(own_table(details))
    else:
        click.echo("Nothing occurs often enough, in enough folders, to be your own.")
    if accept and details:
        files = own_details.suppress_own(inventory, details, person=getpass.getuser())
        said = f"Remembered; the next scan opens up to {files:,} files again and judges them anew."
        click.echo(said, err=as_json)
    elif details and not as_json:
        click.echo("If they are yours, 'stocktake suppress own --accept' leaves them out.")


@suppress.command("list")
@db_option
@json_option
def suppress_list(db: Path | None, as_json: bool) -> None:  # noqa: FBT001 - an option
    """Show what is suppressed, by whom and why.

    \b
    Examples:
      stocktake suppress list
      stocktake suppress list --json
    """
    from rich.console import Console  # noqa: PLC0415

    from inventory.suppressions import suppressions  # noqa: PLC0415
    from terminal.tables import suppression_table  # noqa: PLC0415

    entries = suppressions(open_inventory(db))
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries], default=str, indent=2))
    elif entries:
        Console().print(suppression_table(entries))
    else:
        click.echo("Nothing is suppressed.")


@suppress.command("undo")
@click.argument("number", type=int)
@db_option
def suppress_undo(number: int, db: Path | None) -> None:
    """Take a suppression back, by its number in the list.

    \b
    Example:
      stocktake suppress undo 3
    """
    from inventory.suppressions import undo  # noqa: PLC0415

    if undo(open_inventory(db), number) is None:
        raise NoSuchSuppressionError(
            f"there is no suppression {number}; 'stocktake suppress list' shows those there are"
        )
    click.echo("Undone; the next scan opens the files concerned again.")


def _remember(db: Path | None, kind: str, shown: str, digests: list[str], reason: str) -> None:
    from inventory.suppressions import Kind, suppress  # noqa: PLC0415

    inventory = open_inventory(db)
    inventory.create_if_missing()
    files = suppress(
        inventory,
        Kind(kind),
        shown,
        digests=digests,
        reason=reason,
        person=getpass.getuser(),
    )
    click.echo(f"Remembered; the next scan opens {files:,} files again and judges them anew.")
