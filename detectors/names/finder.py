"""Finds people in a text: rules first, the language model for what rules leave open."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from detectors.model import Finding
from detectors.names.aligned import hear_neighbours
from detectors.names.initials import initials, match_names, titled_letters
from detectors.names.judge import Mention, mentions_in, value_mention
from detectors.names.layout import Place, places
from detectors.names.lexicon import Kind, Lexicon, load_lexicon
from detectors.names.page_ends import hear_ends
from detectors.names.runs import runs
from detectors.names.tagged import hear_tagger
from detectors.names.tagger import NameTagger
from detectors.names.windows import Span

EMIT = 0.3
_KNOWN = 0.75
_LINE_REACH = 80
_SETTLED = frozenset({"title", "label", "mail_address", "closing", "last_first"})
_LOWER_TITLED = re.compile(
    r"\b(?:[Mm](?:rs?|s|iss|iss[ui]s|ister)|[Dd]r|[Aa]untie|[Nn]urse)\.? "
    r"([a-z][a-z'\u2019-]{1,24})\b"
)
_LIST_SIGNS = frozenset({",", ";", "/", "&", "and", ", and", "or", "-", "\n", "\t", "|"})
_CAPITAL = re.compile("[A-Z]")
_LAST_FIRST = re.compile(r",[ \u00a0]?(?=\S)")
_LOWER_WORD = re.compile(
    r"(?<![\w@./-])([^\W\dA-Z_]{3,20})(?=[ ]([^\W\dA-Z_][\w'\u2019-]{1,24})|)(?![\w@/]|\.\w)"
)


class PeopleFinder:
    """Finds the mentions of people in a text.

    Args:
        lexicon: the words lists in force.
        tagger: our own model, which speaks on every mention and proposes some of its own.
        ask: gives, for a text and the stretches in doubt, what a language model found there;
            None to ask nobody.
        without: parts to leave out, to measure what each brings: "initials", "aligned", "again",
            "ends", "places".
    """

    def __init__(
        self,
        lexicon: Lexicon,
        tagger: NameTagger | None = None,
        ask: Callable[[str, Sequence[tuple[int, int]]], list[Span]] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self._lexicon = lexicon = lexicon.fitted() if tagger else lexicon
        self._ask = ask
        self._without = without
        self._tagger = tagger
        worth = lexicon.weights
        # Only where its word can carry a mention over even odds, or under, is the model asked.
        self._low = -worth["model_person"]
        self._high = -min(worth["model_other"], worth["model_silent"])

    def mentions(self, text: str) -> list[Mention]:
        """Give all that may be a person, by position, scored; vetoed ones left out."""
        return [mention for mention in self.weighed(text) if mention.score >= EMIT]

    def weighed(self, text: str) -> list[Mention]:
        """Give all that was considered, with the evidence for and against it."""
        announced = [] if "places" in self._without else places(text, self._lexicon)
        found = self._by_rule(text, announced)
        self._join_last_first(found, text)
        if "initials" not in self._without:
            found = self._with_initials(found, text)
        if self._tagger:
            found = hear_tagger(found, text, self._tagger.tags(text), self._lexicon)
            _doubt_things(found, announced, self._lexicon)
        if "ends" not in self._without:
            hear_ends(found, text, self._lexicon)
        doubtful = [m for m in found if self._low <= m.weight < self._high and _is_open(m)]
        if self._ask and doubtful:
            spans = self._ask(text, [(m.start, m.end) for m in doubtful])
            self._hear(doubtful, spans)
        if "again" not in self._without:
            self._find_again(found, text)
        if "aligned" not in self._without:
            hear_neighbours(found, text, self._lexicon)
        return found

    def find(self, text: str) -> list[Finding]:
        """Give the people of a text as findings, by position, none overlapping another."""
        return [
            Finding(
                "PERSON",
                m.start,
                m.end,
                round(m.score, 3),
                "PersonRecogniser",
                text[m.start : m.end],
                m.reason,
            )
            for m in self.mentions(text)
        ]

    def _by_rule(self, text: str, announced: list[Place]) -> list[Mention]:
        found = [
            mention
            for start, end in runs(text)
            for mention in mentions_in(text, start, end, self._lexicon)
        ]
        _announce(found, announced, self._lexicon)
        found += self._values(text, announced)
        found += self._lower_case(text) + self._titled_lower(text)
        return _without_overlaps(found)

    def _with_initials(self, found: list[Mention], text: str) -> list[Mention]:
        """Put in initials, where no rule has found a name or knows better."""
        letters = initials(text, self._lexicon)
        match_names(letters, [m for m in found if m.score >= _KNOWN], self._lexicon)
        for mention in titled_letters(text):
            mention.add("title", self._lexicon)
            letters.append(mention)
        return _without_overlaps([*found, *letters])

    def _values(self, text: str, announced: Iterable[Place]) -> list[Mention]:
        values = (
            value_mention(text, place.start, place.end, place.reason, self._lexicon)
            for place in announced
            if place.exact
        )
        return [value for value in values if value is not None]

    def _lower_case(self, text: str) -> list[Mention]:
        """Find "edith hartley" where people type without capitals."""
        if self._lexicon.lower_given.isdisjoint(text.split()):
            return []
        found = [
            self._typed_lower(text, match)
            for match in _LOWER_WORD.finditer(text)
            if match.group(1) in self._lexicon.lower_given
        ]
        return [mention for mention in found if mention is not None]

    def _typed_lower(self, text: str, match: re.Match[str]) -> Mention | None:
        floor = max(0, match.start() - _LINE_REACH)
        line_start = max(text.rfind("\n", floor, match.start()) + 1, floor)
        line_is_lower = not _CAPITAL.search(text, line_start, match.end() + _LINE_REACH)
        last = match.group(2) or ""
        kinds = self._lexicon.kinds(last) if last else Kind.WORD
        listed = kinds & Kind.NAME and not kinds & Kind.WORD
        joins = listed or (line_is_lower and kinds == Kind.NONE)
        end = match.end() + 1 + len(last) if joins else match.end()
        reason = "lower_line" if line_is_lower else "lower_case"
        return value_mention(text, match.start(), end, reason, self._lexicon)

    def _titled_lower(self, text: str) -> list[Mention]:
        """Find "mrs begum" and "dr patel"."""
        found = [
            value_mention(text, match.start(1), match.end(1), "title", self._lexicon)
            for match in _LOWER_TITLED.finditer(text)
        ]
        return [mention for mention in found if mention is not None]

    def _join_last_first(self, found: list[Mention], text: str) -> None:
        """Join "Hartley, Edith" and "HARTLEY, Edith" to one mention."""
        index = 0
        while index + 1 < len(found):
            left, right = found[index], found[index + 1]
            comma = _LAST_FIRST.match(text, left.end)
            if comma and comma.end() == right.start and _reads_last_first(left, right, text):
                left.tokens += right.tokens
                left.weight = max(left.weight, right.weight, 0.0)
                left.vetoed = False
                left.add("last_first", self._lexicon)
                del found[index + 1]
            index += 1

    def _hear(self, doubtful: list[Mention], spans: list[Span]) -> None:
        """Let the model's findings speak for or against the mentions it was asked about."""
        spans = sorted(spans)
        starts = [span[0] for span in spans]
        for mention in doubtful:
            at = bisect.bisect_left(starts, mention.end)
            touching = [s for s in spans[max(0, at - 3) : at] if s[1] > mention.start]
            if any(person for _, _, person in touching):
                mention.add("model_person", self._lexicon)
            else:
                listed = mention.tokens[0].kinds & Kind.GIVEN
                reason = "model_other" if touching else "model_silent"
                mention.add(f"{reason}_on_given" if listed else reason, self._lexicon)

    def _find_again(self, found: list[Mention], text: str) -> None:
        """Believe a name more where the document names that person, or a list of people, surely."""
        known = {
            token.text.lower()
            for mention in found
            if mention.score >= _KNOWN
            for token in mention.tokens
            if len(token.text) > 2 and not token.kinds & (Kind.INITIAL | Kind.PARTICLE)
        }
        sure = [mention.score >= _KNOWN for mention in found]
        for index, mention in enumerate(found):
            if sure[index] or mention.vetoed:
                continue
            self._recall(mention, known)
            if any(
                0 <= other < len(found) and sure[other] and _side_by_side(found, index, other, text)
                for other in (index - 1, index + 1)
            ):
                mention.add("listed", self._lexicon)

    def _recall(self, mention: Mention, known: set[str]) -> None:
        met = [token for token in mention.tokens if token.text.lower() in known]
        if met:
            plain = any(not token.kinds & Kind.WORD for token in met)
            mention.add("known" if plain else "known_word", self._lexicon)


