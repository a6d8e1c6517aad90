"""Carries the dates in lists of people to those people's own files.

A resident list says when each person left; their care plans do not. Both hold the person's NHS
number or name, and equal values have equal digests, so the date finds its way without anybody
being named. It is taken for certain only where the file is about that person:

- by a number: every value of that kind in the file (every NHS number, say) must belong to somebody
  whose date is known; the latest of the dates counts;
- by name: the file is about one person, whose full name is the first in it or the one met most
  often, and no number of the file contradicts the list. The name of somebody's own folder is the
  first; a surname will do there, where nobody else in the list has it.

Lists also say who is still here, or came back: a start that no end follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

    from inventory.schedule import Schedule

# A file that names more people than this equally often, or more of those in a list of people, is
# itself a list, and about none of them.
_MOST_EQUALS = 5
_MOST_LISTED = 3
# Who told that a folder is somebody's own.
_FILED = "filed_under"

_GROUPS = """
CREATE TABLE people_groups AS
    SELECT unnest($triggers::VARCHAR[]) AS trigger, unnest($groups::VARCHAR[]) AS grp
"""
_STARTS = """
CREATE TABLE people_starts AS
    SELECT unnest($groups::VARCHAR[]) AS grp, unnest($triggers::VARCHAR[]) AS trigger
"""
_NEVER = "CREATE TABLE never_link AS SELECT unnest($never::VARCHAR[]) AS entity"

# Whom a list is about: told by the ends it gives, else by the rule it is kept under.
_LISTS = """
CREATE TABLE lists AS
    WITH told AS (
        SELECT DISTINCT document, grp FROM clocks JOIN people_groups USING (trigger)
        WHERE len(digests) > 0 AND grp IN (SELECT grp FROM people_starts)
    )
    FROM told
    UNION ALL
    SELECT DISTINCT d.id, g.grp
    FROM clocks c JOIN documents d ON d.id = c.document
    JOIN (SELECT unnest($rules::VARCHAR[]) AS rule, unnest($groups::VARCHAR[]) AS grp) g
        ON g.rule = d.retention_rule
    WHERE c.trigger = $start AND c.document NOT IN (SELECT document FROM told)
"""
# One row per person and date in a list, and the values that identify that person.
_PEOPLE = """
CREATE TABLE people AS
    SELECT row_number() OVER () AS person, * FROM (
        SELECT document, grp, trigger, day, digests, false AS starts
        FROM clocks JOIN people_groups USING (trigger) WHERE len(digests) > 0
        UNION ALL
        SELECT c.document, l.grp, s.trigger, c.day, c.digests, true AS starts
        FROM clocks c JOIN lists l USING (document) JOIN people_starts s USING (grp)
        WHERE c.trigger = $start AND len(c.digests) > 0
    )
"""
_KEYS = """
CREATE TABLE people_keys AS
    SELECT DISTINCT p.person, p.document, p.grp, p.trigger, p.day, p.starts, p.digest, f.entity
    FROM (SELECT * EXCLUDE (digests), unnest(digests) AS digest FROM people) p
    LEFT JOIN findings f USING (document, digest)
"""
# Where each person stands: the latest of their dates. A start that no end follows outlasts all.
_STANDING = """
CREATE TABLE standing AS
    SELECT digest, grp, max(day) AS day, arg_max(trigger, day) AS trigger,
        arg_max(document, day) AS list, arg_max(starts, (day, NOT starts)) AS here
    FROM people_keys GROUP BY digest, grp
"""
# Values of documents that hold at least one value of somebody in a list.
_VALUES = """
CREATE TABLE linked_values AS
    SELECT document, entity, digest, count, place,
        contains(masked, ' ') OR recogniser = $filed AS telling
    FROM findings
    WHERE entity NOT IN (FROM never_link)
    AND document IN (SELECT document FROM findings WHERE digest IN (SELECT digest FROM people_keys))
"""
_BY_NUMBER = """
CREATE TABLE by_number AS
    WITH held AS (
        SELECT document, entity, count(DISTINCT digest) AS held
        FROM linked_values WHERE entity <> $name GROUP BY ALL
    ), met AS (
        SELECT v.document, v.entity, s.grp, count(DISTINCT v.digest) AS met,
            max((s.here, s.day, s.trigger, s.list)) AS best
        FROM linked_values v JOIN standing s USING (digest)
        WHERE v.entity <> $name GROUP BY ALL
    )
    SELECT document, grp, max((best, entity)) AS best, true AS certain
    FROM met JOIN held USING (document, entity) WHERE met = held GROUP BY document, grp
