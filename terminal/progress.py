"""Shows a scan as it runs: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from terminal.words import count
from terminal.words import size as in_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from rich.console import Console
    from rich.progress import Task

    from connectors.item import Item
    from inventory.records import DocumentRecord

_LINE_SECONDS = 30.0


class _FilesColumn(ProgressColumn):
    """Files done of files found, and how many a second."""

    def render(self, task: Task) -> Text:
        done, found = task.fields["done"], task.fields["found"]
        rate = done / task.elapsed if task.elapsed else 0.0
        return Text(f"{done:,}/{found:,} files, {rate:,.0f}/s")


class BarProgress:
    """A progress bar: files, bytes, rate, time left, findings so far.

    The bar counts bytes, which foretell the time left better than files do; until the whole
    source has been listed the end moves.
    """

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            _FilesColumn(),
            DownloadColumn(binary_units=True),
            TransferSpeedColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(compact=True),
            TextColumn("[bold]{task.fields[findings]:,}[/] findings"),
            console=console,
            expand=True,
            transient=True,
        )
        self._task = self._progress.add_task("Starting", total=None, done=0, found=0, findings=0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def source_started(self, source: str) -> None:
        """Start the bar anew for a source."""
        self._progress.reset(
            self._task, total=None, description="Scanning", done=0, found=0, findings=0
        )
        self._progress.console.print(Text(f"Scanning {source}"))

    def found(self, files: int, size: int, *, complete: bool) -> None:
        """Move the end of the bar."""
        self._progress.update(self._task, total=size or None, found=files)

    def done(self, item: Item, rows: Sequence[DocumentRecord]) -> None:
        """Move the bar on."""
        fields = self._progress.tasks[0].fields
        self._progress.update(
            self._task,
            advance=item.size,
            done=fields["done"] + 1,
            findings=fields["findings"] + sum(len(row.findings) for row in rows),
        )

    def passed(self, files: int, size: int) -> None:
        """Move the bar on past what is unchanged."""
        done = self._progress.tasks[0].fields["done"]
        self._progress.update(self._task, advance=size, done=done + files)


@dataclass(slots=True)
class _Counts:
    """What `LineProgress` has been told about the source being scanned."""

    started: float = field(default_factory=time.monotonic)
    said: float = field(default_factory=time.monotonic)
    found: int = 0
    complete: bool = False
    done: int = 0
    size: int = 0
    findings: int = 0


class LineProgress:
    """A line at the start and every half minute: for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._counts = _Counts()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def source_started(self, source: str) -> None:
        """Say so."""
        self._counts = _Counts()
        self._console.print(f"scanning {source}", markup=False, highlight=False)

    def found(self, files: int, size: int, *, complete: bool) -> None:
        """Remember how much there is."""
        self._counts.found, self._counts.complete = files, complete

    def done(self, item: Item, rows: Sequence[DocumentRecord]) -> None:
        """Count, and say where things stand every half minute."""
        self._counts.findings += sum(len(row.findings) for row in rows)
        self.passed(1, item.size)

    def passed(self, files: int, size: int) -> None:
        """Count, and say where things stand every half minute."""
        counts = self._counts
        counts.done += files
        counts.size += size
        now = time.monotonic()
        if now - counts.said < _LINE_SECONDS:
            return
        counts.said = now
        rate = counts.done / (now - counts.started)
        end = f"{counts.found:,}" if counts.complete else f"at least {counts.found:,}"
        self._console.print(
            f"{counts.done:,} of {end} files, {in_units(counts.size)}, {rate:,.0f} files/s, "
            f"{count(counts.findings, 'finding')}",
            highlight=False,
        )
