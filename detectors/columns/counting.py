"""Counts valid and distinct values of many columns in one pass over a table.

A statement reads the rows once and then counts each field on its own. A field that repeats itself
is grouped first and each spelling tested once; one whose values hardly ever repeat is tested row
by row and then grouped. Counts are exact either way; of a field with more than `STORED` distinct
values (or as many as are asked for) only that many are kept, those with the lowest hashes, hence
always the same ones.
"""
# ruff: noqa: S608 - the statements are made of our own SQL; texts from files go in quoted

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from detectors.columns.checks import damaged
from detectors.tables import connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detectors.columns.checks import Check

STORED = 10_000
SMALL = 50_000  # rows; up to here columns that are not understood are read as text
TINY = 2_000  # rows; up to here planning a statement costs more than running it
_SAMPLE = 50_000  # rows from which the repetition in a field is judged
_MANY = 500_000
_AT_ONCE = 24  # fields per statement, so that its plan stays small
_HASHES = 2**64
_NO_VALUE = "NULL::VARCHAR, NULL::VARCHAR, NULL::BIGINT"


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the cells are: a source of rows and the rows of it that are data.

    Attributes:
        source: a SELECT statement.
        condition: SQL that is true of rows of data.
        tiny: whether there are few rows.
    """

    source: str
    condition: str
    tiny: bool

    def select(self, picks: Sequence[str]) -> str:
        """Write a SELECT of some expressions over the rows of data."""
        return f"SELECT {', '.join(picks)} FROM ({self.source}) WHERE {self.condition}"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to measure: a column, or several joined.

    Attributes:
        cell: SQL that gives its text in a row, perhaps with blanks around it.
        check: the test of a value.
    """

    cell: str
    check: Check

    @property
    def text(self) -> str:
        """SQL of the text without the blanks around it, NULL where nothing is left."""
        return tidy(self.cell)


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

    def add(self, normal: str, spelling: str, n: int) -> None:
        """Count one more spelling of a valid value."""
        before, count = self.values.get(normal, (spelling, 0))
        self.values[normal] = (min(before, spelling), count + n)


def tidy(cell: str) -> str:
    """Write a cell without the blanks around it; TRIM is slow, so only where there are blanks."""
    return f"nullif(CASE WHEN contains({cell}, ' ') THEN trim({cell}) ELSE {cell} END, '')"


def count_rows(source: str, most: int) -> int:
    """Count the rows of a source, but no more of them than `most`."""
    query = f"SELECT count(*) FROM (SELECT 1 FROM ({source}) LIMIT {most})"
    return int(connection().execute(query).fetchall()[0][0])


def measure(cells: Cells, fields: Sequence[Field], keep: int = STORED) -> list[Measure]:
    """Count every field of a table.

    Args:
        cells: where they are.
        fields: what to count.
        keep: distinct values of each to keep.

    Raises:
        duckdb.Error: the source cannot be read to its end.
    """
    if not fields:
        return []
    if cells.tiny:
        return _measured_at_once(cells, fields, keep)
    found: list[Measure] = []
    for start in range(0, len(fields), _AT_ONCE):
        part = fields[start : start + _AT_ONCE]
        found.extend(_measured(cells, part, _sampled(cells, part), keep))
    return found


def _measured_at_once(cells: Cells, fields: Sequence[Field], keep: int) -> list[Measure]:
    texts = ", ".join(item.text for item in fields)
    apart = f"unnest(range({len(fields)})) AS f, unnest([{texts}]) AS v"
    groups = f"SELECT f, v, count(*) AS n FROM ({cells.select([apart])}) GROUP BY f, v"
    alike: dict[str, list[str]] = {}
    for i, item in enumerate(fields):
        alike.setdefault(_normal(item.check), []).append(str(i))
    tests = " ".join(f"WHEN f IN ({', '.join(of)}) THEN {test}" for test, of in alike.items())
    query = f"SELECT f, v, n, CASE {tests} END, {damaged('v')} FROM ({groups})"
    found = [Measure() for _ in fields]
    for which, spelling, n, normal, broken in connection().execute(query).fetchall():
        result = found[which]
        result.rows += n
        if spelling is not None:
            result.total += n
            result.damaged += n * broken
        if normal is not None:
            result.valid += n
            result.add(normal, spelling, n)
    for result, item in zip(found, fields, strict=True):
        result.distinct = len(result.values)
        _finish(result, item.check, keep)
    return found


def _normal(check: Check) -> str:
    """Write a check in one expression: the normal form of v, NULL where it is not valid."""
    prepared = check.prepare("v")
    return f"CASE WHEN {check.test(f'({prepared})', 'v')} THEN ({prepared})::VARCHAR END"


@dataclass(frozen=True, slots=True)
class _Sampled:
    """What the first rows say of a field: cells filled, and distinct ones among them."""

    filled: int
    distinct: int

    @property
    def repeats(self) -> bool:
        """Whether its values come up again and again, so that grouping first saves tests.

        Of draws from D values, about filled² / 2D are repeats.
        """
        repeated = self.filled - self.distinct
        return self.filled < TINY or self.filled**2 < 2 * _MANY * repeated


def _sampled(cells: Cells, fields: Sequence[Field]) -> list[_Sampled]:
    picks = [f"{item.cell} AS v{i}" for i, item in enumerate(fields)]
    counts = ", ".join(f"count(v{i}), count(DISTINCT v{i})" for i in range(len(fields)))
    query = f"SELECT {counts} FROM ({cells.select(picks)} LIMIT {_SAMPLE})"
    row = connection().execute(query).fetchall()[0]
    return [_Sampled(row[2 * i], row[2 * i + 1]) for i in range(len(fields))]


