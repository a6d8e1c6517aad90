"""Shows a scan as it runs: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, Progress, ProgressColumn
from rich.text import Text

from terminal.words import count, duration, shortened
from terminal.words import size as in_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType
    from typing import Self

    from rich.console import Console, RenderableType
    from rich.progress import Task

    from connectors.item import Item
    from inventory.records import DocumentRecord

_LINE_SECONDS = 30.0
_FEW_A_SECOND = 10
_NOTHING_YET: dict[str, Any] = {"done": 0, "found": 0, "findings": 0, "complete": False}


class _Percent(ProgressColumn):
    """How much of the bytes is done; before all is listed nobody knows."""

    def render(self, task: Task) -> Text:
        known = task.fields["complete"] and task.total
        return Text(f"{task.percentage:>3.0f}%" if known else "   …", style="bold")


class _Left(ProgressColumn):
    """How long it will take yet, in words; before all is listed, what is going on."""

    def render(self, task: Task) -> Text:
        if not task.fields["complete"]:
            return Text("counting files" if task.fields["done"] else "starting", style="dim")
        if task.time_remaining is None:
            return Text("", style="dim")
        return Text(f"about {duration(max(round(task.time_remaining), 1), whole=True)} left")


class _Screen(Progress):
    """The bar, the figures below it, and what is being read."""

    reading = ""

    def get_renderables(self) -> Iterable[RenderableType]:
        """Give the three lines, none wider than the window."""
        yield self.make_tasks_table(self.tasks)
        for task in self.tasks:
            yield self._figures(task)
            yield Text(shortened(f"Reading {self.reading}", self.console.width - 1), style="dim",
                       no_wrap=True) if self.reading else Text("")  # fmt: skip

    def _figures(self, task: Task) -> Text:
        """Give the figures, as many as there is room for."""
        done, found = task.fields["done"], task.fields["found"]
        seconds = task.elapsed or 0.0
        rate = done / seconds if seconds else 0.0
        parts = [
            f"{done:,} of {count(found, 'file')}",
            count(task.fields["findings"], "finding"),
            f"{rate:,.0f} files/s" if rate >= _FEW_A_SECOND else f"{rate:,.1f} files/s",
            f"{in_units(task.completed)} of {in_units(task.total or 0)}",
            f"{duration(int(seconds), whole=True)} so far",
        ]
        line = ""
        for part in parts:
            longer = f"{line}  ·  {part}" if line else part
            if len(longer) >= self.console.width:
                break
            line = longer
        return Text(line, no_wrap=True)


class BarProgress:
    """A progress bar, figures, and the file that has been in hand for longest.

    The bar counts bytes, which foretell the time left better than files do; until the whole
    source has been listed the end moves.
    """

    def __init__(self, console: Console) -> None:
        self._screen = _Screen(
            _Percent(),
            BarColumn(bar_width=None, complete_style="cyan", pulse_style="cyan"),
            _Left(),
            console=console,
            expand=True,
            transient=True,
        )
        self._in_hand: dict[str, None] = {}
        self._task = self._screen.add_task("", total=None, **_NOTHING_YET)

    def __enter__(self) -> Self:
        self._screen.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._screen.stop()

    def source_started(self, source: str) -> None:
        """Start the bar anew for a source."""
        self._screen.reset(self._task, total=None, **_NOTHING_YET)
        self._screen.console.print(Text(f"Scanning {source}"))

    def found(self, files: int, size: int, *, complete: bool) -> None:
        """Move the end of the bar."""
        self._screen.update(self._task, total=size or None, found=files, complete=complete)

    def opened(self, item: Item) -> None:
        """Show it, once it is the one in hand for longest."""
        self._in_hand[item.path] = None
        self._show()

    def closed(self, item: Item) -> None:
        """Show it no longer."""
        self._in_hand.pop(item.path, None)
        self._show()

    def lines(self) -> Iterable[RenderableType]:
        """Give what is on the screen now."""
        return self._screen.get_renderables()

    def _show(self) -> None:
        self._screen.reading = next(iter(self._in_hand), "")

    def done(self, item: Item, rows: Sequence[DocumentRecord]) -> None:
        """Move the bar on."""
        fields = self._screen.tasks[0].fields
        self._screen.update(
            self._task,
            advance=item.size,
            done=fields["done"] + 1,
            findings=fields["findings"] + sum(len(row.findings) for row in rows),
        )

    def passed(self, files: int, size: int) -> None:
        """Move the bar on past what is unchanged."""
        done = self._screen.tasks[0].fields["done"]
        self._screen.update(self._task, advance=size, done=done + files)


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

    def opened(self, item: Item) -> None:
        """Nothing to say."""

    def closed(self, item: Item) -> None:
        """Nothing to say."""

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
