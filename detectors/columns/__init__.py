"""Understands tables by column: headers and values together, counted in SQL over all rows.

`profile` is the way in. `vocabulary` knows the header words of `config/columns.yaml`, `layout`
finds the headers, `recognise` decides what each column holds, `checks` tests values, `assemble`
puts names and addresses together, `counting` counts, `people` counts people and finds the dates of
their records' clocks, `prose` passes free text to the text detectors.
"""
# ruff: noqa: S608 - the statements are made of our own SQL; texts from files go in quoted

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from detectors.columns.assemble import items
from detectors.columns.checks import Check, checks
from detectors.columns.counting import SMALL, STORED, TINY, Cells, Measure, count_rows, measure
from detectors.columns.findings import Book, believed
from detectors.columns.layout import HEAD, Layout, Rows, find_layout, form_lines, sentences
from detectors.columns.model import ColumnProfile, TableProfile
from detectors.columns.people import clock_facts, count_people
from detectors.columns.recognise import about_people, recognise
from detectors.columns.vocabulary import Vocabulary, vocabulary
from detectors.tables import connection, planned_plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from config.rules import Rules
    from detectors.columns.assemble import Item
    from detectors.columns.recognise import Column
    from detectors.model import Finding, Table

__all__ = ["ColumnProfile", "TableProfile", "profile"]

_SAMPLE_ROWS = 8
_SAMPLE_LENGTH = 4000
_COMPARED = 2
# Checks of columns in which a sentence is out of place, and would not be read otherwise.
_NO_SENTENCES = {"none", "any", "name", "given", "date", "birthday", "phone", "nhs", "code"}


def profile(
    table: Table,
    find_text: Callable[[str], list[Finding]],
    rules: Rules | None = None,
    threshold: float = 0.5,
    keep: int = STORED,
) -> TableProfile:
    """Understand a table.

    Args:
        table: the table; all of its rows are read, in a few passes.
        find_text: the text detectors, for prose and for forms laid out in cells.
        rules: the rule files in force; the shipped ones by default.
        threshold: score below which a value is counted in its column but is no finding.
        keep: distinct values of a column that become findings; all of them are counted.

    Raises:
        duckdb.Error: the table's source cannot be read to its end.
    """
    words = vocabulary(rules)
    source = table.relation.sql_query()
    first = _first_rows(source)
    head = [[(cell or "").strip() for cell in row] for row in first]
    if lines := form_lines(head, words) if len(head) < HEAD else []:
        return _form(lines, Book(table.name, threshold), find_text)
    layout = find_layout(head, words)
    complete = len(head) < HEAD
    rows = len(head) if complete else count_rows(source, SMALL + 1)
    cells = Cells(source, _data_rows(first[: layout.above]), rows <= TINY)
    tests = _checks(words)
    with planned_plainly(when=rows <= SMALL):
        columns = recognise(head[layout.above :], layout, words, tests, find_text)
        wanted = items(columns, tests, small=rows <= SMALL)
        fields = [item.field for item in wanted]
        measured = list(zip(wanted, measure(cells, fields, keep), strict=True))
        counted = _rows(cells, measured)
        people = count_people(cells, measured, counted) if about_people(columns) else 0
        kinds = words.kinds(layout.headers)
        facts = clock_facts(cells, columns, measured, kinds, words.short_forms) if people else []
    result = TableProfile(
        table.name,
        rows=counted,
        header_row=layout.header_row,
        headers=layout.headers,
        kinds=words.kinds(layout.headers),
        sample_text=_sample(layout, head),
    )
    book = Book(table.name, threshold)
    book.add_prose("\n".join([*layout.titles, *_strays(head, layout, columns)]), find_text)
    sampled = [item.name for item, found in measured if not book.add(item, found, find_text)]
    return replace(
        result,
        columns=tuple(_column(column, measured) for column in columns),
        findings=book.findings(),
        people=people,
        clock_facts=facts,
        sampled=tuple(sampled),
    )


@cache
def _checks(words: Vocabulary) -> dict[str, Check]:
    return checks(words)


def _first_rows(source: str) -> list[tuple[str | None, ...]]:
    return connection().execute(f"SELECT * FROM ({source}) LIMIT {HEAD}").fetchall()


def _data_rows(above: Sequence[tuple[str | None, ...]]) -> str:
    """Write SQL that is true of data: not of the headers, which may repeat on every page.

    Almost every row differs from a header in its first comparison, which makes it a cheap test.
    """
    return " AND ".join(_differs(row) for row in dict.fromkeys(above)) or "true"


def _differs(row: Sequence[str | None]) -> str:
    """Compare with the two longest cells of a row above; a title may have but one."""
    cells = sorted(enumerate(row), key=lambda cell: -len(cell[1] or ""))[:_COMPARED]
    literals = ((i, "NULL" if text is None else _quoted(text)) for i, text in cells)
    return f"({' OR '.join(f'c{i} IS DISTINCT FROM {literal}' for i, literal in literals)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _rows(cells: Cells, measured: Sequence[tuple[Item, Measure]]) -> int:
    if measured:
        return measured[0][1].rows
    return int(connection().execute(cells.select(["count(*)"])).fetchall()[0][0])


def _sample(layout: Layout, head: Rows) -> str:
    lines = [*layout.titles, " | ".join(header for header in layout.headers if header)]
    below = head[layout.above : layout.above + _SAMPLE_ROWS]
    lines += [" | ".join(cell for cell in row if cell) for row in below]
    return "\n".join(line for line in lines if line)[:_SAMPLE_LENGTH]


def _strays(head: Rows, layout: Layout, columns: Sequence[Column]) -> list[str]:
    """Give sentences in columns that are not read as prose."""
    unread = {c.index for c in columns if c.meaning and c.meaning.check in _NO_SENTENCES}
    return sentences(head[layout.above :], unread)


def _form(lines: list[str], book: Book, find_text: Callable[[str], list[Finding]]) -> TableProfile:
    text = "\n".join(lines)
    book.add_prose(text, find_text)
    return TableProfile(
        book.table,
        rows=len(lines),
        findings=book.findings(),
        sample_text=text[:_SAMPLE_LENGTH],
        form=True,
    )


def _column(c: Column, measured: Sequence[tuple[Item, Measure]]) -> ColumnProfile:
    """Give the profile of a column; one that is part of a whole has the counts of the whole."""
    profile = ColumnProfile(c.index, c.name, c.meaning.id if c.meaning else "")
    for item, found in measured:
        if c in item.columns and item.part not in {"guess", "text"}:
            return replace(
                profile,
                entity=item.entity or None,
                score=believed(item, found),
                total=found.total,
                valid=found.valid,
                distinct=found.distinct,
                damaged=found.damaged,
                stored=len(found.values),
            )
    return profile