def _measured(
    cells: Cells, fields: Sequence[Field], sampled: Sequence[_Sampled], keep: int
) -> list[Measure]:
    """Count fields in one pass, or in several where that takes too much memory."""
    try:
        with _in_any_order():
            rows = connection().execute(_statement(cells, fields, sampled, keep)).fetchall()
    except duckdb.OutOfMemoryException:
        if len(fields) == 1:
            raise
        half = len(fields) // 2
        first = _measured(cells, fields[:half], sampled[:half], keep)
        return [*first, *_measured(cells, fields[half:], sampled[half:], keep)]
    found = [Measure() for _ in fields]
    for which, *counts, normal, spelling, n in rows:
        result = found[which]
        if normal is None:
            result.rows, result.total, result.valid, result.distinct, result.damaged = counts
        else:
            result.add(normal, spelling, n)
    for result, item in zip(found, fields, strict=True):
        _finish(result, item.check, keep)
    return found


@contextlib.contextmanager
def _in_any_order() -> Iterator[None]:
    """Let rows be counted as they come, which keeps both threads busy."""
    connection().execute("SET preserve_insertion_order = false")
    try:
        yield
    finally:
        connection().execute("SET preserve_insertion_order = true")


def _statement(
    cells: Cells, fields: Sequence[Field], sampled: Sequence[_Sampled], keep: int
) -> str:
    """Write the statement that counts fields.

    It gives a row of counts for each field, followed by a row for each value that is kept.
    """
    picks = [
        f"{item.cell if some.repeats else item.text} AS v{i}"
        for i, (item, some) in enumerate(zip(fields, sampled, strict=True))
    ]
    steps = [cells.select(picks)]
    for step in (_prepared, _tested):
        picks = [step(i, item, sampled[i]) for i, item in enumerate(fields)]
        steps.append(f"SELECT {', '.join(picks)} FROM ({steps[-1]})")
    parts = [f"m AS MATERIALIZED ({steps[-1]})"]
    selects: list[str] = []
    for i, item in enumerate(fields):
        groups = _groups(i, item) if sampled[i].repeats else _valid_groups(i)
        parts.append(f"g{i} AS MATERIALIZED ({groups})")
        parts.append(f"t{i} AS MATERIALIZED ({_counts(i, repeats=sampled[i].repeats)})")
        selects.append(f"SELECT {i}, *, {_NO_VALUE} FROM t{i}")
        selects.append(_kept(i, item, sampled[i], keep))
    return f"WITH {', '.join(parts)} {' UNION ALL '.join(selects)}"


def _prepared(i: int, item: Field, sampled: _Sampled) -> str:
    return f"v{i}" if sampled.repeats else f"v{i}, {item.check.prepare(f'v{i}')} AS p{i}"


def _tested(i: int, item: Field, sampled: _Sampled) -> str:
    if sampled.repeats:
        return f"v{i}"
    test = item.check.test(f"p{i}", f"v{i}")
    return f"v{i} IS NOT NULL AS v{i}, CASE WHEN {test} THEN p{i} END AS k{i}"


def _groups(i: int, item: Field) -> str:
    """Group the spellings of a field and test each once."""
    grouped = f"SELECT v{i} AS c, count(*) AS n FROM m GROUP BY v{i}"
    cleaned = f"SELECT {tidy('c')} AS v, n FROM ({grouped})"
    prepared = f"SELECT v, n, {item.check.prepare('v')} AS p FROM ({cleaned})"
    tested = f"CASE WHEN {item.check.test('p', 'v')} THEN p::VARCHAR END"
    return f"SELECT v, n, {tested} AS k FROM ({prepared})"


def _valid_groups(i: int) -> str:
    """Group the normal forms of a field that were tested row by row."""
    return f"SELECT k{i} AS k, count(*) AS n FROM m GROUP BY k{i}"


def _counts(i: int, *, repeats: bool) -> str:
    valid = "coalesce(sum(n) FILTER (k IS NOT NULL), 0)::BIGINT"
    if repeats:
        filled = "coalesce(sum(n) FILTER (v IS NOT NULL), 0)::BIGINT"
        broken = f"coalesce(sum(n) FILTER ({damaged('v')}), 0)::BIGINT"
        distinct = "count(DISTINCT k)"
    else:
        filled = f"(SELECT count(*) FILTER (v{i}) FROM m)"
        broken, distinct = "0::BIGINT", "count(k)"
    counts = f"sum(n)::BIGINT AS r, {filled} AS f, {valid} AS v, {distinct} AS d, {broken} AS b"
    return f"SELECT {counts} FROM g{i}"


def _kept(i: int, item: Field, sampled: _Sampled, keep: int) -> str:
    """Give the values that are kept: all, or those below a hash that few enough lie below."""
    blank = ", ".join(["NULL::BIGINT"] * 5)
    spelling = "v" if sampled.repeats else "k::VARCHAR"
    kept = f"SELECT {i}, {blank}, k::VARCHAR, {spelling}, n FROM g{i} WHERE k IS NOT NULL"
    if item.check.python:
        return kept
    enough = keep + keep // 10  # hashes are spread evenly, but not perfectly
    highest = f"{_HASHES - 1}::HUGEINT * {enough} // greatest(d, {enough})"
    return f"{kept} AND hash(k) <= (SELECT ({highest})::UBIGINT FROM t{i})"


def _finish(result: Measure, check: Check, keep: int) -> None:
    """Apply a check that only Python can do, and keep no more values than promised."""
    if check.python:
        result.values = {key: value for key, value in result.values.items() if check.python(key)}
        result.distinct = len(result.values)
        result.valid = sum(count for _, count in result.values.values())
    if len(result.values) > keep:
        result.values = dict(sorted(result.values.items())[:keep])
