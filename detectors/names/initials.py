"""Finds people who stand in a text as initials: "Signed KO", "LN to ring", "Mr N", "J.McA."."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from detectors.names.judge import Mention
from detectors.names.lexicon import Kind
from detectors.names.runs import Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detectors.names.lexicon import Lexicon

_TITLED = re.compile(
    r"\b(?:[Mm](?:r|rs|s|x|iss|ister|issus)|MRS?|MS|[Dd]r|DR)\.? "
    r"(?P<one>[A-Za-z](?:-[A-Z])?)(?![\w'\u2019&/@]|\.\w)"
)
_DOTTED = r"[A-Z]\. ?(?:(?:[A-Z]|Mc[A-Z]?|Mac[A-Z]?|O')\.? ?){1,2}(?<! )"
_INITIALS = re.compile(
    rf"(?<![\w@#&/\u00a3$.'\u2019-])(?:(?P<dotted>{_DOTTED})|(?P<plain>[A-Z]{{2,3}}))"
    r"(?![\w@&/'\u2019%]|-\w|\.\w)"
)
_END_OF_NOTE = re.compile(r"[ \t]*(?:\n|$|[;,)]|\.(?:\s|$))")
_BEFORE_END = re.compile(r"(?:[.!?\u2026)\]]|[-\u2013\u2014/,]|\d)[ \t]*$|(?:^|\n)[ \t]*$")
_ACTS = re.compile(
    r" (?:to|will|has|had|said|says|asked|offered|agreed|rang|reported|thanked|noted|felt|is|was) "
)
_SPEAKS = re.compile(r"[ \t]?[:=] ")
_LINE_START = re.compile(r"(?:^|\n)[ \t]*(?:[\d./: -]{0,12})$")
_BY = re.compile(
    r"(?:\b(?:by|signed|sign|sig|init|initials|owner|action|who|with|w/|staff|checked|given|from|of"
    r"|cc|per|carer|nurse)[: ]{1,2}|\()$",
    re.IGNORECASE,
)


def titled_letters(text: str) -> Iterator[Mention]:
    """Yield "N" of "Mr N" and "F-M" of "Mr F-M"; a title is all that is needed."""
    for match in _TITLED.finditer(text):
        start, end = match.span("one")
        yield Mention([Token(text[start:end], start, end, Kind.INITIAL, possessive=False)])


def initials(text: str, lexicon: Lexicon) -> list[Mention]:
    """Give every group of capitals that may be somebody's initials, weighed by where it stands."""
    found = []
    for match in _INITIALS.finditer(text):
        word = match.group().rstrip(".")
        low = word.lower()
        if match["plain"] and low in lexicon.abbreviations:
            continue
        token = Token(match.group(), match.start(), match.end(), Kind.INITIAL, possessive=False)
        mention = Mention([token])
        mention.add("initials_dotted" if match["dotted"] else "initials_plain", lexicon)
        _weigh_place(mention, text, lexicon)
        found.append(mention)
    _weigh_repeats(found, lexicon)
    return found


def match_names(found: Iterable[Mention], known: Iterable[Mention], lexicon: Lexicon) -> None:
    """Believe initials that are those of somebody whom the text names in full."""
    named = {
        "".join(token.text[0] for token in mention.tokens if token.text[:1].isalpha()).lower()
        for mention in known
        if len(mention.tokens) > 1
    }
    named |= {letters[0] + letters[-1] for letters in named if len(letters) > 2}
    for mention in found:
        letters = "".join(re.findall(r"[A-Z]", mention.tokens[0].text)).lower()
        if letters in named:
            mention.add("initials_of_named", lexicon)


def _weigh_place(mention: Mention, text: str, lexicon: Lexicon) -> None:
    before = text[max(0, mention.start - 24) : mention.start]
    if _BY.search(before):
        mention.add("initials_by", lexicon)
    elif _BEFORE_END.search(before) and _END_OF_NOTE.match(text, mention.end):
        mention.add("initials_close", lexicon)
    if _ACTS.match(text, mention.end):
        mention.add("initials_act", lexicon)
    elif _SPEAKS.match(text, mention.end) and _LINE_START.search(before):
        mention.add("initials_speak", lexicon)


def _weigh_repeats(found: list[Mention], lexicon: Lexicon) -> None:
    signs = {"initials_by", "initials_close", "initials_act", "initials_speak"}
    seen = Counter(m.tokens[0].text for m in found if not signs.isdisjoint(m.evidence))
    for mention in found:
        if seen[mention.tokens[0].text] > 1:
            mention.add("initials_again", lexicon)
