"""Decides what to do first, and says why in sentences.

The order: what is dangerous and quickly mended comes before what is late, that before what is
untidy; among equals, what touches more people comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log10
from typing import TYPE_CHECKING

from inventory.report.words import count, day, listed, people

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inventory.approval import Approval
    from inventory.report.facts import Facts, Tally
    from inventory.report.words import Words
    from inventory.retention import Judge

MOST = 10
# How many of one kind stand apart before the rest are put into one, so that ten things to do are
# not ten of a kind.
_SENSITIVE_APART, _PERSONAL_APART, _RULES_APART = 3, 1, 1
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    Attributes:
        title: in the imperative.
        reason: one to three sentences.
        documents: how many it is about.
        show: what the table of documents is filtered by to show them.
        urgency: the higher, the earlier.
    """

    title: str
    reason: str
    documents: int
    show: Mapping[str, str] = field(default_factory=dict)
    urgency: float = 0.0


def first_actions(facts: Facts, words: Words, judge: Judge, approval: Approval) -> list[Action]:
    """Give the things to do first, at most `MOST`, the most urgent first.

    Args:
        facts: what was counted.
        words: what things are called.
        judge: knows the retention schedule.
        approval: how far the register is approved.
    """
    actions = [
        *_credentials(facts),
        *_cards(facts),
        *_open_sensitive(facts),
        *_open_personal(facts),
        *_overdue(facts, words, judge),
        *_copies(facts),
        *_unread(facts, words),
        *_review(facts),
        *_due_soon(facts),
        *_approval(approval),
    ]
    actions.sort(key=lambda action: -action.urgency)
    return actions[:MOST]


def _credentials(facts: Facts) -> Iterator[Action]:
    number = sum(tally.number for tally in facts.credentials.values())
    if not number:
        return
    exposed = facts.credentials[True].number if True in facts.credentials else 0
    reach = f", {exposed:,} of them open to everyone" if exposed else ""
    yield Action(
        "Change the passwords that are written in files",
        f"{count(number, 'document')} {_hold(number)} passwords or codes{reach}. Whoever opens one "
        "can sign in as somebody else. Keep them in a password manager, and change these.",
        number,
        {"holds": "Passwords and codes"},
        _urgency(95 if exposed else 58, number),
    )


def _cards(facts: Facts) -> Iterator[Action]:
    number = sum(tally.number for tally in facts.cards.values())
    if number:
        yield Action(
            "Remove payment card numbers",
            f"{count(number, 'document')} {_hold(number)} payment card numbers. Card rules (PCI "
            "DSS) forbid keeping them in plain files.",
            number,
            {"holds": "Payment cards"},
            _urgency(60, number),
        )


def _open_sensitive(facts: Facts) -> Iterator[Action]:
    ranked = _by_people(facts.open_sensitive)
    for asset, tally in ranked[:_SENSITIVE_APART]:
        number = tally.number
        family = facts.families.get(asset)
        harm = f" It risks {family.harm}." if family else ""
        yield Action(
            f"Close “{facts.asset(asset)}” to everyone",
            f"{_where(tally)} with data about {listed(sorted(tally.special))} can be opened by "
            f"everyone. {_naming(tally)}{harm}",
            number,
            {"asset": facts.asset(asset), "sensitivity": "sensitive", "access": "open"},
            _urgency(80, tally.people) + (3 * family.weight if family else 0),
        )
    yield from _rest(
        facts,
        ranked[_SENSITIVE_APART:],
        "sensitive data",
        {"sensitivity": "sensitive", "access": "open"},
        78,
    )


def _open_personal(facts: Facts) -> Iterator[Action]:
    apart = [
        (asset, tally)
        for asset, tally in _by_people(facts.open_personal)
        if asset not in facts.open_sensitive
    ]
    for asset, tally in apart[:_PERSONAL_APART]:
        number = tally.number
        yield Action(
            f"Narrow who can open “{facts.asset(asset)}”",
            f"{_where(tally)} with personal data can be opened by everyone. {_naming(tally)}",
            number,
            {"asset": facts.asset(asset), "sensitivity": "personal", "access": "open"},
            _urgency(50, tally.people),
        )
    show = {"sensitivity": "personal", "access": "open"}
    yield from _rest(facts, apart[_PERSONAL_APART:], "personal data", show, 40)


def _rest(
    facts: Facts,
    ranked: Sequence[tuple[str, Tally]],
    what: str,
    show: Mapping[str, str],
    base: float,
) -> Iterator[Action]:
    """Put the assets that do not stand apart into one."""
    if not ranked:
        return
    asset = ranked[0][0]
    named = f"“{facts.asset(asset)}”" if len(ranked) == 1 else f"{len(ranked):,} more assets"
    number = sum(tally.number for _, tally in ranked)
    most = max(tally.people for _, tally in ranked)
    yield Action(
        f"Close {named} to everyone",
        f"{count(number, 'document')} with {what} in {'it' if len(ranked) == 1 else 'them'} can be "
        "opened by everyone. Close the folder above them in one go where you can.",
        number,
        show,
        _urgency(base, most),
    )


