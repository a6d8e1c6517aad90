"""Schedules that the system's own timers take, whatever the paths look like."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
from datetime import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from terminal.scheduling import cron_line, systemd_units, watch_unit, windows_task
from tests.conftest import Stocktake

COMMAND = ["/opt/my tools/stocktake", "scan", "--path", '/srv/50% "care" $HOME', "--nice"]
AT = time(1, 5)


def test_a_cron_line_runs_the_very_command() -> None:
    minute, hour, day, month, weekday, line = cron_line(COMMAND, AT).split(maxsplit=5)
    assert (minute, hour, day, month, weekday) == ("5", "1", "*", "*", "*")
    assert shlex.split(line.replace(r"\%", "%"), comments=True) == COMMAND


def test_a_windows_task_runs_the_very_command() -> None:
    task = windows_task(["C:\\Stocktake\\stocktake.exe", "scan", "--path", "\\\\srv\\A & B"], AT)
    root = ET.fromstring(task.replace('encoding="UTF-16"', ""))
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert root.findtext(".//t:Command", namespaces=space) == "C:\\Stocktake\\stocktake.exe"
    assert root.findtext(".//t:Arguments", namespaces=space) == 'scan --path "\\\\srv\\A & B"'
    assert str(root.findtext(".//t:StartBoundary", namespaces=space)).endswith("T01:05:00")


def test_units_say_when_and_what() -> None:
    units = systemd_units(COMMAND, AT) | watch_unit(COMMAND)
    assert set(units) == {"stocktake.service", "stocktake.timer", "stocktake-watch.service"}
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(units["stocktake.timer"])
    assert parser["Timer"]["OnCalendar"] == "*-*-* 01:05:00"
    parser.read_string(units["stocktake.service"])
    assert parser["Service"]["ExecStart"] == (
        '"/opt/my tools/stocktake" scan --path "/srv/50%% \\"care\\" $$HOME" --nice'
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    units = systemd_units(["/bin/true", "scan"], AT) | watch_unit(["/bin/true", "watch"])
    for name, text in units.items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *[str(tmp_path / name) for name in units]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_command_line_prints_what_runs_with_absolute_paths(
    stocktake: Stocktake, tmp_path: Path
) -> None:
    done = stocktake(
        "schedule", "--cron", "--path", tmp_path, "--config", "care.yaml", "--at", "23:30",
        "--until", "06:00",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("30 23 * * * ")
    words = shlex.split(done.stdout, comments=True)
    assert words[words.index("--path") + 1] == str(tmp_path)
    assert Path(words[words.index("--config") + 1]).is_absolute()
    assert words[words.index("--until") + 1] == "06:00"
    assert "systemd" not in done.stdout
    assert stocktake("schedule", "--at", "late").returncode == 2
