"""Judges how long one document must be kept, and says why.

A judgement is a pure function of stored facts, the schedule and a date: nothing of it is stored,
so a changed rule or another `--as-of` gives another answer at once, without reading a file again.
It never claims more than is known. `overdue` and `due_soon` need a date of the kind that the rule
counts from; where only the file's own dates speak, an old record is for `review`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from inventory.periods import Period, YearEnds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inventory.holds import Hold
    from inventory.schedule import RetentionRule, Schedule, Trigger

_SOON = Period(months=6)
_ADULT = 18
_DAY = "day"
# How long before the end of a month, year or pair of years the day may be that it stands for: the
# period itself, and as much again, for people file things late.
_ROUGH = {"month": timedelta(days=62), "year": timedelta(days=731), "years": timedelta(days=1096)}
_ANYBODY = "all"
_BIRTH = "date_of_birth"
_CARE_ENDED = "end_of_care_or_death"
_READ = frozenset({"read", "partly_read"})


class RetentionStatus(StrEnum):
    """Where a document stands; a closed set that checks and reports rely on."""

    OK = "ok"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    REVIEW = "review"
    ON_HOLD = "on_hold"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


_PRESSING = frozenset({RetentionStatus.OVERDUE, RetentionStatus.DUE_SOON, RetentionStatus.REVIEW})


@dataclass(frozen=True, slots=True)
class Clock:
    """A date that may start a clock.

    Attributes:
        trigger: what happened on it.
        day: the date.
        basis: where it came from.
        certain: whether it surely belongs to this document.
        listed: whether it came from a list of people, not from the document.
        unit: `day`, or `month`, `year` or `years` where only that is known and `day` is its end.
    """

    trigger: str
    day: date
    basis: str
    certain: bool = True
    listed: bool = False
    unit: str = "day"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a judgement is made from.

    Attributes:
        path: below the scanned root.
        status: whether it could be read.
        record_type: what kind of record it is.
        retention_rule: the schedule's row for it, or "".
        personal_data: whether it is about identifiable people.
        modified: day the file was last changed, or None.
        clocks: dates found in it, and dates from lists of people that reached it.
        named: digests of people under a hold that occur in it; see `Judge.held_people`.
    """

    path: str
    status: str
    record_type: str
    retention_rule: str
    personal_data: bool
    modified: date | None
    clocks: tuple[Clock, ...] = ()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """How long a document must be kept.

    Attributes:
        status: where it stands.
        rule: id of the rule, or "".
        clock_start: day the period runs from, or None.
        clock_basis: where that day came from, or "".
        due: day on which the period has run out, or None.
        explanation: one or two sentences for a manager.
        source: who says how long, or "".
        verify: whether that source still has to be checked.
        hold: name of a legal hold that covers it, or "".
    """

    status: RetentionStatus
    rule: str = ""
    clock_start: date | None = None
    clock_basis: str = ""
    due: date | None = None
    explanation: str = ""
    source: str = ""
    verify: bool = False
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges documents by one schedule on one day.

    Attributes:
        schedule: the rules in force.
        as_of: the day.
        holds: the provider's legal holds.
        years: when years end.
    """

    schedule: Schedule
    as_of: date
    holds: tuple[Hold, ...] = ()
    years: YearEnds = field(default_factory=YearEnds)

    @property
    def held_people(self) -> frozenset[str]:
        """Digests of the names and numbers of people under a hold."""
        return frozenset(digest for hold in self.holds for digest in hold.people)

    def judge(self, facts: Facts) -> Judgement:
        """Judge one document."""
        facts = replace(facts, clocks=self._settled(facts.clocks))
        rule = self.schedule.rules.get(facts.retention_rule)
        if nothing := self._outside(facts, rule):
            return self._held(facts, nothing)
        assert rule is not None  # noqa: S101 - no rule is outside the schedule
        possible = self._as_child(rule, facts.clocks)
        verdicts = [self._by_rule(facts, candidate) for candidate in possible]
        # Which of them applies is not known, so the record is kept as long as any of them asks.
        return self._held(facts, max(verdicts, key=_caution))

    def _by_rule(self, facts: Facts, rule: RetentionRule) -> Judgement:
        verdict = self._reckoned(facts, rule)
        return replace(
            verdict,
            rule=rule.id,
            explanation=f"{_keep(rule)} {verdict.explanation}",
            source=rule.source,
            verify=rule.to_verify,
        )

    def _settled(self, clocks: Sequence[Clock]) -> tuple[Clock, ...]:
        """Leave out months and years for which the day is known.

        "Leavers 2014" is taken as the end of that year, but when a list or the text says that the
        person left on 12 June 2014, or shortly before, then that is the day.
        """
        exact = [clock for clock in clocks if clock.certain and clock.unit == _DAY]
        return tuple(
            clock
            for clock in clocks
            if clock.unit == _DAY or not any(self._settles(day, clock) for day in exact)
        )

    def _settles(self, exact: Clock, rough: Clock) -> bool:
        groups = self.schedule.people_groups
        same = exact.trigger == rough.trigger or (
            exact.trigger in groups and groups[exact.trigger] == groups.get(rough.trigger)
        )
        return same and timedelta(0) <= rough.day - exact.day <= _ROUGH[rough.unit]

    def _outside(self, facts: Facts, rule: RetentionRule | None) -> Judgement | None:
        """Judge what the schedule does not reach; None when it does."""
        unread = facts.status not in _READ
        if rule is None and not facts.personal_data and not unread:
            return Judgement(
                RetentionStatus.NOT_APPLICABLE,
                explanation="No personal data was found, and no retention rule applies.",
            )
        if rule is None and facts.record_type and not unread:
            return Judgement(
                RetentionStatus.NOT_APPLICABLE,
                explanation="The schedule sets no period for this kind of document.",
            )
        if rule is None:
            why = "it could not be read" if unread else "its kind of record was not recognised"
            return Judgement(
                RetentionStatus.UNKNOWN, explanation=f"No retention rule is known: {why}."
            )
        if not (facts.personal_data or unread) and not self._needs_nobody(facts, rule):
            return Judgement(
                RetentionStatus.NOT_APPLICABLE,
                rule=rule.id,
                explanation="It looks like this kind of record, but names nobody: a blank form "
                "or a template.",
            )
        return None

    def _needs_nobody(self, facts: Facts, rule: RetentionRule) -> bool:
        """Tell a record that counts although it names nobody.

        A blank form about people does not; minutes or a log, which can be about anything, do once
        they are dated.
        """
        if rule.applies_to in self.schedule.without_personal_data:
            return True
        dated = any(clock.trigger in rule.trigger.clocks for clock in facts.clocks)
        return rule.applies_to == _ANYBODY and dated

    def _as_child(self, rule: RetentionRule, clocks: Sequence[Clock]) -> tuple[RetentionRule, ...]:
        """Give the rule for a child where dates show that the person was one.

        Where only the year of birth or of leaving is known, the person may have been on either
        side of a birthday: then every rule that is possible is given.
        """
        born = _latest(clocks, frozenset({_BIRTH}))
        ended = _latest(clocks, self._care_ended())
        if rule.id not in self.schedule.care_rules or born is None:
            return (rule,)
        if ended is None:
            if rule.id in self.schedule.child_rule:
                return (rule,)
            ended = Clock(_CARE_ENDED, self.as_of, "")
        last = min(ended.day, self.as_of)
        if last < _first_day(born):
            return (rule,)
        youngest, oldest = _age(born.day, _first_day(ended)), _age(_first_day(born), last)
        ages = range(max(0, youngest), oldest + 1)
        return tuple(dict.fromkeys(self._at_age(age, rule) for age in ages))

    def _at_age(self, age: int, rule: RetentionRule) -> RetentionRule:
        """Give the rule for somebody who had this age when care ended."""
        if age < _ADULT:
            return self.schedule.rules[self.schedule.child_rule[age == _ADULT - 1]]
        if rule.id in self.schedule.child_rule:
            return self.schedule.rules[self.schedule.adult_rule]
        return rule

    def _care_ended(self) -> frozenset[str]:
        group = self.schedule.people_groups.get(_CARE_ENDED)
        return frozenset(
            trigger for trigger, name in self.schedule.people_groups.items() if name == group
        )

    def _reckoned(self, facts: Facts, rule: RetentionRule) -> Judgement:
        """Judge by the rule's own clock, else by the file's dates."""
        certain = [clock for clock in facts.clocks if clock.certain]
        here = self._still_here(rule, certain)
        if here:
            certain = [clock for clock in certain if not self._before(clock, here)]
        ends = self._ends(rule, certain, here)
        if not ends and here:
            return Judgement(
                RetentionStatus.UNKNOWN,
                explanation=f"The clock has not started: since {words(here.day)} the person is "
                f"here, as far as is known ({here.basis}).",
            )
        if not ends:
            return self._guessed(facts, rule)
        clock, start, due = ends
        late = self.as_of > due
        status = RetentionStatus.OK
        if late:
            status = RetentionStatus.OVERDUE
        elif due <= _SOON.after(self.as_of):
            status = RetentionStatus.DUE_SOON
        verb = "ran out" if late else "runs out"
        return Judgement(
            status,
            clock_start=start,
            clock_basis=clock.basis,
            due=due,
            explanation=f"Counted from {words(start)} ({clock.basis}), it {verb} on {words(due)}.",
        )

    def _still_here(self, rule: RetentionRule, clocks: Iterable[Clock]) -> Clock | None:
        """Give the start of a stay or a job that the rule waits to end, where a list has one."""
        waits = rule.trigger.clocks
        if rule.second and rule.second.take == "later":
            waits |= rule.second.trigger.clocks
        groups = {self.schedule.people_groups.get(trigger) for trigger in waits}
        starts = frozenset(
            trigger for trigger, group in self.schedule.starts.items() if group in groups
        )
        return _latest(clocks, starts)

    def _before(self, clock: Clock, here: Clock) -> bool:
        """Tell an end that a later start has undone."""
        group = self.schedule.people_groups.get(clock.trigger)
        return group == self.schedule.starts[here.trigger] and clock.day < here.day

    def _ends(
        self, rule: RetentionRule, clocks: Sequence[Clock], here: Clock | None
    ) -> _End | None:
        """Give the clock that decides, its start and its end; None where none of them started."""
        first = self._end(rule.trigger, rule.period, clocks)
        if rule.second is None:
            return first
        second = self._end(rule.second.trigger, rule.second.period, clocks)
        if rule.second.take == "earlier":
            return min((end for end in (first, second) if end), key=_due, default=None)
        if first and second is None and (rule.second.needed or here):
            # The second clock will run longer: the first says only that it is too early.
            return first if first[2] > _SOON.after(self.as_of) else None
        # With `later` the second clock can only lengthen what the rule's own clock says.
        return max(first, second, key=_due) if first and second else first

    def _end(self, trigger: Trigger, period: Period, clocks: Iterable[Clock]) -> _End | None:
        clock = _latest(clocks, trigger.clocks)
        return None if clock is None else self._run(trigger, period, clock)

    def _run(self, trigger: Trigger, period: Period, clock: Clock) -> _End:
        start = clock.day
        if trigger.round_up_to:
            start = self.years.last_day(trigger.round_up_to, start)
        return clock, start, period.after(start, birthday=trigger.birthday)

    def _guessed(self, facts: Facts, rule: RetentionRule) -> Judgement:
        """Say what the file's own dates suggest, when nothing better is known."""
        missing = f"The {rule.trigger.says} is not known"
        hint = self._hint(facts, rule.trigger)
        if hint is None:
            return Judgement(RetentionStatus.UNKNOWN, explanation=f"{missing}.")
        clock, start, due = self._run(rule.trigger, rule.period, hint)
        if self.as_of <= due:
            return Judgement(RetentionStatus.UNKNOWN, explanation=f"{missing}.")
        return Judgement(
            RetentionStatus.REVIEW,
            clock_start=start,
            clock_basis=clock.basis,
            due=due,
            explanation=f"{missing}; going by {words(clock.day)} ({clock.basis}) it would have run "
            f"out on {words(due)}, so somebody should look.",
        )

    def _hint(self, facts: Facts, trigger: Trigger) -> Clock | None:
        """Give the newest date of the document itself, else of the file."""
        own = [clock for clock in _of_record(facts.clocks, trigger) if clock.day <= self.as_of]
        if own:
            return max(own, key=lambda clock: clock.day)
        if facts.modified is None:
            return None
        return Clock("modified", facts.modified, "the file was last changed then")

    def _held(self, facts: Facts, verdict: Judgement) -> Judgement:
        """Put a legal hold over the verdict where one covers the document."""
        types = {facts.record_type, facts.retention_rule, verdict.rule} - {""}
        rule = self.schedule.rules.get(verdict.rule or facts.retention_rule)
        days = [clock.day for clock in _of_record(facts.clocks, rule.trigger if rule else None)]
        if not days and facts.modified is not None:
            days = [facts.modified]
        for hold in (*self.holds, *self.schedule.holds):
            pressing = hold.always or verdict.status in _PRESSING
            if pressing and hold.matches(facts.path, types, days, facts.named):
                return replace(
                    verdict,
                    status=RetentionStatus.ON_HOLD,
                    hold=hold.name,
                    explanation=f"Held for: {hold.name}. Do not destroy it. {verdict.explanation}",
                )
        return verdict


