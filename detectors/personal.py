"""Decides whether a document is about identifiable people at all.

A name is not enough: policies name their author, invoices a sales contact, and every letterhead
carries the provider's own address. What counts is somebody identified and something said of them.
A record of a kind that is always about people needs less; an office paper needs more.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detectors.blank_forms import is_blank_form
from detectors.messages import is_message
from detectors.model import Finding
from detectors.phrases import PhraseBook
from detectors.things_listed import (
    asks_and_answers,
    lists_goods,
    lists_things,
    lists_titles,
    lists_works,
    plans_activities,
    tells_history,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from config.rules import Rules
    from config.settings import Provider
    from detectors.model import RecordType, ValueFinding

_SURE = 0.6
_NAMED = 0.5
# A name less sure than the first needs more beside it than a word, than the second anything at all.
_SPOKEN_OF = 0.7
_FACT_BESIDE = 0.55
_OFFICE = "office"
_ABOUT_NEAR = 80
_OFFICE_NEAR = 45
_NOT_RECORDS = frozenset({"policy_superseded", "iar_ropa_version", "lease_deed", "el_insurance"})
_ABOUT_PEOPLE = frozenset(
    {"sar_file", "breach_log", "access_audit_log", "visitors_book", "cctv_extract"}
)
_NAMED_WILL_DO = frozenset({"meeting_minutes", "board_minutes"})
_LOGINS = "credentials_list"
_INSTITUTION = re.compile(
    r"(?:['\u2019]s?)? (?:[A-Z][a-z]+ )?(?:Hospital|Hospice|Surgery|Clinic|Medical Centre"
    r"|Health Centre|Practice|Pharmacy|Ward|School|College|Foundation|Rule|Law|Protocol)\b"
)
_SAME_DIGIT = re.compile(r"\D*([0-9])(?:\D*\1)+\D*")
_CLAUSE = re.compile(r"[;\n]|[.!?]\s")
_ROOM = re.compile(r"\b(?:[Rr](?:oom|m)\.?)\s?\d{1,3}[A-Za-z]?\b(?! ?[-\u2013] ?\d)")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Miss|Ms)\.?\s+(?:[A-Z]\b|[A-Z][a-z]+)")
_DIGITS = re.compile(r"\D+")
_MANY_NAMES = 4
_FEWEST_CLAIMS = 2
_LONGEST_LEAFLET = 3_000
_PERSONAL_WORDS = re.compile(
    r"(?i)\b(?:mum|mam|dad|nan|daughter|son|wife|husband|niece|nephew|resident in|dob|passed away"
    r"|his|her|she|he|(?:mr|mrs|miss|ms)\.? [A-Z])\b"
)
_LIKELY_TYPE = 0.6
_LIKELY_NAME = 0.8
_CERTAIN_NAME = 0.9


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a document is personal data, and why, in words without personal data."""

    personal: bool
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of the people in a document."""

    identifying: set[str]
    names: set[str]
    categories: set[str]
    private_contacts: int
    mailboxes: int
    linked: int
    rooms: int
    told_of_rooms: bool
    titled: int
    sure: float


class PersonalJudge:
    """Judges by the rules in force.

    Args:
        rules: where `subjects.yaml` and `record_types.yaml` are read from.
        provider: the provider's own details, which are nobody's personal data.
    """

    def __init__(self, rules: Rules, provider: Provider) -> None:
        spec: dict[str, Any] = rules.yaml("subjects.yaml")["personal"]
        types = rules.yaml("record_types.yaml")["types"]
        self._groups: dict[str, str] = {key: entry["group"] for key, entry in types.items()}
        self._identifying = frozenset(spec["identifying"])
        self._categories = frozenset(spec["categories"])
        self._said = frozenset(spec["said"])
        self._private_mail = frozenset(spec["private_mail"])
        self._shared = frozenset(spec["shared_mailbox"])
        self._example = PhraseBook((phrase, "") for phrase in spec["shown_as_example"])
        self._bulk = PhraseBook((phrase, "") for phrase in spec["bulk_mail"])
        self._words = PhraseBook(
            [(word, "about") for word in spec["about"]]
            + [(word, "office") for word in spec["only_office"]]
        )
        self._advertising = PhraseBook((phrase, phrase) for phrase in spec["advertising"])
        self._own = _Own(provider)

    def judge(
        self,
        findings: Sequence[Finding | ValueFinding],
        record_type: RecordType,
        text: str,
        *,
        in_names: bool = False,
        among_people: bool = False,
    ) -> Judgement:
        """Say whether a document is about identifiable people.

        Args:
            findings: what was found in the text (`Finding`, placed in `text`) and in tables and
                names (`ValueFinding`).
            record_type: what kind of record it is.
            text: its text.
            in_names: whether its file or folder names name a person.
            among_people: whether it lies in a folder for the files of residents or staff.
        """
        if is_blank_form(text) and not any(f.entity in self._identifying for f in findings):
            return Judgement(personal=False, reasons=["a blank form: nothing is filled in"])
        seen = self._look(findings, text)
        if seen.identifying:
            kinds = ", ".join(sorted(seen.identifying))
            return Judgement(personal=True, reasons=[f"identifies somebody by {kinds}"])
        is_record = self.is_record(record_type)
        said = any(f.entity in self._said for f in findings)
        told = in_names or among_people or seen.private_contacts or said
        if not told and (lists_things if is_record else lists_titles)(text, seen.names):
            verdict = Judgement(
                personal=False, reasons=["a list of things, some with names in them"]
            )
        elif not (in_names or among_people) and self._is_impersonal(seen, text, said=told):
            verdict = Judgement(
                personal=False, reasons=["a leaflet, a programme or a list of goods"]
            )
        elif is_record:
            verdict = _judge_record(seen, record_type, in_names=in_names)
        elif record_type.id == _LOGINS and (seen.names or seen.mailboxes):
            verdict = Judgement(personal=True, reasons=["logins of people"])
        elif seen.names and (
            self._is_letter(text, findings) or (among_people and not record_type.id)
        ):
            why = "a message between people, or somebody in a folder for people"
            verdict = Judgement(personal=True, reasons=[why])
        else:
            verdict = _judge_paper(seen, record_type)
        return verdict

    def is_personal(
        self,
        findings: Sequence[Finding | ValueFinding],
        record_type: RecordType,
        text: str,
        *,
        in_names: bool = False,
        among_people: bool = False,
    ) -> bool:
        """Give the verdict of `judge` alone."""
        return self.judge(
            findings, record_type, text, in_names=in_names, among_people=among_people
        ).personal

    def is_record(self, record_type: RecordType) -> bool:
        """Tell whether records of this kind are always about people; a blank form is about none."""
        if record_type.retention_rule in _ABOUT_PEOPLE:
            return True
        blank = not record_type.retention_rule
        return not blank and self._groups.get(record_type.id, _OFFICE) != _OFFICE

    def _is_letter(self, text: str, findings: Sequence[Finding | ValueFinding]) -> bool:
        """Tell whether a text is a message somebody wrote, and not one sent to everybody."""
        return is_message(text, findings) and not any(True for _ in self._bulk.find(text))

    def _is_impersonal(self, seen: _Seen, text: str, *, said: object) -> bool:
        """Tell a paper for everybody, that has names in it, from one about somebody."""
        if (
            seen.private_contacts
            or seen.rooms
            or (seen.titled and not (asks_and_answers(text) or lists_works(text)))
        ):
            return False
        if asks_and_answers(text) or lists_works(text):
            return True
        if plans_activities(text) and seen.sure < _CERTAIN_NAME:
            return True
        return not said and (
            lists_goods(text, seen.names) or tells_history(text) or self._advertises(text)
        )

    def _advertises(self, text: str) -> bool:
        """Tell whether a text is a brochure or an advertisement, and no letter of somebody's."""
        if len(text) > _LONGEST_LEAFLET or _PERSONAL_WORDS.search(text):
            return False
        kinds = {word.labels for word in self._advertising.find(text)}
        return len(kinds) >= _FEWEST_CLAIMS

    def _look(self, findings: Sequence[Finding | ValueFinding], text: str) -> _Seen:
        kept = [f for f in findings if f.score >= _NAMED and not self._own.has(f)]
        people = [f for f in kept if f.entity == "PERSON" and not _names_institution(text, f)]
        contacts = sum(1 for f in kept if self._is_private(f))
        placed = [f for f in people if isinstance(f, Finding)]
        return _Seen(
            identifying={
                f.entity
                for f in kept
                if f.entity in self._identifying
                and f.score >= _SURE
                and not self._is_example(f, text)
            },
            names={f.value.casefold() for f in people},
            categories={f.entity for f in kept if f.entity in self._categories and f.score > _SURE},
            private_contacts=contacts,
            mailboxes=sum(
                1
                for f in findings
                if f.entity == "EMAIL_ADDRESS" and f.value.lower().split("@")[0] not in self._shared
            ),
            linked=self._linked(text, placed, kept) + _in_tables(people, kept),
            rooms=len(_ROOM.findall(text)),
            told_of_rooms=self._told_of_rooms(text, kept),
            titled=len(_TITLED.findall(text)),
            sure=max((f.score for f in people), default=0.0),
        )

    def _is_example(self, finding: Finding | ValueFinding, text: str) -> bool:
        """Tell an identifier that only shows how such look: "e.g. 001234567890", all noughts."""
        if finding.entity != "DATE_OF_BIRTH" and _SAME_DIGIT.fullmatch(finding.value):
            return True
        if not isinstance(finding, Finding):
            return False
        line = text[: finding.start].rpartition("\n")[2]
        return any(True for _ in self._example.find(line))

    def _told_of_rooms(self, text: str, kept: Sequence[Finding | ValueFinding]) -> bool:
        """Tell whether something is said of whoever lives in a room, in the same clause."""
        told = [
            f.start
            for f in kept
            if isinstance(f, Finding) and f.entity in self._categories and f.score > _SURE
        ]
        start = 0
        for end in [*(match.start() for match in _CLAUSE.finditer(text)), len(text)]:
            if _ROOM.search(text, start, end) and any(start <= at < end for at in told):
                return True
            start = end
        return False

    def _is_private(self, finding: Finding | ValueFinding) -> bool:
        """Tell contact details of a person from those of an organisation."""
        if finding.score < _SURE:
            return False
        if finding.entity == "EMAIL_ADDRESS":
            local, _, domain = finding.value.lower().partition("@")
            return domain in self._private_mail and local not in self._shared
        if finding.entity == "PHONE_NUMBER":
            digits = _DIGITS.sub("", finding.value)
            return digits.startswith(("07", "447", "4407"))
        return False

    def _linked(
        self, text: str, people: Iterable[Finding], kept: Sequence[Finding | ValueFinding]
    ) -> int:
        """Count the names of whom something is said close by."""
        said = sorted(
            f.start
            for f in kept
            if isinstance(f, Finding)
            and (
                (f.entity in self._categories and f.score > _SURE)
                or f.entity in self._said
                or self._is_private(f)
            )
        )
        return sum(1 for person in people if self._is_linked(text, person, said))

    def _is_linked(self, text: str, person: Finding, said: list[int]) -> bool:
        start = max(0, person.start - _ABOUT_NEAR)
        around = text[start : person.end + _ABOUT_NEAR]
        words = list(self._words.find(around))
        offices = [w for w in words if "office" in w.labels]
        if any(_gap(w.start + start, w.end + start, person) <= _OFFICE_NEAR for w in offices):
            return False
        index = bisect_left(said, start)
        if index < len(said) and said[index] <= person.end + _ABOUT_NEAR:
            return person.score >= _FACT_BESIDE
        if person.score < _SPOKEN_OF:
            return False
        return _ROOM.search(around) is not None or any("about" in w.labels for w in words)


