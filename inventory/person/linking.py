"""Finds other values that seem to be the same person's, and the documents that those lead to.

A value is taken for the person's where a list gives it in the same row as the name, or where it
keeps company with the person: it is met in several of the documents that surely name them and
hardly anywhere else. Of values that people have one of, there must be one that stands out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from inventory.person.judging import UNIQUE
from inventory.person.model import Level, Mention

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import duckdb

_KINDS = sorted(
    UNIQUE
    | {"DATE_OF_BIRTH", "EMAIL_ADDRESS", "PHONE_NUMBER", "UK_ADDRESS", "UK_POSTCODE"}
    | {"UK_BANK_ACCOUNT"}
)
_ONE_EACH = UNIQUE | {"DATE_OF_BIRTH", "UK_BANK_ACCOUNT"}
# Of telephone numbers, addresses and the like: more that keep company are those of other people.
_MOST_OF_A_KIND = 3
_MOST_PEOPLE = 20  # a document that names more is a list, in which nothing keeps company
_COMPANY = 0.8  # share of the documents with the value that must also name the person
_STANDS_OUT = 2.0  # times as many documents as the next value of its kind
_AT_LEAST = 2  # documents

_LISTED = """
WITH named AS (
    SELECT document, digests, list_has_any(digests, $numbers::VARCHAR[]) AS sure
    FROM clocks WHERE list_has_any(digests, $names::VARCHAR[])
)
SELECT f.entity, any_value(f.masked), f.digest, bool_or(a.sure)
FROM (SELECT document, sure, unnest(digests) AS digest FROM named) a
JOIN findings f USING (document, digest) JOIN documents d ON d.id = a.document
WHERE d.gone IS NULL AND f.entity IN (SELECT unnest($kinds::VARCHAR[]))
GROUP BY f.entity, f.digest
"""
_BESIDE = """
SELECT f.document, f.entity, f.masked, f.digest FROM findings f
JOIN documents d ON d.id = f.document
WHERE f.document IN (SELECT unnest($documents::BIGINT[])) AND d.people <= $most
    AND f.entity IN (SELECT unnest($kinds::VARCHAR[]))
"""
_EVERYWHERE = """
SELECT f.digest, list(DISTINCT f.document) FROM findings f JOIN documents d ON d.id = f.document
WHERE d.gone IS NULL AND f.digest IN (SELECT unnest($digests::VARCHAR[])) GROUP BY f.digest
"""
_HOLDING = """
SELECT f.document, f.entity, f.masked, f.digest, f.location, f.count FROM findings f
JOIN documents d ON d.id = f.document
WHERE d.gone IS NULL AND f.digest IN (SELECT unnest($digests::VARCHAR[])) ORDER BY f.place
"""
_NEARBY = """
SELECT DISTINCT f.document, f.entity, f.masked FROM findings f
WHERE f.document IN (SELECT unnest($documents::BIGINT[]))
    AND f.digest IN (SELECT unnest($digests::VARCHAR[]))
"""


class Link(NamedTuple):
    """A value that seems to be the person's; see `inventory.person.model.Linked`."""

    entity: str
    masked: str
    digest: str
    documents: int
    listed: bool


class Listed(NamedTuple):
    """What lists of people say of the person.

    Attributes:
        links: what they give in the same row as the full name.
        namesakes: how many people of that name they tell apart; 0 where it is one at most, or
            where what was asked for tells which of them is meant.
        others: digests of the numbers of namesakes who are not meant.
    """

    links: Sequence[Link]
    namesakes: int
    others: frozenset[str]


def listed_values(
    connection: duckdb.DuckDBPyConnection,
    names: Collection[str],
    asked: Collection[str],
    kinds: Mapping[str, Collection[str]],
) -> Listed:
    """Give what lists of people say in the rows of a name.

    Args:
        connection: a reading one.
        names: digests of the full name.
        kinds: of what was asked for and people have one of, by entity.
        asked: digests of all that was asked for; rows that hold a number among it count alone.
    """
    numbers = sorted(set(asked) - set(names))
    values = {"names": sorted(names), "numbers": numbers, "kinds": _KINDS}
    found = connection.execute(_LISTED, values).fetchall()
    told = any(sure for *_, sure in found)
    rows = [row for row in found if row[3] or not told]
    foreign = told or any(kinds.get(row[0]) for row in found)
    others = frozenset(row[2] for row in found if foreign and not row[3] and row[0] in UNIQUE)
    if foreign and not told:  # a list knows somebody of the name under another number
        return Listed([], 0, others)
    several = Counter(row[0] for row in rows if row[0] in _ONE_EACH)
    unique = max((number for entity, number in several.items() if entity in UNIQUE), default=0)
    if unique > 1:  # nobody knows which of the numbers is meant
        return Listed([], unique, others)
    links = [
        Link(entity, masked, digest, 0, listed=True)
        for entity, masked, digest, _ in rows
        if digest not in asked and several[entity] <= 1
    ]
    return Listed(links, 0, others)


