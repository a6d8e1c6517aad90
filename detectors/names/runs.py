"""Runs of capitalised words: the only places in running text where a name can stand."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detectors.names.lexicon import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detectors.names.lexicon import Lexicon


def _class(wanted: str) -> str:
    return "".join(chr(c) for c in range(min(0x1F00, sys.maxunicode)) if getattr(chr(c), wanted)())


UPPER = _class("isupper")
_INVISIBLE = r"\u200b-\u200d\u2060\ufeff\u00ad"
_BODY = rf"\w\u0300-\u036f{_INVISIBLE}"
# Capital, then letters; hyphens and apostrophes inside; "de'", "al-" and the like in front.
WORD = rf"(?:(?:[aA]l|[eE]l|d|l|[A-Z])['\u2019-])?[{UPPER}][{_BODY}]*+(?:['\u2019-][{_BODY}]++)*+"
_TITLE_DOT = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|DR|MR|MRS|Prof|Rev|Revd|Fr|Sr|St|Capt|Sgt|Cllr|Hon|Lt|Col|Jr)\."
)
_TOKEN = rf"(?:{_TITLE_DOT}|(?:[{UPPER}]\.)+|{WORD})"
_PARTICLES = (
    r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|bin|binti|bint|ibn|al|el|ap|ab|ter|ten)"
)
_GAP = r"(?:[ \u00a0]{1,2}|(?<=\.))"
RUN = re.compile(
    rf"(?<![{_BODY}@])(?:{_PARTICLES} )?{_TOKEN}"
    rf"(?:{_GAP}(?:{_PARTICLES}[ ]){{0,2}}{_TOKEN}){{0,15}}+(?![@])"
)
_PARTS = re.compile(rf"(?:[{UPPER}]\.)+|{WORD}|[a-z]++")
_POSSESSIVE = re.compile(r"(?:['\u2019][sS]|(?<=s)['\u2019])$")


@dataclass(slots=True)
class Token:
    """A word of a run.

    Attributes:
        text: the word without a possessive ending or a closing dot.
        start: first character.
        end: one past the last character of `text`.
        kinds: what it can be, as `Kind` bits.
        possessive: whether 's followed.
    """

    text: str
    start: int
    end: int
    kinds: int
    possessive: bool

    @property
    def in_capitals(self) -> bool:
        """Whether it is written in capitals and long enough for that to mean something."""
        return len(self.text) > 1 and self.text.isupper()


def tokens_of(text: str, start: int, end: int, lexicon: Lexicon) -> list[Token]:
    """Split `text[start:end]` into words, each with what it can be."""
    return [_token(m, lexicon) for m in _PARTS.finditer(text, start, end)]


def _token(match: re.Match[str], lexicon: Lexicon) -> Token:
    word = match.group()
    start = match.start()
    if "." in word:
        return Token(word, start, match.end(), Kind.INITIAL, possessive=False)
    cut = _POSSESSIVE.search(word) if "'" in word or "\u2019" in word else None
    plain = word[: cut.start()] if cut else word
    kinds = lexicon.kinds(plain.replace("\u2019", "'"))
    if not kinds and plain[-1].isdigit() and len(plain) < 6:
        kinds = Kind.WORD  # Rm3, B12
    if len(plain) == 1:
        kinds |= Kind.INITIAL
    return Token(plain, start, start + len(plain), kinds, cut is not None)


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every run of capitalised words."""
    for match in RUN.finditer(text):
        yield match.span()
