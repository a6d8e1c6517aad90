"""The rows the inventory takes in. They hold masked values and keyed digests, never raw ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class NameRecord:
    """Keyed digests of a name's words; see `detectors.name_keys.WordKeys`.

    Attributes:
        initials: first letters of the words, in order.
        exact: a key for each word, 0 for an initial.
        sound: a key for how each word sounds, 0 where there is none.
    """

    initials: str
    exact: tuple[int, ...]
    sound: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """One distinct value in one document, as columns of `findings.csv` (without `path`).

    Attributes:
        entity: entity name.
        masked: the value with most characters hidden, for example `943 *** **19`.
        digest: HMAC-SHA-256 of the normalised value under the installation's key, hex.
        count: occurrences in the document.
        score: 0 to 1.
        recogniser: recogniser name.
        location: where it was first seen, or "".
        name: of a person's name, what finds it in other spellings.
        role: of a person, what they are to the service there; see `detectors.model.ValueFinding`.
    """

    entity: str
    masked: str
    digest: str
    count: int
    score: float
    recogniser: str
    location: str = ""
    name: NameRecord | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """A date that may start a retention clock; see `detectors.model.ClockFact`.

    Attributes:
        trigger: trigger id of the retention schedule.
        day: the date.
        basis: where it came from, free of personal data.
        digests: digests of the person it belongs to (any of which identifies them); empty when
            the date is about the whole document.
        unit: `day`, or `month`, `year` or `years` where only that is known and `day` is its end.
    """

    trigger: str
    day: date
    basis: str
    digests: tuple[str, ...] = ()
    unit: str = "day"


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One document (a file, or a member of a container) and all that is known of it.

    Attributes:
        source: the scanned root.
        path: below the root, `!/` between a container and what is in it.
        container: `path` of the container it is in, or "".
        media_type: by content.
        size: bytes.
        modified: UTC, or None.
        owner: account name, or "".
        access: who can read it, in words.
        reach: `owner`, `group`, `everyone` or `unknown`.
        status: a `scanner.document.Status` value.
        error: a sentence that goes with `status`, or "".
        fingerprint: of the item on disk; equal for a container and its members.
        content_hash: SHA-256 of the bytes, hex, or "" when they were not read.
        rules_version: version of the program and rules that judged it.
        record_type, record_type_score, retention_rule: the classifier's verdict.
        personal_data, special_category, criminal_offence, data_subjects, people: what it holds.
        findings: one per distinct value.
        clocks: dates that may start a retention clock.
        mail_domains: of a message, (`from` or `to`, domain) of everybody it came from or went to.
        companies: of a contract or an invoice, the firms that it names.
        mismatch: a sentence when its name promises other contents than it has, or "".
        sketch: of a document with personal data, what tells nearly the same text again; see
            `scanner.sketch`.
    """

    source: str
    path: str
    container: str
    media_type: str
    size: int
    modified: datetime | None
    owner: str
    access: str
    reach: str
    status: str
    error: str
    fingerprint: str
    content_hash: str = ""
    rules_version: str = ""
    record_type: str = ""
    record_type_score: float = 0.0
    retention_rule: str = ""
    personal_data: bool = False
    special_category: tuple[str, ...] = ()
    criminal_offence: bool = False
    data_subjects: tuple[str, ...] = ()
    people: int = 0
    findings: tuple[FindingRecord, ...] = ()
    clocks: tuple[ClockRecord, ...] = ()
    mail_domains: tuple[tuple[str, str], ...] = ()
    companies: tuple[str, ...] = ()
    mismatch: str = ""
    sketch: tuple[int, ...] = ()


class FileFacts(Protocol):
    """A file as it lies in its source now; `connectors.item.Item`, seen from here."""

    @property
    def source(self) -> str:
        """The scanned root."""

    @property
    def path(self) -> str:
        """Below it."""

    @property
    def modified(self) -> datetime | None:
        """When its contents last changed."""

    @property
    def fingerprint(self) -> str:
        """Of size and times."""

    @property
    def owner(self) -> str:
        """Account name."""

    @property
    def access(self) -> str:
        """Who can read it, in words."""

    @property
    def reach(self) -> str:
        """Its widest audience."""


class ReadElsewhere(Protocol):
    """Where contents were read; `connectors.item.Twin`, seen from here."""

    @property
    def source(self) -> str:
        """The scanned root."""

    @property
    def path(self) -> str:
        """Below it."""

    @property
    def content_hash(self) -> str:
        """SHA-256 of the contents, hex."""


@dataclass(frozen=True, slots=True)
class Original:
    """Where contents were read that lie at another place, too.

    Attributes:
        source: the scanned root.
        path: below it.
        content_hash: SHA-256 of the contents, hex.
        rules_version: stamp of its row.
        status: of its row.
    """

    source: str
    path: str
    content_hash: str
    rules_version: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """What a person has said is not personal data here.

    Attributes:
        digests: keyed digests of values.
        recognisers: names of recognisers.
        paths: glob patterns on the paths of documents.
    """

    digests: frozenset[str] = frozenset()
    recognisers: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