def link_values(
    connection: duckdb.DuckDBPyConnection,
    sure: Sequence[int],
    judged: Mapping[int, tuple[Level, Any, Any]],
    listed: Listed,
    asked: Collection[str],
) -> list[Link]:
    """Find values that seem to be the person's, those of lists first.

    Args:
        connection: a reading one.
        sure: documents that surely name them.
        judged: all documents met.
        listed: what lists say.
        asked: digests of what was asked for, which is not told again.
    """
    beside: dict[str, tuple[str, str, set[int]]] = {}
    values = {"documents": list(sure), "most": _MOST_PEOPLE, "kinds": _KINDS}
    for document, entity, masked, digest in connection.execute(_BESIDE, values).fetchall():
        beside.setdefault(digest, (entity, masked, set()))[2].add(document)
    for digest in asked:
        beside.pop(digest, None)
    where = dict(connection.execute(_EVERYWHERE, {"digests": sorted(beside)}).fetchall())
    known = {link.digest for link in listed.links}
    likely = {number for number, (level, *_) in judged.items() if level >= Level.LIKELY}
    links = [
        Link(entity, masked, digest, len(documents), listed=False)
        for digest, (entity, masked, documents) in beside.items()
        if digest not in known
        and len(documents) >= _AT_LEAST
        and len(likely & set(where[digest])) >= _COMPANY * len(where[digest])
    ]
    counted = [
        link._replace(documents=len(beside[link.digest][2]))
        for link in listed.links
        if link.digest in beside
    ]
    counted += [link for link in listed.links if link.digest not in beside]
    links = _outstanding(links, {link.entity for link in counted})
    return sorted([*counted, *links], key=lambda link: (not link.listed, -link.documents))


def _outstanding(links: list[Link], known: Collection[str]) -> list[Link]:
    """Keep, of each kind that people have one of, the value that stands out, if one does.

    Of other kinds keep all where there are few, and none where nobody knows whose they are.
    """
    several = Counter(link.entity for link in links)
    kept = [
        link
        for link in links
        if link.entity not in _ONE_EACH and several[link.entity] <= _MOST_OF_A_KIND
    ]
    for entity in _ONE_EACH - set(known):
        ranked = sorted(
            (link for link in links if link.entity == entity), key=lambda link: -link.documents
        )
        if ranked and (
            len(ranked) == 1 or ranked[0].documents >= _STANDS_OUT * ranked[1].documents
        ):
            kept.append(ranked[0])
    return kept


def linked_documents(
    connection: duckdb.DuckDBPyConnection, links: Sequence[Link]
) -> Iterator[tuple[int, Mention, bool]]:
    """Give the documents that hold a number which seems to be the person's."""
    numbers = {link.digest: link for link in links if link.entity in UNIQUE}
    rows = connection.execute(_HOLDING, {"digests": sorted(numbers)}).fetchall()
    for document, entity, masked, digest, location, count in rows:
        link = numbers[digest]
        where = (
            "a list gives in the same row as the name"
            if link.listed
            else f"stands beside the name in {link.documents:,} documents"
        )
        mention = Mention(entity, masked, location, count, f"a number that {where}")
        yield document, mention, link.listed


def nearby(
    connection: duckdb.DuckDBPyConnection, links: Sequence[Link], documents: Collection[int]
) -> Mapping[int, Sequence[tuple[str, str]]]:
    """Give, by document, the kinds and masks of the linked values in it."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    digests = [link.digest for link in links]
    values = {"documents": sorted(documents), "digests": digests}
    for document, entity, masked in connection.execute(_NEARBY, values).fetchall():
        found[document].append((entity, masked))
    return {document: sorted(entries) for document, entries in found.items()}
