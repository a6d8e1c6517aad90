"""Finds the records of an XML export: elements that repeat, with fields in them, nested or not."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from detectors.tables import from_rows
from scanner.extract import _xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from scanner.document import Document

_MIN_RECORDS = 3
_MOST_COLUMNS = 500
_MIN_FILL = 0.3  # records of one kind have most of their fields in common
_SAMPLE = 200
_WRITING = {"p", "h", "para", "si", "section", "div", "span", "br"}  # what a document is made of


def take(element: Element, document: Document) -> set[str]:
    """Move the records among an element's children to tables.

    Returns:
        The tags of the children that were moved.
    """
    groups: dict[str, list[Element]] = {}
    for child in element:
        if isinstance(child.tag, str):
            groups.setdefault(child.tag, []).append(child)
    taken = set()
    for tag, records in groups.items():
        name = _xml.local(element if len(groups) == 1 else records[0])
        if len(records) >= _MIN_RECORDS and _are_records(records) and _add(name, records, document):
            taken.add(tag)
    return taken


def _are_records(elements: list[Element]) -> bool:
    """Say whether elements hold fields and nothing that reads on from one to the next."""
    for part in itertools.chain.from_iterable(e.iter() for e in elements[:_SAMPLE]):
        if _xml.local(part) in _WRITING:
            return False
        if len(part) and ((part.text or "").strip() or any((c.tail or "").strip() for c in part)):
            return False
    return True


def _add(name: str, records: list[Element], document: Document) -> bool:
    """Make a table of records, and tables of the records that repeat inside them."""
    tags = repeated(records)
    inner: dict[str, list[Element]] = {}
    flat = [fields(record, tags, inner) for record in records]
    header = list(dict.fromkeys(key for row in flat for key in row))
    filled = sum(map(len, flat))
    if not 2 <= len(header) <= _MOST_COLUMNS or filled < _MIN_FILL * len(header) * len(flat):
        return False
    rows: list[list[str | None]] = [[*header], *([row.get(key) for key in header] for row in flat)]
    if (table := from_rows(name, rows)) is not None:
        document.tables.append(table)
    for elements in inner.values():
        title = _xml.local(elements[0])
        if not _add(title, elements, document):
            _add_thin(title, elements, document)
    return True


def _add_thin(name: str, records: list[Element], document: Document) -> None:
    """Make a table of inner records that have little in common."""
    flat = [fields(record, set(), {}) for record in records]
    rows = [[f"{key}: {value}" for key, value in row.items()] for row in flat]
    if (table := from_rows(name, rows)) is not None:
        document.tables.append(table)


def repeated(records: list[Element]) -> set[str]:
    """Give the tags that occur more than once below one parent and have fields of their own."""
    found: set[str] = set()
    for part in itertools.chain.from_iterable(record.iter() for record in records):
        seen: set[str] = set()
        for child in part:
            if len(child) and isinstance(child.tag, str):
                (found if child.tag in seen else seen).add(child.tag)
    return found


def fields(
    record: Element, apart: set[str], inner: dict[str, list[Element]], prefix: str = ""
) -> dict[str, str]:
    """Give a record's fields by name, those of nested elements as `outer.inner`.

    Args:
        record: the element.
        apart: tags of nested elements that are records of their own.
        inner: where those go, by their tag.
        prefix: names of the elements around it, with dots.
    """
    found = {prefix + str(key).rpartition("}")[2]: str(v) for key, v in record.items()}
    for child in record:
        if child.tag in apart:
            inner.setdefault(str(child.tag), []).append(child)
            continue
        local = _xml.local(child)
        name = prefix + local
        if len(child):
            found.update(fields(child, apart, inner, f"{name}."))
            continue
        for key, value in child.items():
            found[prefix + str(key).rpartition("}")[2]] = str(value)
        text = (child.text or "").strip()
        if local:
            found[name] = f"{found[name]}; {text}" if found.get(name) else text
    return found
