"""Puts what was counted of an asset into sentences for the register."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from inventory.locations import places_of
from inventory.retention import RetentionStatus
from inventory.wording import capital, count_files, listed, sentence_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from config.rules import Rules
    from inventory.holdings import AssetFacts
    from inventory.judged import Judged
    from inventory.retention import Judge
    from inventory.tables import Value

_SHOWN = 3
_LIVE_MAILBOX = re.compile(r"imaps?://([^/:@]+(?:@[^/:@]+)?)(?:[:/]|$)")
_BANDS = ((10, "under 10"), (100, "10 to 99"), (1_000, "100 to 999"), (10_000, "1,000 to 9,999"))
_HIGH = 3
_MEDIUM = 2


class Drafts:
    """The wording of `register.yaml`, applied to facts.

    Args:
        rules: the rule files in force.
        judge: knows the retention schedule.
    """

    def __init__(self, rules: Rules, judge: Judge) -> None:
        wording = rules.yaml("register.yaml")
        self._subjects: Mapping[str, str] = wording["subjects"]
        self._one_of: Mapping[str, str] = wording["one_of"]
        self._categories: Mapping[str, str] = wording["categories"]
        self._shared: Mapping[str, str] = wording["shared_with"]
        self._dpia: Mapping[str, Any] = wording["dpia"]
        self._suppliers = _Spotter(wording["suppliers"])
        self._synced = _Spotter(wording["synced"])
        endings = "|".join(map(re.escape, rules.yaml("ropa.yaml")["company_endings"]))
        self._companies = re.compile(
            rf"(?:[A-Z0-9][\w&'.-]*\s+(?:(?:and|of|&)\s+)?){{1,5}}(?:{endings})(?![\w])"
        )
        self._labels = _labels(rules)
        self._schedule, self._as_of = judge.schedule, judge.as_of
        vocabulary = rules.yaml("assets.yaml")
        self._mailboxes = tuple("." + extension for extension in vocabulary["mailboxes"])
        self._of_no_one = frozenset(name.casefold() for name in wording["accounts_of_no_one"])
        self._exports = tuple("." + extension for extension in vocabulary["exports"])

    def row(self, facts: AssetFacts, audit: date | None) -> dict[str, Value]:
        """Give one row by column key; what only a person knows is missing.

        Args:
            facts: of the asset.
            audit: day of the last finished scan, or None.
        """
        return {
            "id": facts.id,
            "name": facts.name,
            "supplier": listed(facts.suppliers),
            "information": self.information(facts),
            "location": places_of(facts.locations or facts.copies),
            "special": self.special(facts),
            "shared_with": self.shared_with(facts),
            "breach_risk": self.breach_risk(facts),
            "security": security(facts),
            "last_audit": audit,
            "category": facts.family.category,
            "media": listed(facts.media),
            "subjects": self.subjects(facts),
            "article": self.article(facts),
            "volume": f"{_band(facts.documents)} documents",
            "access": _access(facts),
            "retention": self.retention(facts),
            "oldest": facts.oldest,
            "overdue": facts.statuses[RetentionStatus.OVERDUE],
            "criticality": _criticality(facts),
            "encrypted": _encrypted(facts),
            "people": facts.people,
            "about": self.about(facts),
            "newest": facts.newest,
            "dpia_trigger": self.dpia_trigger(facts),
            "risk": self.risk(facts),
            "copies": _copies(facts),
            "repeated": repeated(facts),
            "kept_by": self.kept_by(facts),
            "unread": _unread(facts),
        }

    def subject(self, kind: str) -> str:
        """Name a kind of people."""
        return self._subjects.get(kind, kind)

    def subjects(self, facts: AssetFacts) -> str:
        """Name the kinds of people that it is about."""
        return sentence_list(self.subject(kind) for kind in facts.subjects)

    def about(self, facts: AssetFacts) -> str:
        """Say how many it is about, of all: "6 people supported (44 people named)"."""
        if facts.about is None:
            return f"{facts.people:,} named" if facts.people else ""
        kind, number = facts.about
        named = max(facts.people, number)
        who = self._one_of.get(kind, self.subject(kind)) if number == 1 else self.subject(kind)
        everybody = "1 person named" if named == 1 else f"{named:,} people named"
        return f"{number:,} {who} ({everybody})"

    def types(self, facts: AssetFacts) -> str:
        """Name the kinds of record in it, the commonest first."""
        return ", ".join(
            self._labels.get(kind, kind) for kind, _ in facts.types.most_common() if kind
        )

    def information(self, facts: AssetFacts) -> str:
        """Draft "What information is kept here, and why"."""
        types = [
            f"{number:,} {self._labels.get(kind, kind.replace('_', ' ')).lower()}"
            for kind, number in facts.types.most_common(_SHOWN)
            if kind
        ]
        kinds = f" ({', '.join(types)})" if types else ""
        about = sentence_list(self._subjects.get(kind, kind) for kind, _ in _top(facts.subjects))
        whom = f" about {about}" if about else ""
        data = self.article(facts)
        including = f", including {data[0].lower()}{data[1:]}" if data else ""
        state = f" Kept apart as {facts.state}." if facts.state else ""
        return (
            f"{count_files(facts.documents)}{kinds}{whom}{including}. "
            f"Kept to {facts.family.purpose}.{state}"
        )

    def article(self, facts: AssetFacts) -> str:
        """Name the Article 9 and 10 categories found."""
        names = [self._categories.get(kind, kind) for kind, _ in facts.special.most_common()]
        if facts.criminal:
            names.append("criminal offences (Art 10)")
        text = sentence_list(names)
        return text[:1].upper() + text[1:]

    def special(self, facts: AssetFacts) -> str:
        """Answer "Special category data?"."""
        names = sentence_list(
            self._categories.get(kind, kind) for kind, _ in facts.special.most_common()
        )
        if names:
            return f"Yes: {names}"
        missed = sum(facts.unread.values())
        return f"No, but {count_files(missed)} could not be fully examined" if missed else "No"

    def shared_with(self, facts: AssetFacts) -> str:
        """Propose who receives it."""
        usual = self._shared.get(facts.family.category)
        return f"Usually {usual}; to be confirmed" if usual else ""

    def breach_risk(self, facts: AssetFacts) -> str:
        """Draft "Risks if there is a breach"."""
        harm = facts.family.harm
        text = f"{harm[0].upper()}{harm[1:]}."
        if facts.people:
            text += f" Up to {facts.people:,} people affected."
        if facts.special or facts.criminal:
            text += " Likely to be reportable to the ICO."
        return text

    def retention(self, facts: AssetFacts) -> str:
        """Name the rules that its documents fall under, the commonest first."""
        parts: list[str] = []
        for name, _ in facts.rules.most_common():
            if (rule := self._schedule.rules.get(name)) and len(parts) < _SHOWN:
                verify = " [to verify]" if rule.to_verify else ""
                parts.append(f"{rule.label}: {rule.says}{verify}")
        return "; ".join(parts)

    def dpia_trigger(self, facts: AssetFacts) -> str:
        """Say why a data protection impact assessment is called for, or nothing."""
        reasons = []
        if (facts.special or facts.criminal) and facts.people >= self._dpia["large_scale_people"]:
            reasons.append("special category or criminal offence data on a large scale")
        told = {
            "families": [facts.family.id],
            "categories": facts.special,
            "subjects": facts.subjects,
        }
        for what, present in told.items():
            reasons += [why for kind, why in self._dpia[what].items() if kind in present]
        if facts.synced and facts.special:
            reasons.append(self._dpia["copied_to_a_cloud"])
        return capital(sentence_list(reasons))

    def risk(self, facts: AssetFacts) -> str:
        """Rank the risk and give the reasons in one sentence."""
        reasons = []
        if facts.open_special:
            reasons.append(
                f"{count_files(facts.open_special)} with sensitive data open to everyone"
            )
        elif facts.open_files and facts.personal:
            reasons.append(f"{count_files(facts.open_files)} open to everyone")
        if synced := sum(facts.synced.values()):
            reasons.append(f"{synced:,} copied to {listed(facts.synced)}")
        if overdue := facts.statuses[RetentionStatus.OVERDUE]:
            reasons.append(f"{overdue:,} kept too long")
        if copies := sum(facts.copies.values()):
            reasons.append(f"{copies:,} outside their home")
        if missed := sum(facts.unread.values()):
            reasons.append(f"{missed:,} not fully examined")
        level = ("Low", "Medium", "High")[min(2, self.urgency(facts) // 3)]
        return f"{level}: {sentence_list(reasons)}." if reasons else f"{level}."

    def urgency(self, facts: AssetFacts) -> int:
        """Rank assets: what is sensitive, open and kept too long comes first."""
        return (
            facts.family.weight
            + 3 * bool(facts.open_special)
            + bool(facts.open_files)
            + bool(facts.statuses[RetentionStatus.OVERDUE])
            + bool(facts.copies)
            + bool(facts.synced)
        )

    def dates(self, entry: Judged) -> Iterator[date]:
        """Give the dates that a record is known to have, for the oldest and the newest."""
        if entry.row.modified is not None:
            yield entry.row.modified.date()
        start, rule = entry.judgement.clock_start, self._schedule.rules.get(entry.judgement.rule)
        # A birthday is no date of the record, and a year that is not over no record's yet.
        if start and start <= self._as_of and not (rule and rule.trigger.birthday):
            yield start

    def medium(self, path: str, media_type: str) -> str:
        """Name what a document is kept on."""
        lower = path.lower()
        if any(f"{box}!/" in lower or lower.endswith(box) for box in self._mailboxes):
            return "Mailbox"
        if media_type == "message/rfc822":
            return "E-mail on a file share"
        return "Export on a file share" if lower.endswith(self._exports) else "File share"

    def mailbox(self, source: str, path: str) -> str:
        """Name the mailbox that a message lies in: "anna@mail.example.org", "jo.ward"; or ""."""
        if match := _LIVE_MAILBOX.match(source):
            return match[1]
        for name in path.split("/"):
            stem, dot, extension = name.removesuffix("!").rpartition(".")
            if dot and f".{extension.lower()}" in self._mailboxes:
                return stem
        return ""

    def kept_by(self, facts: AssetFacts) -> str:
        """Name whose mailboxes and accounts it lies in: who may be its owner, or know who is."""
        mailboxes = [f"mailbox {name}" for name, _ in _top(facts.mailboxes)]
        people = Counter({who: n for who, n in facts.owners.items() if not self._is_no_one(who)})
        accounts = [f"{who} ({count_files(number)})" for who, number in _top(people)]
        return "; ".join(mailboxes + accounts)

    def _is_no_one(self, account: str) -> bool:
        """Tell accounts of the system and of nobody in particular."""
        return account.rpartition("\\")[2].casefold() in self._of_no_one

    def supplier(self, path: str) -> str:
        """Name the system of the sector that a path speaks of, or ""."""
        return self._suppliers.spot(path)

    def company(self, path: str) -> str:
        """Name the firm that a path speaks of ("Acme Cleaning Ltd"), or ""."""
        match = self._companies.search(path)
        return match[0] if match else ""

    def synced(self, address: str) -> str:
        """Name the cloud that a folder is copied to, or ""."""
        return self._synced.spot(address)


class _Spotter:
    """Finds out of which things a path speaks.

    Args:
        words: by thing, what it is called in paths.
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._names = {word: name for name, found_by in words.items() for word in found_by}
        choices = "|".join(re.escape(word) for word in sorted(self._names, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![a-z])(?:{choices})(?![a-z])", re.IGNORECASE)

    def spot(self, path: str) -> str:
        """Name the first thing that a path speaks of, or ""."""
        match = self._pattern.search(path)
        return self._names[match[0].lower()] if match else ""


def _labels(rules: Rules) -> dict[str, str]:
    """Give what a manager calls each record type."""
    types = rules.yaml("record_types.yaml")["types"]
    return {name: entry["label"] for name, entry in types.items()}


def security(facts: AssetFacts) -> str:
    """Say what is known of who can open it; other measures a person adds."""
    parts = []
    if facts.open_files:
        some = facts.open_files < facts.documents
        part = f"{facts.open_files:,} of {count_files(facts.documents)}" if some else "all of it"
        parts.append(f"Everyone on the network can open {part}.")
    elif unknown := facts.unknown_access:
        part = "any of it" if unknown == facts.documents else count_files(unknown)
        parts.append(f"Who can open {part} could not be told.")
    else:
        parts.append("Not open to everyone.")
    if facts.synced:
        clouds = listed(facts.synced)
        files = count_files(sum(facts.synced.values()))
        parts.append(f"{files} in folders copied to {clouds}: check who they are shared with.")
    if facts.encrypted:
        parts.append(f"{count_files(facts.encrypted)} password-protected.")
    parts.append("Other measures, such as locks and encrypted disks, are for a person to add.")
    return " ".join(parts)


def _access(facts: AssetFacts) -> str:
    return "; ".join(f"{who} ({count_files(number)})" for who, number in _top(facts.access))


def _criticality(facts: AssetFacts) -> str:
    return {_HIGH: "High", _MEDIUM: "Medium"}.get(facts.family.weight, "Low")


def _encrypted(facts: AssetFacts) -> str:
    if not facts.encrypted:
        return ""
    return f"{facts.encrypted:,} of {count_files(facts.documents)} password-protected"


def _copies(facts: AssetFacts) -> str:
    if not facts.copies:
        return ""
    return f"{count_files(sum(facts.copies.values()))} in {places_of(facts.copies)}"


def repeated(facts: AssetFacts) -> str:
    """Say what is held more than once: exact copies and near ones."""
    parts = []
    if facts.repeated:
        documents = "1 document is" if facts.repeated == 1 else f"{facts.repeated:,} documents are"
        files = count_files(facts.repeats.total())
        parts.append(
            f"{documents} kept more than once, in {files} altogether: {places_of(facts.repeats)}."
        )
    if near := facts.near_copies:
        are = "is" if near == 1 else "are"
        parts.append(
            f"{count_files(near)} {are} nearly the same as another: "
            "another date, version or format."
        )
    return " ".join(parts)


def _unread(facts: AssetFacts) -> str:
    parts = [f"{number:,} {why.replace('_', ' ')}" for why, number in facts.unread.most_common()]
    return ", ".join(parts)


def _top(counts: Counter[str]) -> list[tuple[str, int]]:
    return counts.most_common(_SHOWN)


def _band(number: int) -> str:
    return next((words for limit, words in _BANDS if number < limit), "10,000 and more")
