"""Carries the dates in lists of people to those people's own files.

A resident list says when each person left; their care plans do not. Both hold the person's NHS
number or name, and equal values have equal digests, so the date finds its way without anybody
being named. It is taken for certain only where the file is about that person:

- by a number: every value of that kind in the file (every NHS number, say) must belong to somebody
  whose date is known; the latest of the dates counts;
- by name: the file is about one person, the name is the one met most often in it (the first of
  those met equally often), and no number of the file contradicts the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from inventory.schedule import Schedule

# A file that names more people than this equally often is a list, and about none of them.
_MOST_EQUALS = 5

_GROUPS = """
CREATE TABLE people_groups AS
    SELECT unnest($triggers::VARCHAR[]) AS trigger, unnest($groups::VARCHAR[]) AS grp
"""
_NEVER = "CREATE TABLE never_link AS SELECT unnest($never::VARCHAR[]) AS entity"

# One row per person and date in a list, and the values that identify that person.
_PEOPLE = """
CREATE TABLE people AS
    SELECT row_number() OVER () AS person, document, grp, trigger, day, digests
    FROM clocks JOIN people_groups USING (trigger) WHERE len(digests) > 0
"""
_KEYS = """
CREATE TABLE people_keys AS
    SELECT DISTINCT p.person, p.document, p.grp, p.trigger, p.day, p.digest, f.entity
    FROM (SELECT person, document, grp, trigger, day, unnest(digests) AS digest FROM people) p
    LEFT JOIN findings f USING (document, digest)
"""
# Values of documents that hold at least one value of somebody in a list.
_VALUES = """
CREATE TABLE linked_values AS
    SELECT document, entity, digest, count, place FROM findings
    WHERE entity NOT IN (FROM never_link)
    AND document IN (SELECT document FROM findings WHERE digest IN (SELECT digest FROM people_keys))
"""
_BY_NUMBER = """
CREATE TABLE by_number AS
    WITH latest AS (
        SELECT digest, grp, max(day) AS day, arg_max(trigger, day) AS trigger,
            arg_max(document, day) AS list
        FROM people_keys GROUP BY digest, grp
    ), held AS (
        SELECT document, entity, count(DISTINCT digest) AS held
        FROM linked_values WHERE entity <> $name GROUP BY ALL
    ), met AS (
        SELECT v.document, v.entity, l.grp, count(DISTINCT v.digest) AS met, max(l.day) AS day,
            arg_max(l.trigger, l.day) AS trigger, arg_max(l.list, l.day) AS list
        FROM linked_values v JOIN latest l USING (digest)
        WHERE v.entity <> $name GROUP BY ALL
    )
    SELECT document, grp, max(day) AS day, arg_max(trigger, day) AS trigger,
        arg_max(list, day) AS list, arg_max(entity, day) AS entity, true AS certain
    FROM met JOIN held USING (document, entity) WHERE met = held GROUP BY document, grp
"""
_BY_NAME = """
CREATE TABLE by_name AS
    WITH several AS (
        SELECT DISTINCT document FROM linked_values WHERE entity <> $name
        GROUP BY document, entity HAVING count(DISTINCT digest) > 1
    ), top AS (
        SELECT document, digest, place, min(place) OVER (PARTITION BY document) AS first,
            count(*) OVER (PARTITION BY document) AS equals
        FROM (
            SELECT *, max(count) OVER (PARTITION BY document) AS most
            FROM linked_values WHERE entity = $name
        ) WHERE count = most AND document NOT IN (FROM several)
    ), candidates AS (
        SELECT t.document, t.digest, t.place = t.first AS certain, p.person, p.grp, p.day,
            p.trigger, p.document AS list
        FROM top t JOIN people_keys p USING (digest) WHERE t.equals <= $most_equals
    ), contradicted AS (
        SELECT DISTINCT c.document, c.person
        FROM candidates c
        JOIN people_keys k ON k.person = c.person AND k.entity <> $name
        JOIN linked_values v ON v.document = c.document AND v.entity = k.entity
        WHERE v.digest <> k.digest
    )
    SELECT document, grp, max(day) AS day, arg_max(trigger, day) AS trigger,
        arg_max(list, day) AS list, $name AS entity, bool_or(certain) AS certain
    FROM candidates ANTI JOIN contradicted USING (document, person)
    GROUP BY document, grp
"""
_REACHED = """
CREATE TABLE reached AS
    SELECT r.document, r.trigger, r.day, r.entity, r.certain, d.path AS list
    FROM (
        FROM by_number
        UNION ALL BY NAME
        FROM by_name n WHERE NOT EXISTS (
            FROM by_number b WHERE b.document = n.document AND b.grp = n.grp)
    ) r JOIN documents d ON d.id = r.list
"""


def reach(connection: duckdb.DuckDBPyConnection, schedule: Schedule) -> None:
    """Make the table `reached` (document, trigger, day, entity, certain, list) in a snapshot.

    Args:
        connection: a snapshot being made, with `documents` and `clocks`, and `findings` in reach.
        schedule: which dates stand for each other, and which values never link two files.
    """
    groups = schedule.people_groups
    connection.execute(_GROUPS, {"triggers": list(groups), "groups": list(groups.values())})
    connection.execute(_NEVER, {"never": sorted(schedule.never_link)})
    connection.execute(_PEOPLE)
    connection.execute(_KEYS)
    connection.execute(_VALUES)
    connection.execute(_BY_NUMBER, {"name": schedule.name_entity})
    connection.execute(_BY_NAME, {"name": schedule.name_entity, "most_equals": _MOST_EQUALS})
    connection.execute(_REACHED)
