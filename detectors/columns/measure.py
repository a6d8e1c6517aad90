"""Counts valid and distinct values of many columns in one or two passes over a table.

Columns with few distinct values are grouped, all in one pass, and their values tested once each.
Columns with a great many are aggregated as they stream by, so that memory holds each distinct
value once and nothing else. Counts are exact either way; of a column with more than `STORED`
distinct values only about that many are kept as findings, chosen by hash, hence always the same.
"""
# ruff: noqa: S608 - the statements are made of our own SQL; texts from files go in quoted

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from detectors.columns.checks import damaged
from detectors.tables import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detectors.columns.checks import Check

STORED = 10_000
SMALL = 50_000
_MANY = 200_000
_AT_ONCE = 24  # fields per statement, so that its plan stays small
_HASHES = 2**64


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the cells are: a source of rows and the rows of it that are data.

    Attributes:
        source: a SELECT statement.
        condition: SQL that is true of rows of data.
        small: whether there are at most `SMALL` rows.
    """

    source: str
    condition: str
    small: bool

    def select(self, picks: Sequence[str]) -> str:
        """Write a SELECT of some expressions over the rows of data."""
        return f"SELECT {', '.join(picks)} FROM ({self.source}) WHERE {self.condition}"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to measure: a column, or several joined.

    Attributes:
        raw: SQL that gives the text of a row, NULL where it has none.
        check: the test of a value, from `checks`.
        spread: about how many distinct values there are, from a sample.
    """

    raw: str
    check: Check
    spread: float


@dataclass(slots=True)
class Measure:
    """What was counted of one field.

    Attributes:
        rows: rows of data.
        total: rows where the field is not empty.
        valid: rows where it passes its check.
        distinct: distinct normal forms among these.
        damaged: cells like 9.43E+09.
        values: normal form to (a spelling of it, occurrences), for the values kept.
    """

    rows: int = 0
    total: int = 0
    valid: int = 0
    distinct: int = 0
    damaged: int = 0
    values: dict[str, tuple[str, int]] = field(default_factory=dict)


def column(index: int) -> str:
    """Write the text of a cell without the blanks around it, NULL when nothing is left."""
    return f"nullif(trim(c{index}), '')"


def spread(sample: Sequence[str], *, complete: bool) -> float:
    """Estimate how many distinct values a column has from some of its cells.

    Args:
        sample: non-empty cells.
        complete: whether they are all there are.
    """
    distinct, drawn = len(set(sample)), len(sample)
    if complete or distinct == 0:
        return distinct
    if drawn == distinct:
        return float(_MANY + 1)
    estimate = float(distinct)
    for _ in range(40):  # solve distinct = n * (1 - (1 - 1/n) ** drawn) by iteration
        estimate = distinct / (1 - (1 - 1 / max(estimate, 1.0001)) ** drawn)
    return estimate


def measure(cells: Cells, fields: Sequence[Field]) -> list[Measure]:
    """Count every field of a table.

    Raises:
        duckdb.Error: the source cannot be read to its end.
    """
    if not fields:
        return []
    found: list[Measure] = []
    for start in range(0, len(fields), _AT_ONCE):
        found.extend(_measured(cells, fields[start : start + _AT_ONCE]))
    return found


def _measured(cells: Cells, fields: Sequence[Field]) -> list[Measure]:
    """Count fields in one pass, or in several where that takes too much memory."""
    try:
        rows = connection().execute(_query(cells, fields)).fetchall()
    except duckdb.OutOfMemoryException:
        if len(fields) == 1:
            raise
        half = len(fields) // 2
        return [*_measured(cells, fields[:half]), *_measured(cells, fields[half:])]
    found = [Measure() for _ in fields]
    for which, *counts, normal, raw, n in rows:
        result = found[which]
        if normal is None:
            result.rows, result.total, result.valid, result.distinct, result.damaged = counts
        else:
            before, count = result.values.get(normal, (raw, 0))
            result.values[normal] = (min(before, raw), count + n)
    for result, item in zip(found, fields, strict=True):
        _finish(result, item.check)
    return found


