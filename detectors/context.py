"""Raises and lowers scores by the words around a value, without lemmas or tokens.

Looked at, in this order: the text before the value on its own line (a label, a sentence), the text
right after it, and, for forms and tables, the line above, the title of the column, and the label
that has the value's place in a block of labels. Of a word that speaks for the value and one that
speaks against it the nearer wins; of two as near, the longer phrase ("gift card" and "card"). Each
value costs a window of fixed size, so the whole is linear in the length of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from detectors.beside import LOWERED, vouch
from detectors.headers import Headers
from detectors.presidio import RecognizerResult
from detectors.recognisers.base import BY_CHANCE, CONTEXT, FORM
from detectors.stacked import StackedLabels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from detectors.scoring import EntityRules

_TOUCHING = 2
_AFTER_REACH = 32
_ABOVE_REACH = 80
_AGAINST_SCORE = 0.1
_HOPELESS = 0.3
_TITLE_REACH = 1_500  # characters of a paragraph that its title speaks for
_LONGEST_TITLE = 60
_LONGEST_LIST_GAP = 48
_TITLE_DISTANCE = 30  # a column's title counts as a label this many characters away
_LONGEST_CUE = 45  # characters by which a phrase may begin before the reach that it ends in
# What may stand before the first value of a line: marks, or the "A:" of an answer.
_LINE_START = regex.compile(r"[\s*\u2022:|\"'(\[>-]*(?:[A-Za-z]{1,3}[:.)][ \t]*)?")
# Between the items of a list that one label stands for: "NHS numbers: 1, 2 and 3", "Birthdays: Flo
# 3 Jan 1929, Gordon 17 May 1941".
_LIST_GAP = regex.compile(
    r"[\s,;/&•*|-]{0,6}(?:and|or)?[\s•*-]{0,6}"
    r"|[ ]?(?:[,;&]|and)[ ]?(?P<names>(?:[A-Z][\w'.-]{0,20}[ :]{1,2}){1,3})[-=]?[ ]?"
)
_RECENT = frozenset({"date", "digits"})  # no birthday follows a name without a label of its own
_AFTER_STOP = regex.compile(r"[,;|\t\n0-9]")
_COLUMNS = regex.compile(r"[\t|]|,.*,|  ")
_DIGIT = regex.compile(r"[0-9](?![^()\n]{0,12}\))")  # not those of "(6 digits)"
_SPACE = regex.compile(r"[\s_]+")


class Cue(NamedTuple):
    """A word near a value: how far away it is, in characters, and what it says."""

    distance: int
    word: str

    def nearness(self) -> tuple[int, int]:
        """Give a key by which the nearer comes first, and of two as near the longer phrase."""
        return self.distance, -len(self.word)


class CueEnhancer:
    """Scores the results of our recognisers by the cues of `config/recognisers.yaml`.

    Results of other recognisers pass unchanged.

    Args:
        rules: what is known of each entity.
        is_label: says whether some words are a header or label of a detail about somebody.
    """

    def __init__(
        self, rules: Mapping[str, EntityRules], is_label: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._rules = rules
        self._is_label = is_label

    def enhance(self, text: str, results: Sequence[RecognizerResult]) -> None:
        """Set each result's score, and note the word that decided it in its metadata."""
        last: dict[str, RecognizerResult] = {}
        titles = _Titles(Headers(text), StackedLabels(text, self._is_label))
        in_order = sorted(results, key=lambda r: (r.start, r.end))
        for result in in_order:
            rules = self._rules.get(result.entity_type)
            if rules is None or FORM not in result.recognition_metadata:
                continue
            _weigh(text, titles, result, rules, last.get(result.entity_type))
            if result.recognition_metadata.keys() & {CONTEXT, LOWERED}:
                last[result.entity_type] = result
        vouch(text, in_order, self._rules, lambda result: self._is_denied(text, titles, result))

    def _is_denied(self, text: str, titles: _Titles, result: RecognizerResult) -> bool:
        """Say whether a word speaks against a value, of which only that is still to be asked."""
        rules = self._rules[result.entity_type]
        return bool(_said(text, titles, result, rules, rules.against))


class _Titles(NamedTuple):
    """What stands over a value: the titles of columns, and the blocks of labels."""

    headers: Headers
    stacked: StackedLabels

    def find(self, words: regex.Pattern[str], result: RecognizerResult) -> Cue | None:
        """Look at the title of the value's column, then at the label with its place in a block."""
        title = self.headers.over(result.start)
        found = words.search(title) if title else None
        if found is None and (label := self.stacked.label(result.start, result.end)):
            found = words.search(label)
        return Cue(_TITLE_DISTANCE, _tidy(found.group())) if found else None