"""
_BY_NAME = """
CREATE TABLE by_name AS
    WITH several AS (
        SELECT DISTINCT document FROM linked_values WHERE entity <> $name
        GROUP BY document, entity HAVING count(DISTINCT digest) > 1
    ), ranked AS (
        SELECT document, digest, place, count,
            min(place) OVER (PARTITION BY document) AS first,
            max(count) OVER (PARTITION BY document) AS most
        FROM linked_values
        WHERE entity = $name AND telling AND document NOT IN (SELECT document FROM several)
    ), top AS (
        SELECT *, count(*) FILTER (count = most) OVER (PARTITION BY document) AS equals
        FROM ranked QUALIFY (place = first OR count = most) AND equals <= $most_equals
    ), listed AS (
        SELECT r.document, s.grp FROM ranked r JOIN standing s USING (digest)
        GROUP BY ALL HAVING count(*) <= $most_listed
    ), contradicted AS (
        SELECT DISTINCT t.document, t.digest, k.grp
        FROM top t
        JOIN people_keys n ON n.digest = t.digest
        JOIN people_keys k ON k.person = n.person AND k.entity <> $name
        JOIN linked_values v ON v.document = t.document AND v.entity = k.entity
        WHERE v.digest <> k.digest
    )
    SELECT t.document, s.grp,
        arg_min(((s.here, s.day, s.trigger, s.list), $name), t.place) AS best,
        bool_or(t.place = t.first OR t.equals = 1) AS certain
    FROM top t JOIN standing s USING (digest) JOIN listed USING (document, grp)
    ANTI JOIN contradicted c ON c.document = t.document AND c.digest = t.digest AND c.grp = s.grp
    WHERE t.equals <= $most_equals
    GROUP BY t.document, s.grp
"""
_REACHED = """
CREATE TABLE reached AS
    SELECT r.document, r.best[1][3] AS trigger, r.best[1][2] AS day, r.best[2] AS entity,
        r.certain, d.path AS list
    FROM (
        FROM by_number
        UNION ALL BY NAME
        FROM by_name n WHERE NOT EXISTS (
            FROM by_number b WHERE b.document = n.document AND b.grp = n.grp)
    ) r JOIN documents d ON d.id = r.best[1][4]
"""

_COUNT = """
CREATE TABLE asset_people AS
    SELECT asset, max(number) AS people FROM (
        SELECT d.asset, f.entity, count(DISTINCT f.digest) AS number
        FROM findings f JOIN documents d ON d.id = f.document
        WHERE f.entity IN ('PERSON', 'UK_NHS', 'UK_NINO', 'SCOTTISH_CHI') AND d.asset <> ''
        GROUP BY ALL
    ) GROUP BY asset
"""

# Somebody held by name is held by the numbers that a list gives for that name too, and the other
# way round: records that name a namesake are then held as well, which does no harm.
_NAMED = """
CREATE TABLE named_people AS
    WITH asked AS (SELECT unnest($digests::VARCHAR[]) AS digest),
    known_as AS (
        SELECT digest, digest AS asked FROM asked
        UNION
        SELECT other.digest, a.digest FROM asked a
        JOIN people_keys own ON own.digest = a.digest
        JOIN people_keys other ON other.person = own.person
        WHERE other.entity NOT IN (FROM never_link)
    )
    SELECT DISTINCT f.document, k.asked AS digest FROM findings f JOIN known_as k USING (digest)
"""


def name_people(connection: duckdb.DuckDBPyConnection, digests: frozenset[str]) -> None:
    """Make the table `named_people` (document, digest): which documents name some people.

    Args:
        connection: a snapshot being made, in which `reach` has been at work.
        digests: of those people's names and numbers.
    """
    connection.execute(_NAMED, {"digests": sorted(digests)})


def count_people(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `asset_people`: distinct people of each asset, by names or by numbers.

    Args:
        connection: a snapshot being made, with `documents` in it and `findings` in reach.
    """
    connection.execute(_COUNT)


def people_by_asset(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Give what `count_people` counted, by asset id."""
    return dict(connection.execute("SELECT asset, people FROM asset_people").fetchall())


def reach(connection: duckdb.DuckDBPyConnection, schedule: Schedule) -> None:
    """Make the table `reached` (document, trigger, day, entity, certain, list) in a snapshot.

    Args:
        connection: a snapshot being made, with `documents` and `clocks`, and `findings` in reach.
        schedule: which dates stand for each other, and which values never link two files.
    """
    groups = schedule.people_groups
    by_rule = {
        name: group
        for name, rule in schedule.rules.items()
        for group in {groups.get(trigger) for trigger in rule.trigger.clocks}
        if group in schedule.starts.values()
    }
    name, start = {"name": schedule.name_entity}, {"start": schedule.listed_start}
    steps: list[tuple[str, dict[str, Any]]] = [
        (_GROUPS, {"triggers": list(groups), "groups": list(groups.values())}),
        (_STARTS, {"triggers": list(schedule.starts), "groups": list(schedule.starts.values())}),
        (_NEVER, {"never": sorted(schedule.never_link)}),
        (_LISTS, {"rules": list(by_rule), "groups": list(by_rule.values()), **start}),
        (_PEOPLE, start),
        (_KEYS, {}),
        (_STANDING, {}),
        (_VALUES, {"filed": _FILED}),
        (_BY_NUMBER, name),
        (_BY_NAME, {**name, "most_equals": _MOST_EQUALS, "most_listed": _MOST_LISTED}),
        (_REACHED, {}),
    ]
    for sql, values in steps:
        connection.execute(sql, values)
