"""One text, one truth: of findings that claim the same characters, which ones stay."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detectors.model import Finding

_CODE = re.compile(r"\s+\S*[0-9].*", re.DOTALL)
_MOST_OF_NAME = 0.91
# What may lie inside what: a true part of the whole, so both are reported.
PARTS = {"UK_ADDRESS": frozenset({"UK_POSTCODE", "LOCATION"})}


def resolve(findings: Iterable[Finding], rank: Mapping[str, int]) -> list[Finding]:
    """Keep, of every group of overlapping findings, the best supported one.

    The higher score wins; then the kind named earlier in the rules; then the longer span. A
    postcode or place inside an address is part of it and stays.

    Args:
        findings: in any order; positions in one text.
        rank: entity name to its place in the rules; kinds not named come last.

    Returns:
        What is left, by position.
    """
    order = sorted(
        filter(None, map(_without_code, findings)),
        key=lambda f: (-_claim(f), rank.get(f.entity, len(rank)), f.start - f.end, f.start),
    )
    kept: list[Finding] = []
    wholes = _Spans()
    parts = _Spans()
    for finding in order:
        if _fits(finding, wholes, parts):
            kept.append(finding)
            (parts if _is_part(finding) else wholes).add(finding)
    return sorted(kept, key=lambda f: (f.start, -f.end))


def _claim(finding: Finding) -> float:
    """Give the score that settles an overlap: a name within a whole address is a street's."""
    return min(finding.score, _MOST_OF_NAME) if finding.entity == "PERSON" else finding.score


def _without_code(finding: Finding) -> Finding | None:
    """Cut a name before a word with a digit: "Liu GL52" has eaten half of a postcode.

    One that begins with such a word is none: "Jan-1948 F".
    """
    code = _CODE.search(finding.value) if finding.entity == "PERSON" else None
    if code is None:
        dated = finding.entity == "PERSON" and any(map(str.isdigit, finding.value))
        return None if dated else finding
    return replace(finding, end=finding.start + code.start(), value=finding.value[: code.start()])


def _fits(finding: Finding, wholes: _Spans, parts: _Spans) -> bool:
    return all(_compatible(finding, other) for other in wholes.over(finding) + parts.over(finding))


def _compatible(one: Finding, other: Finding) -> bool:
    """Say whether two overlapping findings are whole and part."""
    inner, outer = sorted((one, other), key=lambda f: f.end - f.start)
    return (
        inner.entity in PARTS.get(outer.entity, ())
        and outer.start <= inner.start
        and inner.end <= outer.end
        and inner.end - inner.start < outer.end - outer.start
    )


def _is_part(finding: Finding) -> bool:
    return any(finding.entity in inner for inner in PARTS.values())


class _Spans:
    """Findings that do not overlap each other, searchable by position."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._found: dict[int, Finding] = {}

    def add(self, finding: Finding) -> None:
        insort(self._starts, finding.start)
        self._found[finding.start] = finding

    def over(self, finding: Finding) -> list[Finding]:
        """Give those that share a character with `finding`."""
        first = max(bisect_left(self._starts, finding.start) - 1, 0)
        last = bisect_left(self._starts, finding.end)
        near = (self._found[start] for start in self._starts[first:last])
        return [other for other in near if other.start < finding.end and finding.start < other.end]
