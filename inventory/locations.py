"""Names the places where an asset lies, in as few words as will do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = 3
# Rarer folders than so many are only counted.
_WEIGHED = 60


def places_of(counts: Counter[str]) -> str:
    """List the commonest folders: what lies in a listed one is not, and many of one become it.

    Args:
        counts: documents by folder, written the way its own system does.
    """
    shown = {place.replace("\\", "/"): place for place in counts}
    inside = [place for place in shown if any(above in shown for above in _above(place))]
    for place in inside:
        del shown[place]
    everything = sorted(shown, key=lambda place: (-counts[shown[place]], place))
    ranked, rest = everything[:_WEIGHED], len(everything[_WEIGHED:])
    while len(ranked) > _SHOWN:
        parents = Counter(place.rpartition("/")[0] for place in ranked)
        deepest = max(parents, key=lambda parent: (parents[parent] > 1, parent.count("/"), parent))
        if parents[deepest] == 1 or not deepest:
            break
        separator = "\\" if "\\" in shown[ranked[0]] else "/"
        shown[deepest] = deepest.replace("/", separator)
        ranked = [place for place in ranked if not place.startswith(f"{deepest}/")]
        ranked.insert(0, deepest)
    more = len(ranked[_SHOWN:]) + rest
    words = "; ".join(shown[place] for place in ranked[:_SHOWN])
    return words + (f"; and {more} more" if more else "")


def _above(place: str) -> Iterator[str]:
    """Give the folders that a folder lies in."""
    while "/" in place:
        place = place.rpartition("/")[0]
        yield place
