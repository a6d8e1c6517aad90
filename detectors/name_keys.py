"""Takes names apart and keeps each word as keyed digests, so that a name is found in any spelling.

A digest of the whole name finds that name only. Here every word of a name gets two short digests of
its own: of its letters, and of how it sounds in English. They are salted with the digest of the
whole name, so that two names that share a word have nothing in common for somebody without the
key: see docs/decisions/0011.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import NamedTuple

import jellyfish
import regex

from detectors.masking import TITLES

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}']*")
_BARE_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"}
)
_SUFFIXES = frozenset(
    [
        "jr",
        "snr",
        "junior",
        "senior",
        "obe",
        "mbe",
        "cbe",
        "esq",
        "phd",
        "md",
        "rn",
        "rgn",
        "rmn",
        "bsc",
        "ba",
        "jp",
    ]
)
_MAC = regex.compile(r"^mac(?=\w{3})")
_INITIALS = 2  # letters: "EH Hartley" on a rota
_SHORTEST_SOUND = 3  # letters of a sound code; shorter ones are shared by too many names
_KEY_BYTES = 8
_EXACT, _SOUND = "=", "~"


class WordKeys(NamedTuple):
    """What is kept of a name.

    Attributes:
        initials: first letters of its words in order, given names first; masks show them anyway.
        exact: a key for each word; 0 for one that is only an initial.
        sound: a key for how each word sounds; 0 for one too short to tell.
    """

    initials: str
    exact: tuple[int, ...]
    sound: tuple[int, ...]


class NameKeys:
    """Makes the keys of names' words.

    Args:
        key: the installation's secret, from which a key for this one purpose is derived.
    """

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.blake2b(b"words of names", key=key, digest_size=32).digest()

    def keep(self, digest: str, name: str) -> WordKeys:
        """Give what is kept of a name.

        Args:
            digest: of the whole name, as findings have it.
            name: as it was written. Never stored.
        """
        words = name_words(name)
        return WordKeys(
            "".join(word[0] for word in words),
            tuple(0 if len(word) == 1 else self.exact(digest, word) for word in words),
            tuple(self.sound(digest, word) for word in words),
        )

    def exact(self, digest: str, word: str) -> int:
        """Give the key of a word (in the form of `name_words`) within the name of that digest."""
        return self._mac(digest, _EXACT, word)

    def sound(self, digest: str, word: str) -> int:
        """Give the key of how a word sounds; 0 where it is too short to tell."""
        code = sound_of(word)
        return self._mac(digest, _SOUND, code) if code else 0

    def _mac(self, digest: str, form: str, text: str) -> int:
        message = f"{digest}{form}{text}".encode()
        mac = hashlib.blake2b(message, key=self._key, digest_size=_KEY_BYTES).digest()
        return int.from_bytes(mac, "big", signed=True)


def name_words(name: str) -> tuple[str, ...]:
    """Give the words of a name in one spelling, given names before the surname.

    Lower case, without accents, apostrophes, titles and letters after the name; parts of a
    double-barrelled name apart; `Mac` and `Mc` alike. Initials are words of one letter.
    """
    before, comma, after = name.partition(",")
    words = [*_split(after), *_split(before)] if comma else _split(name)
    kept = [word for word in words if word not in TITLES and word not in _SUFFIXES]
    return tuple(kept or words)


def sound_of(word: str) -> str:
    """Give the code of how a word sounds (Metaphone); "" where that is shared by too many."""
    code: str = jellyfish.metaphone(word)
    return code if len(code) >= _SHORTEST_SOUND else ""


def plain(text: str) -> str:
    """Give a text in lower case, without accents."""
    split = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'"))
    bare = "".join(char for char in split if not unicodedata.combining(char))
    return bare.translate(_BARE_LETTERS)


def _split(text: str) -> list[str]:
    """Take a text apart into words; capitals beside other letters are initials."""
    mixed = not text.isupper()
    words: list[str] = []
    for match in _WORD.finditer(text.replace("\u2019", "'")):
        token = match[0]
        word = plain(token).removesuffix("'s").replace("'", "")
        if mixed and len(token) <= _INITIALS and token.isupper():
            words += list(word)
        elif word:
            words.append(_MAC.sub("mc", word))
    return words
