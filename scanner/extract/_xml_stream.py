"""Reads XML exports too large to be held as a tree: a table for each kind of record."""

from __future__ import annotations

import itertools
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from connectors.landing import RowFile
from scanner.document import Blob, Block, Child, Document, Status
from scanner.extract import _xml, _xml_records
from scanner.extract._rows import blob_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from scanner.document import Limits

_HEAD = 2**20
_SETTLED = 500  # records, after which a new field goes into the last column
_OTHER = "other"
_MOST_KINDS = 200


@dataclass(slots=True)
class _Kind:
    """Records of one tag: the first few wait until it is known which fields they have."""

    rows: RowFile
    waiting: list[dict[str, str]] = field(default_factory=list)
    header: tuple[str, ...] = ()

    def add(self, record: dict[str, str]) -> None:
        if self.header:
            self._write(record)
            return
        self.waiting.append(record)
        if len(self.waiting) == _SETTLED:
            self.settle()

    def settle(self) -> None:
        if not self.header and self.waiting:
            self.header = tuple(dict.fromkeys(key for record in self.waiting for key in record))
            self.rows.add([*self.header, _OTHER])
            for record in self.waiting:
                self._write(record)
            self.waiting.clear()

    def _write(self, record: dict[str, str]) -> None:
        other = "; ".join(f"{k}: {v}" for k, v in record.items() if k not in self.header)
        self.rows.add([*(record.get(key) for key in self.header), other])


@dataclass(slots=True)
class _Kinds:
    limits: Limits
    held: ExitStack
    found: dict[str, _Kind] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)  # tags seen to repeat inside a record

    def add(self, element: Element) -> None:
        """Add a record, and the records that repeat inside it to their own kinds."""
        inner: dict[str, list[Element]] = {}
        self.apart |= _xml_records.repeated([element])
        fields = _xml_records.fields(element, self.apart, inner)
        self._kind(_xml.local(element)).add(fields)
        for elements in inner.values():
            for nested in elements:
                self.add(nested)

    def _kind(self, name: str) -> _Kind:
        if name not in self.found:
            most = self.limits.max_bytes if len(self.found) < _MOST_KINDS else 0
            self.found[name] = _Kind(self.held.enter_context(closing(RowFile(most))))
        return self.found[name]


def read(blob: Blob, document: Document, limits: Limits) -> None:
    """Read a file; its kinds of records are the document's children.

    Raises:
        lxml.etree.LxmlError: it is damaged from the start.
    """
    level = _record_level(_xml.parse(blob.read(_HEAD)))
    with ExitStack() as held:
        kinds = _Kinds(limits, held)
        lines: list[str] = []
        try:
            _gather(blob, level, kinds, lines)
        except etree.LxmlError:
            if not kinds.found:
                raise
            document.status = Status.PARTLY_READ
            document.error = "it is damaged; what comes before that was read"
        for kind in kinds.found.values():
            kind.settle()
        if left_out := sum(kind.rows.left_out for kind in kinds.found.values()):
            document.status = Status.PARTLY_READ
            document.error = f"{left_out:,} records were left out"
        if lines:
            document.blocks.append(Block("\n".join(lines)))
        document.children = _members(kinds, held.pop_all())


def _record_level(root: Element) -> int:
    """Find how deep the records lie: the highest level at which elements repeat."""
    level, here = 1, [root]
    while here:
        for parent in here:
            tags = [child.tag for child in itertools.islice(parent, 50)]
            if len(tags) > len(set(tags)) + 1:
                return level
        here = [child for parent in here for child in parent][:1000]
        level += 1
    return 1


def _gather(blob: Blob, level: int, kinds: _Kinds, lines: list[str]) -> None:
    depth = 0
    with blob.open() as stream:
        events = etree.iterparse(
            stream, ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for event, element in events:
            if event == "start":
                depth += 1
                continue
            depth -= 1
            if depth > level:
                continue
            text = (element.text or "").strip()
            if depth == level and (len(element) or element.attrib):
                kinds.add(element)
            elif text and not len(element):
                lines.append(f"{_xml.local(element)}: {text}")
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _members(kinds: _Kinds, held: ExitStack) -> Iterator[Child]:
    with held:
        for name, kind in kinds.found.items():
            yield Child(name, blob_of(kind.rows, name))