def _query(cells: Cells, fields: Sequence[Field]) -> str:
    """Write one statement that reads the rows once and then counts each field on its own.

    Each field gives a row of counts, followed by a row for each value that is kept.
    """
    few = [cells.small or item.spread <= _MANY for item in fields]
    raws = [f"{item.raw} AS v{i}" for i, item in enumerate(fields)]
    steps = [cells.select(raws)]
    if not all(few):
        for step in (_prepared, _tested):
            picks = [step(i, item, few[i]) for i, item in enumerate(fields)]
            steps.append(f"SELECT {', '.join(picks)} FROM ({steps[-1]})")
    parts = [f"m AS MATERIALIZED ({steps[-1]})"]
    selects: list[str] = []
    for i, item in enumerate(fields):
        parts.append(f"g{i} AS MATERIALIZED ({_groups(i, item) if few[i] else _valid_groups(i)})")
        selects.extend((_few_counts(i) if few[i] else _many_counts(i), _kept(i, item)))
    return f"WITH {', '.join(parts)} {' UNION ALL '.join(selects)}"


def _prepared(i: int, item: Field, few: bool) -> str:  # noqa: FBT001
    return f"v{i}" if few else f"v{i}, {item.check.prepare(f'v{i}')} AS p{i}"


def _tested(i: int, item: Field, few: bool) -> str:  # noqa: FBT001
    if few:
        return f"v{i}"
    test = item.check.test(f"p{i}", f"v{i}")
    return f"v{i} IS NOT NULL AS v{i}, CASE WHEN {test} THEN p{i} END AS k{i}"


def _groups(i: int, item: Field) -> str:
    """Group the spellings of a field and test each once."""
    grouped = f"SELECT v{i} AS v, count(*) AS n FROM m GROUP BY v{i}"
    prepared = f"SELECT v, n, {item.check.prepare('v')} AS p FROM ({grouped})"
    tested = f"CASE WHEN {item.check.test('p', 'v')} THEN p::VARCHAR END"
    return f"SELECT v, n, {tested} AS k FROM ({prepared})"


def _valid_groups(i: int) -> str:
    """Group the normal forms of a field that were tested row by row."""
    return f"SELECT k{i} AS k, k{i}::VARCHAR AS v, count(*) AS n FROM m GROUP BY k{i}"


def _few_counts(i: int) -> str:
    broken = f"coalesce(sum(n) FILTER ({damaged('v')}), 0)::BIGINT"
    filled = "coalesce(sum(n) FILTER (v IS NOT NULL), 0)::BIGINT"
    return _counts(i, filled, "count(DISTINCT k)", broken)


def _many_counts(i: int) -> str:
    return _counts(i, f"(SELECT count(*) FILTER (v{i}) FROM m)", "count(k)", "0::BIGINT")


def _counts(i: int, filled: str, distinct: str, broken: str) -> str:
    valid = "coalesce(sum(n) FILTER (k IS NOT NULL), 0)::BIGINT"
    nothing = "NULL::VARCHAR, NULL::VARCHAR, NULL::BIGINT"
    return (
        f"SELECT {i}, sum(n)::BIGINT, {filled}, {valid}, {distinct}, {broken}, {nothing} FROM g{i}"
    )


def _kept(i: int, item: Field) -> str:
    highest = _threshold(item)
    some = f" AND hash(k) <= {highest}::UBIGINT" if highest < _HASHES - 1 else ""
    blank = ", ".join(["NULL::BIGINT"] * 5)
    return f"SELECT {i}, {blank}, k::VARCHAR, v, n FROM g{i} WHERE k IS NOT NULL{some}"


def _threshold(item: Field) -> int:
    """Give the highest hash of a value that is kept, so that about `STORED` values are."""
    if item.check.python or item.spread <= STORED:
        return _HASHES - 1
    return min(_HASHES - 1, int(_HASHES * STORED / item.spread))


def _finish(result: Measure, check: Check) -> None:
    """Apply a check that only Python can do, and keep no more values than promised."""
    if check.python:
        result.values = {key: value for key, value in result.values.items() if check.python(key)}
        result.distinct = len(result.values)
        result.valid = sum(count for _, count in result.values.values())
    if len(result.values) > STORED:
        result.values = dict(sorted(result.values.items())[:STORED])
