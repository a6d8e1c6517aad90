"""What a person has said is not personal data here: remembered, shown, and undoable.

A value is remembered by its digests and shown by its mask. What is suppressed changes what a
document is judged to be, so the documents concerned are marked to be opened again by the next scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from inventory.records import Ignored

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from inventory.store import Inventory


class Kind(StrEnum):
    """What a suppression is about."""

    VALUE = "value"
    PATH = "path"
    RECOGNISER = "recogniser"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One thing that is not personal data here.

    Attributes:
        id: number to undo it by.
        kind: what it is about.
        shown: a value's mask, a path pattern, or a recogniser's name.
        digests: a value's digests, one for each kind it might be; else empty.
        reason: why, in the words of the person.
        person: who said so.
        said: when, in UTC.
    """

    id: int
    kind: Kind
    shown: str
    digests: tuple[str, ...]
    reason: str
    person: str
    said: datetime


def suppress(
    inventory: Inventory,
    kind: Kind,
    shown: str,
    *,
    digests: Sequence[str] = (),
    reason: str,
    person: str,
) -> int:
    """Remember something as not personal data; gives how many files the next scan opens again.

    Args:
        inventory: where.
        kind: what it is about.
        shown: a value's mask, a path pattern such as `Training/*`, or a recogniser's name.
        digests: of a value.
        reason: why.
        person: who says so.

    Raises:
        InventoryError: the inventory cannot be written.
    """
    with inventory.writing() as connection:
        connection.execute(
            "INSERT INTO suppressions (kind, shown, digests, reason, person, said) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [kind, shown, list(digests), reason, person, datetime.now(UTC).replace(tzinfo=None)],
        )
        return _mark(connection, kind, shown, list(digests))


def undo(inventory: Inventory, number: int) -> Suppression | None:
    """Take a suppression back; gives what it was, or None where there is none of that number.

    What it hid in a value or recogniser is known no longer, so the next scan opens every file
    again; for a path, those below it.

    Raises:
        InventoryError: the inventory cannot be written.
    """
    found = next((entry for entry in suppressions(inventory) if entry.id == number), None)
    if found is None:
        return None
    with inventory.writing() as connection:
        connection.execute("DELETE FROM suppressions WHERE id = ?", [number])
        pattern = found.shown if found.kind is Kind.PATH else "*"
        _mark(connection, Kind.PATH, pattern, [])
    return found


def suppressions(inventory: Inventory) -> list[Suppression]:
    """Give all that is suppressed, oldest first.

    Raises:
        InventoryError: the inventory cannot be read.
    """
    with inventory.reading() as connection:
        rows = connection.execute(
            "SELECT id, kind, shown, digests, reason, person, said FROM suppressions ORDER BY id"
        ).fetchall()
    return [
        Suppression(number, Kind(kind), shown, tuple(digests), reason, person, said)
        for number, kind, shown, digests, reason, person, said in rows
    ]


def ignored(inventory: Inventory) -> Ignored:
    """Give what scans must leave out.

    Raises:
        InventoryError: the inventory cannot be read.
    """
    entries = suppressions(inventory)
    return Ignored(
        digests=frozenset(digest for entry in entries for digest in entry.digests),
        recognisers=frozenset(e.shown for e in entries if e.kind is Kind.RECOGNISER),
        paths=tuple(entry.shown for entry in entries if entry.kind is Kind.PATH),
    )


def _mark(connection: duckdb.DuckDBPyConnection, kind: Kind, shown: str, digests: list[str]) -> int:
    """Make the files concerned stale; a member of a container concerns the container's file."""
    concerned = {
        Kind.VALUE: "id IN (SELECT document FROM findings WHERE list_contains($digests, digest))",
        Kind.RECOGNISER: "id IN (SELECT document FROM findings WHERE recogniser = $shown)",
        Kind.PATH: "path GLOB $shown",
    }[kind]
    parameters = {Kind.VALUE: {"digests": digests}}.get(kind, {"shown": shown})
    files = connection.execute(
        "UPDATE documents SET rules_version = '' WHERE (source, split_part(path, '!/', 1)) IN "  # noqa: S608 - `concerned` is from this function
        f"(SELECT source, split_part(path, '!/', 1) FROM documents WHERE {concerned}) "
        "AND gone IS NULL RETURNING container = ''",
        parameters,
    ).fetchall()
    return sum(on_disk for (on_disk,) in files)
