"""Counts every asset at the end of a scan, and keeps the counts so that scans can be compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass, fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from inventory.database import InventoryError
from inventory.edits import latest_edits
from inventory.exports import asset_names
from inventory.judged import judged_documents
from inventory.people import count_people, people_by_asset
from inventory.retention import RetentionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

    from inventory.judged import Judged
    from inventory.retention import Judge
    from inventory.store import Inventory


_TABLES = ("assets", "edits")


@dataclass(slots=True)
class AssetCount:
    """What was counted of one asset.

    Attributes:
        asset: its id.
        name: its name.
        documents: files and members of containers.
        size: their bytes.
        people: distinct people, by names or by numbers, whichever are more.
        open_personal: documents with personal data that everyone can open.
        open_special: of them, those with special category or criminal offence data.
        overdue: documents past their retention period.
        unread: documents that were not, or not fully, examined.
    """

    asset: str
    name: str
    documents: int = 0
    size: int = 0
    people: int = 0
    open_personal: int = 0
    open_special: int = 0
    overdue: int = 0
    unread: int = 0

    def add(self, entry: Judged) -> None:
        """Count one more document."""
        row = entry.row
        exposed = row.reach == "everyone" and row.personal_data
        self.documents += 1
        self.size += row.size
        self.open_personal += exposed
        self.open_special += exposed and bool(row.special_category or row.criminal_offence)
        self.overdue += entry.judgement.status is RetentionStatus.OVERDUE
        self.unread += row.status != "read"


@dataclass(frozen=True, slots=True)
class Stock:
    """What the inventory held at one moment.

    Attributes:
        assets: by asset id.
        statuses: documents by retention status; empty in a stock that was kept.
        scan: number of the scan after which it was taken, or None.
        taken: when, in UTC, or None.
    """

    assets: Mapping[str, AssetCount]
    statuses: Mapping[RetentionStatus, int]
    scan: int | None = None
    taken: datetime | None = None


def take_stock(inventory: Inventory, judge: Judge) -> Stock:
    """Count every asset as it is now.

    Raises:
        InventoryError: the inventory cannot be read.
    """
    statuses: Counter[RetentionStatus] = Counter()
    with judged_documents(inventory, judge, *_TABLES, also=count_people) as (connection, documents):
        people = people_by_asset(connection)
        assets = {
            asset: AssetCount(asset, name, people=people.get(asset, 0))
            for asset, name in _names(connection).items()
        }
        for entry in documents:
            statuses[entry.judgement.status] += 1
            if count := assets.get(entry.row.asset):
                count.add(entry)
    held = {asset: count for asset, count in assets.items() if count.documents}
    return Stock(held, statuses)


def _names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Give every asset's name as people call it."""
    edits = latest_edits(connection)
    said = {asset: fields["name"].value for asset, fields in edits.items() if "name" in fields}
    return asset_names(connection) | {asset: name for asset, name in said.items() if name}


def keep_stock(inventory: Inventory, stock: Stock, as_of: date) -> None:
    """Keep a stock for the last finished scan; nothing where none has finished.

    Args:
        inventory: where.
        stock: as it is now.
        as_of: day on which retention was judged.

    Raises:
        InventoryError: the inventory cannot be written.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    with inventory.writing(facts=False) as connection:
        finished = "SELECT max(id) FROM scans WHERE state = 'finished'"
        scan = connection.execute(finished).fetchall()[0][0]
        if scan is None:
            return
        number = _last_counts(connection)
        if number is None or _load(connection, number) != stock.assets:
            number = (number or 0) + 1
            _insert(connection, number, stock.assets.values())
        connection.execute("DELETE FROM stocks WHERE scan = ?", [scan])
        connection.execute("INSERT INTO stocks VALUES (?, ?, ?, ?)", [scan, now, as_of, number])


def kept_stock(inventory: Inventory, scan: int) -> Stock:
    """Give the stock kept after a scan, or after the last one before it.

    Raises:
        InventoryError: the inventory cannot be read, or none was kept by then.
    """
    with inventory.reading() as connection:
        return _chosen(connection, "scan <= ?", scan, f"scan {scan}")


def stocks_between(inventory: Inventory, since: date | None = None) -> tuple[Stock, Stock]:
    """Give the latest stock and the one to compare it with.

    Args:
        inventory: where they are kept.
        since: the last one of this day or before it is compared (the first of all where there is
            none so early); by default the last but one.

    Raises:
        InventoryError: the inventory cannot be read, or fewer than two scans have finished.
    """
    with inventory.reading() as connection:
        rows = connection.execute("SELECT scan, taken FROM stocks ORDER BY scan").fetchall()
        if len(rows) < 2:
            raise InventoryError(
                "there are no two finished scans to compare yet; scan again, then compare"
            )
        *earlier, latest = rows
        before = earlier[-1]
        if since is not None:
            before = max((row for row in earlier if row[1].date() <= since), default=earlier[0])
        return (
            _chosen(connection, "scan = ?", before[0], ""),
            _chosen(connection, "scan = ?", latest[0], ""),
        )


def _chosen(connection: duckdb.DuckDBPyConnection, where: str, scan: int, name: str) -> Stock:
    row = connection.execute(
        f"SELECT scan, taken, counts FROM stocks WHERE {where} ORDER BY scan DESC",  # noqa: S608
        [scan],
    ).fetchone()
    if row is None:
        raise InventoryError(f"nothing was kept of {name}; 'stocktake scan' keeps it from now on")
    return Stock(_load(connection, row[2]), {}, row[0], row[1].replace(tzinfo=UTC))


def _last_counts(connection: duckdb.DuckDBPyConnection) -> int | None:
    row = connection.execute("SELECT arg_max(counts, scan) FROM stocks").fetchone()
    return None if row is None else row[0]


def _load(connection: duckdb.DuckDBPyConnection, number: int) -> dict[str, AssetCount]:
    names = ", ".join(field.name for field in fields(AssetCount))
    rows = connection.execute(
        f"SELECT {names} FROM asset_counts WHERE counts = ?",  # noqa: S608 - names of fields
        [number],
    ).fetchall()
    return {row[0]: AssetCount(*row) for row in rows}


def _insert(
    connection: duckdb.DuckDBPyConnection, number: int, counts: Iterable[AssetCount]
) -> None:
    columns = [list(column) for column in zip(*map(astuple, counts), strict=True)]
    if not columns:
        return
    picks = ", ".join("unnest(?::VARCHAR[])" for _ in columns[:2])
    picks += "".join(", unnest(?::BIGINT[])" for _ in columns[2:])
    connection.execute(f"INSERT INTO asset_counts SELECT ?, {picks}", [number, *columns])
