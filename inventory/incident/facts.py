"""Counts what the documents of an incident hold, whom they concern and who could reach them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inventory.incident.scope import mark_affected
from inventory.report.people import note_people, people_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    import duckdb

    from inventory.incident.scope import Scope
    from inventory.store import Inventory

_HERE = "id IN (SELECT id FROM affected)"
_TOTALS = f"""
SELECT count(*), count(*) FILTER (path = item), coalesce(sum(size) FILTER (path = item), 0),
    count(*) FILTER (personal_data), count(*) FILTER (len(special_category) > 0),
    count(*) FILTER (criminal_offence), count(*) FILTER (status = 'encrypted'),
    min(first_seen), min(modified), max(modified)
FROM documents WHERE {_HERE}
"""  # noqa: S608 - our own SQL, here and below
_SCANS = f"""
SELECT source, max(finished) FROM scans
WHERE state = 'finished' AND source IN (SELECT source FROM documents WHERE {_HERE})
GROUP BY source ORDER BY source
"""  # noqa: S608
_TYPES = f"""
SELECT record_type, count(*) FROM documents WHERE {_HERE} AND personal_data
GROUP BY record_type ORDER BY 2 DESC, 1
"""  # noqa: S608
_ENTITIES = """
SELECT entity, count(DISTINCT digest), count(DISTINCT document) FROM findings
WHERE document IN (SELECT id FROM affected) GROUP BY entity ORDER BY 3 DESC, 1
"""
_GROUP = """
SELECT count(DISTINCT digest), count(DISTINCT document) FROM findings
WHERE document IN (SELECT id FROM affected) AND entity IN (SELECT unnest($entities::VARCHAR[]))
"""
_SUBJECTS = f"""
SELECT subject, list(id) FROM (
    SELECT id, unnest(data_subjects) AS subject FROM documents WHERE {_HERE} AND personal_data
) GROUP BY subject
"""  # noqa: S608
_SPECIAL = f"""
SELECT category, list(id) FROM (
    SELECT id, unnest(special_category) AS category FROM documents WHERE {_HERE}
) GROUP BY category
"""  # noqa: S608
_CRIMINAL = f"SELECT list(id) FROM documents WHERE {_HERE} AND criminal_offence"  # noqa: S608
_REACH = f"""
SELECT reach, access, count(*), count(*) FILTER (personal_data) FROM documents WHERE {_HERE}
GROUP BY ALL ORDER BY 3 DESC, 2
"""  # noqa: S608
_COPIES = f"""
WITH here AS (
    SELECT id, content_hash FROM documents
    WHERE {_HERE} AND personal_data AND content_hash <> ''
), elsewhere AS (
    SELECT DISTINCT content_hash, source FROM documents
    WHERE gone IS NULL AND NOT ({_HERE}) AND content_hash <> ''
)
SELECT count(DISTINCT h.id), count(DISTINCT h.id) FILTER (e.content_hash IS NOT NULL),
    list(DISTINCT e.source) FILTER (e.source IS NOT NULL)
