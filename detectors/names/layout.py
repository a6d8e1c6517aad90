"""Where the layout of a page says that a name stands: labels, tables, greetings, signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from detectors.names.runs import RUN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detectors.names.lexicon import Lexicon

_KEY_REACH = 60
_VALUE_REACH = 200
_KEY_EDGE = re.compile(r"[|;,(){}<>\[\]\t\n\r\"'&?\u2022]|  |\. ")
_KEY_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_VALUE = re.compile(r"[ \t]{0,8}[*_]{0,2}[\"'\u201c\u2018]?[ \t]?(?=\S)")
_NEXT_LINE = re.compile(r"[ \t]*\r?\n(?:[ \t]*\r?\n)?[ \t]*(?=\S)")
_BETWEEN = re.compile(r"[ \t]*(?:,(?: and| &)?|;|/|and|&|\+)[ \t]*")
_TAG = re.compile(r"<([A-Za-z][\w:.-]{1,40})>(?=[^<\n]{2,60}</)")
_LOWER_NAME = re.compile(
    r"[^\W\d_][\w'\u2019-]*(?: [^\W\d_][\w'\u2019-]*){0,3}(?=[ \t]*(?:[\n\r,;|\"'<)}]|$))"
)
_CELL_EDGE = re.compile(r"[ \t]*(?:\||\t| {2,})[ \t]*")
_RULE_LINE = re.compile(r"[\s|+=:_-]*$")
_PARTS_OF_NAME = frozenset({"first", "last", "full", "middle", "given", "family"})
_PROMISES = frozenset({"label", "role_label"})
_MAX_CELL = 48
_MAX_KEY_WORDS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text in which a name is to be expected.

    Attributes:
        start: first character of the value.
        end: one past its last character.
        reason: which weight of `name_rules.yaml` it earns ("label", "closing" …).
        exact: whether the whole stretch is the value, in whatever case it is written.
    """

    start: int
    end: int
    reason: str
    exact: bool = False


def places(text: str, lexicon: Lexicon) -> list[Place]:
    """Give every stretch of `text` where its layout announces a name, in order."""
    found = [
        *_after_keys(text, lexicon),
        *_after_lines(text, lexicon),
        *_in_cells(text, lexicon),
    ]
    return sorted(found, key=lambda place: place.start)


def key_strength(key: str, lexicon: Lexicon) -> str:
    """Say what a label or column header promises.

    Returns:
        "label" (a name), "role_label" (most likely one), "thing_label" (none) or "".
    """
    words = [word.lower() for word in _KEY_WORD.findall(key)]
    if not words or len(words) > _MAX_KEY_WORDS:
        return ""
    if words[-1] in _PARTS_OF_NAME and words[-2:-1] == ["name"]:
        words = words[-3:]
    if words[-1] not in lexicon.label_roles and not lexicon.label_things.isdisjoint(words):
        return "thing_label"
    if _is_name_key(words, lexicon):
        return "label"
    return "role_label" if words[-1] in lexicon.label_roles else ""


def _is_name_key(words: list[str], lexicon: Lexicon) -> bool:
    if " ".join(words) in lexicon.label_keys or " ".join(words[-2:]) in lexicon.label_keys:
        return True
    if words[-1] in lexicon.label_keys and len(words) > 1:
        return True
    return "name" in words and ("of" in words or words[0] == "name" or words[-1] in _PARTS_OF_NAME)


def _after_keys(text: str, lexicon: Lexicon) -> Iterator[Place]:
    for match in re.finditer(r"[:=]", text):
        at = match.start()
        if text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
            continue  # a time of day
        strength = key_strength(_key_before(text, at), lexicon)
        if strength:
            yield from _value_at(text, match.end(), strength)
    for match in _TAG.finditer(text):
        strength = key_strength(match.group(1), lexicon)
        if strength:
            yield from _value_at(text, match.end(), strength)


def _key_before(text: str, at: int) -> str:
    reach = text[max(0, at - _KEY_REACH) : at].rstrip(" \t\"'*_")
    return _KEY_EDGE.split(reach)[-1]


def _value_at(text: str, at: int, strength: str) -> Iterator[Place]:
    start = _VALUE.match(text, at)
    if start is None and strength != "thing_label":
        start = _NEXT_LINE.match(text, at)
    if start is None:
        return
    yield from _listed(text, start.end(), strength)
    if strength == "label" and (value := _LOWER_NAME.match(text, start.end())):
        yield Place(value.start(), value.end(), strength, exact=True)


def _listed(text: str, at: int, reason: str) -> Iterator[Place]:
    """Yield the name at `at`, and those that follow it in a list."""
    end = at + _VALUE_REACH
    while at < end and (run := RUN.match(text, at)):
        yield Place(run.start(), run.end(), reason, exact=reason != "thing_label")
        between = _BETWEEN.match(text, run.end())
        if between is None:
            return
        at = between.end()


