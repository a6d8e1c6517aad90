"""Which column header stands above a position in a text that holds a table.

Tables reach the detectors as text too: pasted into letters, printed to PDF, saved as `.txt`. Rows
of cells under a line of titles are told by their separator, and the title is as good as a label.
"""

from __future__ import annotations

import regex

_MOST_CELLS = 60
_LONGEST_TITLE = 40
_LONGEST_LINE = 2_000
_SEPARATORS = {
    mark: regex.compile(rf'"[^"\n]*"|[^{mark}\n"]+|(?<={mark})(?={mark})') for mark in ",\t|;"
}
# "Name / DOB / Granted": a blank on both sides, unlike the strokes of a date.
_SEPARATORS["/"] = regex.compile(r"(?:[^/\n]|(?<![ ])/|/(?![ ]))+")
_ALIGNED = regex.compile(r"\S+(?:[ ]\S+)*")
_FEWEST_CELLS = {"\t": 2, "|": 2}
# A comma or semicolon between two cells only looks like prose; in an export no blank follows it.
_TWO_CELLS = regex.compile(r"[^ ,;\n][^,;\n]*[,;][^ ,;\n][^,;\n]*")
_ALIGNED_TITLES = 3
_NO_TITLE = regex.compile(r"[0-9]{2}|(?<![A-Za-z][ ]?)[0-9]")
_RULE = regex.compile(r"[-=+|: \t]{3,}+")

Cells = list[tuple[int, int]]


class Headers:
    """The titles over the columns of a text; every line is looked at once at most.

    Args:
        text: the text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._titles: dict[int, tuple[str, Cells, int] | None] = {}

    def over(self, position: int) -> str:
        """Give the title of the column that `position` stands in, or ""."""
        line = self._text.rfind("\n", 0, position) + 1
        titles = self._of_line(line)
        if titles is None:
            return ""
        mark, cells, header = titles
        low, high = self._column(mark, cells, line, position)
        return self._text[header + low : header + high]

    def _column(self, mark: str, cells: Cells, line: int, position: int) -> tuple[int, int]:
        """Find the title by its count, or, where columns are aligned by blanks, by its place."""
        at = position - line
        if mark:
            own = self._cells(mark, line)
            index = next((i for i, (low, high) in enumerate(own) if low <= at < high), -1)
            return cells[index] if 0 <= index < len(cells) else (0, 0)
        return min(cells, key=lambda cell: max(cell[0] - at, at - cell[1], 0), default=(0, 0))

    def _of_line(self, line: int) -> tuple[str, Cells, int] | None:
        """Give separator, titles and position of the header line over the row at `line`."""
        visited = []
        found = None
        while line not in self._titles:
            visited.append(line)
            if not line:
                break
            above = self._above(line)
            mark = self._mark(line, above)
            if mark is None:
                break
            if self._is_header(mark, above):
                found = (mark, self._cells(mark, above), above)
                break
            line = above
        else:
            found = self._titles[line]
        for row in visited:
            self._titles[row] = found
        return found

    def _above(self, line: int) -> int:
        """Give where the line above begins, past a line of dashes that underlines titles."""
        above = self._text.rfind("\n", 0, line - 1) + 1
        if above and _RULE.fullmatch(self._text, above, line - 1):
            above = self._text.rfind("\n", 0, above - 1) + 1
        return above

    def _mark(self, line: int, above: int) -> str | None:
        """Give the separator that cuts two lines into the same number of cells, or None."""
        for mark in _SEPARATORS:
            count = len(self._cells(mark, line))
            if count > _MOST_CELLS or count != len(self._cells(mark, above)):
                continue
            if count >= _FEWEST_CELLS.get(mark, 3):
                return mark
            if count == 2 and self._is_pair(line) and self._is_pair(above):
                return mark
        own, others = len(self._cells("", line)), len(self._cells("", above))
        aligned = min(own, others) > 1 and _ALIGNED_TITLES <= max(own, others) <= _MOST_CELLS
        return "" if aligned else None

    def _is_pair(self, line: int) -> bool:
        end = self._text.find("\n", line)
        return _TWO_CELLS.fullmatch(self._text, line, end if end >= 0 else None) is not None

    def _is_header(self, mark: str, line: int) -> bool:
        cells = self._cells(mark, line)
        start, end = line + cells[0][0], line + cells[-1][1]
        short = all(high - low <= _LONGEST_TITLE for low, high in cells)
        enough = bool(mark) or len(cells) >= _ALIGNED_TITLES
        return enough and short and _NO_TITLE.search(self._text, start, end) is None

    def _cells(self, mark: str, line: int) -> Cells:
        """Give the cells of a line, as positions within it."""
        end = self._text.find("\n", line)
        row = self._text[line : end if end >= 0 else len(self._text)]
        if len(row) > _LONGEST_LINE or (mark and mark not in row):
            return []
        if mark:
            return [match.span() for match in _SEPARATORS[mark].finditer(row)]
        return [match.span() for match in _ALIGNED.finditer(row)] if "  " in row else []