FROM here h LEFT JOIN elsewhere e USING (content_hash)
"""  # noqa: S608
_UNREAD = f"""
SELECT status, count(*) FROM documents WHERE {_HERE} AND status <> 'read'
GROUP BY status ORDER BY 2 DESC, 1
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What is known of the documents concerned.

    Attributes:
        places: what was asked about.
        day: when it happened, or None for now.
        scans: (scanned root, UTC time of its last finished scan).
        documents: files and what is inside of them.
        files: files on disk, or messages and the like that stand for themselves.
        size: their bytes.
        personal: documents with personal data.
        special: documents with special category data.
        criminal: documents with criminal offence data.
        people: distinct people that they name, at most.
        subjects: kind of people -> (documents, distinct people in them).
        categories: special category -> (documents, distinct people in them).
        criminal_people: distinct people in documents with criminal offence data.
        types: kind of record -> documents with personal data.
        entities: kind of data -> (distinct values, documents).
        groups: kinds of data that the regulator asks for together -> (distinct values, documents).
        reach: (how far access reaches, in words, documents, of them with personal data).
        encrypted: documents that need a password of their own.
        first_seen: when a scan first saw any of them; UTC.
        oldest: earliest last change of one.
        newest: latest last change of one.
        comparable: documents with personal data whose contents can be compared.
        copied: of them, those of which the very same is held elsewhere.
        elsewhere: scanned roots that hold those copies.
        unread: documents not, or not fully, examined, by reason.
    """

    places: Sequence[str]
    day: date | None
    scans: Sequence[tuple[str, datetime | None]]
    documents: int
    files: int
    size: int
    personal: int
    special: int
    criminal: int
    people: int
    subjects: Mapping[str, tuple[int, int]]
    categories: Mapping[str, tuple[int, int]]
    criminal_people: int
    types: Mapping[str, int]
    entities: Mapping[str, tuple[int, int]]
    groups: Mapping[str, tuple[int, int]]
    reach: Sequence[tuple[str, str, int, int]]
    encrypted: int
    first_seen: datetime | None
    oldest: datetime | None
    newest: datetime | None
    comparable: int
    copied: int
    elsewhere: Sequence[str]
    unread: Mapping[str, int]


def gather_facts(
    inventory: Inventory, scope: Scope, groups: Mapping[str, Sequence[str]]
) -> IncidentFacts:
    """Count what an inventory knows of an incident.

    Args:
        inventory: where the scans' results are.
        scope: what the incident is about.
        groups: names of kinds of data that are counted together, each with its entities.

    Raises:
        InventoryError: the inventory cannot be read, or knows nothing of a place.
    """
    with inventory.reading() as connection:
        mark_affected(connection, scope)
        connection.execute("SET search_path = 'memory,inventory'")
        note_people(connection)
        return _facts(connection, scope, groups)


def _facts(
    connection: duckdb.DuckDBPyConnection, scope: Scope, groups: Mapping[str, Sequence[str]]
) -> IncidentFacts:
    def rows(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query).fetchall()

    documents, files, size, personal, special, criminal, encrypted, seen, oldest, newest = rows(
        _TOTALS
    )[0]
    sets: dict[str, list[int]] = {"": [row[0] for row in rows("SELECT DISTINCT id FROM affected")]}
    subjects, categories = dict(rows(_SUBJECTS)), dict(rows(_SPECIAL))
    sets |= {f"subject {name}": ids for name, ids in subjects.items()}
    sets |= {f"category {name}": ids for name, ids in categories.items()}
    sets["criminal"] = rows(_CRIMINAL)[0][0] or []
    people = people_in(connection, sets)
    comparable, copied, elsewhere = rows(_COPIES)[0]
    return IncidentFacts(
        places=list(scope.places),
        day=scope.day,
        scans=rows(_SCANS),
        documents=documents,
        files=files,
        size=int(size),
        personal=personal,
        special=special,
        criminal=criminal,
        people=people[""],
        subjects=_counted(subjects, people, "subject"),
        categories=_counted(categories, people, "category"),
        criminal_people=people["criminal"],
        types=dict(rows(_TYPES)),
        entities={entity: (values, number) for entity, values, number in rows(_ENTITIES)},
        groups={
            name: connection.execute(_GROUP, {"entities": list(entities)}).fetchall()[0]
            for name, entities in groups.items()
        },
        reach=rows(_REACH),
        encrypted=encrypted,
        first_seen=seen,
        oldest=oldest,
        newest=newest,
        comparable=comparable,
        copied=copied,
        elsewhere=sorted(elsewhere or []),
        unread=dict(rows(_UNREAD)),
    )


def _counted(
    sets: Mapping[str, list[int]], people: Mapping[str, int], prefix: str
) -> dict[str, tuple[int, int]]:
    """Give (documents, people) by name, the most documents first."""
    ranked = sorted(sets.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return {name: (len(ids), people[f"{prefix} {name}"]) for name, ids in ranked}
