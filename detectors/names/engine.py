"""The name finder with its model: our own, or another that is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detectors.names.finder import PeopleFinder
from detectors.names.lexicon import load_lexicon
from detectors.names.others import model_named
from detectors.names.tagger import NameTagger
from detectors.names.windows import Asked

if TYPE_CHECKING:
    from config.rules import Rules
    from detectors.names.judge import Mention

OWN = "stocktake"


@dataclass(frozen=True, slots=True)
class NameArtifacts:
    """What was found in one text; handed to recognisers where Presidio hands its artifacts.

    Attributes:
        mentions: the people, scored by rules and model together.
    """

    mentions: list[Mention]


class NameEngine:
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

    def process_text(self, text: str) -> NameArtifacts:
        """Find the people of a text."""
        return NameArtifacts(self.finder.mentions(text))
