"""Lets the tagger speak on what the rules found, and adds what it alone finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detectors.names.judge import Mention
from detectors.names.lexicon import Kind
from detectors.names.runs import tokens_of
from detectors.names.tagger import BEGINS, INSIDE, THING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from detectors.names.lexicon import Lexicon
    from detectors.names.runs import Token
    from detectors.names.tagger import Tags

_SUREST, _SMALLEST = 6.0, 1e-4
# From here on a word is put forward; the other evidence decides.
_LEAST = 0.2


def hear_tagger(found: list[Mention], text: str, tags: Tags, lexicon: Lexicon) -> list[Mention]:
    """Weigh each mention by what the tagger says of its words; add mentions that it alone sees."""
    if not len(tags.starts):
        return found
    person = tags.chances[:, BEGINS] + tags.chances[:, INSIDE]
    raised = np.log((person + _SMALLEST) / (1 - person + _SMALLEST)).clip(-_SUREST, _SUREST)
    odds, things = raised.tolist(), tags.chances[:, THING].tolist()
    first = np.searchsorted(tags.ends, [m.start for m in found], side="right")
    last = np.searchsorted(tags.starts, [m.end for m in found], side="left")
    free = person > _LEAST
    for mention, low, high in zip(found, first.tolist(), last.tolist(), strict=True):
        free[low:high] = False
        if high > low and not mention.vetoed:
            _weigh(mention, odds[low:high], things[low:high], lexicon)
    own = []
    for low, high in _stretches(free, tags):
        tokens = tokens_of(text, int(tags.starts[low]), int(tags.ends[high - 1]), lexicon)
        tokens = [t for t in tokens if not t.kinds & Kind.TITLE or t.kinds & Kind.NAME]
        if tokens:
            mention = Mention(tokens)
            mention.add(_alone(tokens), lexicon)
            _weigh(mention, odds[low:high], things[low:high], lexicon)
            own.append(mention)
    return sorted([*found, *own], key=lambda mention: mention.start) if own else found


def _weigh(mention: Mention, odds: list[float], things: list[float], lexicon: Lexicon) -> None:
    mean = sum(odds) / len(odds)
    mention.add("tagger" if mean > 0 else "tagger_against", lexicon, mean)
    mention.add("tagger_thing", lexicon, sum(things) / len(things))
    if len(mention.tokens) == 1:
        mention.add("tagger_one_word", lexicon, mean)


def _stretches(free: NDArray[np.bool_], tags: Tags) -> Iterator[tuple[int, int]]:
    """Yield (first, one past the last) word of each name that the tagger alone puts forward."""
    words = np.flatnonzero(free)
    if not len(words):
        return
    begins = tags.chances[:, BEGINS] > tags.chances[:, INSIDE]
    breaks = np.flatnonzero((np.diff(words) > 1) | begins[words[1:]]) + 1
    for group in np.split(words, breaks):
        yield int(group[0]), int(group[-1]) + 1


def _alone(tokens: list[Token]) -> str:
    """Say how the tagger's own find is written: some ways are less sure than others."""
    if all(len(token.text) == 1 for token in tokens):
        return "tagger_alone_letter"
    if all(token.text.isupper() for token in tokens):
        return "tagger_alone_capitals"
    if not tokens[0].text[:1].isupper():
        return "tagger_alone_lower"
    ordinary = all(t.kinds & Kind.WORD and not t.kinds & Kind.NAME for t in tokens)
    return "tagger_alone_word" if ordinary else "tagger_alone"