def _side_by_side(found: list[Mention], index: int, other: int, text: str) -> bool:
    """Whether two mentions stand in one list: "Edna Slater, Frank Hill"."""
    left, right = sorted((index, other))
    between = text[found[left].end : found[right].start]
    several = len(found[index].tokens) > 1 and len(found[other].tokens) > 1
    return several and len(between) <= 5 and between.strip(" ") in _LIST_SIGNS


def _is_open(mention: Mention) -> bool:
    return not mention.vetoed and mention.reason not in _SETTLED


def _reads_last_first(left: Mention, right: Mention, text: str) -> bool:
    surname, given = left.tokens[-1], right.tokens[0]
    if len(left.tokens) > 2 or len(right.tokens) > 3:
        return False
    if not given.kinds & Kind.GIVEN and (given.kinds or len(right.tokens) > 1):
        return False
    if surname.in_capitals and not given.in_capitals:
        return True
    if not surname.kinds & Kind.SURNAME or surname.kinds & (Kind.PLACE | Kind.WORD):
        return False
    follows = text[right.end : right.end + 1]
    return len(left.tokens) == 1 and _at_cell_start(left, text) and follows != ","


def _at_cell_start(mention: Mention, text: str) -> bool:
    before = text[max(0, mention.start - 3) : mention.start].rstrip(" ")
    return not before or before[-1] in "\n\r\t|:;\"'(\u2022-*"


