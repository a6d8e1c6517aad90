"""Writes the register as a workbook that people like to work in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from inventory.drafts import Drafts
from inventory.exports import asset_names
from inventory.judged import judged_documents
from inventory.retention import RetentionStatus
from inventory.tables import replacing
from inventory.worksheets import Heading, fill_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from config.rules import Rules
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
    Heading("Why", 28),
    Heading("Who can open it", 26),
    Heading("Asset", 34),
)
_UNREAD = (Heading("File", 70), Heading("Reason", 16), Heading("Detail", 60), Heading("Asset", 34))
_DPIA = (Heading("Asset ID", 10), Heading("Asset", 40), Heading("Why", 80), Heading("DPIA ref", 14))
_BREACH_ORDER = (RetentionStatus.OVERDUE, RetentionStatus.DUE_SOON, RetentionStatus.REVIEW)


def write_workbook(
    sheets: Mapping[str, Register], inventory: Inventory, rules: Rules, judge: Judge, out: Path
) -> None:
    """Write the register and its companion sheets, with their supporting lists.

    Args:
        sheets: those that people correct, by title; the first is shown first.
        inventory: where single files are.
        rules: the rule files in force.
        judge: judges retention.
        out: the file to write.

    Raises:
        InventoryError: the inventory cannot be read or the file not be written.
        RulesError: a rule file cannot be used.
    """
    book = Workbook()
    book.remove(book["Sheet"])
    for title, register in sheets.items():
        _fill(book.create_sheet(title), register)
    wording = rules.yaml("register.yaml")
    fill_sheet(book.create_sheet("DPIA"), _DPIA, _assessments(sheets["Register"], wording))
    breaches, exposures, unread = _lists(inventory, judge, Drafts(rules, judge))
    fill_sheet(book.create_sheet("Retention breaches"), _BREACHES, breaches)
    fill_sheet(book.create_sheet("Exposures"), _EXPOSURES, exposures)
    fill_sheet(book.create_sheet("Could not read"), _UNREAD, unread)
    judged = f"Judged as of {judge.as_of.isoformat()}."
    lines = [[line] for line in (*wording["read_me"], judged)]
    fill_sheet(book.create_sheet("Read me"), (Heading("Read me", 110),), lines)
    with replacing(out) as draft:
        book.save(draft)


def _fill(sheet: Worksheet, register: Register) -> None:
    """Write a sheet that people correct; who filled a cell shows in its colour."""
    columns = register.columns

    def fill_of(row: int, column: int) -> PatternFill | None:
        number, key = str(register.rows[row]["id"]), columns[column].key
        said = (number, key) in register.confirmed
        return _CONFIRMED if said else _FILLS.get(columns[column].filled)

    headings = [Heading(column.header, column.width, column.choices) for column in columns]
    rows = ([row.get(column.key) for column in columns] for row in register.rows)
    fill_sheet(sheet, headings, rows, fill_of)


def _assessments(register: Register, wording: Mapping[str, Any]) -> list[Sequence[Value]]:
    """Give the assets that call for an assessment, and Stocktake itself."""
    rows: list[Sequence[Value]] = [
        (row["id"], row.get("name"), row.get("dpia_trigger"), row.get("dpia_ref"))
        for row in register.rows
        if row.get("dpia_trigger")
    ]
    return [*rows, ("", "This program", wording["dpia"]["this_program"], "")]


def _lists(
    inventory: Inventory, judge: Judge, drafts: Drafts
) -> tuple[list[Sequence[Value]], list[Sequence[Value]], list[Sequence[Value]]]:
    """Give the rows of the sheets of single files."""
    breaches: list[tuple[Judged, str]] = []
    exposures: list[tuple[Judged, str, str]] = []
    unread: list[Sequence[Value]] = []
    with judged_documents(inventory, judge, "assets") as (connection, documents):
        names = asset_names(connection)
        for entry in documents:
            row, asset = entry.row, names.get(entry.row.asset, "")
            if entry.judgement.status in _BREACH_ORDER:
                breaches.append((entry, asset))
            if row.special_category or row.criminal_offence:
                cloud = drafts.synced(row.address)
                if row.reach == "everyone" or cloud:
                    exposures.append((entry, asset, cloud))
            if row.status != "read":
                unread.append((row.address, row.status.replace("_", " "), row.error, asset))
    breaches.sort(key=_urgency)
    exposures.sort(key=lambda exposure: exposure[0].row.reach != "everyone")
    return (
        [_breach(*pair, judge) for pair in breaches[:_SHEET_ROWS]],
        [_exposure(*exposure) for exposure in exposures[:_SHEET_ROWS]],
        unread[:_SHEET_ROWS],
    )


def _exposure(entry: Judged, asset: str, cloud: str) -> tuple[Value, ...]:
    row = entry.row
    sensitive = [*row.special_category, *["criminal offence"] * row.criminal_offence]
    why = ["open to everyone"] if row.reach == "everyone" else []
    why += [f"in a folder copied to {cloud}"] if cloud else []
    names = ", ".join(kind.replace("_", " ") for kind in sensitive)
    return row.address, names, ", ".join(why), row.access, asset


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
