"""Puts the facts of an incident into the order in which the regulator asks for them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from inventory.database import InventoryError
from inventory.report.words import count, day, listed, people
from inventory.tables import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from config.rules import Rules
    from inventory.incident.facts import IncidentFacts
    from inventory.report.words import Words

# UK GDPR, Article 33(1).
_HOURS = timedelta(hours=72)
_MOST_TYPES = 12
_MOST_GROUPS = 8
_EVERYONE = "everyone"
_LINE, _LABEL = 78, 38  # letters in a line of text, and in the first column of a table
_CRIMINAL = "Criminal offences, convictions and allegations"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report.

    Attributes:
        title: its heading.
        says: sentences.
        points: a list, or nothing.
        rows: a table of two columns, or nothing.
        blanks: what a person has to complete.
    """

    title: str
    says: Sequence[str] = ()
    points: Sequence[str] = ()
    rows: Sequence[tuple[str, str]] = ()
    blanks: Sequence[str] = field(default=())


def draft_sections(
    facts: IncidentFacts, rules: Rules, words: Words, now: datetime, discovered: datetime | None
) -> list[Section]:
    """Draft the report.

    Args:
        facts: what was counted.
        rules: the rule files in force.
        words: what things are called.
        now: when it is drafted, with a time zone.
        discovered: when somebody became aware of the incident, with a time zone, or None.

    Raises:
        RulesError: a rule file cannot be used.
    """
    config = rules.yaml("incident.yaml")
    labels = rules.yaml("register.yaml")
    return [
        _at_a_glance(facts, config["categories"], discovered),
        _about(facts, now, discovered),
        _contents(facts, words),
        _people(facts, labels["subjects"]),
        _categories(facts, config["categories"]),
        _reach(facts),
        _protection(facts),
        _since(facts),
        _copies(facts),
        _unknown(facts, words),
        Section(
            "Likely consequences, proposed: a person decides",
            points=list(_consequences(facts, config["consequences"])),
        ),
        Section("To be completed by a person", blanks=config["to_complete"]),
    ]


def _at_a_glance(
    facts: IncidentFacts, config: Mapping[str, Sequence[str]], discovered: datetime | None
) -> Section:
    """Give the four answers that the first telephone call asks for."""
    special = [label.lower() for label, names in config.items() if facts.categories.keys() & names]
    rows = [
        ("People concerned, about", f"{facts.people:,}"),
        ("Documents with personal data", f"{facts.personal:,} of {facts.documents:,}"),
        ("Special categories (Article 9)", listed(special) if special else "none found"),
        ("Criminal offence data (Article 10)", count(facts.criminal, "document")
         if facts.criminal else "none found"),
    ]  # fmt: skip
    if facts.unread:
        rows.append(("Not examined, or not fully", count(sum(facts.unread.values()), "document")))
    if discovered:
        until = discovered + _HOURS
        rows.append(("Report due, if a risk is likely", f"{until:%H:%M} on {day(until.date())}"))
    return Section("At a glance", rows=rows)


