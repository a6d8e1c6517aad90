"""Where in a text an identifier can be at all, so that slow patterns read only there.

Most prose holds no identifier, and a pattern that starts with a choice is tried at every character.
A trigger (six digits close together, a digit and two letters) is found an order of magnitude
faster, and several recognisers share one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIX_DIGITS = r"[0-9](?>[^0-9\n]{0,8}[0-9]){5,}"

Zones = tuple[tuple[int, int], ...]


# Holds the zones of the text in hand for the recognisers that share a trigger.
@lru_cache(maxsize=8)
def zones(text: str, trigger: str, before: int, after: int) -> Zones:
    """Give the stretches of `text` around each match of `trigger`, merged where they meet.

    Args:
        text: the text.
        trigger: regular expression.
        before: characters to add in front of each match.
        after: characters to add behind it; more than an identifier has after its trigger, so
            that what follows it can still be seen.
    """
    size = len(text)
    return merged(
        (max(0, low - before), min(size, high + after)) for low, high in _spans(text, trigger)
    )


# Recognisers that share a trigger differ in what they add around it.
@lru_cache(maxsize=8)
def _spans(text: str, trigger: str) -> Zones:
    return tuple(match.span() for match in _compiled(trigger).finditer(text))


@lru_cache(maxsize=16)
def found(text: str, trigger: str) -> bool:
    """Tell whether a trigger is anywhere in a text."""
    return _compiled(trigger).search(text) is not None


def occurrences(text: str, word: str) -> Sequence[int]:
    """Give where `word`, in lower case, stands in `text` in any case."""
    lower = _lower(text)
    at = lower.find(word)
    if at < 0:
        return ()  # by far the most often: dozens of words are asked of every text
    found = []
    while at >= 0:
        found.append(at)
        at = lower.find(word, at + 1)
    return found


@lru_cache(maxsize=2)
def _lower(text: str) -> str:
    """Give `text` in lower case, of the same length."""
    return text.replace("\u0130", "I").lower()  # the one letter whose lower case is longer


def merged(spans: Iterable[tuple[int, int]]) -> Zones:
    """Join spans, ascending by start, that touch or overlap."""
    out: list[tuple[int, int]] = []
    for low, high in spans:
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return tuple(out)


@lru_cache(maxsize=32)
def _compiled(trigger: str) -> regex.Pattern[str]:
    return regex.compile(trigger)
