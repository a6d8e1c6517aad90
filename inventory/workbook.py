"""Writes the register as a workbook that people like to work in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from inventory.exports import asset_names
from inventory.judged import judged_documents
from inventory.retention import RetentionStatus
from inventory.tables import replacing
from inventory.worksheets import Heading, fill_sheet, offer_choices, put, write_head

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from inventory.judged import Judged
    from inventory.register import Register
    from inventory.retention import Judge
    from inventory.store import Inventory
    from inventory.tables import Value

_FILLS = {
    "draft": PatternFill("solid", fgColor="FFF2CC"),
    "person": PatternFill("solid", fgColor="E2EFDA"),
}
_CONFIRMED = PatternFill("solid", fgColor="DDEBF7")
# What a sheet of single files shows at most; the CSV exports have them all.
_SHEET_ROWS = 5_000
_BREACHES = (
    Heading("Status", 11),
    Heading("File", 70),
    Heading("Kind of record", 26),
    Heading("Due", 12),
    Heading("Clock started", 13),
    Heading("Where that date came from", 40),
    Heading("Why", 70),
    Heading("Source", 50),
    Heading("To verify", 10),
    Heading("Asset", 34),
)
_EXPOSURES = (
    Heading("File", 70),
    Heading("Sensitive data", 34),
    Heading("Who can open it", 26),
    Heading("Asset", 34),
)
_UNREAD = (Heading("File", 70), Heading("Reason", 16), Heading("Detail", 60), Heading("Asset", 34))
_BREACH_ORDER = (RetentionStatus.OVERDUE, RetentionStatus.DUE_SOON, RetentionStatus.REVIEW)


def write_workbook(register: Register, inventory: Inventory, judge: Judge, out: Path) -> None:
    """Write the register with its supporting lists.

    Raises:
        InventoryError: the inventory cannot be read or the file not be written.
    """
    book = Workbook()
    sheet = book["Sheet"]
    sheet.title = "Register"
    _fill_register(sheet, register)
    breaches, exposures, unread = _lists(inventory, judge)
    fill_sheet(book.create_sheet("Retention breaches"), _BREACHES, breaches)
    fill_sheet(book.create_sheet("Exposures"), _EXPOSURES, exposures)
    fill_sheet(book.create_sheet("Could not read"), _UNREAD, unread)
    judged = f"Judged as of {register.as_of.isoformat()}."
    lines = [[line] for line in (*register.read_me, judged)]
    fill_sheet(book.create_sheet("Read me"), (Heading("Read me", 110),), lines)
    with replacing(out) as draft:
        book.save(draft)


def _fill_register(sheet: Worksheet, register: Register) -> None:
    headings = [Heading(column.header, column.width, column.choices) for column in register.columns]
    write_head(sheet, headings)
    for position, column in enumerate(register.columns, start=1):
        for line, row in enumerate(register.rows, start=2):
            confirmed = (str(row["id"]), column.key) in register.confirmed
            fill = _CONFIRMED if confirmed else _FILLS.get(column.filled)
            put(sheet, line, position, row.get(column.key), fill)
    offer_choices(sheet, headings, last=max(len(register.rows) + 1, 2))


def _lists(
    inventory: Inventory, judge: Judge
) -> tuple[list[Sequence[Value]], list[Sequence[Value]], list[Sequence[Value]]]:
    """Give the rows of the sheets of single files."""
    breaches: list[tuple[Judged, str]] = []
    exposures: list[Sequence[Value]] = []
    unread: list[Sequence[Value]] = []
    with judged_documents(inventory, judge, "assets") as (connection, documents):
        names = asset_names(connection)
        for entry in documents:
            row, asset = entry.row, names.get(entry.row.asset, "")
            if entry.judgement.status in _BREACH_ORDER:
                breaches.append((entry, asset))
            if row.reach == "everyone" and (row.special_category or row.criminal_offence):
                sensitive = [*row.special_category, *["criminal offence"] * row.criminal_offence]
                exposures.append((row.address, ", ".join(sensitive), row.access, asset))
            if row.status != "read":
                unread.append((row.address, row.status.replace("_", " "), row.error, asset))
    breaches.sort(key=_urgency)
    rows: list[Sequence[Value]] = [_breach(*pair, judge) for pair in breaches[:_SHEET_ROWS]]
    return rows, exposures[:_SHEET_ROWS], unread[:_SHEET_ROWS]


def _urgency(pair: tuple[Judged, str]) -> tuple[int, str]:
    entry = pair[0]
    return _BREACH_ORDER.index(entry.judgement.status), entry.row.path


def _breach(entry: Judged, asset: str, judge: Judge) -> tuple[Value, ...]:
    judgement = entry.judgement
    rule = judge.schedule.rules.get(judgement.rule)
    return (
        str(judgement.status).replace("_", " "),
        entry.row.address,
        rule.label if rule else "",
        judgement.due,
        judgement.clock_start,
        judgement.clock_basis,
        judgement.explanation,
        judgement.source,
        "yes" if judgement.verify else "",
        asset,
    )
