"""The text detector: our Presidio recognisers, with our context and our overlaps."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

import regex

from detectors import recognisers
from detectors.columns.vocabulary import vocabulary
from detectors.context import CueEnhancer
from detectors.model import Finding
from detectors.overlaps import resolve
from detectors.presidio import EntityRecognizer, RecognizerResult
from detectors.recognisers.base import CONTEXT, Recogniser
from detectors.scoring import load_entity_rules

if TYPE_CHECKING:
    from config.rules import Rules
    from detectors.names import NameEngine

_CHUNK = 100_000
_MARGIN = 400
# Documents are full of typographic blanks, dashes and quotes; each is read as its plain cousin,
# one character for one so that positions stay true.
_PLAIN = {
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000", " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc\uff07", "'"),
    **dict.fromkeys("\u201c\u201d", '"'),
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    "\uff20": "@",
    "\uff1a": ":",
}
_ODD = regex.compile(f"[{''.join(_PLAIN)}]")
# A scanner reads noughts and ones as letters: 96O 442, 03/O1/1930, 77l 395. Not where letters and
# digits mix: 88I2767E is a nurse's PIN.
_SCANNED = regex.compile(
    r"""(?<![0-9A-Za-z/.])(?=[0-9]*[lIO])
        (?: [0-9lIO]{1,6}(?![0-9A-Za-z])(?=[ -](?=[lIO]*[0-9])[0-9lIO]{2,6}(?![0-9A-Za-z]))
          | (?<=(?<![0-9A-Za-z])[lIO]{0,5}[0-9][0-9lIO]{1,5}[ -]) [0-9lIO]{2,6}(?![0-9A-Za-z]) )""",
    regex.VERBOSE,
)
_LETTERS_FOR_DIGITS = str.maketrans("lIO", "110")
_NOUGHT = regex.compile(
    r"O(?: (?<=[0-9]O)(?=[0-9]) | (?<=[0-9][/.-]O)(?=[0-9]) | (?<=[0-9]{2}O)(?=[ ][0-9]{3})"
    r" | (?<![0-9A-Za-z]O)(?=[0-9]{3,4}[ ][0-9O]) )",
    regex.VERBOSE,
)


class TextDetector:
    """Finds personal data in text.

    Args:
        rules: the rule files in force.
        threshold: score below which nothing is reported by `find`.
        names: whether people's names are looked for, which needs the language model.
        model: language model of the name finder, as named in the settings.
    """

    def __init__(
        self,
        rules: Rules,
        *,
        threshold: float = 0.5,
        names: Literal["on", "off"] = "on",
        model: str = "stocktake",
    ) -> None:
        self.threshold = threshold
        self._rules = load_entity_rules(rules)
        headers = vocabulary(rules)
        self._rank = {entity: entry.rank for entity, entry in self._rules.items()}
        self._recognisers = list(self._made(names))
        self._names = _name_engine(rules, model) if names == "on" else None
        self._cues = CueEnhancer(self._rules, lambda words: headers.header(words) is not None)

    def find(self, text: str) -> list[Finding]:
        """Give the findings at or above the threshold, by position, overlaps resolved."""
        return [finding for finding in self.find_all(text) if finding.score >= self.threshold]

    def find_all(self, text: str) -> list[Finding]:
        """Give the findings of any score, for a person who asks why one was not reported."""
        plain = _plain(text)
        found = [
            _finding(text, result, offset)
            for low, high in _chunks(plain)
            for offset in [max(0, low - _MARGIN)]
            for result in self._analyse(plain[offset : high + _MARGIN])
            if low <= result.start + offset < high
        ]
        return resolve(found, self._rank)

    def may_find(self, text: str) -> list[str]:
        """Give the modules of the recognisers to which a text gives any cause; others find nothing.

        Only of those that are looked for around a trigger is it known before they have read.
        """
        plain = _plain(text)
        return [
            type(one).__module__
            for one in self._recognisers
            if not isinstance(one, Recogniser) or one.may_find(plain)
        ]

    def _analyse(self, text: str) -> list[RecognizerResult]:
        """Do what Presidio's `AnalyzerEngine` does of which anything is used here."""
        names = self._names and self._names.process_text(text)
        results = [
            result
            for one in self._recognisers
            # Any artifacts with the attributes of Presidio's do, as theirs say themselves.
            for result in one.analyze(text, one.supported_entities, names)  # type: ignore[arg-type]
        ]
        self._cues.enhance(text, results)
        return EntityRecognizer.remove_duplicates(results)

    def _made(self, names: str) -> Iterator[EntityRecognizer]:
        """Make every recogniser of the package, those that read names only when names are on."""
        for kind in recogniser_classes():
            if issubclass(kind, Recogniser):
                yield kind(self._rules[kind.ENTITY])
            elif names == "on":
                yield kind()  # type: ignore[call-arg]  # theirs say their own entities


def recogniser_classes() -> list[type[EntityRecognizer]]:
    """List the recogniser of every module of `detectors.recognisers`, in the order of names."""
    return [
        kind
        for module in pkgutil.iter_modules(recognisers.__path__)
        if module.name != "base"
        for kind in _defined_in(f"{recognisers.__name__}.{module.name}")
    ]


def validators(rules: Rules) -> dict[str, Callable[[str], bool]]:
    """Give, per entity, a test of a value that stands on its own, a table cell for example.

    A value passes when it has the identifier's shape and survives its check digit and ranges.
    For weak shapes (eight digits are an account number) that says little without a header.
    """
    entries = load_entity_rules(rules)
    return {
        kind.ENTITY: kind(entries[kind.ENTITY]).is_valid
        for kind in recogniser_classes()
        if issubclass(kind, Recogniser)
    }


def _defined_in(module: str) -> list[type[EntityRecognizer]]:
    return [
        value
        for value in vars(importlib.import_module(module)).values()
        if isinstance(value, type)
        and issubclass(value, EntityRecognizer)
        and value.__module__ == module
        and not value.__name__.startswith("_")
    ]


def _name_engine(rules: Rules, model: str) -> NameEngine:
    from detectors.names import NameEngine  # noqa: PLC0415 - only where names are looked for

    engine = NameEngine(rules, model)
    engine.load()
    return engine


def _plain(text: str) -> str:
    plain = _NOUGHT.sub("0", _ODD.sub(lambda match: _PLAIN[match.group()], text))
    return _SCANNED.sub(lambda match: match.group().translate(_LETTERS_FOR_DIGITS), plain)


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Cut a long text where lines or words end; the caller lets neighbours overlap."""
    low = 0
    while low < len(text):
        high = min(len(text), low + _CHUNK)
        if high < len(text):
            cut = max(text.rfind("\n", low + 1, high), 0) or max(text.rfind(" ", low + 1, high), 0)
            high = cut + 1 if cut > low + _CHUNK // 2 else high
        yield low, high
        low = high


def _finding(text: str, result: RecognizerResult, offset: int) -> Finding:
    start, end = result.start + offset, result.end + offset
    return Finding(
        entity=result.entity_type,
        start=start,
        end=end,
        score=round(result.score, 3),
        recogniser=result.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY],
        value=text[start:end],
        context=result.recognition_metadata.get(CONTEXT, ""),
    )
