"""What the recognisers of identifiers share: a shape, a check, and a form that sets the score.

A module of this package holds one class per entity. It says what the identifier looks like
(`PATTERN`) and, where arithmetic or a range can disprove one, implements `judge`. What a form is
worth, and which words speak for or against it, is data: `config/recognisers.yaml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import regex

from detectors.presidio import LocalRecognizer, RecognizerResult
from detectors.zones import SIX_DIGITS, found, merged, occurrences, zones

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpArtifacts

    from detectors.scoring import EntityRules

FORM = "form"
CONTEXT = "context"
BY_CHANCE = "by_chance"

# Edges of a run of digits: no letter, digit, currency sign or decimal point touches it.
DIGITS_START = r"(?<![0-9A-Za-z£$€]|[0-9][-./])"
DIGITS_END = r"(?![0-9A-Za-z]|[-./][0-9])"
WORD_START = r"(?<![0-9A-Za-z])"
WORD_END = r"(?![0-9A-Za-z])"

# Between the groups of a number that a narrow column broke into two lines.
BREAK = r"[ -]?(?:\n[ ]{0,8})?"

AMONG_THINGS = "among_things"
"""Form of a code that stands where a parts list has its codes, before the name of a thing."""

_CHANCE_SCORE = 0.2
# What may stand before a code of a list: nothing, or the item before it.
_ITEM_BEFORE = regex.compile(r"(?:^|[\n,;:|(])[ \t]*$")
# What a thing is called: no name of a person or a place goes on in lower case.
_ITEM_AFTER = regex.compile(
    r"[ \t|,:-]{1,12}(?:[0-9]+[ ]?x[ ])?(?:[A-Z][a-z]+[ -])?"
    r"(?!(?:and|are|area|around|at|but|by|can|for|from|had|has|have|her|his|in|into|is|it|kindly|lives"
    r"|may|near|of|on|or|our|please|she|since|that|the|their|then|they|this|thx|thanks|to|until|via"
    r"|was|we|were|when|where|which|who|will|with|you|your|dob|born|aged?|tel|mob|not|also|still"
    r"|now)\b)[a-z]{3}"
)
_ODD_REACH = 45
_ODD_GROUPS = regex.compile(
    rf"""
        (?<![0-9£$€]|[0-9][-./]) (?! [0-9]{{1,2}}[./-][0-9]{{1,2}}[./-](?:19|20)[0-9]{{2}} )
        (?: (?<=[A-Za-z]) [0-9]{{10}}
          | (?= [0-9]{{1,6}}(?P<gap>[ ._|/-]|,[ ]) ) [0-9] (?: (?P=gap)? [0-9] ){{9}}
          | (?= [0-9 -]{{2,8}}\n ) [0-9]{{3}} {BREAK} [0-9]{{3}} {BREAK} [0-9]{{4}}
          | (?= [0-9 -]{{2,8}}\n ) [0-9]{{6}} {BREAK} [0-9]{{4}} ) {DIGITS_END}
    """,
    regex.VERBOSE,
)
_STEM_BEFORE = 40
_STEM_AFTER = 400
_NOT_DIGIT = regex.compile("[^0-9]")


def among_things(text: str, start: int, end: int) -> bool:
    """Say whether a code stands as the codes of a parts list do: "AB12 3CD  Bed bumper"."""
    if _ITEM_AFTER.match(text, end) is None:
        return False
    return _ITEM_BEFORE.search(text, max(0, start - 8), start) is not None


def digits_of(text: str) -> str:
    """Give the digits of a text, in order, and nothing else."""
    return _NOT_DIGIT.sub("", text)


def odd_groups(text: str, *stems: str) -> Iterator[tuple[int, int]]:
    """Give where ten digits in unusual groups, or none, follow a word: boxes, lines that break.

    Args:
        text: the text.
        stems: the words, in lower case; without one before it such a number is nothing.
    """
    for at in (at for stem in stems for at in occurrences(text, stem)):
        if match := _ODD_GROUPS.search(text, at, at + _ODD_REACH):
            yield match.span()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that looks like the identifier.

    Attributes:
        start: first character.
        end: one past the last.
        form: which of the entity's forms it has.
        valid: False when a check digit or a range disproves it.
        family: forms that random numbers take together; the form itself where it is "".
    """

    start: int
    end: int
    form: str
    valid: bool = True
    family: str = ""


