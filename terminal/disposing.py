"""`stocktake disposal record`: what a person did about a disposal list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console

from inventory.disposal_log import record_disposals
from terminal.tables import problem_table
from terminal.words import count

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from inventory.store import Inventory


def record_file(inventory: Inventory, file: Path, person: str, day: date, how: str) -> bool:
    """Record the decisions of a list, and say what was recorded; gives whether all made sense.

    Raises:
        UserError: the file or the inventory cannot be used.
    """
    counts, problems = record_disposals(inventory, file, person, day, how)
    if problems:
        Console().print(problem_table(problems))
        click.echo(f"Nothing was recorded: {count(len(problems), 'row')} made no sense.")
        return False
    for decision, number in counts.items():
        what = f"recorded as {decision.lower()}" if decision else "left for later: no decision"
        click.echo(f"{count(number, 'document')} {what}")
    return True
