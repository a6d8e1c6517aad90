"""`stocktake incident`: what was in a lost device, an open folder, a breached mailbox."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from inventory.incident import Scope, draft_sections, gather_facts, write_letter
from inventory.report.words import Words
from inventory.schedule import load_schedule
from terminal.messages import messages_console

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from config.rules import Rules
    from inventory.incident import Section
    from inventory.store import Inventory


@dataclass(frozen=True, slots=True)
class Telling:
    """How the facts are told.

    Attributes:
        now: when, with a time zone.
        discovered: when somebody became aware of it, with a time zone, or None.
        out: file to write the report to, or None.
        as_json: print the facts as JSON.
    """

    now: datetime
    discovered: datetime | None = None
    out: Path | None = None
    as_json: bool = False


def print_incident(inventory: Inventory, rules: Rules, scope: Scope, telling: Telling) -> None:
    """Print, or write, the facts of an incident.

    Raises:
        UserError: the inventory cannot be used, or knows nothing of a place.
    """
    facts = gather_facts(inventory, scope, rules.yaml("incident.yaml")["categories"])
    words = Words(rules, load_schedule(rules))
    sections = draft_sections(facts, rules, words, telling.now, telling.discovered)
    if telling.out:
        write_letter(sections, telling.out)
        messages_console().print(
            f"The facts are in {telling.out}; complete its last section", markup=False
        )
    if telling.as_json:
        json.dump(asdict(facts), sys.stdout, default=str, indent=2)
        sys.stdout.write("\n")
    elif not telling.out:
        _print(sections)


def _print(sections: Sequence[Section]) -> None:
    console = Console(highlight=False)
    for section in sections:
        console.print(Text(section.title, style="bold underline"))
        for sentence in section.says:
            console.print(Text(sentence))
        for point in section.points:
            console.print(Padding(Text(f"- {point}"), (0, 0, 0, 2), expand=False))
        if section.rows:
            table = Table(box=None, pad_edge=False, show_header=False)
            table.add_column(ratio=3, overflow="fold")
            table.add_column(ratio=2, overflow="fold")
            for label, value in section.rows:
                table.add_row(Text(label), Text(value))
            console.print(Padding(table, (0, 0, 0, 2), expand=False))
        for blank in section.blanks:
            console.print(Text(f"[ ] {blank}"))
        console.print()
