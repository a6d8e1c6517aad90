"""Judges how sure it is that what was met means the person asked for, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from detectors.name_match import How, Shares
from inventory.person.model import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# Numbers that one person has and nobody else.
UNIQUE = frozenset(
    {"UK_NHS", "SCOTTISH_CHI", "NI_HEALTH_AND_CARE", "UK_NINO", "UK_PASSPORT", "UK_BRP", "UK_UTR"}
    | {"UK_DRIVING_LICENCE", "UK_DBS_CERTIFICATE", "UK_NMC_PIN", "UK_GMC_NUMBER", "UK_SHARE_CODE"}
    | {"HOSPITAL_NUMBER"}
)
# Values that a household, an office or many people may share.
_SHARED = {
    "EMAIL_ADDRESS": (Level.LIKELY, "the e-mail address asked for"),
    "PHONE_NUMBER": (Level.POSSIBLE, "the telephone number asked for, which others may share"),
    "DATE_OF_BIRTH": (Level.POSSIBLE, "the date of birth asked for, which others may share"),
}
_OTHER_VALUE = (Level.POSSIBLE, "a value asked for, which others may share")
_WORDS = {
    How.FULL: "the full name",
    How.MORE: "the full name, with further names in it",
    How.SPELLED: "the name in another spelling",
    How.SHORT: "the surname with another form of the first name",
    How.SOUNDS: "a name that sounds like it",
    How.INITIAL: "the surname with an initial",
    How.SURNAME: "the surname alone",
    How.GIVEN_INITIAL: "the first name with the initial of the surname",
    How.GIVEN: "the first name alone",
    How.TYPED: "a name one letter away, as by a typing error",
    How.INITIALS: "the initials alone",
    How.NEAR: "another name, one letter away, which somebody here has",
}
_LEVELS = {
    How.FULL: Level.VERY_LIKELY,
    How.MORE: Level.LIKELY,
    How.SPELLED: Level.LIKELY,
    How.SHORT: Level.LIKELY,
    How.SOUNDS: Level.POSSIBLE,
    How.INITIAL: Level.LIKELY,
    How.SURNAME: Level.POSSIBLE,
    How.GIVEN_INITIAL: Level.POSSIBLE,
    How.GIVEN: Level.POSSIBLE,
    How.TYPED: Level.POSSIBLE,
    How.INITIALS: Level.UNLIKELY,
    How.NEAR: Level.UNLIKELY,
}
# For each form of which somebody else may be meant: what they share with the person then.
_RIVALS = {
    How.INITIAL: frozenset({Shares.SURNAME_INITIAL}),
    How.SURNAME: frozenset({Shares.SURNAME, Shares.SURNAME_INITIAL}),
    How.GIVEN_INITIAL: frozenset({Shares.GIVEN}),
    How.GIVEN: frozenset({Shares.GIVEN}),
}
_SHARED_WORDS = {
    How.INITIAL: "somebody else here has that surname and initial",
    How.SURNAME: "other people here have that surname",
    How.GIVEN_INITIAL: "other people here have that first name",
    How.GIVEN: "other people here have that first name",
}


class Surroundings(NamedTuple):
    """What is known of the place in which a document lies.

    Attributes:
        rivals: what other people named there share with the person.
        known: whether the person's full name is met there.
        namesakes: whether lists tell apart several people of the very name.
        one_word: whether all that is asked for is one word of a name.
    """

    rivals: Collection[Shares]
    known: bool
    namesakes: bool
    one_word: bool


def judge_name(how: How, place: Surroundings, *, in_address: bool = False) -> tuple[Level, str]:
    """Give how sure a name makes it, and why.

    Args:
        how: the form in which it was met.
        place: where.
        in_address: whether it is part of an e-mail address.
    """
    level, why = _LEVELS[how], _WORDS[how]
    if in_address:
        level, why = min(level, Level.LIKELY), f"an e-mail address with {why} in it"
    if place.one_word:
        return Level.LIKELY, "a name with that word in it; say more to tell people apart"
    if how is How.FULL and place.namesakes:
        return Level.LIKELY, f"{why}, which several people have"
    if how not in _RIVALS:
        return level, why
    if _RIVALS[how] & set(place.rivals):
        return Level(max(level - 1, 0)), f"{why}; {_SHARED_WORDS[how]}"
    if not place.known and how is not How.INITIAL:
        return Level(max(level - 1, 0)), f"{why}; the full name is not met in this place"
    return (Level.LIKELY if how is How.SURNAME else level), f"{why}; nobody else here has it"


def judge_value(entity: str) -> tuple[Level, str]:
    """Give how sure a value that was asked for makes it, and why."""
    if entity in UNIQUE:
        return Level.CERTAIN, "the number asked for, which one person has"
    return _SHARED.get(entity, _OTHER_VALUE)


def put_together(names: Collection[Level], values: Mapping[str, Level]) -> Level:
    """Give how sure a name and values in one document make it together.

    Args:
        names: of the names met.
        values: of the values met, by kind.
    """
    name = max(names, default=Level.UNLIKELY)
    value = max(values.values(), default=Level.UNLIKELY)
    if value is Level.CERTAIN:
        return Level.CERTAIN
    if names and values:
        if name >= Level.LIKELY:
            return Level.CERTAIN
        return Level(max(name, value) + 1) if max(name, value) < Level.CERTAIN else Level.CERTAIN
    if len(values) > 1:
        return Level.VERY_LIKELY
    return max(name, value)
