"""Tells which documents are copies of one another: exact ones, and nearly the same text.

Exact copies have the same contents to the byte. Near copies (a letter saved again with another
date, a .doc beside its .pdf) have so many bands of their sketches in common that about three
quarters of their text is the same; see `scanner.sketch`. A form filled in for another person is no
copy: of two near copies at most one names people whom the other does not.

The work grows with the number of documents and not with that of pairs: whoever shares a band is
compared with the first of them, and with the one before in order of the people they name.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

_BANDS = 20  # as `scanner.sketch` makes them
_LEAST = 8  # bands in common
_SLACK = 10  # in a list, one person in so many may have come or gone
_NAMING = ("PERSON", "UK_NHS", "SCOTTISH_CHI", "NI_HEALTH_AND_CARE", "UK_NINO", "PAYROLL_NUMBER")

_SAME = """
CREATE TABLE same AS
    SELECT id, min(id) OVER contents AS first, count(*) OVER contents AS files FROM documents
    WHERE content_hash <> '' AND size > 0
    WINDOW contents AS (PARTITION BY content_hash)
"""
_PEOPLE = """
CREATE TABLE sketched AS
    WITH wanted AS (
        SELECT s.document, s.bands FROM sketches s JOIN same ON same.id = s.document
        WHERE same.first = same.id
    ), named AS (
        SELECT f.document, list_sort(list(DISTINCT hash(f.digest))) AS people
        FROM findings f SEMI JOIN wanted w ON w.document = f.document
        WHERE f.entity IN (SELECT unnest($naming::VARCHAR[])) GROUP BY f.document
    )
    SELECT w.document, w.bands, coalesce(n.people, []) AS people,
        dense_rank() OVER (ORDER BY coalesce(n.people, [])) AS place
    FROM wanted w LEFT JOIN named n USING (document)
"""
_MET = """
CREATE TABLE met AS
    WITH banded AS (
        SELECT document, place, unnest(bands) AS band, generate_subscripts(bands, 1) AS number
        FROM sketched
    ), ordered AS (
        SELECT document, first_value(document) OVER shared AS first,
            lag(document) OVER shared AS before
        FROM banded WINDOW shared AS (PARTITION BY number, band ORDER BY place, document)
    )
    SELECT DISTINCT document, unnest([first, before]) AS other FROM ordered WHERE document <> first
"""
_EQUAL = " + ".join(f"(a.bands[{i}] = b.bands[{i}])::INTEGER" for i in range(1, _BANDS + 1))
_NEAR = f"""
CREATE TABLE near AS
    WITH close AS (
        SELECT a.document, b.document AS other, len(a.people) AS own, len(b.people) AS others,
            len(list_intersect(a.people, b.people)) AS common
        FROM met m
        JOIN sketched a ON a.document = m.document JOIN sketched b ON b.document = m.other
        WHERE {_EQUAL} >= $least
    )
    SELECT document, other FROM close
    WHERE least(own - common, others - common) * $slack <= greatest(own, others)
"""  # noqa: S608 - numbers from this module
_MEMBERS = """
SELECT s.id, s.first, s.files FROM same s
WHERE s.files > 1 OR s.first IN (SELECT document FROM near UNION ALL SELECT other FROM near)
"""


class Alike(NamedTuple):
    """The copies that there are of a document.

    Attributes:
        contents: number of the exact contents; equal for exact copies.
        text: number of the text; equal for near copies.
        copies: other documents with these contents.
        near: other documents with nearly this text and other contents.
    """

    contents: int
    text: int
    copies: int
    near: int


ALONE = Alike(contents=-1, text=-1, copies=0, near=0)


def compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Compare all documents of a snapshot; `alike` reads the result.

    Args:
        connection: as `Inventory.snapshot` hands to what it calls `prepare`.
    """
    connection.execute(_SAME)
    connection.execute(_PEOPLE, {"naming": list(_NAMING)})
    connection.execute(_MET)
    connection.execute(_NEAR, {"least": _LEAST, "slack": _SLACK})
    for table in ("sketched", "met"):
        connection.execute(f"DROP TABLE {table}")


def alike(connection: duckdb.DuckDBPyConnection) -> Mapping[int, Alike]:
    """Give, of a snapshot after `compare`, the documents that have copies, by id."""
    texts = _Joined()
    for document, other in connection.execute("FROM near").fetchall():
        texts.join(document, other)
    members = connection.execute(_MEMBERS).fetchall()
    files = Counter(texts.of(first) for _, first, _ in members)
    return {
        document: Alike(
            first, texts.of(first), copies=number - 1, near=files[texts.of(first)] - number
        )
        for document, first, number in members
    }


class _Joined:
    """Numbers joined into groups; the least of a group stands for it."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def of(self, number: int) -> int:
        """Give the number that stands for a number's group."""
        path = []
        while (above := self._above.get(number, number)) != number:
            path.append(number)
            number = above
        for passed in path:
            self._above[passed] = number
        return number

    def join(self, one: int, other: int) -> None:
        """Make one group of two."""
        low, high = sorted((self.of(one), self.of(other)))
        self._above[high] = low
