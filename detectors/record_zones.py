"""Where a phrase stands in a document: what tells a record's name from a word in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detectors.model import Subject

HEAD_CHARACTERS = 60_000
_TITLE_LINES = 2
_OPENING_LINES = 8
_TITLE_WIDTH = 90
_PROMINENT_SHARE = 0.2
_TITLE_SHARE = 0.6
_HEADING_SHARE = 0.5
# Not inside "DoLS", "eMAR", "P45" or "NEWS2".
_CAMEL = re.compile(
    r"(?<=[a-z]{2})(?=[A-Z][a-z])|(?<=[A-Za-z]{3})(?=\d{4})|(?<=\d{4})(?=[A-Za-z]{3})"
)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_SUBJECT_LINE = re.compile(r"^(?:re|subject|title|form|document|fw|fwd)\s*:", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?,]$|[.!?] +[A-Z]")
_FIRST_SENTENCE = re.compile(r"\s*[^\n.!?]{1,60}[.!?](?=\s)")
_PLAIN_SHEET = re.compile(r"(?:sheet|table|page)?\s*\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a document to look for phrases in.

    Attributes:
        zone: `title`, `name`, `folder`, `header` or `text` (whose lines `zone_of` tells apart).
        text: the words.
        fade: 1, or less for a folder further from the file.
        titled: whether the first lines may be a title; those of a message are not.
    """

    zone: str
    text: str
    fade: float = 1.0
    titled: bool = True


def places(subject: Subject, headers: Sequence[Sequence[str]], fade: float) -> Iterator[Place]:
    """Give the pieces of a document, the most telling first.

    Args:
        subject: the document.
        headers: the header rows of its tables.
        fade: factor from one folder to the next one outwards.
    """
    if subject.names:
        yield Place("name", spaced(_EXTENSION.sub("", subject.names[-1])))
    for key, value in subject.properties:
        if key in {"title", "subject"}:
            yield Place("title", value)
    for table in subject.tables:
        if not _PLAIN_SHEET.fullmatch(table.name):
            yield Place("title", spaced(table.name))
    for steps, folder in enumerate(reversed(subject.names[:-1])):
        yield Place("folder", spaced(folder), fade**steps)
    for row in headers:
        yield Place("header", "\n".join(spaced(cell) for cell in row))
    titled = all(key != "from" for key, _ in subject.properties)
    yield Place("text", subject.text[:HEAD_CHARACTERS], titled=titled)


def spaced(name: str) -> str:
    """Put spaces into a name written without them: "CarePlan_2016" becomes "Care Plan 2016"."""
    return _CAMEL.sub(" ", name).replace("_", " ")


class Lines:
    """The lines of a text, to ask in which zone a span stands.

    Args:
        text: the text that the spans are counted in.
        titled: whether its first lines may be a title.
    """

    def __init__(self, text: str, *, titled: bool = True) -> None:
        self._text = text
        self._title_lines = _TITLE_LINES if titled else 0
        self._opening: dict[int, int] = {}
        for match in re.finditer(r"^[^\S\n]*\S", text, re.MULTILINE):
            self._opening[match.start()] = len(self._opening)
            if len(self._opening) >= _OPENING_LINES:
                break

    def zone_of(self, start: int, end: int) -> str:
        """Give `title`, `heading` or `body` for `text[start:end]`."""
        first, line = self.line_at(start)
        order = self._opening.get(first, _OPENING_LINES)
        width = len(line.strip())
        share = (end - start) / max(width, 1)
        sentence = _SENTENCE.search(line.strip()) is not None
        indent = len(line) - len(line.lstrip())
        prominent = share >= _PROMINENT_SHARE or start - first <= indent
        if order == 0 < self._title_lines and start - first <= indent:
            return "title"
        if order < self._title_lines and width <= _TITLE_WIDTH and prominent and not sentence:
            return "title"
        if order < _OPENING_LINES and (share >= _TITLE_SHARE or _SUBJECT_LINE.match(line.strip())):
            return "title"
        return "heading" if share >= _HEADING_SHARE and width <= _TITLE_WIDTH else "body"

    def in_first_sentence(self, end: int) -> bool:
        """Tell whether a short first sentence, which serves as a title, goes on up to `end`."""
        sentence = _FIRST_SENTENCE.match(self._text)
        return bool(self._title_lines and sentence and end <= sentence.end())

    def line_at(self, position: int) -> tuple[int, str]:
        """Give the start of the line around a position, and the line."""
        first = self._text.rfind("\n", 0, position) + 1
        last = self._text.find("\n", position)
        return first, self._text[first : last if last >= 0 else len(self._text)]

    def opening(self) -> str:
        """Give those of the first lines that may name the document: short, and no sentences."""
        lines = (self.line_at(first)[1].strip() for first in self._opening)
        return "\n".join(
            line for line in lines if len(line) <= _TITLE_WIDTH and not _SENTENCE.search(line)
        )