def _overdue(facts: Facts, words: Words, judge: Judge) -> Iterator[Action]:
    ranked = sorted(facts.overdue.items(), key=lambda pair: -pair[1].number)
    for name, tally in ranked[:_RULES_APART]:
        number = tally.number
        rule = judge.schedule.rules.get(name)
        period = f" They are kept {rule.period} from {rule.trigger.says}." if rule else ""
        verify = (
            " Check that period first: its source is marked 'to verify'."
            if (rule and rule.to_verify)
            else ""
        )
        yield Action(
            f"Decide on {count(number, 'document')} kept too long: {words.rule(name)}",
            f"{_ran_out(tally)}{period}{verify} {_naming(tally)}",
            number,
            {"rule": name, "status": "overdue"},
            _urgency(55, number),
        )
    if rest := ranked[_RULES_APART:]:
        number = sum(tally.number for _, tally in rest)
        yield Action(
            f"Decide on {count(number, 'more document')} kept too long",
            f"They fall under {count(len(rest), 'other rule')}. Keeping personal data longer than "
            "it is needed is itself a breach of the UK GDPR (Article 5(1)(e)).",
            number,
            {"status": "overdue"},
            _urgency(46, number),
        )


def _copies(facts: Facts) -> Iterator[Action]:
    number = sum(tally.number for tally in facts.copies.values())
    if not number:
        return
    same = sum(tally.same for tally in facts.copies.values())
    places = {place for _, place in facts.copies}
    twins = (
        f" {same:,} {'is' if same == 1 else 'are'} exactly the same as one kept in its place."
        if same
        else ""
    )
    if near := sum(tally.near for tally in facts.copies.values()):
        twins += f" {near:,} {'is' if near == 1 else 'are'} nearly the same as one in its place."
    yield Action(
        f"Move or remove {count(number, 'document')} outside their home",
        f"They lie in {_examples(sorted(places))}, where nobody looks after them.{twins}",
        number,
        {"outside": "outside"},
        _urgency(46, number),
    )


def _unread(facts: Facts, words: Words) -> Iterator[Action]:
    ranked = sorted(facts.unread.items(), key=lambda pair: -pair[1].number)
    number = sum(tally.number for _, tally in ranked)
    if not number:
        return
    reasons = listed(
        f"{tally.number:,} {_lower(words.unread(status).says)}" for status, tally in ranked
    )
    yield Action(
        f"Find out what {count(number, 'unread document')} {_hold(number)}",
        f"They are not known to be harmless: {reasons}. {words.unread(ranked[0][0]).remedy}",
        number,
        {"read": "unread"},
        _urgency(47, number),
    )


def _review(facts: Facts) -> Iterator[Action]:
    if number := sum(tally.number for tally in facts.review.values()):
        yield Action(
            f"Look at {count(number, 'document')} that may be too old",
            "No date in them says when their period began; going by the dates of the files it has "
            "run out. A person has to check.",
            number,
            {"status": "review"},
            _urgency(28, number),
        )


def _due_soon(facts: Facts) -> Iterator[Action]:
    if number := sum(tally.number for tally in facts.due_soon.values()):
        yield Action(
            f"Plan for {count(number, 'document')} due within six months",
            "Decide now who looks at them, so that they are not kept too long.",
            number,
            {"status": "due_soon"},
            _urgency(22, number),
        )


def _approval(approval: Approval) -> Iterator[Action]:
    if approval.unapproved:
        yield Action(
            "Have the information asset register approved",
            f"{approval.unapproved:,} of its {count(approval.assets, 'asset')} "
            f"{'has' if approval.unapproved == 1 else 'have'} not been approved in the last twelve "
            "months, as the DSPT asks (1.1.2). Correct the draft register first.",
            0,
            {},
            30,
        )


def _by_people(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    return sorted(tallies.items(), key=lambda pair: (-pair[1].people, -pair[1].number, pair[0]))


def _urgency(base: float, size: int) -> float:
    """Add up to about ten for size to what makes a kind of action urgent."""
    return base + 3 * log10(1 + size)


def _hold(number: int) -> str:
    return "holds" if number == 1 else "hold"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _naming(tally: Tally) -> str:
    """Say how many people are named."""
    if not tally.people:
        return ""
    subject = "It names" if tally.number == 1 else "They name"
    return f"{subject} up to {people(tally.people)}."


def _ran_out(tally: Tally) -> str:
    if tally.number == 1:
        return f"Its period ran out on {day(tally.oldest)}."
    return f"The longest ran out on {day(tally.oldest)}."


def _where(tally: Tally) -> str:
    """Say how many documents, and name the folder that at least half of them are in."""
    place, most = tally.places.most_common(1)[0]
    number = count(tally.number, "document")
    if most == tally.number:
        return f"{number} in {place}" if place else number
    if 2 * most >= tally.number and place:
        return f"{number} ({most:,} in {place})"
    return f"{number} in {count(len(tally.places), 'folder')}"


def _examples(places: Sequence[str]) -> str:
    named = [place or "the top folder" for place in places]
    if len(named) <= _NAMED:
        return listed(named)
    return f"{', '.join(named[:_NAMED])} and {count(len(named) - _NAMED, 'more folder')}"
