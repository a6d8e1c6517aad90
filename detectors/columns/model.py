"""What is known of a table once its columns are understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detectors.model import ClockFact, ValueFinding


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column of a table.

    Attributes:
        index: position, counted from 0.
        name: its header, or "column 3" where the table has none.
        meaning: id in `config/columns.yaml`, or "" when it is not understood.
        entity: what its valid values are reported as, or None.
        score: score of its findings, 0 to 1.
        total: cells that are not empty.
        valid: cells whose value passes the column's check.
        distinct: distinct valid values, exact.
        damaged: cells a spreadsheet has turned into the like of 9.43E+09.
        stored: distinct values among the findings; less than `distinct` when capped.
    """

    index: int
    name: str
    meaning: str = ""
    entity: str | None = None
    score: float = 0.0
    total: int = 0
    valid: int = 0
    distinct: int = 0
    damaged: int = 0
    stored: int = 0

    @property
    def share(self) -> float:
        """Share of non-empty cells that are valid, 0 to 1."""
        return self.valid / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class TableProfile:
    """A table, understood column by column.

    Attributes:
        name: sheet, table or member name.
        rows: rows of data, without headers and the titles above them.
        header_row: index of the header row counted from 0, or None where there is none.
        headers: header texts in column order, "" where a column has none.
        columns: one entry per column.
        findings: one per distinct value, capped per column (see `counting.STORED`).
        people: distinct people the rows are about: by NHS or National Insurance number, else
            payroll or record number, else name with date of birth, else rows; 0 when the
            table is not about people.
        clock_facts: dates of the people listed, with the keys that lead to their files.
        kinds: what the table seems to be: `payroll`, `staff_list`, `resident_list` …, best first.
        sample_text: titles, headers and the first values as text, for the record-type classifier.
        form: whether it was a form laid out in cells, and was read as prose.
        sampled: names of columns of prose of which only a part was read.
    """

    name: str
    rows: int = 0
    header_row: int | None = None
    headers: tuple[str, ...] = ()
    columns: tuple[ColumnProfile, ...] = ()
    findings: list[ValueFinding] = field(default_factory=list)
    people: int = 0
    clock_facts: list[ClockFact] = field(default_factory=list)
    kinds: tuple[str, ...] = ()
    sample_text: str = ""
    form: bool = False
    sampled: tuple[str, ...] = ()
