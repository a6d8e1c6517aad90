"""The commands that scan: `stocktake scan` and `stocktake watch`."""

# ruff: noqa: D301, FBT001, PLR0917 - click: \b in help, one argument an option

from __future__ import annotations

import sys
from datetime import datetime, time, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import click

from config.places import default_inventory
from terminal.options import (
    PATH,
    PLACE,
    as_of_option,
    config_option,
    db_option,
    read_settings,
    today,
)
from terminal.passwords import passwords_option, read_passwords

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from config.address import Address

_MEGABYTE = 1_000_000
_workers_option = click.option(
    "--workers", type=click.IntRange(min=1), help="Processes; by default one per core."
)
_nice_option = click.option("--nice", is_flag=True, help="Give way to other programs.")


class Clock(click.ParamType[time]):
    """A time of day as 06:00."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> time:
        """Read it."""
        if isinstance(value, time):
            return value
        try:
            return time.fromisoformat(str(value))
        except ValueError:
            return self.fail(f"{value!r} is not a time of day; write it as 06:00", param, ctx)


def _log_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option(
        "--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True,
        help="How the log is written.",
    )(command)  # fmt: skip
    return click.option(
        "--log", type=PATH, default=None, help="Keep a log in this file; it is rotated by size."
    )(command)


@click.command()
@click.option(
    "--path", "paths", type=PLACE, multiple=True,
    help="Folder, file or address (smb://, sftp://, imaps:// …) to scan.",
)  # fmt: skip
@db_option
@config_option
@click.option("--full", is_flag=True, help="Open every file, even those that have not changed.")
@click.option(
    "--map", "skeleton", is_flag=True,
    help="Open nothing: list new files by name, size, date, owner and access.",
)  # fmt: skip
@click.option(
    "--verify", is_flag=True,
    help="Compare the contents of files that look unchanged, too.",
)  # fmt: skip
@passwords_option
@_workers_option
@click.option(
    "--cluster", default="", metavar="ADDRESS",
    help="Examine files on a Dask cluster: tcp://HOST:8786, or local:N.",
)  # fmt: skip
@click.option("--until", type=Clock(), default=None, help="Stop at this time of day, as 06:00.")
@click.option(
    "--rate", type=click.FloatRange(min=0, min_open=True), default=None, metavar="MB/S",
    help="Read no more than so many megabytes a second.",
)  # fmt: skip
@_nice_option
@click.option("--no-progress", is_flag=True, help="No progress bar.")
@as_of_option
@click.option(
    "--fail-on", default="", metavar="LIST",
    help="Exit with 1 when there is any of: exposure, overdue, unread (separated by commas).",
)  # fmt: skip
@_log_options
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def scan(
    paths: Sequence[Path | Address],
    db: Path | None,
    config_file: Path | None,
    full: bool,
    skeleton: bool,
    verify: bool,
    passwords_file: Path | None,
    workers: int | None,
    cluster: str,
    until: time | None,
    rate: float | None,
    nice: bool,
    no_progress: bool,
    as_of: date | None,
    fail_on: str,
    log: Path | None,
    log_format: str,
    as_json: bool,
) -> None:
    """Scan folders and bring the inventory up to date.

    Only new and changed files are opened; an interrupted scan carries on where it stopped when
    the same command is run again.

    \b
    Examples:
      stocktake scan --path /srv/share
      stocktake scan --path "\\\\server\\care" --db audit.duckdb
      stocktake scan --path smb://server/care --path imaps://manager@mail.example.org
      stocktake scan --config stocktake.yaml --no-progress --until 06:00 --rate 20
      stocktake scan --path /srv/share --map
      stocktake scan --path /srv/share --passwords passwords.txt
    """
    wanted = _attention(fail_on)
    _begin(log, log_format, nice=nice)
    if not (cluster or skeleton):
        _warm_up(db)
    from scanner.pace import Pace  # noqa: PLC0415
    from scanner.plan import Choice  # noqa: PLC0415
    from terminal.run import Request  # noqa: PLC0415
    from terminal.scanning import Output, run_scans  # noqa: PLC0415

    request = Request(
        paths=paths,
        db=db or default_inventory(),
        settings=read_settings(config_file),
        program=version("stocktake"),
        workers=workers,
        as_of=as_of or today(),
        choice=Choice(full=full, skeleton=skeleton, verify=verify),
        passwords=read_passwords(passwords_file),
        cluster=cluster,
        pace=Pace(_next(until) if until else None, rate * _MEGABYTE if rate else None),
    )
    output = Output(progress=not no_progress, as_json=as_json, fail_on=wanted)
    sys.exit(int(run_scans(request, output)))


@click.command()
@click.option("--path", "paths", type=PLACE, multiple=True, help="Folder or address to watch.")
@db_option
@config_option
@_workers_option
@click.option(
    "--interval", type=click.FloatRange(min=1), default=300.0, show_default=True,
    help="Seconds between comparisons when the system reports no change.",
)  # fmt: skip
@click.option(
    "--quiet", type=click.FloatRange(min=0), default=5.0, show_default=True,
    help="Seconds that a file must have rested before it is opened.",
)  # fmt: skip
@passwords_option
@_nice_option
@_log_options
def watch(
    paths: Sequence[Path | Address],
    db: Path | None,
    config_file: Path | None,
    workers: int | None,
    interval: float,
    quiet: float,
    passwords_file: Path | None,
    nice: bool,
    log: Path | None,
    log_format: str,
) -> None:
    """Keep the inventory up to date while people work, until Ctrl-C.

    \b
    Examples:
      stocktake watch --path /srv/share
      stocktake watch --path "\\\\server\\care" --interval 900
    """
    _begin(log, log_format, nice=nice)
    _warm_up(db)
    from scanner.plan import Choice  # noqa: PLC0415
    from terminal.run import Request  # noqa: PLC0415
    from terminal.watching import run_watch  # noqa: PLC0415

    request = Request(
        paths=paths,
        db=db or default_inventory(),
        settings=read_settings(config_file),
        program=version("stocktake"),
        workers=workers,
        as_of=today(),
        choice=Choice(quiet=quiet),
        passwords=read_passwords(passwords_file),
    )
    run_watch(request, interval)


def _begin(log: Path | None, log_format: str, *, nice: bool) -> None:
    if log:
        from terminal.logs import log_to  # noqa: PLC0415

        log_to(log, log_format)
    if nice:
        from terminal.nice import give_way  # noqa: PLC0415

        give_way()


def _warm_up(db: Path | None) -> None:
    """Have the first scan of an inventory start what its workers need while the rest is loaded."""
    if not (db or default_inventory()).exists():
        from scanner.pool import warm_up  # noqa: PLC0415

        warm_up()


def _attention(text: str) -> frozenset[str]:
    wanted = frozenset(filter(None, (word.strip() for word in text.split(","))))
    if unknown := wanted - {"exposure", "overdue", "unread"}:
        raise click.BadParameter(
            f"{', '.join(sorted(unknown))}: choose from exposure, overdue, unread",
            param_hint="--fail-on",
        )
    return wanted


def _next(clock: time) -> datetime:
    """Give the next moment at which it is that time here."""
    now = datetime.now().astimezone()
    moment = now.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
    return moment if moment > now else moment + timedelta(days=1)