_End = tuple[Clock, "date", "date"]


def words(day: date) -> str:
    """Write a date the way a manager does, `31 March 2015`."""
    return f"{day.day} {day:%B %Y}"


def _due(end: _End) -> date:
    return end[2]


def _of_record(clocks: Iterable[Clock], trigger: Trigger | None) -> Iterator[Clock]:
    """Give the dates that belong to a record: its own, and of lists those that its rule asks for.

    A list of staff also reaches a care note, through whoever signed it.
    """
    wanted = trigger.clocks if trigger else frozenset()
    return (
        clock
        for clock in clocks
        if clock.trigger != _BIRTH and (not clock.listed or clock.trigger in wanted)
    )


def _caution(verdict: Judgement) -> tuple[bool, date]:
    """Rank by how long a record is kept; one whose end is not known is kept longest."""
    return verdict.due is None, verdict.due or date.min


def _first_day(clock: Clock) -> date:
    """Give the first day of the month or year that a date stands for the end of."""
    day = clock.day
    return {
        "month": day.replace(day=1),
        "year": date(day.year, 1, 1),
        "years": date(day.year - 1, 1, 1),
    }.get(clock.unit, day)


def _latest(clocks: Iterable[Clock], triggers: frozenset[str]) -> Clock | None:
    return max(
        (clock for clock in clocks if clock.trigger in triggers),
        key=lambda clock: clock.day,
        default=None,
    )


def _age(born: date, day: date) -> int:
    """Give completed years of age."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _keep(rule: RetentionRule) -> str:
    label = rule.label[0].upper() + rule.label[1:]
    return f"{label}: keep {rule.says}."
