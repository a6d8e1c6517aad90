"""The terminal: fits the window, speaks JSON to scripts, colours only terminals, completes."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

import cli
from config.rules import Rules
from inventory.store import Inventory
from tests.inventory.report_inventory import fill_small

if TYPE_CHECKING:
    from tests.conftest import Stocktake

ROOT = Path(__file__).parents[1]
# What prints for people to read, and can print JSON for scripts.
LISTS = (
    "status",
    "doctor",
    "retention",
    "retention --status unknown",
    'find "Margaret Hall"',
    "incident /srv/share",
    "register diff --scans 1 2",
    "suppress list",
    "inspect FILE",
)
# No JSON: these write a file, print a file, or have one line to say.
WITHOUT_JSON = {
    "completion", "detect", "disposal export", "disposal list", "disposal record", "export",
    "inventory backup", "inventory compact", "inventory purge", "inventory restore",
    "register add", "register approve", "register export", "report", "schedule",
    "suppress path", "suppress recogniser", "suppress undo", "suppress value", "watch",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with an inventory of two scans and a file to inspect."""
    folder = tmp_path_factory.mktemp("terminal")
    inventory = Inventory(folder / "inventory.duckdb")
    inventory.create_if_missing()
    fill_small(inventory, Rules())
    with inventory.writing() as connection:
        for scan in (1, 2):
            connection.execute(
                "INSERT INTO scans (id, source, started, finished, state, files, size) VALUES "
                "(?, '/srv/share', '2026-10-01 01:00:00', '2026-10-01 02:10:00', 'finished', "
                "12345, 987654321)",
                [scan],
            )
            connection.execute(
                "INSERT INTO stocks VALUES (?, '2026-10-01', '2026-10-01', 1)", [scan]
            )
    (folder / "a long name of a letter to somebody.txt").write_text(
        "Care plan\nName: Margaret Hall\nNHS No: 943 476 5919\nDOB 12/03/1938\nHas dementia\n"
    )
    return folder


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("STOCKTAKE_HOME", str(home))

    def run(line: str, columns: int = 80) -> Result:
        words = shlex.split(line)
        files = [str(next(home.glob("*.txt"))) if word == "FILE" else word for word in words]
        return CliRunner().invoke(
            cli.main_group, files, prog_name="stocktake", env={"COLUMNS": str(columns)}
        )

    return run


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("line", LISTS)
def test_fits_the_window(run: Any, line: str, columns: int) -> None:
    result = run(line, columns)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    too_wide = [text for text in result.stdout.splitlines() if cell_len(text.rstrip()) > columns]
    # The path of a document stands on a line of its own, whole, so that it can be copied.
    assert [text for text in too_wide if not text.startswith("Rose House/")] == []
    assert "\u2026" not in result.stdout


@pytest.mark.parametrize("line", LISTS)
def test_prints_json_for_scripts(run: Any, line: str) -> None:
    json.loads(run(f"{line} --json").stdout)


def leaves(group: click.Group, prefix: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= leaves(command, f"{prefix}{name} ")
        else:
            found[prefix + name] = command
    return found


def test_every_command_that_tells_something_can_tell_it_in_json() -> None:
    commands = leaves(cli.main_group)
    without = {
        name
        for name, command in commands.items()
        if not any("--json" in parameter.opts for parameter in command.params)
    }
    assert without == WITHOUT_JSON


def test_help_lists_every_command_once_by_what_one_wants() -> None:
    text = CliRunner().invoke(cli.main_group, ["--help"]).stdout
    commands = text.partition("\nScan:")[2]
    for name in cli.main_group.commands:
        assert len(re.findall(rf"^  {name}  ", commands, re.MULTILINE)) == 1, name
    assert "\nMore:" not in text


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys, cli\n"
        "try: cli.main_group(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('duckdb', 'spacy', 'rich', 'presidio_analyzer', 'lxml', 'numpy', "
        "'openpyxl', 'docx', 'jinja2', 'pydantic', 'jellyfish') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "line",
    [
        "scan --path /nowhere/at/all",
        "scan",
        "status --db /nowhere/i.duckdb",
        "find x --db /nowhere/i.duckdb",
        "incident /not/scanned",
        "incident /srv/share --out facts.pdf",
        'find "Margaret Hall" --export list.pdf',
        "report --out /nowhere/report.html",
        "export documents --out /nowhere/d.csv",
        "inspect /nowhere/file.txt",
        "retention --config /nowhere/stocktake.yaml",
        "register import /nowhere/register.csv",
        "suppress undo 99",
        "schedule --config /nowhere/stocktake.yaml --install",
    ],
)
def test_trouble_is_one_line_that_says_what_to_do(run: Any, line: str) -> None:
    result = run(line)
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stderr.startswith("stocktake: ")
    assert len(result.stderr) > 30


def test_a_first_run_explains_itself_and_ends_with_what_comes_next(
    stocktake: Stocktake, tmp_path: Path
) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "letter.txt").write_text("Dear Mrs Hall,\nDOB 12/03/1938\n")
    first = stocktake("scan", "--path", tmp_path / "share")
    assert "nothing leaves this machine" in first.stderr
    assert "digest.key" in first.stderr
    assert "Next: stocktake report --out report.html" in first.stdout
    assert "digest.key" not in stocktake("scan", "--path", tmp_path / "share").stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("no_color", "coloured"), [(None, True), ("1", False)])
