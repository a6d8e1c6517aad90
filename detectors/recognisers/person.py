"""`PERSON`: hands on the people that the name engine found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detectors.names.engine import NameArtifacts
from detectors.names.finder import PeopleFinder
from detectors.names.lexicon import load_lexicon
from detectors.names.windows import Span
from detectors.presidio import EntityRecognizer, RecognizerResult
from detectors.recognisers.base import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presidio_analyzer.nlp_engine import NlpArtifacts

    from detectors.names.judge import Mention


class PersonRecogniser(EntityRecognizer):
    """Reports people, scored by rules and the language model together.

    With `NameEngine` the work is done already. With any other Presidio engine (a stock spaCy
    model, a transformer) that engine's persons are taken as the model's word on every doubt.
    """

    def __init__(self) -> None:
        super().__init__(supported_entities=["PERSON"])

    def load(self) -> None:
        """Load nothing: the engine holds the model."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | NameArtifacts | None
    ) -> list[RecognizerResult]:
        """Give one result per mention of a person; titles are not part of a name."""
        del entities
        return [self._result(mention) for mention in _mentions(text, nlp_artifacts)]

    def _result(self, mention: Mention) -> RecognizerResult:
        return RecognizerResult(
            entity_type="PERSON",
            start=mention.start,
            end=mention.end,
            score=mention.score,
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: type(self).__name__,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                CONTEXT: mention.reason,
            },
        )


def _mentions(text: str, artifacts: NlpArtifacts | NameArtifacts | None) -> list[Mention]:
    if isinstance(artifacts, NameArtifacts):
        return artifacts.mentions
    spans = [
        (entity.start_char, entity.end_char, entity.label_ in {"PERSON", "PER"})
        for entity in (artifacts.entities if artifacts else ())
    ]

    def known(_text: str, _doubtful: Sequence[tuple[int, int]]) -> list[Span]:
        return spans

    return PeopleFinder(load_lexicon(), ask=known if spans else None).mentions(text)
