"""Passwords, door codes, keys and tokens that somebody wrote down.

Which words announce a secret, which tokens speak for themselves, and which values are only prose
about secrets ("password: required") is data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import regex

from detectors.code_lists import listed_codes
from detectors.door_codes import DoorCodes
from detectors.recognisers.base import Candidate, Recogniser
from detectors.told_passwords import ToldPasswords
from detectors.uk_dates import parse_uk_date
from detectors.zones import occurrences

if TYPE_CHECKING:
    from detectors.scoring import EntityRules

_SIGN = (
    r"[\"']?[ \t]{0,4}(?::=|=>|->|=|:|[ ]-[ ]"
    r"|(?:-[ ])?\b(?:(?:is|was)(?:[ ](?:now|still|currently))?|it[ ]is|it's"
    r"|(?:set|changed|reset)[ ]to)\b(?!\w))"
    r"[ \t]{0,4}[\"'(`]?"
)
_PURPOSE = r"(?:[ ](?:for|to|of|on)[ ][^\n:=.]{1,30}?(?=:|[ ]is\b))?"
_PLACEHOLDER = regex.compile(r"[*.xX_\-\u2022#]{3,}|[<\[{].*|[$%][{(A-Z_].*[})%]|.*[>}\]]$")
_WORD_EDGE = "(?<![A-Za-z0-9])"
_IN_ADDRESS = regex.compile(r"://[^\s/:@\"']{1,64}:([^\s/:@\"']{3,64})@")
# "front C4421, meds room 9037": what follows a first code in a list of doors.
_NEXT_CODE = regex.compile(
    r"(?i)[ ]?(?:,|;|/|-|and\b|&)[ ]?(?:[a-z]+[ ]){0,2}"
    r"(?:door|room|gate|front|back|side|office|alarm"
    r"|safe|shed|garage|store|cupboard|porch|keypad|lift)[ ](?:is[ ]|code[ ]|-[ ])?"
    r"(?P<value>[A-Z*#]?[0-9]{4,6}[A-Z*#]{0,2})(?![0-9A-Za-z])"
)
_ENDED = regex.compile(
    r"[\"'`]?[ \t]*(?:$|[\n,;|/)}\]<]|[ ]{2,}"
    r"|[(]?(?i:all[ ])?(?i:in[ ])?(?i:lower|small|upper|capital|one[ ]word|no[ ]caps))"
)
_PAIR = regex.compile(
    r"(?i)(?:log[ -]?ins?|app|portal|username|router|admin)\b[^\n/]{0,40}?"
    r"[\s:-](?:[^\s/]{3,60})[ ]?/[ ]?"
    r"(?P<value>(?=[^\s/]*[a-z])(?=[^\s/]*[0-9])[^\s/\"'<>|]{6,60})(?=\s|$)"
)
_PAIR_STEMS = (
    "login",
    "log in",
    "log-in",
    "app ",
    "app:",
    "portal",
    "username",
    "router",
    "admin ",
)
# "Ocado sally@example.org Summer2020!", "Passwords: rota - Summer2020, eMAR - Winter2021".
_AFTER_MAIL = regex.compile(
    r"@[\w.-]{2,60}\.[a-z]{2,12}[ ]?(?:[/,|:-][ ]?|[ \t])"
    r"(?P<value>(?=[^\s]*[a-z])(?=[^\s]*[A-Z])(?=[^\s]*[0-9])[A-Za-z0-9!#$%^&*?_.-]{7,40})(?=\s|$)"
)
_OF_LIST = regex.compile(
    r"[:,;][ ]?[A-Za-z][A-Za-z ]{1,24}[ ]?[-=:][ ]?"
    r"(?P<value>(?=[^\s]*[A-Za-z])(?=[^\s]*[0-9])[^\s,;/]{6,40})(?=[\s,;]|$)"
)
# 'pw "two words"': the marks say where a passphrase ends.
_QUOTED = regex.compile(
    r"(?i)(?<![a-z])(?:pw|password|pass[ ]?phrase|pwd)(?:[ ]is)?[ ]?[:=-]?[ ]?"
    r"[\"'\u2018\u201c](?P<value>[a-z0-9][^\"'\n\u2019\u201d<>{}]{2,40})[\"'\u2019\u201d](?=[\s,.;)]|$)"
)
_LONGEST_LIST = 400
_TRAILING = ".,;:)\"'`"


class Credential(Recogniser):
    """Tells apart tokens of a known make, secrets after a sign, and mentions in prose."""

    ENTITY: ClassVar[str] = "CREDENTIAL"
    PATTERN: ClassVar[str] = r"""
        -----BEGIN[ ][A-Z ]{0,20}PRIVATE[ ]KEY-----
        (?: [^-]{1,20000} -----END[ ][A-Z ]{0,20}PRIVATE[ ]KEY----- )?
    """

    def __init__(self, rules: EntityRules) -> None:
        super().__init__(rules)
        self._tokens = [
            (start.lower(), _WORD_EDGE + regex.escape(start) + rest)
            for start, rest in rules.data["tokens"].items()
        ]
        self._passwords_of = _by_stem(
            rules.data["password_words"],
            rf"s?(?:(?P<sign>{_PURPOSE}{_SIGN})|[ ]['\"]?)(?P<value>[^\s\"'<>|]{{3,120}})",
        )
        self._codes_of = _by_stem(
            rules.data["code_words"],
            r"(?:'?s)?(?P<gap>[^0-9\n.;]{0,28}?)"
            r"(?P<value>(?<![0-9A-Za-z/:.-])[A-Z*#]?[0-9]{3,8}(?-i:[A-Z*#]{0,2}|[a-z]))"
            r"(?![0-9A-Za-z]|[-/:.][0-9]"
            r"|[ ]?(?:x|mm|cm|m|kg|g|ml|l|hrs?|am|pm|%|days?|times)(?![a-z]))",
        )
        self._far_codes = list(rules.data["far_codes"].items())
        self._prose = frozenset(rules.data["prose"])
        self._doors = DoorCodes(rules.data)
        self._told = ToldPasswords(rules.data)

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield keys, tokens, passwords and codes."""
        for match in _matches(text, [("-----begin ", self.pattern), ("://", _IN_ADDRESS)]):
            yield Candidate(*match.span(match.re.groups), "token")
        for match in _matches(text, self._tokens):
            yield Candidate(*match.span(), "token")
        yield from self._passwords(text)
        yield from self._codes(text)
        pairs = [*((stem, _PAIR) for stem in _PAIR_STEMS), ("@", _AFTER_MAIL)]
        for match in _matches(text, [(stem, _QUOTED) for stem in ("pw", "pass")]):
            if not self._is_prose(match.group("value")):
                yield Candidate(*match.span("value"), "pair")
        for match in _matches(text, pairs):
            yield Candidate(*match.span("value"), "pair")
        for at in occurrences(text, "passwords"):
            for match in _OF_LIST.finditer(text, at, _line_end(text, at)):
                yield Candidate(*match.span("value"), "pair")
        for start, end in listed_codes(text):
            yield Candidate(start, end, "listed")
        for start, end in self._doors.find(text):
            yield Candidate(start, end, "code_further_on")
        for start, end in self._told.find(text):
            yield Candidate(start, end, "pair")

    def _codes(self, text: str) -> Iterator[Candidate]:
        for match in _matches(text, self._codes_of):
            form = "code" if len(match.group("gap").strip()) <= 8 else "code_further_on"
            yield Candidate(*match.span("value"), form)
            following = _NEXT_CODE.match(text, match.end())
            while following:
                yield Candidate(*following.span("value"), "code_further_on")
                following = _NEXT_CODE.match(text, following.end())
        for match in _matches(text, self._far_codes):
            is_date = parse_uk_date(match.group("value").replace(" ", "-")) is not None
            yield Candidate(*match.span("value"), "code_further_on", valid=not is_date)

    def _passwords(self, text: str) -> Iterator[Candidate]:
        for match in _matches(text, self._passwords_of):
            value = match.group("value").rstrip(_TRAILING)
            start = match.start("value")
            end = start + len(value)
            if self._is_prose(value):
                continue
            if match.group("sign") is None:
                form = "mentioned"
                valid = _is_strong(value)
            else:
                form = "assigned" if _is_strong(value) else "word"
                valid = form == "assigned" or (_is_word(value) and _ends(text, value, end))
            yield Candidate(start, end, form, valid)

    def _is_prose(self, value: str) -> bool:
        return (
            len(value) < 3
            or value.lower() in self._prose
            or _PLACEHOLDER.fullmatch(value) is not None
        )


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at, at + _LONGEST_LIST)
    return end if end >= 0 else min(len(text), at + _LONGEST_LIST)