class _Own:
    """The provider's own details."""

    def __init__(self, provider: Provider) -> None:
        self._texts = [_plain(text) for text in (provider.name, *provider.addresses) if text]
        self._phones = {_DIGITS.sub("", phone)[-9:] for phone in provider.phones}
        self._domains = {domain.lower().lstrip("@") for domain in provider.email_domains}

    def has(self, finding: Finding | ValueFinding) -> bool:
        """Tell whether a finding is the provider's own name, address, telephone or mail."""
        if finding.entity == "PHONE_NUMBER":
            return _DIGITS.sub("", finding.value)[-9:] in self._phones
        if finding.entity == "EMAIL_ADDRESS":
            return finding.value.lower().rpartition("@")[2] in self._domains
        plain = _plain(finding.value)
        return bool(plain) and any(plain in text for text in self._texts)


def _names_institution(text: str, finding: Finding | ValueFinding) -> bool:
    """Tell the name in "Dr Gray's Hospital" from that of somebody."""
    return isinstance(finding, Finding) and _INSTITUTION.match(text, finding.end) is not None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _gap(start: int, end: int, person: Finding) -> int:
    return max(person.start - end, start - person.end, 0)


def _in_tables(
    people: Sequence[Finding | ValueFinding], kept: Sequence[Finding | ValueFinding]
) -> int:
    """Count the names in tables that stand beside other facts, as in a list of people."""
    names = sum(1 for f in people if not isinstance(f, Finding))
    others = any(not isinstance(f, Finding) and f.entity != "PERSON" for f in kept)
    return names if names >= _MANY_NAMES or (names and others) else 0


