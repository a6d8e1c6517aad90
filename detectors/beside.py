"""One identifier vouches for another that stands beside it on the same line.

In a pasted row without a header, `Lindqvist, 09/09/1933, 4830507667`, neither the date nor the
number says what it is; together they do. Which kinds vouch for which is data (`beside` in
`config/recognisers.yaml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from detectors.presidio import RecognizerResult
from detectors.recognisers.base import BY_CHANCE, CONTEXT, FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from detectors.scoring import Beside, EntityRules

LOWERED = "lowered"
_ALIKE = 0.65
_FAR = 60
# "Job 3783179874": any word right before bare digits may be their label, but for these.
_WORD_BEFORE = regex.compile(r"(?P<word>[A-Za-z]+)[.]?[ ]{1,2}[#:]?$")
_NO_LABELS = regex.compile(
    r"(?i)check|for|is|was|with|of|and|see|re|about|under|find|found|has|to|from|on|at|by|as|patient"
    r"|client|resident|pt|lady|gentleman|room|her|his|she|he|please|can|dob"
)
_LABEL = 24
# A label of its own makes it the number of something else: "Conf no 7137505260".
_OTHER_LABEL = regex.compile(
    r"(?i)\b(?:no|nos|number|ref|reference|id|code|conf\w*|booking|account|order|policy|claim|ticket"
    r"|licen[cs]e|serial|batch|card|tel|mob|ph)\b[ .:#=-]{0,4}$"
)
_DIGIT = regex.compile("[0-9]")
_MOST_NEIGHBOURS = 12
_MARKS_AROUND = 4  # characters of a line that are not the value: brackets, a bullet


def vouch(
    text: str,
    results: Sequence[RecognizerResult],
    rules: Mapping[str, EntityRules],
    is_denied: Callable[[RecognizerResult], bool],
) -> None:
    """Raise the scores of results that have the right neighbour.

    Args:
        text: the text.
        results: of all kinds, by position; the kind named first in the rules is raised first.
        rules: what is known of each entity.
        is_denied: says whether a word speaks against a result; asked last, for it costs most.
    """
    _resemble(text, results, rules)
    waiting = [
        (rules[result.entity_type].rank, index)
        for index, result in enumerate(results)
        if result.entity_type in rules and rules[result.entity_type].beside and _is_open(result)
    ]
    for _, index in sorted(waiting):
        result = results[index]
        for beside in _for_form(rules[result.entity_type].beside, result):
            if result.score < beside.score and any(
                _vouches(text, result, other, beside) and not is_denied(result)
                for other in _near(text, results, index)
            ):
                result.score = beside.score
                result.recognition_metadata[CONTEXT] = f"beside {beside.entity}"


def _resemble(
    text: str, results: Sequence[RecognizerResult], rules: Mapping[str, EntityRules]
) -> None:
    """Raise what is written like a number that its label names: first letters, count of digits."""
    known: set[tuple[str, str]] = set()
    alike = [r for r in results if r.entity_type in rules and rules[r.entity_type].alike]
    for result in alike:
        if result.recognition_metadata.get(CONTEXT):
            known.add((result.entity_type, _written(text, result)))
    for result in alike:
        style = _written(text, result)
        if _is_open(result) and style[0].isalpha() and (result.entity_type, style) in known:
            result.score = max(result.score, _ALIKE)
            result.recognition_metadata[CONTEXT] = "written like one with a label"


def _written(text: str, result: RecognizerResult) -> str:
    return _DIGIT.sub("9", text[result.start : result.end])


def _is_open(result: RecognizerResult) -> bool:
    """Say whether nothing has decided on it yet: no word near it, no failing cousins."""
    metadata = result.recognition_metadata
    return FORM in metadata and not (
        metadata.get(CONTEXT) or metadata.get(LOWERED) or metadata.get(BY_CHANCE)
    )


def _for_form(besides: Sequence[Beside], result: RecognizerResult) -> list[Beside]:
    form = result.recognition_metadata[FORM]
    return [beside for beside in besides if not beside.own or form in beside.own]


def _near(text: str, results: Sequence[RecognizerResult], index: int) -> Iterator[RecognizerResult]:
    """Yield the results on the same line, not many away.

    Of a value that has a line to itself, as on a label or an envelope, the lines next to it, too.
    """
    own = results[index]
    line = text.rfind("\n", 0, own.start) + 1
    end = text.find("\n", own.end)
    if len(text[line : end if end >= 0 else None].strip()) <= own.end - own.start + _MARKS_AROUND:
        line = text.rfind("\n", 0, max(0, line - 1)) + 1
        end = text.find("\n", end + 1) if end >= 0 else end
    low = max(0, index - _MOST_NEIGHBOURS)
    for at in range(low, min(len(results), index + _MOST_NEIGHBOURS + 1)):
        other = results[at]
        if at != index and other.start >= line and (end < 0 or other.end <= end):
            yield other


def _vouches(text: str, result: RecognizerResult, other: RecognizerResult, beside: Beside) -> bool:
    """Say whether one result raises another; from line to line only one that is sure itself."""
    if other.entity_type != beside.entity or other.recognition_metadata.get(LOWERED):
        return False
    if beside.forms:
        if other.recognition_metadata.get(FORM) not in beside.forms:
            return False
    elif other.score < beside.sure:
        return False
    if beside.entity == "PERSON" and _is_labelled(text, result, other, beside):
        return False
    first, second = sorted((result, other), key=lambda one: one.start)
    if beside.forms and other.score < beside.sure and "\n" in text[first.end : second.start]:
        return False
    return 0 <= second.start - first.end <= beside.within


def _is_labelled(
    text: str, result: RecognizerResult, person: RecognizerResult, beside: Beside
) -> bool:
    """Say whether a word before a number makes it another thing's, whoever stands near."""
    low = max(0, result.start - _LABEL)
    if beside.within > _FAR and _OTHER_LABEL.search(text, low, result.start):
        return True
    if result.recognition_metadata[FORM] != "plain":
        return False
    word = _WORD_BEFORE.search(text, low, result.start)
    if word is None or person.start <= word.start() < person.end:
        return False
    return _NO_LABELS.fullmatch(word.group("word")) is None
