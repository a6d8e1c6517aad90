"""Works out what the charts show: bars in tables, and the columns that D3 draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_YEARS = 20


class Bar(NamedTuple):
    """A horizontal bar.

    Attributes:
        label: what it is of.
        value: its number.
        share: its length, 0 to 100.
        note: a second figure, in words, or "".
        show: what the table of documents is filtered by to show them.
    """

    label: str
    value: int
    share: float
    note: str
    show: Mapping[str, str]


class Column(NamedTuple):
    """A column of the chart by years.

    Attributes:
        label: below it.
        value: its number.
    """

    label: str
    value: int


def bars(entries: Iterable[tuple[str, int, str, Mapping[str, str]]]) -> list[Bar]:
    """Give a bar for each (label, number, note, filter), the longest filling the width."""
    entries = list(entries)
    most = max((number for _, number, _, _ in entries), default=0)
    return [
        Bar(label, number, round(100 * number / most, 2) if most else 0.0, note, show)
        for label, number, note, show in entries
    ]


def columns(years: Mapping[int, int]) -> list[Column]:
    """Give a column for each year from the first to the last, the oldest of many years in one."""
    if not years:
        return []
    last = max(years)
    first = max(min(years), last - _MOST_YEARS + 1)
    numbers = {str(year): years.get(year, 0) for year in range(first, last + 1)}
    if earlier := sum(number for year, number in years.items() if year < first):
        numbers = {f"to {first - 1}": earlier} | numbers
    return [Column(label, number) for label, number in numbers.items()]
