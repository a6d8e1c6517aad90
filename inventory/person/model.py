"""What a search for a person gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Level(IntEnum):
    """How sure it is that a document is about, or names, the person asked for."""

    UNLIKELY = 0
    POSSIBLE = 1
    LIKELY = 2
    VERY_LIKELY = 3
    CERTAIN = 4

    @property
    def words(self) -> str:
        """Say it: "very likely"."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Mention:
    """One value in a document that speaks for the person.

    Attributes:
        entity: its kind.
        masked: the value with most characters hidden.
        location: where it was first seen in the document, or "".
        count: how often it occurs.
        why: what it has to do with what was asked, for a person to read.
    """

    entity: str
    masked: str
    location: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A value that was not asked for and seems to be the same person's.

    Attributes:
        entity: its kind.
        masked: the value with most characters hidden.
        documents: how many hold both it and what was asked for.
        listed: whether a list of people gives it beside the name.
    """

    entity: str
    masked: str
    documents: int
    listed: bool


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that holds, or may hold, something about the person.

    Attributes:
        source: the scanned root.
        path: below it.
        asset: name of the information asset it belongs to, or "".
        record_type: its kind.
        status: how far it was read.
        modified: UTC, or None.
        people: how many people it names, this one included.
        special: its special categories.
        level: how sure.
        reasons: why, in sentences.
        mentions: what speaks for it.
        nearby: kinds and masks of other values in it that seem to be the same person's.
    """

    source: str
    path: str
    asset: str
    record_type: str
    status: str
    modified: datetime | None
    people: int
    special: Sequence[str]
    level: Level
    reasons: Sequence[str]
    mentions: Sequence[Mention]
    nearby: Sequence[tuple[str, str]]


class Cut(NamedTuple):
    """A document of a column of which not every value is stored.

    Attributes:
        document: its id.
        source: the scanned root.
        path: of the document.
        item: path of the file that it is, or lies in.
    """

    document: int
    source: str
    path: str
    item: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is held about a person.

    Attributes:
        documents: the surest first.
        linked: other values of theirs.
        namesakes: how many people of the very name lists tell apart by their numbers; 0 where
            lists do not say.
        unread: documents that could not be read, or not fully, by reason: they may hold more.
        cut: documents that hold more values of a kind than are kept, and were not read again.
        stale: documents naming people that were stored before names could be found in any
            spelling; only exact spellings are found in them.
    """

    documents: Sequence[FoundDocument]
    linked: Sequence[Linked]
    namesakes: int
    unread: dict[str, int]
    cut: Sequence[str]
    stale: int

    def at_least(self, level: Level) -> list[FoundDocument]:
        """Give the documents that are at least so sure."""
        return [document for document in self.documents if document.level >= level]
