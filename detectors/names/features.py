"""What the name tagger sees of a word: itself, its beginnings and endings, its shape, the lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping

# A word keeps its hyphens and apostrophes but not a possessive ending; a line end is a word too.
_INVISIBLE = r"\u200b-\u200d\u2060\ufeff\u00ad"
TOKEN = re.compile(
    rf"\n|[^\W_]+(?:['\u2019{_INVISIBLE}-](?![sS]\b)[^\W_]+)*+|['\u2019][sS]\b|[^\w\s]|_"
)
UNSEEN = re.compile(f"[{_INVISIBLE}]")
_DIGIT = re.compile(r"\d")
_RUNS = re.compile(r"(.)\1+")

HASHED = 8192
KINDS = 18
CASES = 8
SHAPES = 256
_MAX_LETTERS = 16
_LOWER, _UPPER, _TITLE, _MIXED, _NUMBER, _SIGN, _LINE, _SINGLE = range(CASES)


def rows_before_words() -> int:
    """Give how many rows of the table come before the first word of the vocabulary."""
    return HASHED + KINDS + CASES + SHAPES


def features(
    word: str, kinds: int, vocabulary: Mapping[str, int], *, known: bool = True
) -> list[int]:
    """Give the rows of the tagger's table that make up a word.

    Args:
        word: as it stands in the text.
        kinds: what the word can be, as `Kind` bits.
        vocabulary: number of each word that the tagger knows as such.
        known: False hides the word itself and the lists: what is left is how it is built.
    """
    low = _DIGIT.sub("0", word.lower())
    rows = [HASHED + KINDS + _case(word), HASHED + KINDS + CASES + _shape(word)]
    if low[:1].isalnum():
        rows += _pieces(low[:_MAX_LETTERS])
    if known:
        rows += [HASHED + bit for bit in range(KINDS) if kinds >> bit & 1]
        number = vocabulary.get(low)
        if number is not None:
            rows.append(rows_before_words() + number)
    return rows


def _pieces(low: str) -> list[int]:
    ends = [f"<{low[:n]}" for n in (1, 2, 3)] + [f"{low[-n:]}>" for n in (1, 2, 3, 4)]
    inner = [low[at : at + 3] for at in range(1, len(low) - 3)]
    return [crc32(piece.encode()) % HASHED for piece in dict.fromkeys(ends + inner)]


def _case(word: str) -> int:
    first = word[0]
    if not first.isalpha():
        return _LINE if word == "\n" else _NUMBER if first.isdigit() else _SIGN
    if word.islower():
        return _LOWER
    if word.isupper():
        return _SINGLE if len(word) == 1 else _UPPER
    return _TITLE if first.isupper() and word[1:].islower() else _MIXED


def _shape(word: str) -> int:
    signs = (
        "A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else c for c in word
    )
    return crc32(_RUNS.sub(r"\1", "".join(signs)).encode()) % SHAPES
