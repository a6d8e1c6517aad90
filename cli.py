"""The command line: wires the rooms together and holds no logic of its own.

Heavy modules are imported inside the commands that need them, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from config.errors import UserError
from config.places import default_inventory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.store import Inventory

    from config.settings import Settings


class _Group(click.Group):
    """Turns expected trouble into one line on stderr and the right exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            click.echo(f"stocktake: {error}", err=True)
            ctx.exit(int(error.exit_code))


class _Day(click.ParamType):
    """A date as 2026-03-31 or 31/03/2026."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(str(value), pattern).date()  # noqa: DTZ007 - a plain day
            except ValueError:
                continue
        return self.fail(f"{value!r} is not a date; write it as 2026-03-31 or 31/03/2026", param, ctx)


_DAY = _Day()
_PATH = click.Path(path_type=Path)
_db_option = click.option(
    "--db", type=_PATH, default=None, help="Inventory file; by default the user's own inventory."
)
_config_option = click.option(
    "--config", "config_file", type=_PATH, default=None, help="Settings file (YAML)."
)
_as_of_option = click.option(
    "--as-of", type=_DAY, default=None, help="Judge retention as of this day; today by default."
)
_out_option = click.option("--out", type=_PATH, required=True, help="File to write.")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("stocktake"), prog_name="stocktake")
def main_group() -> None:
    """Find the personal data you hold, draft the register, see what should be gone.

    \b
    Examples:
      stocktake scan --path /srv/share
      stocktake register export --format csv --out register.csv
      stocktake retention --status overdue
      stocktake find "943 476 5919"
    """


@main_group.command()
@click.option("--path", "paths", type=_PATH, multiple=True, help="Folder or file to scan.")
@_db_option
@_config_option
@click.option("--full", is_flag=True, help="Open every file, even those that have not changed.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; by default one per core.")
@click.option("--no-progress", is_flag=True, help="No progress bar.")
@_as_of_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def scan(
    paths: Sequence[Path],
    db: Path | None,
    config_file: Path | None,
    full: bool,
    workers: int | None,
    no_progress: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Scan folders and bring the inventory up to date.

    Only new and changed files are opened; an interrupted scan carries on where it stopped when
    the same command is run again.

    \b
    Examples:
      stocktake scan --path /srv/share
      stocktake scan --path "\\\\server\\care" --db audit.duckdb
      stocktake scan --config stocktake.yaml --no-progress
    """
    from terminal.scanning import run_scans  # noqa: PLC0415

    settings = _settings(config_file)
    ended = run_scans(
        settings,
        paths or [source.path for source in settings.sources],
        db or default_inventory(),
        program=version("stocktake"),
        workers=workers,
        full=full,
        progress=not no_progress,
        as_of=as_of or _today(),
        as_json=as_json,
    )
    sys.exit(int(ended))


def _settings(path: Path | None) -> Settings:
    from config.settings import load_settings  # noqa: PLC0415

    return load_settings(path)


def _open(db: Path | None) -> Inventory:
    from inventory.store import Inventory  # noqa: PLC0415

    return Inventory.existing(db or default_inventory())


def _today() -> date:
    return datetime.now().astimezone().date()


def main() -> None:
    """Run the command line; the console script `stocktake`."""
    main_group(prog_name="stocktake", windows_expand_args=False)
