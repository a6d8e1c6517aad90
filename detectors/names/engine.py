"""The name finder as a Presidio engine: rules with our own model, or with another that is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.tokens import Doc
from spacy.vocab import Vocab

from detectors.names.finder import PeopleFinder
from detectors.names.lexicon import load_lexicon
from detectors.names.others import model_named
from detectors.names.tagger import NameTagger
from detectors.names.windows import Asked

if TYPE_CHECKING:
    from config.rules import Rules
    from detectors.names.judge import Mention

LANGUAGE = "en"
OWN = "stocktake"
_NO_WORDS = Vocab()


class ModelSpan(NamedTuple):
    """What Presidio wants to know of a model's finding, without a spaCy document behind it."""

    start_char: int
    end_char: int
    label_: str
    text: str


class NameArtifacts(NlpArtifacts):
    """What was found in one text.

    Attributes:
        mentions: the people, scored by rules and model together.
    """

    def __init__(self, text: str, mentions: list[Mention], engine: NameEngine) -> None:
        spans = [ModelSpan(m.start, m.end, "PERSON", text[m.start : m.end]) for m in mentions]
        scores = [mention.score for mention in mentions]
        empty = Doc(_NO_WORDS)
        super().__init__(spans, empty, [], [], engine, LANGUAGE, scores)  # type: ignore[arg-type]
        self.mentions = mentions


class NameEngine(NlpEngine):
    """Finds people by rules and a model.

    Args:
        rules: the rule files in force, or None for the shipped ones.
        model: "stocktake" for our own, or another as `others.model_named` knows them; another is
            asked only about the stretches of a text of which the rules cannot tell.
    """

    def __init__(self, rules: Rules | None = None, model: str = OWN) -> None:
        self._rules = rules
        self._model = model
        self._finder: PeopleFinder | None = None
        self.asked: Asked | None = None

    @property
    def finder(self) -> PeopleFinder:
        """The finder, with its model loaded when it is first needed."""
        if self._finder is None:
            lexicon = load_lexicon(self._rules)
            if self._model == OWN:
                self._finder = PeopleFinder(lexicon, NameTagger(lexicon))
            else:
                self.asked = Asked(model_named(self._model))
                self._finder = PeopleFinder(lexicon, ask=self.asked)
        return self._finder

    def load(self) -> None:
        """Load the model now rather than with the first text."""
        _ = self.finder

    def is_loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._finder is not None

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Find the people of a text."""
        del language
        return NameArtifacts(text, self.finder.mentions(text), self)

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,
        n_process: int = 1,
        **kwargs: object,
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Find the people of each text."""
        del batch_size, n_process, kwargs
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        """Know no stop words: nothing here goes by keywords."""
        del word, language
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Know no punctuation, for the same reason."""
        del word, language
        return False

    def get_supported_entities(self) -> list[str]:
        """Give the one entity found."""
        return ["PERSON"]

    def get_supported_languages(self) -> list[str]:
        """Give the one language read."""
        return [LANGUAGE]
