"""Looks for a name in the names of files and folders, which are stored as they are.

A locked or scanned file says nothing of its contents, but often whose it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.person.model import Level

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    import duckdb

_WORDS = re.compile(r"[^\W\d_]+")
_CANDIDATES = """
SELECT id, lower(strip_accents(path)) FROM documents
WHERE gone IS NULL AND contains(lower(strip_accents(replace(path, '''', ''))), $surname)
"""
_FULL = "the name is in the name of the file or of a folder above it"
_PART = "the surname is in the name of the file or of a folder above it"


@dataclass(frozen=True, slots=True)
class PathWords:
    """A name to look for in paths.

    Attributes:
        given: the first name and its other forms, in lower case without accents.
        surname: the same of the surname.
    """

    given: frozenset[str]
    surname: str


def documents_filed_under(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[PathWords],
    known: Container[int],
) -> dict[int, tuple[Level, str]]:
    """Give documents whose path names the person: how sure, and why.

    Args:
        connection: a reading one.
        names: ways in which the person is called.
        known: documents that are found already.
    """
    found: dict[int, tuple[Level, str]] = {}
    for name in names:
        for document, path in connection.execute(_CANDIDATES, {"surname": name.surname}).fetchall():
            if document in known:
                continue
            verdict = max((_verdict(part, name) for part in path.split("/")), default=(-1, ""))
            if verdict[0] >= 0 and verdict > found.get(document, (-1, "")):
                found[document] = Level(verdict[0]), verdict[1]
    return found


def _verdict(part: str, name: PathWords) -> tuple[int, str]:
    words = _WORDS.findall(part.replace("'", "").replace("\u2019", ""))
    if name.surname not in words:
        return -1, ""
    at = words.index(name.surname)
    beside = [word for word in words[max(at - 2, 0) : at + 3] if word != name.surname]
    if name.given & set(beside):
        return int(Level.LIKELY), _FULL
    initials = {word[0] for word in name.given}
    if any(len(word) == 1 and word in initials for word in beside):
        return int(Level.POSSIBLE), f"{_PART}, with an initial"
    return int(Level.UNLIKELY), _PART
