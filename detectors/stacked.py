"""Which label belongs to a value where labels and values stand in two blocks, one above the other.

So come forms out of a PDF, and tables whose every cell became a line:

    NHS No.              Name
    Date of birth        Date of birth
    Sex                  Hilda Marsden
    943 476 5919         12/03/1938
    12/03/1938           Ernest Pugh
    F                    01/02/1940
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Callable

Line = tuple[int, int]

_MOST_LINES = 60
_LONGEST_LINE = 60
_LONGEST_LABEL = 40
_MARKS_AROUND = 4  # characters of a line that need not be the value: brackets, a bullet
_FEWEST_LABELS = 2
_NO_LABEL = regex.compile(r"[0-9@.!?][^:]*$|^[^\p{L}]*$")


class StackedLabels:
    """The blocks of labels in a text; a value costs a bounded number of lines.

    Args:
        text: the text.
        is_known: says whether some words are the header or label of a detail about somebody.
    """

    def __init__(self, text: str, is_known: Callable[[str], bool]) -> None:
        self._text = text
        self._is_known = is_known
        self._labels: dict[int, bool] = {}

    def label(self, start: int, end: int) -> str:
        """Give the label of the value at `start`, which must have its line to itself, or ""."""
        line = self._line(start)
        if len(self._text[line[0] : line[1]].strip()) > end - start + _MARKS_AROUND:
            return ""
        lines = self._above(line)
        first = next((i for i in range(len(lines)) if self._is_label(lines[i])), None)
        if first is None:
            return ""
        last = self._top(lines, first)
        count = last - first + 1
        if count < _FEWEST_LABELS:
            return ""
        low, high = lines[last - first % count]
        return self._text[low:high]

    def _above(self, line: Line) -> list[Line]:
        """Give the lines above that are not blank, the nearest first, as far as they are short."""
        found: list[Line] = []
        start = line[0]
        while start and len(found) < _MOST_LINES:
            low, high = self._line(start - 1)
            if high - low > _LONGEST_LINE:
                break
            if self._text[low:high].strip():
                found.append((low, high))
            start = low
        return found

    def _top(self, lines: list[Line], first: int) -> int:
        """Give the index of the topmost label; one that is not known may stand between two."""
        last = first
        while last + 1 < len(lines):
            if self._is_label(lines[last + 1]):
                last += 1
            elif (
                last + 2 < len(lines)
                and self._may_be_label(lines[last + 1])
                and self._is_label(lines[last + 2])
            ):
                last += 2
            else:
                break
        return last

    def _is_label(self, line: Line) -> bool:
        if (known := self._labels.get(line[0])) is None:
            words = self._text[line[0] : line[1]].strip(" \t:*-")
            known = self._labels[line[0]] = self._may_be_label(line) and self._is_known(words)
        return known

    def _may_be_label(self, line: Line) -> bool:
        words = self._text[line[0] : line[1]].strip(" \t:*-.")
        return 0 < len(words) <= _LONGEST_LABEL and _NO_LABEL.search(words) is None

    def _line(self, position: int) -> Line:
        end = self._text.find("\n", position)
        return self._text.rfind("\n", 0, position) + 1, end if end >= 0 else len(self._text)
