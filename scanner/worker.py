"""What runs inside a guarded worker process: one item in, its finished rows out."""

from __future__ import annotations

import errno
import fnmatch
import hashlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from detectors import tables
from detectors.examine import examiner_for
from detectors.masking import Digester
from detectors.model import Examination, Subject
from detectors.name_keys import NameKeys
from scanner import versions
from scanner.document import Blob, Document, Limits, Status, UnreadableError
from scanner.extract import extract, reader_name
from scanner.identify import identify
from scanner.rows import Place, RowMaker, unread_row
from scanner.sketch import Sketcher
from scanner.twins import hash_of

if TYPE_CHECKING:
    from connectors.item import Item, Twin
    from detectors.model import Finding, ValueFinding
    from inventory.records import DocumentRecord
    from scanner.document import Block, Child
    from scanner.tasks import WorkOrder

_SOFT_SHARE = 0.8  # of the time allowed; after that a container is not opened further


@dataclass(slots=True)
class _Visit:
    """The opening of one item: what it has cost so far, and the rows made of it."""

    item: Item
    deadline: float
    members: int = 0
    expanded: int = 0
    rows: list[DocumentRecord] = field(default_factory=list)
    parts: set[str] = field(default_factory=lambda: {versions.OPENING, versions.DETECTION})


