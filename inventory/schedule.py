"""The retention schedule: what is kept for how long, from when, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.rules import RulesError
from inventory.holds import Hold, shipped_holds
from inventory.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config.rules import Rules

_SCHEDULE = "retention.csv"
_CLOCKS = "retention.yaml"
_TO_VERIFY = "to verify"
_UNCERTAIN = "UNCERTAIN"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts a clock.

    Attributes:
        id: as in the schedule.
        says: in words, for "8 years from …".
        clocks: triggers of dates in documents that start it.
        round_up_to: the kind of year whose end counts rather than the date itself, or "".
        birthday: whether the period runs to a birthday.
    """

    id: str
    says: str
    clocks: frozenset[str]
    round_up_to: str = ""
    birthday: bool = False


@dataclass(frozen=True, slots=True)
class SecondClock:
    """Another clock that a rule looks at.

    Attributes:
        take: `later` or `earlier` of the two dates.
        trigger: what starts it.
        period: how long it runs.
        needed: whether nothing can be said until it is known.
    """

    take: str
    trigger: Trigger
    period: Period
    needed: bool = False


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One row of the retention schedule.

    Attributes:
        id: `record_type_id` of the schedule.
        label: what kind of record it is for.
        applies_to: the kind of people it is about, `all`, `supplier` or `provider_business`.
        trigger: what starts its clock.
        period: the least time it is kept.
        action: what is done then.
        source: who says so.
        note: what else to know.
        second: another clock, or None.
    """

    id: str
    label: str
    applies_to: str
    trigger: Trigger
    period: Period
    action: str
    source: str
    note: str
    second: SecondClock | None = None

    @property
    def says(self) -> str:
        """Say how long, "8 years from end of care or death"."""
        if self.trigger.birthday:
            return f"until the {self.period.years}th birthday"
        return f"{self.period} from {self.trigger.says}"

    @property
    def to_verify(self) -> bool:
        """Whether the row itself says that it has not been checked against its source."""
        return _TO_VERIFY in self.source or _TO_VERIFY in self.note or _UNCERTAIN in self.note


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every rule in force, and how its clocks are read.

    Attributes:
        rules: by id.
        holds: legal holds in force for everybody.
        people_groups: trigger of a person's date -> group of triggers that stand for each other.
        starts: trigger that says a person of a group is still here -> that group.
        listed_start: trigger of a date in a list that is one of these starts.
        never_link: entities whose values never link two documents.
        name_entity: the entity of names.
        care_rules: rules under which a child's record may have been filed.
        child_rule: ids of the rules for a child, and for somebody aged 17 when care ended.
        adult_rule: id of the rule for somebody filed as a child who turns out not to be one.
        without_personal_data: kinds of rule that need no personal data in the document.
    """

    rules: Mapping[str, RetentionRule]
    holds: tuple[Hold, ...]
    people_groups: Mapping[str, str]
    starts: Mapping[str, str]
    listed_start: str
    never_link: frozenset[str]
    name_entity: str
    care_rules: frozenset[str]
    child_rule: tuple[str, str]
    adult_rule: str
    without_personal_data: frozenset[str]


def load_schedule(rules: Rules) -> Schedule:
    """Read the schedule in force.

    Raises:
        RulesError: a row cannot be understood; the message names it.
    """
    how = rules.yaml(_CLOCKS)
    try:
        triggers = {name: _trigger(name, entry) for name, entry in how["triggers"].items()}
        people, children = how["people"], how["children"]
        return Schedule(
            rules={
                row["record_type_id"]: _rule(row, triggers, how) for row in rules.csv(_SCHEDULE)
            },
            holds=shipped_holds(how["holds"]),
            people_groups={
                trigger: group for group, members in people["groups"].items() for trigger in members
            },
            starts={trigger: group for group, trigger in people["starts"].items()},
            listed_start=people["listed_start"],
            never_link=frozenset(people["never"]),
            name_entity=people["name"],
            care_rules=frozenset(children["care_rules"]),
            child_rule=(children["rule"], children["rule_at_17"]),
            adult_rule=children["adult_rule"],
            without_personal_data=frozenset(how["without_personal_data"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise RulesError(f"{_CLOCKS} or {_SCHEDULE} lacks something: {error}") from error


def _trigger(name: str, entry: Mapping[str, Any]) -> Trigger:
    return Trigger(
        id=name,
        says=entry["says"],
        clocks=frozenset(entry["clocks"]),
        round_up_to=entry.get("round_up_to", ""),
        birthday=entry.get("birthday", False),
    )


def _rule(
    row: Mapping[str, str], triggers: Mapping[str, Trigger], how: Mapping[str, Any]
) -> RetentionRule:
    name = row["record_type_id"]
    if row["trigger"] not in triggers:
        raise RulesError(f"{_SCHEDULE}, {name}: unknown trigger '{row['trigger']}'")
    trigger = triggers[row["trigger"]]
    if extra := how["also_starts"].get(name):
        trigger = Trigger(
            trigger.id,
            trigger.says,
            trigger.clocks | set(extra),
            trigger.round_up_to,
            trigger.birthday,
        )
    try:
        period = Period.parse(row["period"])
    except RulesError as error:
        raise RulesError(f"{_SCHEDULE}, {name}: {error}") from error
    return RetentionRule(
        id=name,
        label=row["label"],
        applies_to=row["applies_to"],
        trigger=trigger,
        period=period,
        action=row["action"],
        source=row["basis_source"],
        note=row["note"] or "",
        second=_second(how["second_clocks"].get(name), triggers),
    )


def _second(entry: Mapping[str, Any] | None, triggers: Mapping[str, Trigger]) -> SecondClock | None:
    if entry is None:
        return None
    return SecondClock(
        take=entry["take"],
        trigger=triggers[entry["trigger"]],
        period=Period.parse(entry["period"]),
        needed=bool(entry.get("needed")),
    )
