"""What follows every scan: documents put into assets, and everything counted.

Both take a while on a large inventory, so neither is done again until something has changed.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from config.rules import Rules
from terminal.options import judge_of

if TYPE_CHECKING:
    from datetime import date

    from config.settings import Settings
    from inventory.stock import Stock
    from inventory.store import Inventory

_ASSETS = "assets"
_STOCK = "stock"


def draft(inventory: Inventory, settings: Settings, rules_version: str) -> None:
    """Put documents into assets, unless that is done and nothing has changed since.

    Args:
        inventory: where they are.
        settings: the settings in force.
        rules_version: see `scanner.versions.stamp_of_scan`.

    Raises:
        UserError: inventory or rules cannot be used.
    """
    rules = Rules(settings.rules)
    stamp = f"{rules_version} {rules.applied_version()} "
    if inventory.derived(_ASSETS, stamp) is not None:
        return
    from inventory.assets import assign_assets  # noqa: PLC0415 - not needed when nothing changed

    number = assign_assets(inventory, rules)
    inventory.keep_derived(_ASSETS, stamp, str(number))


def stock_of(
    inventory: Inventory, settings: Settings, rules_version: str, as_of: date, *, keep: bool
) -> Stock:
    """Count what the inventory holds.

    Args:
        inventory: where it is.
        settings: the settings in force.
        rules_version: see `scanner.versions.stamp_of_scan`.
        as_of: day on which retention is judged.
        keep: whether to keep the counts, for later scans to be compared with.

    Raises:
        UserError: inventory or rules cannot be used.
    """
    from inventory.stock import keep_stock, take_stock  # noqa: PLC0415 - as above

    rules = Rules(settings.rules)
    stamp = f"{rules_version} {rules.applied_version()} {settings.model_dump_json()} {as_of} "
    known = inventory.derived(_STOCK, stamp)
    if known is not None:
        stock = _parse(known)
    else:
        stock = take_stock(inventory, judge_of(settings, inventory, as_of))
    if keep:
        keep_stock(inventory, stock, as_of)
    if known is None:
        inventory.keep_derived(_STOCK, stamp, _text(stock))
    return stock


def _text(stock: Stock) -> str:
    assets = [asdict(count) for count in stock.assets.values()]
    return json.dumps({"assets": assets, "statuses": stock.statuses})


def _parse(text: str) -> Stock:
    from inventory.retention import RetentionStatus  # noqa: PLC0415 - as above
    from inventory.stock import AssetCount, Stock  # noqa: PLC0415

    kept = json.loads(text)
    counts = [AssetCount(**entry) for entry in kept["assets"]]
    statuses = {RetentionStatus(status): number for status, number in kept["statuses"].items()}
    return Stock({count.asset: count for count in counts}, statuses)