class Worker:
    """Examines items one after the other, with everything expensive already loaded."""

    def __init__(self, order: WorkOrder) -> None:
        settings = order.settings
        self._limits = Limits(
            max_bytes=settings.limits.file_mb * 2**20,
            max_depth=settings.limits.depth,
            passwords=order.passwords,
        )
        self._examiner = examiner_for(settings)
        self._digester = Digester(order.key)
        self._rows = RowMaker(self._digester, NameKeys(order.key), Sketcher(order.key))
        self._rules_version = order.rules_version
        self._ignored = order.ignored
        self._opener = order.opener

    def examine(self, item: Item, seconds: float) -> tuple[DocumentRecord, ...]:
        """Open one item and everything inside it.

        Args:
            item: what to open.
            seconds: time allowed; containers are left off in good time before it runs out.

        Returns:
            The item's own row first, then a row for each member of a container; nothing when its
            contents are those that are known.
        """
        visit = _Visit(item, deadline=time.monotonic() + seconds * _SOFT_SHARE)
        place = Place(item.path)
        if item.size > self._limits.max_bytes:
            return self._stamped(visit, unread_row(item, place, Status.TOO_LARGE, self._too_large))
        try:
            with self._opener.fetch(item, self._limits.max_bytes) as fetched:
                name = fetched.name or item.path.rpartition("/")[2]
                blob = Blob(name, fetched.path, fetched.data)
                if item.known_hash and _content_hash(blob) == item.known_hash:
                    return ()
                self._open(visit, blob, place)
                _note(visit.rows, fetched.note)
        except OSError as error:
            return self._stamped(visit, unread_row(item, place, *self._trouble(error)))
        return self._stamped(visit, *visit.rows)

    def _stamped(self, visit: _Visit, *rows: DocumentRecord) -> tuple[DocumentRecord, ...]:
        """Stamp an item's rows with the parts that any of them depends on."""
        by_setting = {versions.setting_part(row.status) for row in rows}
        stamp = versions.stamp_of_row(self._rules_version, visit.parts | by_setting)
        return tuple(replace(row, rules_version=stamp) for row in rows)

    def twin_of(self, item: Item) -> Twin | None:
        """Give a twin whose contents are this item's, and whose names say the same of it."""
        if not item.twins:
            return None
        content_hash = hash_of(item.location)
        own = ""
        for twin in item.twins:
            if twin.content_hash == content_hash and _extension(twin) == _extension(item):
                own = own or self._examiner.names_say(Place(item.path).names)
                if self._examiner.names_say(Place(twin.path).names) == own:
                    return twin
        return None

    def _open(self, visit: _Visit, blob: Blob, place: Place, modified: str = "") -> None:
        """Add the row of one blob, and the rows of what is inside it."""
        try:
            document, content_hash, mismatch = self._extract(visit, blob)
            subject = subject_of(document, place)
            visit.parts |= self._parts(document, subject)
            examination = self._examiner.examine(subject, self._counts)
            if any(fnmatch.fnmatchcase(place.path, path) for path in self._ignored.paths):
                examination = _about_nobody(examination)
            row = self._rows.read(
                visit.item,
                place,
                document,
                examination,
                size=blob.size,
                content_hash=content_hash,
                mismatch=mismatch,
                modified=modified,
            )
        except OSError as error:
            visit.rows.append(unread_row(visit.item, place, *self._trouble(error)))
            return
        finally:
            tables.release_all()
        position = len(visit.rows)
        visit.rows.append(row)
        trouble = self._expand(visit, document, place)
        if trouble and document.status is Status.READ:
            visit.rows[position] = replace(row, status=str(Status.PARTLY_READ), error=trouble)

    def _parts(self, document: Document, subject: Subject) -> set[str]:
        """Give the parts of program and rules that a document's row depends on."""
        reader = reader_name(document.media_type)
        found = self._examiner.may_find(subject)
        if found is None:
            recognisers = set(versions.recogniser_parts(self._rules_version))
        else:
            recognisers = set(map(versions.recogniser_part, found))
        return {versions.reader_part(reader) if reader else versions.READERS, *recognisers}

    def _trouble(self, error: OSError) -> tuple[Status, str]:
        if isinstance(error, FileNotFoundError):
            return Status.VANISHED, "it was removed while the scan ran"
        if isinstance(error, PermissionError):
            return Status.NO_PERMISSION, "this account may not read it"
        if error.errno == errno.EFBIG:
            return Status.TOO_LARGE, self._too_large
        return Status.VANISHED, f"it cannot be read: {(error.strerror or 'read error').lower()}"

    @property
    def _too_large(self) -> str:
        limit = self._limits.max_bytes // 2**20
        return f"larger than {limit} MB; raise limits.file_mb in the settings to read it"

    def _counts(self, finding: Finding | ValueFinding) -> bool:
        """Tell a finding from one that a person has said is no personal data here."""
        if finding.recogniser in self._ignored.recognisers:
            return False
        if not self._ignored.digests:
            return True
        digest = self._digester.digest(finding.entity, finding.value)
        return digest not in self._ignored.digests

    def _extract(self, visit: _Visit, blob: Blob) -> tuple[Document, str, str]:
        """Read a blob; gives the document, the SHA-256 of the bytes, and how its name misleads."""
        if blob.size > self._limits.max_bytes:
            return Document("", Status.TOO_LARGE, self._too_large), "", ""
        # OCR ends in time for what it found to be examined and written down.
        left = max(0.0, visit.deadline - time.monotonic())
        limits = replace(self._limits, ocr_seconds=min(left, self._limits.ocr_seconds))
        identity = identify(blob)
        return extract(blob, identity, limits), _content_hash(blob), identity.mismatch

    def _expand(self, visit: _Visit, document: Document, place: Place) -> str:
        """Open the members of a container.

        Returns:
            Why not all of them were opened, or "".
        """
        depth = place.path.count("!/")
        try:
            for child in document.children:
                if depth >= self._limits.max_depth:
                    return f"it is nested deeper than {self._limits.max_depth} levels"
                if stop := self._over_budget(visit, child):
                    return stop
                self._member(visit, child, place.member(child.path))
        except UnreadableError as error:
            return error.message
        return ""

    def _over_budget(self, visit: _Visit, child: Child) -> str:
        visit.members += 1
        visit.expanded += child.blob.size if child.blob else 0
        if visit.members > self._limits.max_members:
            return f"only the first {self._limits.max_members:,} members were opened"
        if visit.expanded > self._limits.max_expanded:
            limit = self._limits.max_expanded // 2**20
            return f"it unpacks to more than {limit:,} MB; only the first part was opened"
        if time.monotonic() > visit.deadline:
            return f"time ran out after {visit.members - 1:,} members; raise limits.seconds"
        return ""

    def _member(self, visit: _Visit, child: Child, place: Place) -> None:
        if child.blob is None:
            visit.rows.append(unread_row(visit.item, place, child.status, child.error))
        else:
            self._open(visit, child.blob, place, child.modified)


def _extension(of: Item | Twin) -> str:
    """Give what the name of a file promises of its contents."""
    return Blob(of.path, data=b"").extension


def _about_nobody(examination: Examination) -> Examination:
    """Leave the kind of record and drop what is said of people."""
    return Examination(record_type=examination.record_type, sampled=examination.sampled)


def _note(rows: list[DocumentRecord], note: str) -> None:
    """Say in an item's row that not all of it was there to be read."""
    if note and rows[0].status == Status.READ:
        rows[0] = replace(rows[0], status=str(Status.PARTLY_READ), error=note)


def _content_hash(blob: Blob) -> str:
    with blob.open() as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def subject_of(document: Document, place: Place) -> Subject:
    """Give a document as the detectors see it."""
    text, locations = _join(document.blocks)
    return Subject(
        text=text,
        tables=tuple(document.tables),
        names=place.names,
        properties=tuple(document.properties.items()),
        locations=locations,
    )


def _join(blocks: list[Block]) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Join blocks by newlines and note where each location begins."""
    offset = 0
    locations: list[tuple[int, str]] = []
    for block in blocks:
        if not locations or locations[-1][1] != block.location:
            locations.append((offset, block.location))
        offset += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(locations)
