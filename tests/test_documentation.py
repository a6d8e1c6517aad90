"""Every command in the documentation exists, has its options, and works on the example share."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import cli
from examples.share_maker.build import make_share

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_COMMAND = re.compile(r"(?:^|`)\s*stocktake ([^`\n|]+)", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
# Of which a test cannot be had here, and why; the options are checked all the same.
_NOT_RUN = {
    r"^watch|schedule .*--watch": "runs until it is stopped",
    r"--install": "changes the machine",
    r"--cluster|dask": "needs a cluster",
    r"\\\\|//|imap|smb:|sftp:|dav|s3:|postgres|mysql|://": "needs a server",
    r"\b[A-Z]{3,}\b(?!.*=)": "shows the form of a command",
    r"inventory restore|inventory purge": "takes the inventory apart",
    r"^(?:find|scan)$": "names a command without showing one",
}
_STDIN = json.dumps({"id": 1, "text": "Mrs Hartley, DOB 12/03/1938"}) + "\n"


def shown() -> list[tuple[str, str]]:
    return [
        (page.name, re.split(r"\s+(?:[<>]|#)\s", match[1])[0].strip())
        for page in PAGES
        for match in _COMMAND.finditer(page.read_text(encoding="utf-8"))
    ]


def runnable() -> list[str]:
    lines = dict.fromkeys(line for _, line in shown())
    return [line for line in lines if not any(re.search(why, line) for why in _NOT_RUN)]


def test_the_documentation_shows_commands() -> None:
    assert len(shown()) > 10
    assert len(runnable()) > 25


@pytest.mark.parametrize(("page", "line"), shown())
def test_a_shown_command_exists_with_its_options(page: str, line: str) -> None:
    words = shlex.split(line, posix=False)
    command: click.Command = cli.main_group
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    assert not isinstance(command, click.Group) or not words, f"{page}: {line}"
    options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    for word in words:
        if word.startswith("--"):
            assert word.partition("=")[0] in options, f"{page}: {line}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scanned example share and the files that the documentation speaks of."""
    folder = tmp_path_factory.mktemp("office")
    share = folder / "share"
    make_share(share, seed=1)
    (share / "HR").mkdir()
    shutil.copy(next(share.rglob("Falls log*.xlsx")), share / "HR" / "payroll.xlsx")
    (folder / "stocktake.yaml").write_text(f"sources:\n  - path: {share}\n", encoding="utf-8")
    (folder / "passwords.txt").write_text("wrong password\n", encoding="utf-8")
    (folder / "passwords.txt").chmod(0o600)
    shutil.copy(next(share.rglob("Care Plan.docx")), folder / "Care plan - Room 12.docx")
    shutil.copy(share / "HR" / "payroll.xlsx", folder)
    for words in (
        ["scan", "--path", str(share), "--no-progress"],
        ["register", "export", "--format", "xlsx", "--out", "register.xlsx"],
        ["register", "export", "--format", "csv", "--out", "register.csv"],
    ):
        done = _program(folder, words)
        assert done.returncode == 0, done.stderr
    return folder


def _program(office: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "STOCKTAKE_HOME": str(office / "home"), "NO_COLOR": "1"}
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import cli; cli.main()"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=office, env=environment, input=_STDIN, capture_output=True, text=True, check=False,
        timeout=240,
    )  # fmt: skip


@pytest.mark.parametrize("line", runnable())
def test_a_shown_command_works(line: str, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1 is fine: there is something to mend, which is what was asked."""
    words = shlex.split(line)
    words = [word.replace("/srv/share", str(office / "share")) for word in words]
    if words[0] == "scan":  # starts processes, so it runs in one of its own
        done = _program(office, words)
        assert done.returncode in {0, 1}, done.stdout + done.stderr
        return
    monkeypatch.setenv("STOCKTAKE_HOME", str(office / "home"))
    monkeypatch.chdir(office)
    result = CliRunner().invoke(cli.main_group, words, input=_STDIN, prog_name="stocktake")
    assert result.exit_code in {0, 1}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def every_command(group: click.Group, prefix: str = "") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += every_command(command, f"{prefix}{name} ")
        else:
            found.append((prefix + name, command))
    return found


@pytest.mark.parametrize(("name", "command"), every_command(cli.main_group))
def test_every_command_says_what_it_does_with_an_example(name: str, command: click.Command) -> None:
    assert command.help is not None
    assert "Example" in command.help, name
    assert f"stocktake {name}" in command.help.replace("\\", ""), name
