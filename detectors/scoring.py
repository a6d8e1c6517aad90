"""What each kind of evidence is worth: `config/recognisers.yaml`, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import regex

from config.rules import Rules, RulesError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "recognisers.yaml"

# A cue may begin and end at a change of case too, as in the column name `patientNhsNumber`.
_LEFT = r"(?:(?<![A-Za-z0-9])|(?-i:(?<=[a-z])(?=[A-Z])))"
# "patient no longer eats" has no patient's number.
_NOT_NUMBER = r"(?!\s+(?:longer|one|more|further|known|way|need|change|access|issues?)\b)"
_RIGHT = r"(?:'?s)?(?:(?![A-Za-z])|(?-i:(?<=[a-z])(?=[A-Z])))"


@dataclass(frozen=True, slots=True)
class Worth:
    """Scores of one form of an identifier: with nothing near it, and with a cue near it."""

    alone: float
    in_context: float


@dataclass(frozen=True, slots=True)
class Beside:
    """A kind that vouches for another on the same line.

    Attributes:
        entity: the kind that vouches.
        within: characters that may stand between the two.
        score: what the other is then worth.
        own: forms of the other that it vouches for; any where empty.
        forms: forms of the vouching kind that will do whatever their score; any where empty.
        sure: score that the vouching kind must have where `forms` is empty.
    """

    entity: str
    within: int
    score: float
    own: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    sure: float = 0.5


@dataclass(frozen=True)
class EntityRules:
    """How findings of one entity are scored.

    Its words are compiled when the first finding is scored: all of them take the better part of a
    second, and few documents hold every kind of identifier.

    Attributes:
        entity: entity name.
        forms: worth of each form the recogniser tells apart ("spaced", "plain" …).
        cue_words: phrases that speak for it.
        against_words: phrases that say the number is something else.
        reach: how many characters before the value a cue is looked for.
        direct: whether a cue only counts with no other number between it and the value.
        alike: whether a number written like a labelled one is one, too.
        titled: whether the first line of the paragraph, a title, may hold the cue.
        beside: the kinds that vouch for it on the same line.
        rank: place in the rule file; where scores tie, the earlier kind wins an overlap.
        data: any further keys of the entry, for its recogniser (prefixes, ranges, areas …).
    """

    entity: str
    forms: dict[str, Worth]
    cue_words: tuple[str, ...]
    against_words: tuple[str, ...]
    reach: int
    direct: bool
    titled: bool
    alike: bool
    beside: tuple[Beside, ...]
    rank: int
    data: dict[str, Any]

    @cached_property
    def cues(self) -> regex.Pattern[str] | None:
        """Matches words that speak for it; None where there are none."""
        return phrase_pattern(self.cue_words)

    @cached_property
    def against(self) -> regex.Pattern[str] | None:
        """Matches words that say the number is something else; None where there are none."""
        return phrase_pattern(self.against_words)


def load_entity_rules(rules: Rules) -> dict[str, EntityRules]:
    """Read the scoring of every entity.

    Raises:
        RulesError: an entry lacks its forms or has a score outside 0 to 1.
    """
    entries = rules.yaml(FILE)["entities"]
    return {
        entity: _entity_rules(entity, dict(entry), rank)
        for rank, (entity, entry) in enumerate(entries.items())
    }


def _entity_rules(entity: str, entry: dict[str, Any], rank: int) -> EntityRules:
    try:
        forms = {name: Worth(*map(float, pair)) for name, pair in entry.pop("forms").items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RulesError(f"{FILE}: {entity} needs 'forms', each with two scores") from error
    if any(not 0 <= s <= 1 for w in forms.values() for s in (w.alone, w.in_context)):
        raise RulesError(f"{FILE}: {entity} has a score outside 0 to 1")
    return EntityRules(
        entity=entity,
        forms=forms,
        cue_words=tuple(_flat(entry.pop("cues", []))),
        against_words=tuple(_flat(entry.pop("against", []))),
        reach=int(entry.pop("reach", 60)),
        direct=bool(entry.pop("direct", False)),
        titled=bool(entry.pop("titled", False)),
        alike=bool(entry.pop("alike", False)),
        beside=tuple(map(_beside, entry.pop("beside", []))),
        rank=rank,
        data=entry,
    )


def _beside(entry: dict[str, Any]) -> Beside:
    return Beside(
        entity=entry["entity"],
        within=int(entry["within"]),
        score=float(entry["score"]),
        own=frozenset(entry.get("own", [])),
        forms=frozenset(entry.get("forms", [])),
    )


def _flat(phrases: list[Any]) -> list[str]:
    """Flatten lists within the list, so that YAML anchors can be mixed with own words."""
    return [
        word
        for item in phrases
        for word in (_flat(item) if isinstance(item, list) else [str(item)])
    ]


@lru_cache(maxsize=256)
def phrase_pattern(phrases: tuple[str, ...]) -> regex.Pattern[str] | None:
    """Compile phrases to one pattern that also takes their spellings.

    Spaces match any run of blanks, `_`, `-`, `/` and dots, or nothing ("nhs no" matches
    `NHS_No`, `nhsNo`); a dot may be left out ("d.o.b." matches `DOB`); plurals match.
    """
    if not phrases:
        return None
    parts = sorted((_spellings(phrase) for phrase in phrases), key=len, reverse=True)
    # The first letters, asked first, spare most positions of a text the rest of the pattern.
    first = "".join(sorted({regex.escape(phrase.strip()[0]) for phrase in phrases}))
    words = "|".join(_by_first_letter(parts))
    return regex.compile(f"(?=[{first}]){_LEFT}(?:{words}){_RIGHT}", regex.IGNORECASE)


def _by_first_letter(parts: list[str]) -> Iterator[str]:
    """Group alternatives so that a place in a text tries only those that begin with its letter."""
    groups: dict[str, list[str]] = {}
    for part in parts:
        key = part[0].lower() if part[0].isalnum() else part
        groups.setdefault(key, []).append(part)
    for group in groups.values():
        if len(group) == 1:
            yield group[0]
        else:
            yield f"{group[0][0]}(?:{'|'.join(part[1:] for part in group)})"


def _spellings(phrase: str) -> str:
    out = []
    for char in phrase.strip():
        if char.isspace():
            out.append(r"[\s_./-]*")
        elif char == ".":
            out.append(r"\.?\s?")
        else:
            out.append(regex.escape(char))
    if phrase.endswith(" no"):
        out.append(_NOT_NUMBER)
    return "".join(out)
