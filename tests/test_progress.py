"""A scan in progress on a screen: it fits the window, and says what is being read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.console import Console

from connectors.file_share import FileShare
from terminal.messages import messages_console
from terminal.progress import BarProgress
from terminal.words import shortened

if TYPE_CHECKING:
    from connectors.item import Item


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    folder = tmp_path / "Rosewood House" / "Residents who moved in the year before last"
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"care plan {number}.txt").write_bytes(b"x" * 1_000)
    return sorted(FileShare(tmp_path).items(), key=lambda item: item.path)


def _screen(progress: BarProgress, width: int) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=width, color_system=None)
    for line in progress.lines():
        console.print(line)
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_three_lines_that_fit_the_window(items: list[Item], width: int) -> None:
    progress = BarProgress(Console(file=io.StringIO(), force_terminal=True, width=width))
    progress.found(3, 3_000, complete=True)
    for item in items:
        progress.opened(item)
    progress.closed(items[0])
    progress.done(items[0], ())
    shown = _screen(progress, width)
    assert len(shown) == 3
    assert all(cell_len(line) <= width for line in shown)
    assert shown[0].lstrip().startswith("33%")
    assert shown[1].startswith("1 of 3 files")
    assert shown[2].endswith("care plan 1.txt")


def test_before_all_is_listed_no_share_is_claimed(items: list[Item]) -> None:
    progress = BarProgress(Console(file=io.StringIO(), force_terminal=True, width=80))
    progress.found(2, 2_000, complete=False)
    progress.done(items[0], ())
    shown = _screen(progress, 80)
    assert "%" not in shown[0]
    assert "counting files" in shown[0]
    assert shown[1].startswith("1 of 2 files")


def test_a_name_cannot_drive_the_terminal() -> None:
    assert shortened("a\x1b[2Jb\nc", 80) == "a\ufffd[2Jb\ufffdc"
    assert shortened("x" * 50 + "/the end.txt", 20).endswith("/the end.txt")
    assert len(shortened("x" * 50, 20)) == 20


def test_messages_break_between_words_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert messages_console().soft_wrap
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not messages_console().soft_wrap
