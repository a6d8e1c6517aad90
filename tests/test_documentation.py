"""The commands that the documentation shows are commands that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

import cli

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_COMMAND = re.compile(r"(?:^|`)\s*stocktake ([^`\n|<>]+)", re.MULTILINE)


def shown() -> list[tuple[str, str]]:
    return [
        (page.name, match[1].strip())
        for page in PAGES
        for match in _COMMAND.finditer(page.read_text(encoding="utf-8"))
    ]


def test_the_documentation_shows_commands() -> None:
    assert len(shown()) > 10


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
