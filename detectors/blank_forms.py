"""Tells a form that nobody has filled in from one that is about somebody."""

from __future__ import annotations

import re

_LABEL = re.compile(
    r"^[^\n:.!]{2,60}[:?][ \t]*$|^[^\n:]{2,60}:[ \t]*(?:[_.\u2026]{3,}|\[[^\]\n]*\])"
)
_FILLED = re.compile(r"^[^\n:]{2,60}:[ \t]*[^\s_.\u2026\[<]")
_GAP = re.compile(
    r"_{4,}|\.{6,}|\u2026{2,}|\[(?:insert|enter|name|date|add)[^\]\n]{0,40}\]", re.IGNORECASE
)
_FEWEST = 4
_EMPTY_SHARE = 0.75


def is_blank_form(text: str) -> bool:
    """Tell whether a text is mostly labels and gaps to be filled in, with next to nothing in them.

    Counts lines that are a label alone and labels followed by dots, underscores or "[insert …]"
    against labels that have a value; a value on the line after its label counts as filled.
    """
    lines = [line.strip() for line in text[:40_000].splitlines() if line.strip()]
    empty = filled = 0
    for index, line in enumerate(lines):
        if _FILLED.match(line) and not _GAP.search(line):
            filled += 1
        elif _GAP.search(line):
            empty += 1
        elif _LABEL.match(line):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            if following and not _is_label(following):
                filled += 1
            else:
                empty += 1
    return empty >= _FEWEST and empty >= _EMPTY_SHARE * (empty + filled)


def _is_label(line: str) -> bool:
    return bool(_LABEL.match(line) or _FILLED.match(line) or _GAP.search(line))
