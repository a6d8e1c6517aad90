"""Where the headers are, and whether a grid of cells is a table at all or a form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from detectors.columns.vocabulary import Vocabulary

Rows = list[list[str]]

HEAD = 500
_SEARCHED = 25
_FORM_ROWS = 200
_FORM_WIDTH = 8
_LONGEST_HEADER = 60
_SENTENCE = 40
_WORDS = 6
_CONTACT = {"name", "full_name", "forename", "surname", "title", "phone", "email", "address_full",
            "address_line", "town", "postcode"}  # fmt: skip
_DATA = re.compile(r"\d\D?\d\D?\d|@|^\W*\d[\d,.]*\W*$")


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a table.

    Attributes:
        header_row: index of the header row, or None.
        headers: one text per column, "" where there is none.
        spans: for each column the title merged across it in the row above, or "".
        titles: the cells above the headers, in order.
    """

    header_row: int | None
    headers: tuple[str, ...]
    spans: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def above(self) -> int:
        """Number of rows that are not data."""
        return 0 if self.header_row is None else self.header_row + 1


def find_layout(rows: Rows, words: Vocabulary) -> Layout:
    """Find the header row among the first rows.

    Args:
        rows: the first rows of the table, cells stripped, all of one width.
        words: the header vocabulary.
    """
    width = max(map(len, rows), default=0)
    row = _header_row(rows, words)
    if row is None:
        return Layout(None, ("",) * width, ("",) * width, ())
    spans = _spans(rows[row - 1], rows[row], words) if row else [""] * width
    titles = tuple(cell for above in rows[:row] for cell in above if cell)
    return Layout(row, tuple(rows[row]), tuple(spans), titles)


def form_lines(rows: Rows, words: Vocabulary) -> list[str]:
    """Give "label: value" lines where the rows are a form laid out in cells, else nothing."""
    full = [cells for row in rows if (cells := [cell for cell in row if cell])]
    widest = max(map(len, full), default=0)
    if not full or len(full) > _FORM_ROWS or widest > _FORM_WIDTH:
        return []
    pairs = [row for row in full if len(row) > 1]
    labels = sum(_is_label(row[0], words) for row in pairs)
    headed = any(_known(row, words) >= max(2, len(row) - 1) for row in full[:3])
    colons = sum(any(cell.endswith(":") for cell in row) for row in full)
    asks = colons >= max(1, 0.4 * len(full)) or (
        labels >= max(2, 0.5 * len(pairs)) and widest <= 4 and not _alike(pairs)
    )
    return [_line(row, words) for row in full] if asks and not headed else []


def sentences(rows: Rows, columns: Container[int]) -> list[str]:
    """Give the cells that hold whole sentences among the rows of some columns.

    Notes below a table ("Checked by …") lie in columns that are otherwise something else.
    """
    return list(
        dict.fromkeys(
            cell
            for row in rows
            for i, cell in enumerate(row)
            if i in columns and len(cell) > _SENTENCE and cell.count(" ") >= _WORDS
        )
    )


def _header_row(rows: Rows, words: Vocabulary) -> int | None:
    """Choose the row with the most known headers, else a first row that looks like one."""
    scored = [(_known(row, words), -i) for i, row in enumerate(rows[:_SEARCHED])]
    best, at = max(scored, default=(0, 0))
    filled = sum(bool(cell) for cell in rows[-at]) if rows else 0
    if best >= 2 or (best == 1 and (filled == 1 or at == 0) and _texts(rows[-at])):
        return -at
    return next(
        (i for i, row in enumerate(rows[:_SEARCHED]) if _looks_like_header(i, row, rows)), None
    )


def _known(row: Sequence[str], words: Vocabulary) -> int:
    """Count the known headers of a row; none when much of it is data."""
    filled = [cell for cell in row if cell]
    if not filled or sum(bool(_DATA.search(cell)) for cell in filled) > 0.34 * len(filled):
        return 0
    return sum(len(cell) <= _LONGEST_HEADER and words.header(cell) is not None for cell in filled)


def _texts(row: Sequence[str]) -> bool:
    return not any(_DATA.search(cell) or len(cell) > _LONGEST_HEADER for cell in row if cell)


def _looks_like_header(at: int, row: Sequence[str], rows: Rows) -> bool:
    """Say whether a row is all short distinct texts and the rows below it are not."""
    filled = [cell for cell in row if cell]
    below = rows[at + 1 : at + 20]
    if len(filled) < 2 or len(filled) < 0.6 * len(row) or not below or not _texts(row):
        return False
    if len({cell.lower() for cell in filled}) < len(filled):
        return False
    differs = sum(
        sum(bool(_DATA.search(line[i])) for line in below if i < len(line)) > 0.5 * len(below)
        for i, cell in enumerate(row)
        if cell
    )
    return differs >= 1


def _spans(above: Sequence[str], header: Sequence[str], words: Vocabulary) -> list[str]:
    """Spread merged titles ("Next of kin" over Name and Tel) to the columns beneath them.

    How far a merged cell reaches is lost, so a title reaches over contact details and no further.
    """
    if not any(above[1:]):
        return [""] * len(header)
    spread, current = [], ""
    for i, text in enumerate(header):
        known = words.header(text)
        contact = known is not None and known.meaning.id in _CONTACT
        current = above[i] or (current if contact else "")
        spread.append(current)
    return spread


def _is_label(cell: str, words: Vocabulary) -> bool:
    return cell.endswith(":") or words.header(cell) is not None


def _alike(pairs: Rows) -> bool:
    """Say whether the second column holds values of one kind, as a list's does."""
    shapes = {re.sub(r"\d", "9", re.sub(r"[^\W\d]+", "a", row[1])) for row in pairs}
    return len(pairs) > 4 and len(shapes) <= 0.3 * len(pairs)


def _line(row: Sequence[str], words: Vocabulary) -> str:
    """Write a row of a form: each label with its value, one pair to a line."""
    parts: list[str] = []
    for cell in row:
        if parts and not _is_label(cell, words) and parts[-1].endswith(":"):
            parts[-1] += f" {cell}"
        elif _is_label(cell, words):
            parts.append(cell if cell.endswith(":") else f"{cell}:")
        else:
            parts.append(cell)
    return "\n".join(parts)