class Recogniser(LocalRecognizer):
    """Finds one kind of identifier by shape, check and form.

    Args:
        rules: what the entity's forms are worth.
    """

    ENTITY: ClassVar[str]
    PATTERN: ClassVar[str]
    TRIGGER: ClassVar[str] = SIX_DIGITS
    """What every one of them contains; only the text around it is searched."""
    BEFORE: ClassVar[int] = 10
    """Characters of an identifier that may stand before its trigger."""
    AFTER: ClassVar[int] = 24
    """Characters that may stand behind, and a little more."""

    STEMS: ClassVar[tuple[str, ...]] = ()
    """Parts of its cues, in lower case: only the text around and below them is searched."""
    FEW_FAILURES: ClassVar[int] = 2
    """So many failures, and one less than so many more than passes, make the passes chance."""
    LIKE_PARTS: ClassVar[bool] = False
    """Whether the codes of parts lists often have its shape."""

    def __init__(self, rules: EntityRules) -> None:
        self.rules = rules
        super().__init__(supported_entities=[self.ENTITY])

    def load(self) -> None:
        """Load nothing: the pattern is compiled when a text first holds its trigger."""

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled pattern."""
        return regex.compile(self.PATTERN, regex.VERBOSE)

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Give the form of a match, and whether it survives the identifier's own checks."""
        del match
        return "shape", True

    def matches(self, text: str) -> Iterator[regex.Match[str]]:
        """Yield the matches of the pattern."""
        for low, high in zones(text, self.TRIGGER, self.BEFORE, self.AFTER):
            yield from self.pattern.finditer(text, low, high)

    def may_find(self, text: str) -> bool:
        """Tell whether there is anything in a text to look at more closely."""
        if self.STEMS:
            return any(True for stem in self.STEMS for _ in occurrences(text, stem))
        own = (type(self).candidates, type(self).matches)
        if own != (Recogniser.candidates, Recogniser.matches):
            return True  # it looks in its own way
        return found(text, self.TRIGGER)

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield everything of the right shape; the group `value`, if any, is the span."""
        group: str | int = "value" if "(?P<value>" in self.PATTERN else 0
        for match in self.matches(text):
            form, valid = self.judge(match)
            start, end = match.span(group)
            if self.LIKE_PARTS and among_things(text, start, end):
                yield Candidate(start, end, AMONG_THINGS, valid, family=form)
            else:
                yield Candidate(start, end, form, valid)

    def _near_stems(self, text: str) -> Iterator[Candidate]:
        places = sorted(at for stem in self.STEMS for at in occurrences(text, stem))
        for low, high in merged((max(0, at - _STEM_BEFORE), at + _STEM_AFTER) for at in places):
            for match in self.pattern.finditer(text, low, high):
                form, valid = self.judge(match)
                yield Candidate(*match.span(), form, valid)

    def is_valid(self, value: str) -> bool:
        """Say whether a value on its own (a cell, say) has the shape and passes the checks."""
        value = value.strip()
        return any(
            found.valid and found.start == 0 and found.end == len(value)
            for found in self.candidates(value)
        )

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Find the identifier in `text`, scored as if nothing stood around it."""
        del entities, nlp_artifacts
        found = list(self._near_stems(text) if self.STEMS else self.candidates(text))
        by_chance = self._passed_by_chance(found)
        return [self._result(one, _family(one) in by_chance) for one in found if one.valid]

    def _passed_by_chance(self, found: list[Candidate]) -> set[str]:
        """Name the families of forms of which most in this text fail their check.

        A page of order numbers holds one valid NHS number in eleven by chance: where failures
        outnumber passes, a pass proves nothing unless a cue stands by it. A code among things
        counts as a failure.
        """
        failing = [one for one in found if not one.valid or one.form == AMONG_THINGS]
        few = self.FEW_FAILURES
        if len(failing) < few:
            return set()
        failed = Counter(map(_family, failing))
        passed = Counter(map(_family, found))
        passed.subtract(failed)
        return {
            family for family, n in failed.items() if n >= few and n >= passed[family] + few - 1
        }

    def _result(self, found: Candidate, by_chance: bool) -> RecognizerResult:  # noqa: FBT001
        worth = self.rules.forms[found.form]
        score = min(worth.alone, _CHANCE_SCORE) if by_chance else worth.alone
        return RecognizerResult(
            entity_type=self.ENTITY,
            start=found.start,
            end=found.end,
            score=score,
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: type(self).__name__,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                FORM: found.form,
                BY_CHANCE: by_chance,
            },
        )


def _family(found: Candidate) -> str:
    return found.family or found.form
