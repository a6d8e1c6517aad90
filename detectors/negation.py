"""Tells "has diabetes" from "no known diabetes", "not diabetic" and "diabetes: none"."""

from __future__ import annotations

import re
from typing import Any

_CLAUSE = re.compile(r"[.;!?\n\t|]|\s[-\u2013]\s")
_LOOK_BACK = 110
_LOOK_AHEAD = 28


class Negation:
    """The words that undo a category word.

    Args:
        spec: `config/vocabularies/negation.yaml`.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        reach = int(spec["reach"])
        ends = _any(spec["ends"])
        word = rf"(?!(?:{ends})\b)[\w'\u2019/-]+"
        gap = rf"(?:[\s,:(]+(?:{word}[\s,/(]+){{0,{reach}}}?)$"
        self._before = re.compile(rf"\b(?:{_any(spec['before'])}|{_any(spec['others'])}){gap}")
        self._close = re.compile(rf"\b(?:{_any(spec['close'])})[\s-]+(?:{word}\s+){{0,2}}$")
        self._after = re.compile(
            rf"\s*(?:[:=\t|(-]|\bis\b|\bwas\b|\s)\s*(?:{'|'.join(spec['after'])})"
        )

    def undoes(self, text: str, start: int, end: int) -> bool:
        """Tell whether `text[start:end]` is said not to be so, or is said of a relative."""
        back = text[max(0, start - _LOOK_BACK) : start].lower()
        clauses = [match.end() for match in _CLAUSE.finditer(back)]
        before = back[clauses[-1] :] if clauses else back
        if self._before.search(before) or self._close.search(before):
            return True
        return self._after.match(text[end : end + _LOOK_AHEAD].lower()) is not None


def _any(phrases: list[str]) -> str:
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)
