"""Gives the text of cells to the text detectors, each distinct text once."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from detectors.columns.counting import Measure
    from detectors.model import Finding

    Finder = Callable[[str], list[Finding]]

# Characters of distinct text read per column. The name finder reads about 50,000 a second at its
# slowest; a column with more text than this is sampled, and its profile says so.
MOST = 500_000
_BATCH = 50_000
_GUESSES = 20_000
_BETWEEN = "\n\n"
_NAMES_SHARE = 0.5


def read_prose(measured: Measure, find_text: Finder) -> tuple[list[tuple[Finding, int]], bool]:
    """Find personal data in a column of prose.

    Returns:
        Findings with the number of rows that hold the text, and whether all of it was read.
    """
    texts = sorted(measured.values.values())
    chosen = _within(texts, MOST)
    found = [(finding, n) for _, n, finding in _search(chosen, "", find_text)]
    return found, len(chosen) == measured.distinct


def read_guess(measured: Measure, header: str, find_text: Finder) -> list[tuple[Finding, int]]:
    """Find personal data in a column of short texts whose header says nothing.

    Names count only when most of the column is names: alone in a cell, any word may look like one.
    """
    texts = _within(sorted(measured.values.values()), _GUESSES)
    found = _search(texts, header, find_text)
    named = {which for which, _, finding in found if finding.entity == "PERSON"}
    names = len(named) >= _NAMES_SHARE * len(texts)
    return [(finding, n) for _, n, finding in found if names or finding.entity != "PERSON"]


def _within(texts: Sequence[tuple[str, int]], most: int) -> Sequence[tuple[str, int]]:
    left = most
    for i, (text, _) in enumerate(texts):
        left -= len(text)
        if left < 0:
            return texts[:i]
    return texts


def _search(
    texts: Sequence[tuple[str, int]], label: str, find_text: Finder
) -> list[tuple[int, int, Finding]]:
    """Give (which text, its rows, finding) for each finding that lies inside one text."""
    found = []
    prefix = f"{label}: " if label else ""
    for batch in _batches(texts):
        starts, position, pieces = [], 0, []
        for _, (text, _) in batch:
            starts.append(position + len(prefix))
            pieces.append(prefix + text)
            position += len(prefix) + len(text) + len(_BETWEEN)
        for finding in find_text(_BETWEEN.join(pieces)):
            at = bisect.bisect_right(starts, finding.start) - 1
            if at >= 0 and finding.end <= starts[at] + len(batch[at][1][0]):
                which, (_, n) = batch[at]
                found.append((which, n, finding))
    return found


def _batches(texts: Sequence[tuple[str, int]]) -> Iterable[list[tuple[int, tuple[str, int]]]]:
    batch: list[tuple[int, tuple[str, int]]] = []
    size = 0
    for entry in enumerate(texts):
        batch.append(entry)
        size += len(entry[1][0])
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
