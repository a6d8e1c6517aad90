"""Reads long tables again for `find --read`: of their columns not every value is stored."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.file_share import FileShare
from connectors.item import Twin
from connectors.source import SourceError
from inventory.suppressions import ignored
from scanner.outcome import Failure
from scanner.pool import WorkerPool
from scanner.scratch import scratch_folder
from scanner.tasks import WorkOrder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from config.settings import Settings
    from connectors.item import Item
    from inventory.person import Cut
    from inventory.records import FindingRecord
    from inventory.store import Inventory

# Distinct values of a column; what is longer than this stays named as not searched in full.
_ENOUGH = 500_000


def read_again(
    inventory: Inventory, settings: Settings, key: bytes, cut: Sequence[Cut]
) -> Mapping[int, Sequence[FindingRecord]]:
    """Read files again, in workers as a scan does, and give all that they hold by document.

    Nothing of it is stored. What cannot be read now, or lies on another machine, is left out.

    Args:
        inventory: of which the files are known.
        settings: the settings in force.
        key: the installation's.
        cut: documents in these files.
    """
    limits = settings.limits.model_copy(update={"values": _ENOUGH})
    settings = settings.model_copy(update={"limits": limits})
    found: dict[int, Sequence[FindingRecord]] = {}
    wanted = dict(_items(cut))
    with scratch_folder(settings.temporary) as scratch:
        order = WorkOrder(settings, key, "", scratch, ignored=ignored(inventory))
        for item, outcome in WorkerPool(order, 1).results(iter(wanted)):
            if isinstance(outcome, Failure | Twin):
                continue
            documents = {entry.path.removeprefix(entry.item): entry for entry in wanted[item]}
            for row in outcome:
                entry = documents.get(row.path.removeprefix(item.path))
                if entry is not None and len(row.findings) < _ENOUGH:
                    found[entry.document] = row.findings
    return found


def _items(cut: Sequence[Cut]) -> Iterator[tuple[Item, list[Cut]]]:
    """Give the files that are there now, each with its documents."""
    for (source, path), documents in groupby(cut, key=lambda entry: (entry.source, entry.item)):
        entries, root = list(documents), Path(source)
        try:
            share = FileShare(root if root.is_file() else root / path)
        except (SourceError, ValueError):
            continue
        for item in share.items():
            if item.problem is None:
                yield item, entries
