"""Drafts the information asset register: one row an asset, in words a care manager reads.

The scan fills what it knows and proposes what it can; what only a person knows stays empty, and
the last column of each row says what that is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from inventory.assets import Document, Placer, load_placer
from inventory.drafts import Drafts
from inventory.edits import BY_HAND, compare, latest_edits, overlay, store_changes
from inventory.judged import judged_documents
from inventory.people import count_people
from inventory.sheets import read_register
from inventory.tables import Format, write_table
from inventory.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import duckdb

    from config.rules import Rules
    from inventory.assets import Family
    from inventory.edits import Change, Edit, Problem
    from inventory.judged import Judged
    from inventory.retention import Judge
    from inventory.store import Inventory
    from inventory.tables import Value

_WORDING = "register.yaml"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the register.

    Attributes:
        key: its name in the program.
        header: its name on paper.
        filled: `scan`, `draft` or `person`.
        width: in characters, on a sheet.
        choices: what may be chosen, or nothing.
        date: whether it takes a date.
    """

    key: str
    header: str
    filled: str
    width: int
    choices: tuple[str, ...] = ()
    date: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """The register.

    Attributes:
        columns: in order.
        rows: one an asset, by column key; the riskiest first, those added by hand last.
        as_of: the day it was judged on.
        read_me: what to tell whoever opens it.
        drafted: by asset id, what the scan says by itself.
        confirmed: (asset id, column key) of cells that a person filled.
    """

    columns: tuple[Column, ...]
    rows: tuple[dict[str, Value], ...]
    as_of: date
    read_me: tuple[str, ...]
    drafted: Mapping[str, Mapping[str, Value]]
    confirmed: frozenset[tuple[str, str]]


@dataclass(slots=True)
class AssetFacts:
    """What was counted of one asset while its documents went by."""

    id: str
    name: str
    family: Family
    state: str
    source: str
    people: int = 0
    documents: int = 0
    personal: int = 0
    open_special: int = 0
    open_files: int = 0
    unknown_access: int = 0
    encrypted: int = 0
    criminal: int = 0
    oldest: date | None = None
    newest: date | None = None
    subjects: Counter[str] = field(default_factory=Counter)
    special: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    access: Counter[str] = field(default_factory=Counter)
    locations: Counter[str] = field(default_factory=Counter)
    copies: Counter[str] = field(default_factory=Counter)
    media: Counter[str] = field(default_factory=Counter)
    suppliers: Counter[str] = field(default_factory=Counter)
    synced: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)


def load_columns(rules: Rules) -> tuple[Column, ...]:
    """Give the columns of the register in order."""
    return tuple(
        Column(
            key=entry["key"],
            header=entry["header"],
            filled=entry["filled"],
            width=entry["width"],
            choices=tuple(entry.get("choices", ())),
            date=entry.get("date", False),
        )
        for entry in rules.yaml(_WORDING)["columns"]
    )


def draft_register(inventory: Inventory, rules: Rules, judge: Judge) -> Register:
    """Draft the register from what the last scans found.

    Raises:
        InventoryError: the inventory cannot be read.
        RulesError: a rule file cannot be used.
    """
    drafts = Drafts(rules, judge)
    with judged_documents(inventory, judge, "assets", "scans", "edits", also=count_people) as (
        connection,
        documents,
    ):
        placer = load_placer(connection, rules)
        assets = _empty(connection, placer)
        audit = _last_audit(connection)
        edits = latest_edits(connection)
        added = _added(connection)
        for entry in documents:
            if facts := assets.get(entry.row.asset):
                _count(facts, entry, placer, drafts)
    found = [facts for facts in assets.values() if facts.documents]
    found.sort(key=lambda facts: (-drafts.urgency(facts), facts.name))
    drafted: dict[str, dict[str, Value]] = {facts.id: drafts.row(facts, audit) for facts in found}
    drafted |= {number: {"id": number} for number in added}
    columns = load_columns(rules)
    rows = [_finished(row, edits.get(number, {}), columns) for number, row in drafted.items()]
    return Register(
        columns=columns,
        rows=tuple(rows),
        as_of=judge.as_of,
        read_me=drafts.read_me,
        drafted=drafted,
        confirmed=frozenset((asset, key) for asset, said in edits.items() for key in said),
    )


def _finished(
    row: dict[str, Value], edits: Mapping[str, Edit], columns: Sequence[Column]
) -> dict[str, Value]:
    """Put people's words into a row, and say what is still for a person to fill."""
    merged = overlay(row, edits, columns)
    empty = [column.header for column in columns if column.filled == "person"]
    filled = {column.header for column in columns if merged.get(column.key) not in (None, "")}
    merged["to_complete"] = "; ".join(header for header in empty if header not in filled)
    return merged


