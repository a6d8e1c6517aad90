"""JSON, NDJSON and property lists: lists of records become tables, the rest `key: value` lines."""

from __future__ import annotations

import datetime as dt
import json
import plistlib
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError

from detectors.tables import from_rows
from scanner import encoding
from scanner.document import Block, Document, Status, UnreadableError
from scanner.extract import salvage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Blob, Limits

MEDIA_TYPES = ("application/json", "application/x-ndjson", "application/x-bplist")
ERRORS = (ExpatError, ValueError, OverflowError)

_LARGEST = 128 * 2**20  # a parsed tree takes some ten times its file
_MIN_RECORDS = 2
_MIN_GRID = 3
_MOST_COLUMNS = 500


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a file of objects; JSON that does not parse is read as the text that it is.

    Raises:
        UnreadableError: it is too large to be parsed.
    """
    if media_type == "application/x-ndjson":
        return _read_lines(blob, media_type, limits)
    if blob.size > _LARGEST:
        message = f"JSON of more than {_LARGEST // 2**20} MB is not read; save it as JSON lines"
        raise UnreadableError(Status.TOO_LARGE, message)
    document = Document(media_type)
    data = blob.read()
    if media_type == "application/x-bplist":
        try:
            _add(plistlib.loads(data), document)
        except plistlib.InvalidFileException:
            return salvage.extract(blob, media_type, limits)
        return document
    text = encoding.decode(data).lstrip("\ufeff")
    try:
        _add(json.loads(text, parse_float=str, parse_int=str), document)
    except (ValueError, RecursionError):
        document.tables.clear()
        document.blocks = [Block(text)]
        document.error = "its JSON is not valid; it was read as plain text"
    return document


def _read_lines(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read an object a line; lines that do not parse are kept as text."""
    document = Document(media_type)
    records: list[Any] = []
    stray: list[str] = []
    name = encoding.detect(blob.read(65536)) or "utf-8"
    lines = encoding.decode(blob.read(limits.max_bytes), name).split("\n")
    for line in lines[: limits.max_rows]:
        if not line.strip():
            continue
        try:
            records.append(json.loads(line, parse_float=str, parse_int=str))
        except (ValueError, RecursionError):
            stray.append(line)
    _add(records, document)
    if stray:
        document.blocks.append(Block("\n".join(stray), "lines that are not valid JSON"))
    if len(lines) > limits.max_rows + 1:
        document.status = Status.PARTLY_READ
        document.error = f"only its first {limits.max_rows:,} lines were read"
    return document


def _add(node: Any, document: Document) -> None:
    lines = [line for line in _walk(node, "", document) if line]
    if lines:
        document.blocks.append(Block("\n".join(lines)))


def _walk(node: Any, path: str, document: Document) -> Iterator[str]:
    """Give `key: value` lines for a tree, and move lists of records to tables."""
    if isinstance(node, dict):
        if (records := _keyed(node)) and _add_records(records, path, document):
            return
        for key, value in node.items():
            yield from _walk(value, _text(key), document)
    elif isinstance(node, list | tuple):
        if not _add_records(node, path, document):
            for value in node:
                yield from _walk(value, path, document)
    elif (text := _text(node)).strip():
        yield f"{path}: {text}" if path else text


def _add_records(nodes: list[Any] | tuple[Any, ...], name: str, document: Document) -> bool:
    """Make a table of a list of objects; nested objects become columns `outer.inner`.

    Lists of objects inside them (the visits of each client) become a table of their own.
    """
    if len(nodes) < _MIN_RECORDS or not all(isinstance(node, dict) for node in nodes):
        return _add_grid(nodes, name, document)
    inner: dict[str, list[Any]] = {}
    flat = [dict(_flatten(node, inner)) for node in nodes]
    header = list(dict.fromkeys(key for row in flat for key in row))
    if not header or len(header) > _MOST_COLUMNS:
        return False
    rows: list[list[str | None]] = [[*header], *([row.get(key) for key in header] for row in flat)]
    if (table := from_rows(name, rows)) is not None:
        document.tables.append(table)
    for key, records in inner.items():
        if not _add_records(records, f"{name}.{key}" if name else key, document):
            _add(records, document)
    return True


def _add_grid(nodes: list[Any] | tuple[Any, ...], name: str, document: Document) -> bool:
    """Make a table of a list of lists of plain values, all of one length."""
    if len(nodes) < _MIN_GRID or not all(isinstance(node, list | tuple) for node in nodes):
        return False
    plain = not any(isinstance(value, dict | list | tuple) for node in nodes for value in node)
    if not plain or len({len(node) for node in nodes}) > 1 or len(nodes[0]) < 2:
        return False
    if (table := from_rows(name, [[_text(value) for value in node] for node in nodes])) is not None:
        document.tables.append(table)
    return True


def _keyed(node: dict[Any, Any]) -> list[Any]:
    """Give objects that are kept under their keys (`{"4711": {…}, "4712": {…}}`) as a list."""
    values = list(node.values())
    if len(values) < _MIN_GRID or not all(isinstance(value, dict) and value for value in values):
        return []
    shared = set.intersection(*(set(value) for value in values))
    if len(shared) < 0.5 * max(map(len, values)):
        return []
    return [{"key": key, **value} for key, value in node.items()]


def _flatten(
    node: dict[Any, Any], inner: dict[str, list[Any]], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        name = f"{prefix}{_text(key)}" if prefix else _text(key)
        if type(value) is str:
            yield name, _text(value)
        elif isinstance(value, dict):
            yield from _flatten(value, inner, f"{name}.")
        elif not isinstance(value, list | tuple):
            yield name, _text(value)
        elif value and all(isinstance(v, dict) for v in value):
            inner.setdefault(name, []).extend(value)
        else:
            # A list of words inside a record is prose for its cell.
            scratch = Document("")
            parts = [
                _text(v) if not isinstance(v, dict | list) else _prose(v, scratch) for v in value
            ]
            yield name, "; ".join(parts)


def _prose(node: Any, scratch: Document) -> str:
    if isinstance(node, dict):
        return ", ".join(f"{key}: {_prose(value, scratch)}" for key, value in node.items())
    return ", ".join(_walk(node, "", scratch))


def _text(value: Any) -> str:
    if type(value) is str and value.isascii() and "\0" not in value:  # most of them, and quickly
        return value
    if value is None:
        return ""
    if isinstance(value, bytes):
        return ""  # pictures and keys in property lists
    if isinstance(value, dt.datetime):
        return value.isoformat()
    text = str(value)
    if text.isascii() and "\0" not in text:
        return text
    # Half a character, as `\\ud83d` alone is, cannot be stored; nor can some readers bear a NUL.
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
