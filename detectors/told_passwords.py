"""Passwords told by their look, by the line above them, or by a word that nothing else follows.

People write them as notes to each other: the name of a tablet and below it "Medz2026*", a mailbox
and after a dash "Autumn25!", "collect with password pineapple", "admin / admin123".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from detectors.zones import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator

# A word, a number and a sign in one, as nothing but a password is written.
_LOOK_TRIGGER = regex.compile(r"[A-Za-z](?:[0-9]{1,4}[!*#$%&?@^]|[!#*$%&@^]+[0-9]{1,4}(?![0-9]))")
_LOOK = regex.compile(
    r"(?<![^\s\"'(/:=|,>\[])(?P<value>(?=[^\s]*[a-z])"
    r"(?:[A-Za-z][A-Za-z0-9]{2,24}[0-9][!*#$%&?@^]{1,3}"
    r"|[A-Z][A-Za-z]{2,24}[!#*$%&@^][0-9]{1,4}[!*#$%&?]?"
    r"|[A-Za-z]{2,24}[!#*$%&^][A-Za-z]{0,24}[0-9]{1,4}))"
    r"(?=[\s\"'),;|\].]|$)"
)
_WORD_LENGTH = 30
_ABOVE = 2
_LINE = 160
_NEAR_LINES = 220
# The line below one that speaks of a password and gives none.
_BELOW = regex.compile(
    r"[^\n]{0,50}\n[ \t]{0,8}(?P<value>(?=[^\s]*[A-Za-z])(?=[^\s]*[0-9!*#$%&@])[^\s,;:|<>]{6,40})"
    r"[ \t]*(?=\n|$)"
)
_NO_SECRET = regex.compile(
    r"(?i)https?:|www\.|@[\w-]+\.|\.(?:docx?|pdf|xlsx?|example|co|com|org|uk)$"
)
_TO_END = regex.compile(
    r"(?i)(?:'s)?(?:[ ]\([^)\n]{1,30}\))?[ ]{1,2}(?P<value>[a-z][a-z0-9-]{3,24})"
    r"(?:(?=[.,;)]?(?:\s*\n|\s*$)|[.;)]\s|,[ ])|(?:[ ][a-z]{3,12})?(?=[ ]{2}|\t))"
)
# "Safe word with her daughter is 'marmalade'": such a word is said of one person's family.
_AGREED = regex.compile(
    r"(?i)(?:[ ](?:with|for|of)[ ][^\n.:=]{1,30}?)?(?:[ ]is|[ ]?[:=-])[ ]?[\"']?"
    r"(?P<value>[a-z][a-z0-9-]{2,24})[\"']?(?=[.,;)]?(?:\s*\n|\s*$)|[.;)]\s|,[ ])"
)
_DETERMINED = regex.compile(
    r"(?i)(?:^|[^a-z])(?:a|an|any|each|every|no|your|our|their|his|her|my|strong|weak|default|same|own"
    r"|generic|shared|one|forgotten|lost|secure|complex|is|of|without|or)[ -]$"
)
_MADE_WORD = regex.compile(r"(?i).*(?:ing|ed|tion|ment|ity|ness|ance|ence|ly)$")
_SPOKEN = (
    "security answer",
    "security word",
    "safe word",
    "safeword",
    "memorable word",
    "codeword",
    "code word",
    "password",
    "passphrase",
)
_WRITTEN = frozenset({"password", "passphrase"})
_PAIR = regex.compile(
    r"(?P<user>[A-Za-z][\w.@-]{2,40})[ ]{1,2}/[ ]{1,2}"
    r"(?P<value>(?=[^\s/]*[a-z])(?=[^\s/]*[0-9])[^\s/\"'<>|,;]{6,40})(?=[\s,;.)]|$)"
)
_NETWORK = regex.compile(
    r"(?i)(?:wi-?fi|psk|pre-shared key)\b[^\n]{0,60}?[\s:/=-]"
    r"(?P<value>(?=[^\s/]*[a-z])(?=[^\s/]*[0-9])[^\s/:\"'<>|,;()]{8,40})(?=[ ]*(?:$|[\n,;.)]|-[ ]))"
)
# The key that opens a disc locked by BitLocker: eight times six digits, as nothing else is written.
_RECOVERY = regex.compile(r"(?<![0-9-])[0-9]{6}(?:-[0-9]{6}){7}(?![0-9-])")
_CLOCK = regex.compile(r"(?i)802\.11|[0-9]+(?:mbps|gb|ghz|th|st|nd|rd|pm|am)$|^(?:wpa|wep)[0-9]")


class ToldPasswords:
    """Finds passwords by the words of `recognisers.yaml`.

    Args:
        data: the entry of CREDENTIAL: `systems`, `prose`, `not_passwords`.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._systems = regex.compile(
            rf"(?i)(?<![A-Za-z])(?:{'|'.join(data['systems'])})(?![A-Za-z])"
        )
        self._prose = frozenset(data["prose"]) | frozenset(data["not_passwords"])

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where passwords stand; the same one may come more than once."""
        yield from self._by_look(text)
        for word in ("pw", "password", "passwd", "p/w", "pass word"):
            for at in occurrences(text, word):
                match = _BELOW.match(text, at + len(word))
                if match and self._is_value(match.group("value")):
                    yield match.span("value")
        for word in _SPOKEN:
            yield from self._spoken(text, word)
        for match in _RECOVERY.finditer(text):
            yield match.span()
        for word in ("wifi", "wi-fi", "psk", "pre-shared key"):
            for at in occurrences(text, word):
                match = _NETWORK.match(text, at)
                if match and self._is_value(match.group("value")):
                    yield match.span("value")
        yield from self._pairs(text)

    def _by_look(self, text: str) -> Iterator[tuple[int, int]]:
        for trigger in _LOOK_TRIGGER.finditer(text):
            low = max(0, trigger.start() - _WORD_LENGTH)
            start = max(
                text.rfind(mark, low, trigger.start() + 1) + 1 for mark in " \n\t/:\"'(=|,>["
            )
            match = _LOOK.match(text, start)
            if match and self._near_system(text, *match.span()) and self._is_value(match["value"]):
                yield match.span("value")

    def _near_system(self, text: str, start: int, end: int) -> bool:
        """Say whether something to log in to is named on the line or just above."""
        low = start
        for _ in range(_ABOVE + 1):
            low = text.rfind("\n", max(0, start - _NEAR_LINES), max(0, low))
            if low < 0:
                low = max(0, start - _NEAR_LINES)
                break
        stop = text.find("\n", end, end + _LINE)
        return self._systems.search(text, low, stop if stop >= 0 else end + _LINE) is not None

    def _spoken(self, text: str, word: str) -> Iterator[tuple[int, int]]:
        """Find the word after "password" that ends the sentence, or a part of it."""
        for at in occurrences(text, word):
            match = _TO_END.match(text, at + len(word)) or (
                _AGREED.match(text, at + len(word)) if word not in _WRITTEN else None
            )
            if match is None or not self._is_value(match.group("value")):
                continue
            value = match.group("value")
            if _MADE_WORD.match(value) or _DETERMINED.search(text, max(0, at - 14), at):
                continue
            yield match.span("value")

    def _pairs(self, text: str) -> Iterator[tuple[int, int]]:
        """Find the second of "user / password" on a line that names something to log in to."""
        at = text.find("/")
        while at >= 0:
            low = max(text.rfind("\n", 0, at) + 1, at - _LINE)
            start = (
                text.rfind(" ", low, at - 1)
                if text[at - 1 : at] == " "
                else text.rfind(" ", low, at)
            )
            match = _PAIR.match(text, max(start + 1, low))
            if (
                match
                and self._is_value(match["value"])
                and self._systems.search(text, low, match.start("value"))
            ):
                yield match.span("value")
            at = text.find("/", at + 1)

    def _is_value(self, value: str) -> bool:
        return (
            value.lower().strip(".") not in self._prose
            and _NO_SECRET.search(value) is None
            and _CLOCK.search(value) is None
        )