def _by_stem(words: dict[str, str], rest: str) -> list[tuple[str, str]]:
    return [(stem, f"(?i)(?:{word}){rest}") for stem, word in words.items()]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)


def _matches(
    text: str, patterns: Iterable[tuple[str, str | regex.Pattern[str]]]
) -> Iterator[regex.Match[str]]:
    """Yield the matches that begin where a pattern's stem stands: stems are found much faster.

    A pattern given as text is compiled when its stem is first met; most never are.
    """
    for stem, pattern in patterns:
        for at in occurrences(text, stem):
            known = _compiled(pattern) if isinstance(pattern, str) else pattern
            if match := known.match(text, at):
                yield match


def _is_strong(value: str) -> bool:
    """Say whether no ordinary word looks like it: letters mixed with digits or signs."""
    letters = any(char.isalpha() for char in value)
    digits = any(char.isdigit() for char in value)
    signs = any(not char.isalnum() for char in value.strip("-'"))
    camel = regex.search(r"[a-z][A-Z]", value) is not None
    return len(value) >= 6 and (
        (letters and digits) or (letters and signs and camel) or (digits and signs)
    )


def _is_word(value: str) -> bool:
    """Say whether it is letters and digits only: other signs without digits are program text."""
    return value.replace("-", "").isalnum()


def _ends(text: str, value: str, end: int) -> bool:
    """Say whether no prose goes on: the line ends, a field begins; after capitals, a stop."""
    if value.isupper() and text[end : end + 2] == ". ":
        return True
    return _ENDED.match(text, end, end + 24) is not None
