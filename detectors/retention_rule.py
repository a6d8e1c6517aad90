"""Chooses the row of the retention schedule for a record whose type is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detectors.phrases import PhraseBook


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """A row of the schedule, and the cue that chose it ("" for the type's default)."""

    rule: str
    cue: str


@dataclass(frozen=True, slots=True)
class _Entry:
    order: int
    rule: str
    body: bool
    columns: bool = False


class RetentionChooser:
    """The retention rules of one record type.

    Args:
        spec: the `retention` mapping of the type in `config/record_types.yaml`.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self.default: str = spec["default"]
        self._rules: list[dict[str, Any]] = spec.get("rules", [])

    def choose(self, names: str, body: str, headers: str) -> RuleChoice:
        """Choose the rule.

        Args:
            names: file name, folder names, title and first lines.
            body: the text.
            headers: the column headers.
        """
        best: tuple[int, RuleChoice] | None = None
        for text, part in ((names, "names"), (headers, "headers"), (body, "body")):
            for phrase in self._book.find(text):
                for entry in phrase.labels:
                    fits = part != "body" or entry.body
                    fits = fits and entry.columns == (part == "headers")
                    if fits and (best is None or entry.order < best[0]):
                        best = (entry.order, RuleChoice(entry.rule, phrase.text))
        return best[1] if best else RuleChoice(self.default, "")

    @cached_property
    def _book(self) -> PhraseBook[_Entry]:
        entries = []
        for order, rule in enumerate(self._rules):
            body = bool(rule.get("body"))
            entries += [(cue, _Entry(order, rule["rule"], body)) for cue in rule["cues"]]
            for column in rule.get("columns", []):
                entries.append((column, _Entry(order, rule["rule"], body=False, columns=True)))
        return PhraseBook(entries)