def test_colours_only_on_terminals_and_not_where_unwanted(
    home: Path, no_color: str | None, coloured: bool
) -> None:
    import pty  # noqa: PLC0415 - not on Windows

    environment = {**os.environ, "STOCKTAKE_HOME": str(home), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    if no_color:
        environment["NO_COLOR"] = no_color
    above, below = pty.openpty()
    command = [sys.executable, "-c", "import cli; cli.main()", "doctor"]
    with subprocess.Popen(command, stdout=below, cwd=ROOT, env=environment) as process:
        os.close(below)
        seen = b""
        while True:
            try:
                part = os.read(above, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            seen += part
        process.wait(60)
    os.close(above)
    assert bool(re.search(rb"\x1b\[(?:\d;)?3\d", seen)) == coloured


def test_no_colours_in_a_pipe(stocktake: Stocktake) -> None:
    assert "\x1b" not in stocktake("doctor").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_shell_is_told_how_to_complete(run: Any, shell: str) -> None:
    assert "_STOCKTAKE_COMPLETE" in run(f"completion {shell}").stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_commands_and_options(run: Any, tmp_path: Path) -> None:
    script = tmp_path / "completion"
    script.write_text(run("completion bash").stdout)
    program = tmp_path / "stocktake"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "import cli; cli.main()" "$@"\n')
    program.chmod(0o755)
    asked = (
        f'source "{script}"; export PATH="{tmp_path}:$PATH"; '
        "for words in 'stocktake inci' 'stocktake scan --pat' 'stocktake register ex'; do "
        "COMP_WORDS=($words); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); "
        '_stocktake_completion stocktake; echo "${COMPREPLY[@]}"; done'
    )
    done = subprocess.run(
        ["bash", "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split("\n")[:3] == ["incident", "--path", "export"]


@pytest.mark.parametrize(
    ("words", "word", "expected"),
    [
        ("stocktake", "inci", ["plain\tincident"]),
        ("stocktake", "", ["plain\tscan", "plain\tfind"]),
        ("stocktake\nregister", "ex", ["plain\texport"]),
        ("stocktake\nscan", "--pat", ["plain\t--path"]),
        ("stocktake\nretention\n--status", "'over", ["plain\toverdue"]),
        ("stocktake\ninspect", "care", ["file\tcare"]),
    ],
)
def test_powershell_completes_what_is_typed(words: str, word: str, expected: list[str]) -> None:
    """What the script sets and reads; PowerShell itself is not asked."""
    asked = {"_STOCKTAKE_COMPLETE": "powershell_complete", "COMP_WORDS": words}
    done = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()"],
        env=os.environ | asked | ({"COMP_CWORD": word} if word else {}),
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    for line in expected:
        assert any(answer.startswith(line) for answer in done.stdout.splitlines())
    assert all(answer.count("\t") == 2 for answer in done.stdout.splitlines())


@pytest.mark.skipif(
    None in {shutil.which("pwsh"), shutil.which("stocktake")}, reason="needs PowerShell"
)
def test_powershell_takes_the_script(run: Any, tmp_path: Path) -> None:
    script = tmp_path / "completion.ps1"
    script.write_text(run("completion powershell").stdout, encoding="utf-8")
    asked = f". '{script}'; (TabExpansion2 'stocktake inci' 14).CompletionMatches.CompletionText"
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-Command", asked], capture_output=True, text=True, check=True
    )
    assert "incident" in done.stdout


@pytest.mark.parametrize(
    "line",
    ["report", "scna", "find", "retention --as-of yesterday", "export documents --format xml",
     "scan --path . --workers 0", "register", "register exprt", "incident", "inspect"],
)  # fmt: skip
def test_a_mistake_is_answered_in_one_line_that_says_where_help_is(
    stocktake: Stocktake, line: str
) -> None:
    done = stocktake(*line.split())
    assert done.returncode == 2
    if line != "register":  # a group by itself shows what is in it
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith("stocktake")
        assert done.stderr.rstrip().endswith("--help'.")


def test_a_sound_installation_has_its_name_model(stocktake: Stocktake) -> None:
    checks = {check["name"]: check for check in json.loads(stocktake("doctor", "--json").stdout)}
    assert checks["name model"]["sound"]


def test_an_empty_folder_and_a_missing_one_are_told_apart(
    stocktake: Stocktake, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    done = stocktake("scan", "--path", tmp_path / "empty", "--db", tmp_path / "i.duckdb")
    assert "No file was there to read" in done.stdout
    done = stocktake("scan", "--path", tmp_path / "missing", "--db", tmp_path / "i.duckdb")
    assert done.returncode in {2, 3}
    assert "does not exist; check the path" in done.stderr
    done = stocktake(
        "report", "--out", tmp_path / "no" / "report.html", "--db", tmp_path / "i.duckdb"
    )
    assert f"there is no folder {tmp_path / 'no'}" in done.stderr.replace("\n", " ")