@lru_cache(maxsize=4)
def _closing_pattern(closings: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(closings, key=len, reverse=True))
    return re.compile(
        rf"(?im)(?:^|(?<=[.!?] ))[ \t>]*(?:{words})(?:[ \t]*[,.!:-]+[ \t]*|[ \t]+|(?=[\r\n]))"
    )


@lru_cache(maxsize=4)
def _greeting_pattern(greetings: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(word.replace("-", " ")) for word in greetings)
    return re.compile(rf"(?im)(?:^|(?<=[.!?] ))[ \t>\"'*]*(?:{words})(?:[ \t]*,)?[ \t]+(?=\S)")


def _after_lines(text: str, lexicon: Lexicon) -> Iterator[Place]:
    for match in _greeting_pattern(lexicon.greetings).finditer(text):
        yield from _listed(text, match.end(), "greeting")
    for match in _closing_pattern(lexicon.closings).finditer(text):
        yield from _signature(text, match.end())


def _signature(text: str, at: int) -> Iterator[Place]:
    """Yield the first of the next lines that is a name and little else."""
    for _ in range(4):
        limit = min(len(text), at + _VALUE_REACH)
        end = text.find("\n", at, limit)
        end = limit if end < 0 else end
        line = text[at:end]
        start = at + len(line) - len(line.lstrip(" \t>*_"))
        run = RUN.match(text, start, end)
        if run and len(text[run.end() : end].strip()) <= _MAX_CELL and line.count(" ") < 8:
            yield Place(run.start(), run.end(), "closing", exact=True)
            return
        if end == limit:
            return
        at = end + 1


def _in_cells(text: str, lexicon: Lexicon) -> Iterator[Place]:
    """Yield cells under or beside a cell that is a label."""
    columns: dict[int, str] = {}
    width = 0
    at = 0
    for line in text.splitlines(keepends=True):
        cells = _cells(line, at)
        start = at
        at += len(line)
        if len(cells) == width and columns:
            yield from _under(cells, columns)
            continue
        if _RULE_LINE.match(line) and line.strip():
            continue
        columns, width = {}, 0
        if len(cells) < 2:
            continue
        labels = [key_strength(cell, lexicon) for cell, _, _ in cells]
        beside = [] if "," in line[cells[0][2] - start :][:2] else list(_beside(cells, labels))
        if beside:
            yield from beside
        elif all(0 < len(cell) <= _MAX_CELL for cell, _, _ in cells):
            columns = {i: strength for i, strength in enumerate(labels) if strength in _PROMISES}
            width = len(cells)


def _under(cells: list[tuple[str, int, int]], columns: dict[int, str]) -> Iterator[Place]:
    for index, strength in columns.items():
        _, start, end = cells[index]
        yield Place(start, end, "label" if strength == "label" else "cell", exact=True)


def _beside(cells: list[tuple[str, int, int]], labels: list[str]) -> Iterator[Place]:
    """Yield values that stand right of their label, where the line is no header row."""
    if sum(map(bool, labels)) * 2 > len(cells) or ":" in cells[0][0]:
        return
    for (_, start, end), own, left in zip(cells[1:], labels[1:], labels, strict=False):
        if left in _PROMISES and not own and end - start <= _MAX_CELL and end > start:
            yield Place(start, end, "role_label", exact=True)


def _cells(line: str, offset: int) -> list[tuple[str, int, int]]:
    """Split a line into (text, start, end) cells: at pipes, tabs or wide blanks, or at commas."""
    body = line.rstrip()
    if not body or len(body) > 2000:
        return []
    if "|" in body or "\t" in body or "  " in body.strip():
        edges = _CELL_EDGE.finditer(body)
    elif body.count(",") and '"' not in body:
        edges = re.finditer(",", body)
    elif body.count(","):
        edges = re.finditer(r',(?=(?:[^"]{0,200}"[^"]{0,200}")*[^"]{0,200}$)', body)
    else:
        return []
    bounds = [(m.start(), m.end()) for m in edges]
    starts = [0, *(end for _, end in bounds)]
    ends = [*(start for start, _ in bounds), len(body)]
    cells = [_trimmed(body, a, b, offset) for a, b in zip(starts, ends, strict=True)]
    return cells[1 if not cells[0][0] else 0 : len(cells) - (not cells[-1][0])]


def _trimmed(body: str, start: int, end: int, offset: int) -> tuple[str, int, int]:
    raw = body[start:end]
    start += len(raw) - len(raw.lstrip(" \t\"'*"))
    cell = raw.strip(" \t\"'*")
    return cell, start + offset, start + offset + len(cell)
