"""`stocktake schedule`: ready-to-use text for the system's own timer, and putting it in place."""

from __future__ import annotations

import getpass
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from config.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

_MARK = "# stocktake nightly scan"
_SERVICE = """\
[Unit]
Description=Stocktake: bring the inventory of personal data up to date
After=network-online.target remote-fs.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart={command}
Nice=15
IOSchedulingClass=idle
PrivateTmp=yes
# 1: something needs attention; 3: ended early and goes on next time.
SuccessExitStatus=1 3
"""
_TIMER = """\
[Unit]
Description=Stocktake every night at {clock}

[Timer]
OnCalendar=*-*-* {clock}:00
Persistent=true

[Install]
WantedBy=timers.target
"""
_WATCH = """\
[Unit]
Description=Stocktake: keep the inventory of personal data up to date all day
After=network-online.target remote-fs.target

[Service]
ExecStart={command}
Nice=15
Restart=on-failure
RestartSec=60
KillSignal=SIGINT
TimeoutStopSec=300
PrivateTmp=yes

[Install]
WantedBy=default.target
"""
# No encoding is named: what a shell writes is UTF-8 or has a mark, and a wrong name is refused.
_TASK = """\
<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Stocktake nightly scan</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{clock}:00</StartBoundary>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <StartWhenAvailable>true</StartWhenAvailable>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
    <Priority>8</Priority>
  </Settings>
  <Actions>
    <Exec><Command>{program}</Command><Arguments>{arguments}</Arguments></Exec>
  </Actions>
</Task>
"""


class ScheduleError(UserError):
    """The schedule cannot be put in place; the message says what to do by hand."""


def systemd_units(command: Sequence[str], clock: time) -> dict[str, str]:
    """Give service and timer of a nightly scan, by file name."""
    line = " ".join(map(_unit_word, command))
    return {
        "stocktake.service": _SERVICE.format(command=line),
        "stocktake.timer": _TIMER.format(clock=f"{clock:%H:%M}"),
    }


def watch_unit(command: Sequence[str]) -> dict[str, str]:
    """Give the service that runs `stocktake watch`, by file name."""
    return {"stocktake-watch.service": _WATCH.format(command=" ".join(map(_unit_word, command)))}


def cron_line(command: Sequence[str], clock: time) -> str:
    """Give the line of a crontab; cron takes a bare `%` for the end of the line."""
    line = shlex.join(command).replace("%", r"\%")
    return f"{clock.minute} {clock.hour} * * * {line} {_MARK}\n"


def windows_task(command: Sequence[str], clock: time) -> str:
    """Give the task for `schtasks /Create /TN Stocktake /XML FILE`."""
    program, *arguments = command
    return _TASK.format(
        clock=f"{clock:%H:%M}",
        program=escape(program),
        arguments=escape(subprocess.list2cmdline(arguments)),
    )


def install_systemd(units: dict[str, str], start: str) -> Path:
    """Put units where the user's own systemd finds them, and start one.

    Returns:
        The folder they are in.

    Raises:
        ScheduleError: systemd does not take them.
    """
    folder = Path.home() / ".config" / "systemd" / "user"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in units.items():
        (folder / name).write_text(text, encoding="utf-8")
    _run(["systemctl", "--user", "daemon-reload"])
    _run(["systemctl", "--user", "enable", "--now", start])
    return folder


def install_cron(line: str) -> None:
    """Add a line to the user's crontab in place of an earlier one of Stocktake.

    Raises:
        ScheduleError: there is no cron, or it refuses.
    """
    listed = _run(["crontab", "-l"], may_fail=True)
    kept = [entry for entry in listed.splitlines() if not entry.endswith(_MARK)]
    _run(["crontab", "-"], text="\n".join([*kept, line]))


def install_task(text: str) -> None:
    """Register the task with Windows.

    Raises:
        ScheduleError: this is not Windows, or it refuses.
    """
    if sys.platform != "win32":
        raise ScheduleError("Windows tasks can be put in place on Windows only")
    path = Path.home() / "stocktake-task.xml"
    path.write_text(text, encoding="utf-16")
    try:
        _run(["schtasks", "/Create", "/TN", "Stocktake", "/F", "/RU", getpass.getuser(),
              "/XML", str(path)])  # fmt: skip
    finally:
        path.unlink(missing_ok=True)


def _run(command: Sequence[str], *, text: str = "", may_fail: bool = False) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the system's own timer programs
            command, input=text, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise ScheduleError(
            f"{command[0]} cannot be run here ({(error.strerror or 'refused').lower()}); "
            "leave out --install and put the text in place by hand"
        ) from error
    if done.returncode and not may_fail:
        reason = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        raise ScheduleError(f"{command[0]} refused: {reason}")
    return done.stdout if not done.returncode else ""


def _unit_word(word: str) -> str:
    """Quote a word for a unit file, where `%` and `$` are special too."""
    quoted = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{quoted}"' if quoted != word or not word.isprintable() or " " in word else word
