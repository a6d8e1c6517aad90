"""Schedules that the system's own timers take, whatever the paths look like."""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import subprocess
import sys
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
    root = ET.fromstring(task)
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert root.findtext(".//t:Command", namespaces=space) == "C:\\Stocktake\\stocktake.exe"
    assert root.findtext(".//t:Arguments", namespaces=space) == 'scan --path "\\\\srv\\A & B"'
    assert str(root.findtext(".//t:StartBoundary", namespaces=space)).endswith("T01:05:00")


# The parts of a task and the order in which its schema wants them (MS-TSCH 2.5, taskType).
_ORDER = {
    "Task": ["RegistrationInfo", "Triggers", "Principals", "Settings", "Data", "Actions"],
    "CalendarTrigger": ["Enabled", "StartBoundary", "EndBoundary", "Repetition", "ScheduleByDay"],
    "ScheduleByDay": ["DaysInterval"],
    "Exec": ["Command", "Arguments", "WorkingDirectory"],
    "Settings": [
        "AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy",
        "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "AllowHardTerminate",
        "StartWhenAvailable", "RunOnlyIfNetworkAvailable", "WakeToRun", "Enabled", "Hidden",
        "DeleteExpiredTaskAfter", "IdleSettings", "ExecutionTimeLimit", "Priority",
        "RunOnlyIfIdle",
    ],
}  # fmt: skip
_ANY_ORDER = {"Settings"}  # an xs:all


def test_a_windows_task_has_the_shape_of_its_schema_and_any_encoding_that_a_shell_writes() -> None:
    task = windows_task(["stocktake.exe", "scan", "--path", "C:\\Größe"], AT)
    for encoding in ("utf-8", "utf-16"):
        root = ET.fromstring(task.encode(encoding))
        assert "C:\\Größe" in ET.tostring(root, encoding="unicode")
    for element in root.iter():
        name = element.tag.partition("}")[2]
        parts = [child.tag.partition("}")[2] for child in element]
        if name in _ORDER:
            assert set(parts) <= set(_ORDER[name])
            if name not in _ANY_ORDER:
                assert parts == sorted(parts, key=_ORDER[name].index)
    assert root.attrib["version"] == "1.2"
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    assert root.findtext(f".//{space}MultipleInstancesPolicy") in {"Parallel", "Queue", "IgnoreNew"}
    assert 0 <= int(str(root.findtext(f".//{space}Priority"))) <= 10


@pytest.fixture
def stand_ins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs in the place of systemctl and crontab that write down what they are told."""
    home = tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    for name in ("systemctl", "crontab"):
        script = home / "bin" / name
        script.write_text(
            "#!/bin/sh\n"
            f'echo "$@" >> "{home}/{name}.calls"\n'
            f'if [ "$1" = "-l" ]; then cat "{home}/crontab.text" 2>/dev/null; fi\n'
            f'if [ "$1" = "-" ]; then cat > "{home}/crontab.text"; fi\n'
        )
        script.chmod(0o755)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", f"{home / 'bin'}:{os.environ['PATH']}")
    return home


@pytest.mark.skipif(sys.platform == "win32", reason="systemd and cron are of POSIX systems")
def test_installing_puts_units_in_place_and_starts_the_timer(
    stocktake: Stocktake, stand_ins: Path, tmp_path: Path
) -> None:
    done = stocktake("schedule", "--path", tmp_path, "--at", "02:30", "--install")
    assert done.returncode == 0, done.stderr
    units = stand_ins / ".config" / "systemd" / "user"
    assert "OnCalendar=*-*-* 02:30:00" in (units / "stocktake.timer").read_text()
    assert str(tmp_path) in (units / "stocktake.service").read_text()
    calls = (stand_ins / "systemctl.calls").read_text().splitlines()
    assert calls == ["--user daemon-reload", "--user enable --now stocktake.timer"]


@pytest.mark.skipif(sys.platform == "win32", reason="systemd and cron are of POSIX systems")
def test_installing_a_cron_line_twice_keeps_one_and_the_lines_of_others(
    stocktake: Stocktake, stand_ins: Path, tmp_path: Path
) -> None:
    (stand_ins / "crontab.text").write_text("0 4 * * * /usr/bin/backup\n")
    for clock in ("01:00", "02:00"):
        done = stocktake("schedule", "--cron", "--path", tmp_path, "--at", clock, "--install")
        assert done.returncode == 0, done.stderr
    lines = (stand_ins / "crontab.text").read_text().splitlines()
    assert lines[0] == "0 4 * * * /usr/bin/backup"
    assert len(lines) == 2
    assert lines[1].startswith("0 2 * * * ")


@pytest.mark.skipif(sys.platform == "win32", reason="systemd and cron are of POSIX systems")
def test_a_timer_that_refuses_is_named_with_its_reason(
    stocktake: Stocktake, stand_ins: Path, tmp_path: Path
) -> None:
    refusing = stand_ins / "bin" / "systemctl"
    refusing.write_text("#!/bin/sh\necho Failed to connect to bus >&2\nexit 1\n")
    done = stocktake("schedule", "--path", tmp_path, "--install")
    assert done.returncode == 2
    assert "systemctl refused: Failed to connect to bus" in done.stderr


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
