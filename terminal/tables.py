"""Tables that a person reads: the summary at the end of a scan, what is overdue, what was found."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from config.rules import Rules
from inventory.retention import RetentionStatus
from terminal.words import count, duration, size

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import RenderableType

    from inventory.edits import Problem
    from inventory.exports import RetentionRow
    from inventory.own_details import OwnDetail
    from inventory.summary import Coverage, Summary
    from inventory.suppressions import Suppression
    from scanner.progress import ScanTally

_STATUS_STYLES = {
    RetentionStatus.OVERDUE: "bold red",
    RetentionStatus.DUE_SOON: "yellow",
    RetentionStatus.REVIEW: "yellow",
    RetentionStatus.ON_HOLD: "cyan",
}
_PRESSING = {
    RetentionStatus.OVERDUE: "past their retention period",
    RetentionStatus.DUE_SOON: "due within six months",
    RetentionStatus.REVIEW: "look old; a person has to check",
}
_TOP = 12


def scan_summary(
    summary: Summary,
    tally: ScanTally,
    retention: Mapping[RetentionStatus, int],
    seconds: float,
) -> RenderableType:
    """Put the end of a scan into words and two small tables.

    Args:
        summary: what the inventory now holds of the scanned sources.
        tally: what this scan did.
        retention: documents by retention status.
        seconds: how long it took.
    """
    opened = tally.files - tally.unchanged - tally.twins
    did = f"{count(tally.files, 'file')}, {size(tally.size)}, in {duration(seconds)}"
    if tally.unchanged or tally.twins:
        did += f"; {opened:,} opened, {tally.unchanged:,} unchanged since last time"
    if tally.twins:
        did += f"; {tally.twins:,} known from another place"
    if tally.moved:
        did += f"; {tally.moved:,} moved"
    if tally.gone:
        did += f"; {tally.gone:,} no longer there"
    if not summary.coverage.files:
        return Text(f"{did}: nothing was examined")
    return Group(
        Text(did),
        _coverage(summary.coverage),
        Text(),
        _holdings(summary, retention),
        Text(),
        _entities(summary),
    )


def _coverage(coverage: Coverage) -> Text:
    return Text(coverage.sentence(), style="yellow" if coverage.unexamined else "green")


def _holdings(summary: Summary, retention: Mapping[RetentionStatus, int]) -> Table:
    table = _table("What the share holds", "documents")
    table.add_row("with personal data", f"{summary.personal:,}")
    table.add_row("with special category data", f"{summary.special:,}")
    if summary.open_special:
        text = Text("of them readable by everyone", style="bold red")
        table.add_row(text, f"{summary.open_special:,}")
    table.add_row("different people named", f"{summary.people:,}")
    if summary.misnamed:
        table.add_row(
            Text("named as something else than they are", style="yellow"), f"{summary.misnamed:,}"
        )
    for status, words in _PRESSING.items():
        if retention.get(status):
            table.add_row(Text(words, style=_STATUS_STYLES[status]), f"{retention[status]:,}")
    return table


def _entities(summary: Summary) -> Table:
    table = _table("Personal data found", "values", "documents")
    ranked = sorted(summary.entities.items(), key=lambda entry: (-entry[1][1], entry[0]))
    for entity, (values, documents) in ranked[:_TOP]:
        table.add_row(words_of(entity), f"{values:,}", f"{documents:,}")
    if len(ranked) > _TOP:
        table.add_row(f"and {len(ranked) - _TOP} more kinds", "", "")
    return table


def retention_list(rows: Iterable[RetentionRow]) -> Group:
    """Show documents rule by rule, each with its clock's start and where that date came from."""
    groups: dict[tuple[str, str], list[RetentionRow]] = {}
    for row in rows:
        groups.setdefault((_rule_of(row), row.judgement.source), []).append(row)
    parts: list[RenderableType] = []
    for (rule, source), members in groups.items():
        parts.append(Text.assemble((rule, "bold"), f"\nSource: {source}" if source else ""))
        parts += [_members(members), Text()]
    return Group(*parts)


def _rule_of(row: RetentionRow) -> str:
    """Give the sentence that says how long, which every explanation by a rule begins with."""
    explanation = row.judgement.explanation
    if row.label and explanation.startswith(row.label):
        kept = explanation[len(row.label) :].partition(". ")[0]
        return f"{row.label}{kept}".rstrip(".")
    return row.label or "No rule applies"


def _members(rows: Sequence[RetentionRow]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 2), expand=True)
    table.add_column(no_wrap=True, width=8)
    table.add_column(no_wrap=True, width=10)
    table.add_column(ratio=1, overflow="fold")
    for row in rows:
        judgement = row.judgement
        status = Text(
            str(judgement.status).replace("_", " "), _STATUS_STYLES.get(judgement.status, "")
        )
        due = f"{judgement.due:%d/%m/%Y}" if judgement.due else ""
        table.add_row(status, due, Text.assemble(row.path, (f"\n{_clock(row)}", "dim")))
    return table


def _clock(row: RetentionRow) -> str:
    judgement = row.judgement
    if judgement.clock_start is None:
        return judgement.explanation.removeprefix(_rule_of(row)).lstrip(". ")
    return f"counted from {judgement.clock_start:%d/%m/%Y}: {judgement.clock_basis}"


def problem_table(problems: Iterable[Problem]) -> Table:
    """Show which cells of a sheet that came back make no sense."""
    return plain_table(
        ("Sheet", "Row", "Column", "Problem"),
        ((p.sheet, str(p.line), p.column, p.message) for p in problems),
    )


def plain_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Show texts in columns."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def suppression_table(entries: Sequence[Suppression]) -> Table:
    """Show what is suppressed, by whom and why."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in ("No", "Kind", "What", "Why", "Said by", "On"):
        table.add_column(header, overflow="fold")
    for entry in entries:
        said = f"{entry.said:%d/%m/%Y}"
        words = (str(entry.id), str(entry.kind), entry.shown, entry.reason, entry.person, said)
        table.add_row(*map(escape, words))
    return table


def own_table(details: Sequence[OwnDetail]) -> Table:
    """Show what looks like the organisation's own, and why."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in ("Kind", "What", "Files", "Folders"):
        table.add_column(header, overflow="fold")
    for detail in details:
        numbers = (f"{detail.files:,}", f"{detail.folders:,}")
        table.add_row(*map(escape, (one_of(detail.entity), detail.masked, *numbers)))
    return table


def words_of(entity: str) -> str:
    """Name a kind of personal data in the plural: `UK_NHS` is "NHS numbers"."""
    return str(_labels()["entities"].get(entity) or _plain(entity))


def one_of(entity: str) -> str:
    """Name one value of a kind of personal data: `UK_NHS` is "NHS number"."""
    return str(_labels()["one"].get(entity) or _plain(entity))


@cache
def record_words() -> dict[str, str]:
    """Give what kinds of records are called, by id."""
    types = Rules().yaml("record_types.yaml")["types"]
    return {name: entry["label"] for name, entry in types.items()}


@cache
def _labels() -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = Rules().yaml("report.yaml")
    return labels


def _plain(entity: str) -> str:
    return entity.removeprefix("UK_").replace("_", " ").capitalize()


def _table(title: str, *numbers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(title)
    for header in numbers:
        table.add_column(header, justify="right")
    return table
