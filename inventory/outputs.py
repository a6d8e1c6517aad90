"""Drafts every sheet there is, writes them, and takes them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.approval import approval_of
from inventory.drafts import Drafts
from inventory.edits import compare, store_changes
from inventory.evidence import draft_evidence, evidence_facts
from inventory.holdings import count_holdings
from inventory.register import register_of
from inventory.ropa import Organisations, draft_ropa, own_domains
from inventory.sheets import read_sheets
from inventory.summary import summarise
from inventory.suppliers import draft_suppliers
from inventory.tables import Format, write_table
from inventory.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from config.rules import Rules
    from inventory.edits import Change, Problem
    from inventory.register import Register
    from inventory.retention import Judge
    from inventory.store import Inventory

SHEETS = {"register": "Register", "ropa": "ROPA", "suppliers": "Suppliers", "dspt": "DSPT evidence"}


def draft_sheets(
    inventory: Inventory, rules: Rules, judge: Judge, mail_domains: Collection[str] = ()
) -> dict[str, Register]:
    """Draft the register, the ROPA, the suppliers and the DSPT evidence, by title.

    Args:
        inventory: where the scans' results are.
        rules: the rule files in force.
        judge: judges retention.
        mail_domains: the provider's own, where known.

    Raises:
        InventoryError: the inventory cannot be read.
        RulesError: a rule file cannot be used.
    """
    drafts = Drafts(rules, judge)
    holdings = count_holdings(inventory, rules, judge, drafts)
    organisations = Organisations(rules, own_domains(holdings.flows, mail_domains))
    register = register_of(holdings, rules, judge, drafts)
    ropa = draft_ropa(holdings, rules, judge, drafts, organisations)
    suppliers = draft_suppliers(holdings, rules, judge, organisations)
    sheets = {sheet.title: sheet for sheet in (register, ropa, suppliers)}
    facts = evidence_facts(
        holdings,
        sheets,
        judge,
        drafts,
        approval=approval_of(inventory),
        summary=summarise(inventory),
    )
    evidence = draft_evidence(holdings, rules, judge, facts)
    return sheets | {evidence.title: evidence}


def export_register(
    inventory: Inventory,
    rules: Rules,
    judge: Judge,
    form: str,
    out: Path,
    *,
    sheet: str = "register",
    mail_domains: Collection[str] = (),
) -> int:
    """Write the register, or another sheet; gives the number of rows.

    Args:
        inventory: where the scans' results are.
        rules: the rule files in force.
        judge: judges retention.
        form: `csv` or `json` for one sheet, `xlsx` for all of them with their supporting lists.
        out: the file to write.
        sheet: which one, a key of `SHEETS`; all are in a workbook.
        mail_domains: the provider's own, where known.

    Raises:
        InventoryError: the inventory cannot be read or the file not be written.
        RulesError: a rule file cannot be used.
    """
    sheets = draft_sheets(inventory, rules, judge, mail_domains)
    chosen = sheets[SHEETS[sheet]]
    if form == "xlsx":
        write_workbook(sheets, inventory, rules, judge, out)
        return len(chosen.rows)
    columns = {column.header: "VARCHAR" for column in chosen.columns}
    cells = [[row.get(column.key) for column in chosen.columns] for row in chosen.rows]
    return write_table(out, Format.EXCEL_CSV if form == "csv" else Format.JSON, columns, cells)


def import_register(
    inventory: Inventory,
    rules: Rules,
    judge: Judge,
    file: Path,
    person: str,
    *,
    keep: bool = True,
    mail_domains: Collection[str] = (),
) -> tuple[list[Change], list[Problem]]:
    """Take back sheets that a person corrected; nothing is stored when a cell makes no sense.

    Args:
        inventory: where the corrections go.
        rules: the rule files in force.
        judge: judges retention.
        file: CSV or workbook, as exported and edited.
        person: who corrected it.
        keep: store the corrections; else only say what they would be.
        mail_domains: the provider's own, where known.

    Returns:
        What changed, and what makes no sense.

    Raises:
        InventoryError: the file or the inventory cannot be used.
        RulesError: a rule file cannot be used.
    """
    sheets = draft_sheets(inventory, rules, judge, mail_domains)
    lines = read_sheets(file, {title: sheet.id_header for title, sheet in sheets.items()})
    compared = {title: compare(sheets[title], found) for title, found in lines.items()}
    problems = [problem for _, wrong in compared.values() for problem in wrong]
    if keep and not problems:
        for title, (changes, _) in compared.items():
            store_changes(inventory, sheets[title], changes, person)
    return [change for changes, _ in compared.values() for change in changes], problems
