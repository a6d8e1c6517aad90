"""Counts the distinct people in any set of documents, without naming one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from typing import TypeVar

    import duckdb

    Key = TypeVar("Key", bound=Hashable)

# As for assets: whichever of names and numbers tell more people apart. Short hashes of the digests
# do for counting.
_VALUES = """
CREATE TABLE report_people AS
    SELECT DISTINCT f.document, f.entity, hash(f.digest) AS value
    FROM findings f JOIN documents d ON d.id = f.document
    WHERE f.entity IN ('PERSON', 'UK_NHS', 'UK_NINO', 'SCOTTISH_CHI')
"""
_COUNT = """
SELECT number, max(people) FROM (
    SELECT s.number, p.entity, count(DISTINCT p.value) AS people
    FROM (SELECT unnest($documents::BIGINT[]) AS document,
            unnest($numbers::INTEGER[]) AS number) s
    JOIN report_people p USING (document) GROUP BY ALL
) GROUP BY number
"""


def note_people(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table that `people_in` counts from.

    Args:
        connection: a snapshot being made, with `documents` in it and `findings` in reach.
    """
    connection.execute(_VALUES)


def people_in(
    connection: duckdb.DuckDBPyConnection, sets: Mapping[Key, Iterable[int]]
) -> dict[Key, int]:
    """Give the number of distinct people in each set of documents.

    Args:
        connection: a snapshot in which `note_people` has been at work.
        sets: ids of documents; a document may be in several.
    """
    documents: list[int] = []
    numbers: list[int] = []
    for number, members in enumerate(sets.values()):
        before = len(documents)
        documents += members
        numbers += [number] * (len(documents) - before)
    rows = connection.execute(_COUNT, {"documents": documents, "numbers": numbers}).fetchall()
    counted = dict(rows)
    return {key: counted.get(number, 0) for number, key in enumerate(sets)}
