"""The command `stocktake schedule`."""

# ruff: noqa: D301, FBT001, PLR0917 - click: \b in help, one argument an option

from __future__ import annotations

import shutil
import sys
from datetime import time
from pathlib import Path

import click

from terminal.options import PATH
from terminal.scan_commands import Clock


@click.command()
@click.option("--systemd", "kind", flag_value="systemd", help="A systemd service and its timer.")
@click.option("--cron", "kind", flag_value="cron", help="A line for a crontab.")
@click.option("--windows", "kind", flag_value="windows", help="A task of Windows Task Scheduler.")
@click.option("--watch", "kind", flag_value="watch", help="A systemd service for all day.")
@click.option("--path", "paths", type=PATH, multiple=True, help="Folder to scan.")
@click.option("--db", type=PATH, default=None, help="Inventory file.")
@click.option("--config", "config_file", type=PATH, default=None, help="Settings file (YAML).")
@click.option("--at", "clock", type=Clock(), default="01:00", show_default=True, help="When.")
@click.option("--until", type=Clock(), default=None, help="Stop at this time of day.")
@click.option("--install", is_flag=True, help="Put it in place for this user.")
def schedule(
    kind: str | None,
    paths: tuple[Path, ...],
    db: Path | None,
    config_file: Path | None,
    clock: time,
    until: time | None,
    install: bool,
) -> None:
    """Print what makes the system scan every night, or put it in place.

    \b
    Examples:
      stocktake schedule --config stocktake.yaml --at 01:00 --until 06:00
      stocktake schedule --cron --path /srv/share --install
      stocktake schedule --windows --config stocktake.yaml > task.xml
    """
    from terminal import scheduling  # noqa: PLC0415 - so that --help answers at once

    kind = kind or _usual()
    command = _command(kind, paths, db, config_file, until)
    if kind == "cron":
        line = scheduling.cron_line(command, clock)
        click.echo(line, nl=False)
        if install:
            scheduling.install_cron(line)
    elif kind == "windows":
        task = scheduling.windows_task(command, clock)
        click.echo(task, nl=False)
        if install:
            scheduling.install_task(task)
    else:
        watching = kind == "watch"
        units = (
            scheduling.watch_unit(command) if watching else scheduling.systemd_units(command, clock)
        )
        for name, text in units.items():
            click.echo(f"# {name}\n{text}")
        if install:
            start = "stocktake-watch.service" if watching else "stocktake.timer"
            folder = scheduling.install_systemd(units, start)
            click.echo(f"in place in {folder}", err=True)


def _usual() -> str:
    if sys.platform == "win32":
        return "windows"
    return "systemd" if shutil.which("systemctl") else "cron"


def _command(
    kind: str,
    paths: tuple[Path, ...],
    db: Path | None,
    config_file: Path | None,
    until: time | None,
) -> list[str]:
    """Give the command that is to be run, all of its paths absolute."""
    program = Path(sys.argv[0]).absolute()
    found = shutil.which("stocktake")
    command = [str(program) if program.stem == "stocktake" else found or "stocktake"]
    command.append("watch" if kind == "watch" else "scan")
    for path in paths:
        command += ["--path", str(path.absolute())]
    for option, file in (("--config", config_file), ("--db", db)):
        if file:
            command += [option, str(file.absolute())]
    if kind != "watch":
        command += ["--no-progress", "--nice"]
        if until:
            command += ["--until", f"{until:%H:%M}"]
    return command