def _announce(found: list[Mention], announced: list[Place], lexicon: Lexicon) -> None:
    """Give mentions that begin a labelled stretch, a cell or a signature what that is worth."""
    starts = [place.start for place in announced]
    for mention in found:
        at = bisect.bisect_right(starts, mention.start)
        reasons = {
            place.reason for place in announced[max(0, at - 3) : at] if mention.start < place.end
        }
        if mention.in_place:
            reasons &= {"thing_label", "greeting"}
        if all(token.kinds & Kind.NEVER for token in mention.tokens):
            reasons -= {"role_label"}
        if reasons and not mention.vetoed:
            mention.add(max(reasons, key=lambda reason: lexicon.weights[reason]), lexicon)


def _doubt_things(found: list[Mention], announced: list[Place], lexicon: Lexicon) -> None:
    """Doubt what the tagger alone found in a value that is labelled as a thing."""
    things = [place for place in announced if place.reason == "thing_label"]
    if not things:
        return
    starts = [place.start for place in things]
    for mention in found:
        if any(reason.startswith("tagger_alone") for reason in mention.evidence):
            at = bisect.bisect_right(starts, mention.start) - 1
            if at >= 0 and mention.start < things[at].end and "thing_label" not in mention.evidence:
                mention.add("thing_label", lexicon)


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    """Keep the weightier of overlapping mentions; where they tie, the longer."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if kept and mention.start < kept[-1].end:
            if _rank(mention) > _rank(kept[-1]):
                kept[-1] = mention
        else:
            kept.append(mention)
    return kept


def _rank(mention: Mention) -> tuple[float, int]:
    return (round(mention.score, 2), mention.end - mention.start)


@lru_cache(maxsize=1)
def _finder() -> PeopleFinder:
    lexicon = load_lexicon()
    return PeopleFinder(lexicon, NameTagger(lexicon))


def find_people(text: str) -> list[Finding]:
    """Find people by the shipped rules and the shipped model."""
    return _finder().find(text)
