"""`stocktake find`: where a person's data is."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console

from config.key import installation_key, key_check
from detectors.masking import Digester
from inventory.exports import find_values
from terminal.tables import found_table
from terminal.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.store import Inventory


def print_found(inventory: Inventory, values: Sequence[str], *, as_json: bool) -> None:
    """Print every place where one of `values` occurs, in any of its usual spellings.

    Raises:
        UserError: the inventory or the key cannot be used.
    """
    key = installation_key()
    inventory.check_key(key_check(key))
    digester = Digester(key)
    digests = [digest for value in values for digest in digester.digests(value)]
    found = find_values(inventory, digests)
    if as_json:
        json.dump([asdict(entry) for entry in found], sys.stdout, default=str, indent=2)
        sys.stdout.write("\n")
        return
    console = Console()
    if found:
        console.print(found_table(found))
    documents = len({(entry.source, entry.path) for entry in found})
    console.print(f"Found in {count(documents, 'document')}.")