def _weigh(
    text: str,
    titles: _Titles,
    result: RecognizerResult,
    rules: EntityRules,
    previous: RecognizerResult | None,
) -> None:
    cue = _said(text, titles, result, rules, rules.cues)
    if previous is not None and not (
        _is_listed(text, previous, result)
        and titles.headers.over(previous.start) == titles.headers.over(result.start)
    ):
        previous = None
    if cue is None and previous is None and result.score < _HOPELESS:
        return  # nothing can raise it, so it does not matter what would lower it
    against = _said(text, titles, result, rules, rules.against)
    if against and (cue is None or against.nearness() < cue.nearness()):
        _lower(result)
        return
    word = cue.word if cue else ""
    if not word and previous is not None:
        if LOWERED in previous.recognition_metadata:
            _lower(result)
            return
        word = previous.recognition_metadata[CONTEXT]
    if word:
        worth = rules.forms[result.recognition_metadata[FORM]]
        result.score = max(result.score, worth.in_context)
        result.recognition_metadata[CONTEXT] = word
        result.recognition_metadata[RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY] = True


def _lower(result: RecognizerResult) -> None:
    result.score = min(result.score, _AGAINST_SCORE)
    result.recognition_metadata[LOWERED] = True


def _is_listed(text: str, previous: RecognizerResult, result: RecognizerResult) -> bool:
    """Say whether both are items of one list, so that what was said of one holds for the other."""
    gap = text[previous.end : result.start]
    match = _LIST_GAP.fullmatch(gap) if len(gap) < _LONGEST_LIST_GAP else None
    if match is None:
        return False
    return not (match.group("names") and result.recognition_metadata[FORM] in _RECENT)


def _said(
    text: str,
    titles: _Titles,
    result: RecognizerResult,
    rules: EntityRules,
    words: regex.Pattern[str] | None,
) -> Cue | None:
    """Give which of `words` is said of the value: beside it, over its column, or in the title."""
    if words is None:
        return None
    cue = _nearest(text, result, rules, words) or titles.find(words, result)
    if cue is None and rules.titled and not result.recognition_metadata[BY_CHANCE]:
        cue = _in_title(words, text, result.start)
    return cue


def _nearest(
    text: str,
    result: RecognizerResult,
    rules: EntityRules,
    words: regex.Pattern[str],
) -> Cue | None:
    """Give the nearest of `words` before, after or above the value."""
    line = text.rfind("\n", 0, result.start) + 1
    low = max(line, result.start - rules.reach - _LONGEST_CUE)
    before = _last(words, text, low, result.start, direct=rules.direct)
    if before and before.distance > rules.reach:
        before = None
    if before and before.distance <= _TOUCHING:
        return before
    after = _first(words, text, result.end)
    best = min((cue for cue in (before, after) if cue), key=Cue.nearness, default=None)
    if best is None and line and _LINE_START.fullmatch(text, line, result.start):
        best = _above(words, text, line, direct=rules.direct)
    return best


def _last(words: regex.Pattern[str], text: str, low: int, high: int, *, direct: bool) -> Cue | None:
    found = None
    for found in words.finditer(text, low, high):  # noqa: B007 - the last one is wanted
        pass
    if found is None or (direct and _DIGIT.search(text, found.end(), high)):
        return None
    return Cue(high - found.end(), _tidy(found.group()))


def _first(words: regex.Pattern[str], text: str, end: int) -> Cue | None:
    """Look after the value, but not past a comma: what follows that labels the next value."""
    high = min(len(text), end + _AFTER_REACH)
    stop = _AFTER_STOP.search(text, end, high)
    if stop and stop.group().isdigit():
        return None
    found = words.search(text, end, stop.start() if stop else high)
    if found is None or text[found.end() : found.end() + 1] == ":":
        return None
    return Cue(found.start() - end, _tidy(found.group()))


def _above(words: regex.Pattern[str], text: str, line: int, *, direct: bool) -> Cue | None:
    """Look in the nearest line above that is not blank: where forms put their labels."""
    high = len(text[max(0, line - 2 * _ABOVE_REACH) : line].rstrip()) + max(
        0, line - 2 * _ABOVE_REACH
    )
    low = max(text.rfind("\n", 0, high) + 1, high - _ABOVE_REACH)
    return _last(words, text, low, high, direct=direct)


def _in_title(words: regex.Pattern[str], text: str, at: int) -> Cue | None:
    """Look in the first line of the paragraph, where it is a title: short, and not of columns."""
    low = max(0, at - _TITLE_REACH)
    blank = text.rfind("\n\n", low, at)
    if blank < 0 and low:
        return None
    start = blank + 2 if blank >= 0 else 0
    end = text.find("\n", start)
    if not start < end < min(at, start + _LONGEST_TITLE) or _COLUMNS.search(text, start, end):
        return None
    cue = _last(words, text, start, end, direct=False)
    return cue and Cue(cue.distance + _TITLE_REACH, cue.word)


def _tidy(word: str) -> str:
    return _SPACE.sub(" ", word.lower()).strip()