def _about(facts: IncidentFacts, now: datetime, discovered: datetime | None) -> Section:
    says = [f"Facts about: {'; '.join(facts.places)}."]
    for source, finished in facts.scans:
        if finished is None:
            says.append(f"{source} has never been scanned to its end.")
        else:
            says.append(f"{source} was last scanned on {_moment(finished)}; what changed there "
                        "since is not known.")  # fmt: skip
    if facts.day:
        says.append(f"Counted is what was known to be there on {day(facts.day)}.")
    if discovered:
        left = discovered + _HOURS - now
        hours = int(left.total_seconds() // 3600)
        until = f"{discovered + _HOURS:%H:%M on} {day((discovered + _HOURS).date())}"
        if left < timedelta():
            says.append(f"A report was due by {until}, 72 hours after discovery. Report now, and "
                        "say why it is late (Article 33(1)).")  # fmt: skip
        else:
            says.append(f"Where a risk to people is likely, report by {until}, 72 hours after "
                        f"discovery: {count(hours, 'hour')} are left.")  # fmt: skip
    says.append(
        f"Drafted on {day(now.date())} from the inventory alone; numbers of people are estimates "
        "and, where names are written in many ways, on the high side."
    )
    return Section("Where these facts come from", says)


def _contents(facts: IncidentFacts, words: Words) -> Section:
    ranked = list(facts.types.items())
    rows = [(words.record_type(name), count(n, "document")) for name, n in ranked[:_MOST_TYPES]]
    if rest := sum(number for _, number in ranked[_MOST_TYPES:]):
        rows.append(("Other kinds", count(rest, "document")))
    files, documents = count(facts.files, "file"), count(facts.documents, "document")
    kinds = f"{facts.special:,} special category data, {facts.criminal:,} data about criminal"
    says = [
        f"{files}, {documents} with what is inside them.",
        f"{facts.personal:,} hold personal data, {kinds} offences (Articles 9 and 10).",
    ]
    return Section("What was in it", says, rows=rows)


def _people(facts: IncidentFacts, labels: Mapping[str, str]) -> Section:
    rows = [
        (labels.get(name, name.replace("_", " ")).capitalize(),
         f"up to {people(min(number, facts.people))}, in {count(documents, 'document')}")
        for name, (documents, number) in facts.subjects.items()
    ]  # fmt: skip
    says = [f"About {people(facts.people)} are named in all."]
    if rows:
        says.append("By kind, as the documents concern them; one person may count in several.")
    if "child" in facts.subjects:
        says.append("Children are among them.")
    return Section("Whom it concerns", says, rows=rows)


def _categories(facts: IncidentFacts, config: Mapping[str, Sequence[str]]) -> Section:
    rows = []
    for label, names in config.items():
        values, documents = facts.groups.get(label, (0, 0))
        if values:
            rows.append((label, f"{values:,} different, in {count(documents, 'document')}"))
        for number, concerned in (facts.categories[n] for n in names if n in facts.categories):
            rows.append((label, f"{count(number, 'document')}, up to {people(concerned)}"))
    if facts.criminal:
        charged = people(facts.criminal_people)
        rows.append((_CRIMINAL, f"{count(facts.criminal, 'document')}, up to {charged}"))
    return Section("Categories of personal data", rows=rows)


def _reach(facts: IncidentFacts) -> Section:
    totals: dict[str, int] = defaultdict(int)
    for reach, _, _, personal in facts.reach:
        totals[reach] += personal
    says = []
    if totals[_EVERYONE]:
        says.append(f"{count(totals[_EVERYONE], 'document')} with personal data could be opened by "
                    "everyone on the system.")  # fmt: skip
    if totals["unknown"]:
        says.append(f"Of {count(totals['unknown'], 'document')} with personal data nobody knows "
                    "who could open them.")  # fmt: skip
    rows = [
        (access or reach, f"{count(number, 'document')}, {personal:,} with personal data")
        for reach, access, number, personal in facts.reach[:_MOST_GROUPS]
    ]
    says.append("These are the rights that the last scan saw. Whoever has the device or the "
                "account may have had more.")  # fmt: skip
    return Section("Who could reach it", says, rows=rows)


def _protection(facts: IncidentFacts) -> Section:
    bare = count(facts.documents - facts.encrypted, "document")
    says = [
        f"{count(facts.encrypted, 'document')} with a password of their own.",
        f"{bare} without: whoever gets hold of them can read them.",
        "Whether the disk, the device or the account was protected, no scan can see.",
    ]
    if "CREDENTIAL" in facts.entities:
        _, documents = facts.entities["CREDENTIAL"]
        says.append(f"{count(documents, 'document')} held passwords or codes: change them.")
    return Section("How it was protected", says)


def _since(facts: IncidentFacts) -> Section:
    says = []
    if facts.first_seen:
        says.append(f"A scan first saw any of it on {_moment(facts.first_seen)}.")
    if facts.oldest and facts.newest:
        says.append(f"The files were last changed between {day(facts.oldest.date())} and "
                    f"{day(facts.newest.date())}.")  # fmt: skip
    return Section("Since when", says)


def _copies(facts: IncidentFacts) -> Section:
    if not facts.comparable:
        return Section("Copies elsewhere", ["Nothing that could be compared."])
    only = facts.comparable - facts.copied
    of_all = f"Of {count(facts.comparable, 'document')} with personal data, "
    where = f" (in {listed(facts.elsewhere)})" if facts.elsewhere else ""
    says = [
        f"{of_all}the very same is held elsewhere for {facts.copied:,}{where}."
        if facts.copied
        else f"{of_all}none is held in the very same form anywhere else that was scanned."
    ]
    if only:
        says.append(
            f"{only:,} {'is' if only == 1 else 'are'} held nowhere else that was scanned: without "
            f"a backup {'it is' if only == 1 else 'they are'} lost to those who need "
            f"{'it' if only == 1 else 'them'}."
        )
    return Section("Copies elsewhere", says)


def _unknown(facts: IncidentFacts, words: Words) -> Section:
    rows = [(words.unread(name).says, count(n, "document")) for name, n in facts.unread.items()]
    says = (
        ["These could not be examined, or not fully. They must be taken to hold personal data."]
        if rows
        else ["All of it could be examined."]
    )
    return Section("What is not known", says, rows=rows)


def _consequences(facts: IncidentFacts, config: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    met = {*facts.entities, *facts.categories, *(["criminal_offence"] if facts.criminal else [])}
    found = [str(entry["says"]) for entry in config if met & set(entry["when"])]
    yield from found or ["None that follow from what was found."]


def _moment(moment: datetime) -> str:
    """Write a time of the inventory, which is UTC, as people here read it."""
    local = moment.replace(tzinfo=UTC).astimezone()
    return f"{day(local.date())} at {local:%H:%M}"


def as_text(sections: Sequence[Section]) -> Iterator[str]:
    """Give the report line by line, for a text file."""
    yield _TITLE
    yield "=" * len(_TITLE)
    for section in sections:
        yield from ("", section.title, "-" * len(section.title))
        for sentence in section.says:
            yield from wrap(sentence, _LINE)
        for point in section.points:
            yield from wrap(point, _LINE, initial_indent="- ", subsequent_indent="  ")
        for label, value in section.rows:
            yield from _beside(label, value)
        for blank in section.blanks:
            yield from wrap(f"{blank}:", _LINE, initial_indent="[ ] ", subsequent_indent="    ")
            yield from ("", "")


def _beside(label: str, value: str) -> Iterator[str]:
    """Give a label and its value side by side, each within its column."""
    left, right = wrap(label, _LABEL), wrap(value, _LINE - _LABEL - 4)
    for one, other in zip_longest(left, right, fillvalue=""):
        yield f"  {one:<{_LABEL}}  {other}".rstrip()


_TITLE = "Facts for the report of a personal data breach"


def write_letter(sections: Sequence[Section], out: Path) -> None:
    """Write the report to a file, readable by its owner only.

    Args:
        sections: its parts.
        out: a `.docx` or `.txt` file.

    Raises:
        InventoryError: the file cannot be written, or is of another kind.
    """
    kind = out.suffix.lower()
    if kind not in {".docx", ".txt"}:
        raise InventoryError(f"{out}: name the file .docx or .txt")
    with replacing(out) as draft:
        if kind == ".docx":
            from inventory.incident.word import save  # noqa: PLC0415 - loads python-docx

            save(_TITLE, sections, draft)
        else:
            text = "\n".join(as_text(sections)) + "\n"
            draft.write_text(text, encoding="utf-8", errors="replace")
