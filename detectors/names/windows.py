"""Asks a language model as little as can be: stretches around doubtful names, each one once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int, bool]
"""Start and end of what a model found, and whether it is a person (or some other thing)."""

Read = Callable[[list[str]], list[list[Span]]]
"""Gives, for each of some texts, what a model finds in it."""

_REACH = 90
_CACHED = 20_000


class Asked:
    """Answers what a model finds around the doubtful stretches of a text.

    Args:
        read: the model.

    Attributes:
        characters: how many the model has been given so far.
    """

    def __init__(self, read: Read) -> None:
        self._model = read
        self._cache: OrderedDict[str, list[Span]] = OrderedDict()
        self.characters = 0

    def __call__(self, text: str, doubtful: Sequence[tuple[int, int]]) -> list[Span]:
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
        if pieces:
            self.characters += sum(map(len, pieces))
            found = self._model([_recased(piece) for piece in pieces])
            self._cache.update(zip(pieces, found, strict=True))


def _recased(piece: str) -> str:
    """Write capitals as a sentence would, since models hardly know names in capitals."""
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