def _judge_record(seen: _Seen, record_type: RecordType, *, in_names: bool) -> Judgement:
    """Judge a record of a kind that is about people: one person named in it is enough."""
    kind = f"a record of type {record_type.id}"
    if seen.names and not (
        record_type.score < _LIKELY_TYPE and seen.sure < _LIKELY_NAME and _says_nothing(seen)
    ):
        return Judgement(personal=True, reasons=[f"{kind} that names {_count(seen.names)}"])
    if in_names:
        return Judgement(personal=True, reasons=[f"{kind} filed under a person's name"])
    likely = record_type.score >= _LIKELY_TYPE
    if seen.titled or seen.private_contacts or (seen.rooms and (likely or seen.categories)):
        return Judgement(personal=True, reasons=[f"{kind} with initials, rooms or contacts"])
    return Judgement(personal=False, reasons=[f"{kind}, but nobody is identified"])


def _says_nothing(seen: _Seen) -> bool:
    """Tell whether a paper says nothing of those it seems to name, nor names more than one."""
    return not (seen.linked or seen.titled or seen.private_contacts or len(seen.names) > 1)


def _judge_paper(seen: _Seen, record_type: RecordType) -> Judgement:
    """Judge an office paper or a document of no known kind."""
    if not seen.names:
        by_room = seen.told_of_rooms or bool(seen.titled and seen.categories)
        return Judgement(by_room, ["somebody by room or initial" if by_room else "names nobody"])
    if record_type.retention_rule in _NAMED_WILL_DO:
        return Judgement(personal=True, reasons=["minutes that name people"])
    if record_type.retention_rule in _NOT_RECORDS:
        many = seen.linked >= _MANY_NAMES or bool(seen.private_contacts and seen.linked)
        return Judgement(many, ["a paper that names those who answer for it"])
    if seen.linked or seen.private_contacts:
        return Judgement(personal=True, reasons=["names somebody and says something about them"])
    return Judgement(personal=False, reasons=["names, but nothing about the people named"])


def _count(names: set[str]) -> str:
    return "a person" if len(names) == 1 else f"{len(names)} people"
