"""The text detector: Presidio's engine with our recognisers, our context and our overlaps."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal

import regex
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.tokens import Doc
from spacy.vocab import Vocab

from detectors import recognisers
from detectors.columns.vocabulary import vocabulary
from detectors.context import CueEnhancer
from detectors.model import Finding
from detectors.overlaps import resolve
from detectors.recognisers.base import CONTEXT, Recogniser
from detectors.scoring import load_entity_rules

if TYPE_CHECKING:
    from config.rules import Rules

LANGUAGE = "en"

_NO_WORDS = Vocab()
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


class NoNames(NlpEngine):
    """Stands in for the name finder when names are off: it reads nothing and costs nothing."""

    def load(self) -> None:
        """Load nothing."""

    def is_loaded(self) -> bool:
        """Say that there is nothing to wait for."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Give artifacts that hold nothing."""
        del text
        return NlpArtifacts([], Doc(_NO_WORDS), [], [], self, language)

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,
        n_process: int = 1,
        **kwargs: object,
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Give empty artifacts for each text."""
        del batch_size, n_process, kwargs
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        """Know no stop words."""
        del word, language
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Know no punctuation."""
        del word, language
        return False

    def get_supported_entities(self) -> list[str]:
        """Find nothing."""
        return []

    def get_supported_languages(self) -> list[str]:
        """Give the one language of the texts."""
        return [LANGUAGE]


class _Engine(AnalyzerEngine):
    """Presidio's engine, asking for context once.

    Its own method offers every recogniser the results of all others first, at a cost of results
    times recognisers; none of ours wants them.
    """

    def _enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        return self.context_aware_enhancer.enhance_using_context(
            text, raw_results, nlp_artifacts, recognizers, context
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
        self._engine = _Engine(
            registry=RecognizerRegistry(recognizers=list(self._recognisers(rules, names))),
            nlp_engine=_nlp_engine(rules, names, model),
            context_aware_enhancer=CueEnhancer(
                self._rules, lambda words: headers.header(words) is not None
            ),
        )

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
            for one in self._engine.registry.recognizers
            if not isinstance(one, Recogniser) or one.may_find(plain)
        ]

    def _analyse(self, text: str) -> list[RecognizerResult]:
        results: list[RecognizerResult] = self._engine.analyze(text, LANGUAGE, score_threshold=0.0)
        return results

    def _recognisers(self, rules: Rules, names: str) -> Iterator[EntityRecognizer]:
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


def _nlp_engine(rules: Rules, names: str, model: str) -> NlpEngine:
    if names == "off":
        return NoNames()
    from detectors.names.engine import NameEngine  # noqa: PLC0415 - loads the language model

    return NameEngine(rules, model)


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
