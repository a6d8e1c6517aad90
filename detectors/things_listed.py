"""Tells a list of things with names in them (wards, films, scales, courses) from one of people."""

from __future__ import annotations

import re

_ITEMS = re.compile(r"[;,:\n\t]+|[ ]{2,}")
_PROSE = re.compile(
    r"[a-z]{2}[.!?](?:\s|$)|\b(?:he|she|his|her|him|hers|i|we|dear|residents?|clients?|patients?|kin"
    r"|daughter|son|wife|husband|mother|father|mum|dad|sister|brother|niece|nephew|aged|born)\b"
    r"|(?:^|[;,:\n\t])\s*(?:mr|mrs|ms|miss|dr)\b",
    re.IGNORECASE,
)
_FACT = re.compile(r"[0-9]{3}|[0-9][/.:-][0-9]|@|\b(?:[Rr](?:oom|m)\.?)\s?[0-9]")
_FEWEST = 7
_CAPITALS = 0.8
_LONGEST = 5
_FEW_NAMES = 1 / 3
_LONGEST_TEXT = 2_000


def lists_things(text: str, names: set[str]) -> bool:
    """Tell whether a text is nothing but short items in capitals, few of which hold a name.

    Names in the first item head a list about somebody ("Jean Pike: fire, first aid"); a date, a
    room's number or a sentence makes it more than a list.

    Args:
        text: all of the text.
        names: the names found in it, in lower case.
    """
    return _named_share(text, names) <= _FEW_NAMES


def lists_titles(text: str, names: set[str]) -> bool:
    """Tell whether a text is nothing but short items in capitals, whoever they name."""
    return _named_share(text, names, heading=True) <= 1


def _named_share(text: str, names: set[str], *, heading: bool = False) -> float:
    """Give the share of items that hold a name; 2 where the text is not such a list."""
    if len(text) > _LONGEST_TEXT or _PROSE.search(text) or _FACT.search(text):
        return 2
    items = [item.strip() for item in _ITEMS.split(text) if item.strip()]
    if len(items) < _FEWEST:
        return 2
    capitals = sum(item[0].isupper() for item in items)
    words = sum(len(item.split()) for item in items)
    if capitals < _CAPITALS * len(items) or words > _LONGEST * len(items):
        return 2
    named = [any(name in item.casefold() for name in names) for item in items]
    if named[0] and not heading:
        return 2
    return sum(named) / len(items)
