"""Chooses the row of the retention schedule for a record whose type is known.

Some rows are for papers of many types: the letters of an inquest, the log of an outbreak. Those are
asked first, see `rules_of_groups` in `config/record_types.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detectors.phrases import PhraseBook

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        common: those of `rules_of_groups` there that are for the type's group.
    """

    def __init__(self, spec: dict[str, Any], common: Sequence[dict[str, Any]] = ()) -> None:
        self.default: str = spec["default"]
        self._rules: list[dict[str, Any]] = spec.get("rules", [])
        self._common = [(_Unless(entry["unless"]), _Rules(entry["rules"])) for entry in common]

    def choose(self, names: str, body: str, headers: str) -> RuleChoice:
        """Choose the rule.

        Args:
            names: file name, folder names, title and first lines.
            body: the text.
            headers: the column headers.
        """
        for unless, rules in self._common:
            if (found := rules.choose(names, body, headers)) and not unless.met(names):
                return found
        return self._own.choose(names, body, headers) or RuleChoice(self.default, "")

    @cached_property
    def _own(self) -> _Rules:
        return _Rules(self._rules)


class _Rules:
    """Rules in order: the first whose cues are found wins."""

    def __init__(self, rules: Sequence[dict[str, Any]]) -> None:
        self._rules = rules

    def choose(self, names: str, body: str, headers: str) -> RuleChoice | None:
        best: tuple[int, RuleChoice] | None = None
        for text, part in ((names, "names"), (headers, "headers"), (body, "body")):
            for phrase in self._book.find(text):
                for entry in phrase.labels:
                    fits = part != "body" or entry.body
                    fits = fits and entry.columns == (part == "headers")
                    if fits and (best is None or entry.order < best[0]):
                        best = (entry.order, RuleChoice(entry.rule, phrase.text))
        return best[1] if best else None

    @cached_property
    def _book(self) -> PhraseBook[_Entry]:
        entries = []
        for order, rule in enumerate(self._rules):
            body = bool(rule.get("body"))
            entries += [(cue, _Entry(order, rule["rule"], body)) for cue in rule["cues"]]
            for column in rule.get("columns", []):
                entries.append((column, _Entry(order, rule["rule"], body=False, columns=True)))
        return PhraseBook(entries)


class _Unless:
    """Words that show that a common rule is not meant."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = phrases

    def met(self, names: str) -> bool:
        return any(True for _ in self._book.find(names))

    @cached_property
    def _book(self) -> PhraseBook[str]:
        return PhraseBook((phrase, "") for phrase in self._phrases)