def _added(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Give the ids of assets that people added by hand."""
    rows = connection.execute(
        "SELECT id FROM assets WHERE source = ? ORDER BY id", [BY_HAND]
    ).fetchall()
    return [number for (number,) in rows]


def _empty(connection: duckdb.DuckDBPyConnection, placer: Placer) -> dict[str, AssetFacts]:
    """Give every asset with nothing counted yet but its people."""
    rows = connection.execute(
        "SELECT a.id, a.name, a.family, a.state, a.source, coalesce(p.people, 0) FROM assets a "
        "LEFT JOIN asset_people p ON p.asset = a.id WHERE a.gone IS NULL ORDER BY a.id"
    ).fetchall()
    return {
        number: AssetFacts(number, name, placer.families[family], state, source, people)
        for number, name, family, state, source, people in rows
        if family in placer.families
    }


def _last_audit(connection: duckdb.DuckDBPyConnection) -> date | None:
    row = connection.execute("SELECT max(finished) FROM scans WHERE state = 'finished'").fetchone()
    return row[0].date() if row and isinstance(row[0], datetime) else None


def _count(facts: AssetFacts, entry: Judged, placer: Placer, drafts: Drafts) -> None:
    """Add one document to what is known of its asset."""
    row = entry.row
    everyone = row.reach == "everyone"
    facts.documents += 1
    facts.personal += row.personal_data
    facts.open_files += everyone
    facts.unknown_access += row.reach == "unknown"
    facts.open_special += everyone and bool(row.special_category or row.criminal_offence)
    facts.criminal += row.criminal_offence
    facts.encrypted += row.status == "encrypted"
    facts.subjects.update(row.data_subjects)
    facts.special.update(row.special_category)
    facts.types[row.record_type] += 1
    facts.access[row.access or row.reach] += 1
    facts.statuses[str(entry.judgement.status)] += 1
    facts.rules[entry.judgement.rule] += 1
    facts.media[drafts.medium(row.path, row.media_type)] += 1
    if supplier := drafts.supplier(row.path):
        facts.suppliers[supplier] += 1
    if cloud := drafts.synced(row.address):
        facts.synced[cloud] += 1
    if row.status != "read":
        facts.unread[row.status] += 1
    placed = placer.place(_document(entry))
    (facts.copies if placed.stray else facts.locations)[_address(row.source, placed.location)] += 1
    for day in _days(entry):
        facts.oldest = min(facts.oldest or day, day)
        facts.newest = max(facts.newest or day, day)


def _document(entry: Judged) -> Document:
    row = entry.row
    return Document(
        id=row.id,
        source=row.source,
        path=row.path,
        item=row.item,
        media_type=row.media_type,
        record_type=row.record_type,
        score=row.record_type_score,
        rule=row.retention_rule,
        personal=row.personal_data,
        subjects=row.data_subjects,
    )


def _address(source: str, folder: str) -> str:
    """Write a folder the way its own system does."""
    if "\\" in source:
        return f"{source.rstrip(chr(92))}\\{folder}".replace("/", "\\").rstrip("\\")
    return f"{source.rstrip('/')}/{folder}".rstrip("/") or "/"


def _days(entry: Judged) -> Iterator[date]:
    """Give the dates that a record is known to have, for the oldest and the newest."""
    if entry.row.modified is not None:
        yield entry.row.modified.date()
    if entry.judgement.clock_start is not None:
        yield entry.judgement.clock_start


def export_register(inventory: Inventory, rules: Rules, judge: Judge, form: str, out: Path) -> int:
    """Write the register; gives the number of assets.

    Args:
        inventory: where the scans' results are.
        rules: the rule files in force.
        judge: judges retention.
        form: `csv`, `json` or `xlsx`.
        out: the file to write.

    Raises:
        InventoryError: the inventory cannot be read or the file not be written.
        RulesError: a rule file cannot be used.
    """
    register = draft_register(inventory, rules, judge)
    if form == "xlsx":
        write_workbook(register, inventory, judge, out)
        return len(register.rows)
    columns = {column.header: "VARCHAR" for column in register.columns}
    cells = [[row.get(column.key) for column in register.columns] for row in register.rows]
    return write_table(out, Format.EXCEL_CSV if form == "csv" else Format.JSON, columns, cells)


def import_register(
    inventory: Inventory,
    rules: Rules,
    judge: Judge,
    file: Path,
    person: str,
    *,
    keep: bool = True,
) -> tuple[list[Change], list[Problem]]:
    """Take back a register that a person corrected; nothing is stored when a cell makes no sense.

    Args:
        inventory: where the corrections go.
        rules: the rule files in force.
        judge: judges retention.
        file: CSV or workbook, as exported and edited.
        person: who corrected it.
        keep: store the corrections; else only say what they would be.

    Returns:
        What changed, and what makes no sense.

    Raises:
        InventoryError: the file or the inventory cannot be used.
        RulesError: a rule file cannot be used.
    """
    register = draft_register(inventory, rules, judge)
    changes, problems = compare(register, read_register(file))
    if keep and not problems:
        store_changes(inventory, register, changes, person)
    return changes, problems
