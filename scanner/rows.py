"""Makes inventory rows of what was read: here raw values turn into masks and digests."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inventory.records import ClockRecord, DocumentRecord, FindingRecord, NameRecord
from scanner.companies import companies_in
from scanner.document import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectors.item import Item
    from detectors.masking import Digester
    from detectors.model import ClockFact, Examination, ValueFinding
    from detectors.name_keys import NameKeys
    from scanner.document import Document
    from scanner.sketch import Sketcher


_SUPPLIER = "supplier"
_MOST_KEPT = 20_000
_NAMED_ADDRESS = re.compile(r"([^\W\d_]+(?:[._-][^\W\d_]+){1,3})\d{0,4}@")
_DOMAIN = re.compile(r"@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![\w.-])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands: its own path, and the container it was taken from, if any."""

    path: str
    container: str = ""

    def member(self, name: str) -> Place:
        """The place of a member called `name` inside this container."""
        return Place(path=f"{self.path}!/{name}", container=self.path)

    @property
    def names(self) -> tuple[str, ...]:
        """File name and the names of the folders and containers above it, outermost first."""
        return tuple(part for part in self.path.replace("!/", "/").split("/") if part)


class RowMaker:
    """Turns verdicts into rows.

    Args:
        digester: makes the keyed digests.
        names: makes the keys of names' words.
        sketcher: makes the sketches of texts.
    """

    def __init__(self, digester: Digester, names: NameKeys, sketcher: Sketcher) -> None:
        self._digester = digester
        self._names = names
        self._sketcher = sketcher
        self._kept: dict[str, NameRecord] = {}

    def read(
        self,
        item: Item,
        place: Place,
        document: Document,
        examination: Examination,
        *,
        size: int,
        content_hash: str,
        mismatch: str = "",
        modified: str = "",
    ) -> DocumentRecord:
        """The row of a document that was opened and examined.

        Args:
            item: the item on disk that it is, or is inside of.
            place: its address.
            document: what was extracted.
            examination: what the detectors said of it.
            size: its own size in bytes.
            content_hash: SHA-256 of its bytes, hex.
            mismatch: how its name misleads, or "".
            modified: ISO time of a container member, where the container records one.
        """
        verdict = examination.record_type
        status, error = document.status, document.error
        if examination.sampled and status is Status.READ:
            names = ", ".join(examination.sampled)
            status, error = Status.PARTLY_READ, f"only a part was read of the columns {names}"
        return replace(
            unread_row(item, place, status, error),
            media_type=document.media_type,
            size=size,
            modified=_instant(modified) or item.modified,
            content_hash=content_hash,
            mismatch=mismatch,
            record_type=verdict.id,
            record_type_score=verdict.score,
            retention_rule=verdict.retention_rule,
            personal_data=examination.personal_data,
            special_category=examination.special_category,
            criminal_offence=examination.criminal_offence,
            data_subjects=examination.data_subjects,
            people=examination.people,
            findings=tuple(self._finding(finding) for finding in examination.findings),
            clocks=tuple(self._clock(fact) for fact in examination.clock_facts),
            mail_domains=mail_domains(document.properties),
            companies=companies_in(document.blocks) if verdict.id == _SUPPLIER else (),
            sketch=self._sketcher.sketch(document) if examination.personal_data else (),
        )

    def _finding(self, finding: ValueFinding) -> FindingRecord:
        from detectors.masking import mask  # noqa: PLC0415 - heavy, and for workers only

        digest = self._digester.digest(finding.entity, finding.value)
        return FindingRecord(
            entity=finding.entity,
            masked=mask(finding.entity, finding.value),
            digest=digest,
            count=finding.count,
            score=finding.score,
            recogniser=finding.recogniser,
            location=finding.location,
            name=self._name(digest, finding),
            role=finding.role,
        )

    def _name(self, digest: str, finding: ValueFinding) -> NameRecord | None:
        """Give what finds a name in other spellings; names come again and again in a share."""
        value = name_in(finding.entity, finding.value)
        if not value:
            return None
        known = self._kept.get(digest)
        if known is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            known = self._kept[digest] = NameRecord(*self._names.keep(digest, value))
        return known

    def _clock(self, fact: ClockFact) -> ClockRecord:
        return ClockRecord(
            trigger=fact.trigger,
            day=fact.day,
            basis=fact.basis,
            digests=tuple(self._digester.digest(entity, value) for entity, value in fact.keys),
            unit=fact.unit,
        )


def name_in(entity: str, value: str) -> str:
    """Give the name that a value is or holds: "edith.hartley@example.org" holds one."""
    if entity == "PERSON":
        return value
    match = _NAMED_ADDRESS.match(value) if entity == "EMAIL_ADDRESS" else None
    return re.sub(r"[._-]", " ", match[1]) if match else ""


def mail_domains(properties: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Give (`from` or `to`, domain) of the addresses in a message's headers, sorted.

    Args:
        properties: document properties, of which `from`, `to` and `cc` hold addresses.
    """
    found = {
        ("from" if name == "from" else "to", domain.lower())
        for name in ("from", "to", "cc")
        for domain in _DOMAIN.findall(properties.get(name, ""))
    }
    return tuple(sorted(found))


def unread_row(item: Item, place: Place, status: Status, error: str) -> DocumentRecord:
    """The row of something that could not be opened."""
    return DocumentRecord(
        source=item.source,
        path=place.path,
        container=place.container,
        media_type="",
        size=0 if place.container else item.size,
        modified=item.modified,
        owner=item.owner,
        access=item.access,
        reach=str(item.reach),
        status=str(status),
        error=error,
        fingerprint=item.fingerprint,
    )


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
