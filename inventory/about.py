"""Counts whom an asset is about: the residents of care files, the staff of personnel files.

Every care note also names staff, family and a GP, so the number of people named says little of how
many people's records these are. What tells more, the surest first: folders that are each one
person's own, numbers that one person has one of, the longest list in it, and the people whom the
texts themselves speak of as residents or staff. The larger of the first three counts; the last is
asked where neither folders nor lists tell. Which family of records is about whom is in
`config/assets.yaml` (`about`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from config.rules import Rules

_FILED = "filed_under"

_KINDS = """
CREATE TABLE about_kinds AS
    SELECT unnest($families::VARCHAR[]) AS family, unnest($kinds::VARCHAR[]) AS kind,
        unnest($roles::VARCHAR[]) AS role, unnest($numbers::VARCHAR[][]) AS numbers
"""
_COUNT = """
CREATE TABLE asset_about AS
    WITH wanted AS (
        SELECT a.id AS asset, k.* FROM assets a JOIN about_kinds k USING (family)
        WHERE a.gone IS NULL
    ), here AS (
        SELECT d.id AS document, d.people, w.*,
            d.media_type IN (SELECT unnest($tables::VARCHAR[]))
                AND list_contains(d.data_subjects, w.kind) AS listing
        FROM documents d JOIN wanted w USING (asset)
        WHERE d.personal_data
    ), named AS (
        SELECT h.asset,
            count(DISTINCT f.digest) FILTER (f.recogniser = $filed) AS folders,
            count(DISTINCT f.digest) FILTER (f.role = h.role AND contains(f.masked, ' ')) AS told
        FROM findings f JOIN here h USING (document)
        WHERE f.entity = 'PERSON' GROUP BY h.asset
    ), numbered AS (
        SELECT asset, max(held) AS numbers FROM (
            SELECT h.asset, f.entity, count(DISTINCT f.digest) AS held
            FROM findings f JOIN here h USING (document)
            WHERE list_contains(h.numbers, f.entity) GROUP BY ALL
        ) GROUP BY asset
    ), listed AS (
        SELECT asset, max(people) FILTER (listing) AS longest FROM here GROUP BY asset
    )
    SELECT w.asset, w.kind,
        greatest(coalesce(n.folders, 0), coalesce(m.numbers, 0), coalesce(l.longest, 0)) AS sure,
        coalesce(n.folders, 0) = 0 AND coalesce(l.longest, 0) = 0 AS ask,
        coalesce(n.told, 0) AS told
    FROM wanted w LEFT JOIN named n USING (asset) LEFT JOIN numbered m USING (asset)
    LEFT JOIN listed l USING (asset)
"""


class About(NamedTuple):
    """How many people of a kind an asset is about, as far as is known."""

    kind: str
    number: int


def count_about(connection: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    """Make the table `asset_about`: how many people of its kind each asset is about.

    Args:
        connection: a snapshot being made, with `documents` and `assets` in it and `findings` in
            reach.
        rules: the rule files in force.
    """
    vocabulary: Mapping[str, Any] = rules.yaml("assets.yaml")["about"]
    rows = [
        (family, kind, entry["role"], entry["numbers"])
        for kind, entry in vocabulary["kinds"].items()
        for family in entry["families"]
    ]
    families, kinds, roles, numbers = (list(column) for column in zip(*rows, strict=True))
    connection.execute(
        _KINDS, {"families": families, "kinds": kinds, "roles": roles, "numbers": numbers}
    )
    connection.execute(_COUNT, {"tables": vocabulary["tables"], "filed": _FILED})


def about_by_asset(connection: duckdb.DuckDBPyConnection) -> dict[str, About]:
    """Give what `count_about` counted, by asset id; nothing where it is not known."""
    rows = connection.execute("SELECT asset, kind, sure, ask, told FROM asset_about").fetchall()
    counted = {
        asset: About(kind, max(sure, told) if ask else sure)
        for asset, kind, sure, ask, told in rows
    }
    return {asset: about for asset, about in counted.items() if about.number}
