"""The organisation's own telephone numbers and addresses, learnt from how often they occur.

A switchboard stands on every letterhead: in many documents of many folders, beside ever other
people. Somebody's own number stands in their folder, or beside their name. What is learnt is
proposed, not left out unasked: `stocktake suppress own --accept` makes suppressions of it, which
are listed and undone as any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.suppressions import Kind, suppress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.store import Inventory

FEWEST_FILES = 10
"""Files that a value must occur in; a letter inside an archive counts as its archive."""
FEWEST_FOLDERS = 3
"""Folders that those files must lie in."""
TIED_SHARE = 0.8
"""Share of its files that one and the same name occurs in, from which a value is that person's."""

_QUERY = """
WITH places AS (
    SELECT f.entity, f.digest, any_value(f.masked) AS masked, d.source, d.item,
        regexp_replace(d.item, '[^/]*$', '') AS folder
    FROM findings f JOIN documents d ON d.id = f.document
    WHERE d.gone IS NULL
        AND f.entity IN ('PHONE_NUMBER', 'EMAIL_ADDRESS', 'UK_ADDRESS', 'UK_POSTCODE')
    GROUP BY f.entity, f.digest, d.source, d.item
), often AS (
    SELECT entity, digest, any_value(masked) AS masked,
        count(*) AS files, count(DISTINCT (source, folder)) AS folders
    FROM places
    WHERE NOT EXISTS (
        SELECT 1 FROM suppressions s WHERE list_contains(s.digests, places.digest)
    )
    GROUP BY entity, digest
    HAVING files >= $files AND folders >= $folders
), named AS (
    SELECT DISTINCT f.digest, d.source, d.item
    FROM findings f JOIN documents d ON d.id = f.document
    WHERE f.entity = 'PERSON' AND d.gone IS NULL
), tied AS (
    SELECT o.entity, o.digest, n.digest AS person, count(*) AS together
    FROM often o
    JOIN places p ON p.entity = o.entity AND p.digest = o.digest
    JOIN named n ON n.source = p.source AND n.item = p.item
    GROUP BY o.entity, o.digest, n.digest
)
SELECT o.entity, o.digest, o.masked, o.files, o.folders
FROM often o
LEFT JOIN (SELECT entity, digest, max(together) AS most FROM tied GROUP BY ALL) t
    ON t.entity = o.entity AND t.digest = o.digest
WHERE coalesce(t.most, 0) < $tied * o.files
ORDER BY o.files DESC, o.entity, o.digest
"""


@dataclass(frozen=True, slots=True)
class OwnDetail:
    """A value that is taken for the organisation's own.

    Attributes:
        entity: `PHONE_NUMBER`, `EMAIL_ADDRESS`, `UK_ADDRESS` or `UK_POSTCODE`.
        digest: of the value.
        masked: the value with most of it hidden.
        files: how many files it occurs in.
        folders: how many folders they lie in.
    """

    entity: str
    digest: str
    masked: str
    files: int
    folders: int

    def reason(self) -> str:
        """Say why, for the list of what is suppressed."""
        return f"our own: in {self.files:,} files of {self.folders:,} folders, beside many names"


def own_details(inventory: Inventory) -> list[OwnDetail]:
    """Give what looks like the organisation's own and is not suppressed yet, most frequent first.

    Raises:
        InventoryError: the inventory cannot be read.
    """
    parameters = {"files": FEWEST_FILES, "folders": FEWEST_FOLDERS, "tied": TIED_SHARE}
    with inventory.reading() as connection:
        rows = connection.execute(_QUERY, parameters).fetchall()
    return [OwnDetail(*row) for row in rows]


def suppress_own(inventory: Inventory, details: Sequence[OwnDetail], *, person: str) -> int:
    """Remember details as nobody's; gives how many files the next scan opens again, at most.

    Raises:
        InventoryError: the inventory cannot be written.
    """
    return sum(
        suppress(
            inventory,
            Kind.VALUE,
            detail.masked,
            digests=[detail.digest],
            reason=detail.reason(),
            person=person,
        )
        for detail in details
    )
