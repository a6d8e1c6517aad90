"""Counts what every asset holds: the facts that the register and its other sheets speak of."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from inventory.about import about_by_asset, count_about
from inventory.alike import alike, compare
from inventory.assets import Document, Placer, load_placer
from inventory.edits import BY_HAND, latest_edits
from inventory.judged import judged_documents
from inventory.people import count_people, people_by_asset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from config.rules import Rules
    from inventory.about import About
    from inventory.alike import Alike
    from inventory.assets import Family
    from inventory.drafts import Drafts
    from inventory.edits import Edit
    from inventory.judged import Judged
    from inventory.retention import Judge
    from inventory.store import Inventory

_MAIL = "mail"
_FLOWS = """
CREATE TABLE flows AS
    SELECT d.retention_rule AS rule, d.record_type AS type, m.direction, m.domain,
        count(DISTINCT m.document) AS messages
    FROM mail_domains m JOIN documents d ON d.id = m.document GROUP BY ALL
"""
_PAPERS = """
CREATE TABLE papers AS
    SELECT c.name, d.asset, list(d.path ORDER BY d.path) AS paths
    FROM companies c JOIN documents d ON d.id = c.document GROUP BY ALL
"""
_CREDENTIALS = """
CREATE TABLE credentials AS
    SELECT count(DISTINCT f.document) AS files
    FROM findings f JOIN documents d ON d.id = f.document WHERE f.entity = 'CREDENTIAL'
"""


@dataclass(slots=True)
class AssetFacts:
    """What was counted of one asset while its documents went by.

    Attributes:
        people: everybody named.
        about: those of them whose records these are, where that is known.
        split_from: id of the asset that it was part of before it was moved, or "".
        copies: documents outside their home, by folder.
        repeated: contents with personal data that more than one file has, of any asset.
        repeats: all files with those contents, by folder.
        near_copies: documents that others, with other contents, are nearly the same as.
        owners: documents by the account that they belong to on their file system.
        mailboxes: messages by the mailbox that they lie in.
    """

    id: str
    name: str
    family: Family
    state: str
    source: str
    place: str = ""
    people: int = 0
    about: About | None = None
    split_from: str = ""
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
    repeated: int = 0
    repeats: Counter[str] = field(default_factory=Counter)
    near_copies: int = 0
    owners: Counter[str] = field(default_factory=Counter)
    mailboxes: Counter[str] = field(default_factory=Counter)
    media: Counter[str] = field(default_factory=Counter)
    suppliers: Counter[str] = field(default_factory=Counter)
    synced: Counter[str] = field(default_factory=Counter)
    contracts: dict[str, list[str]] = field(default_factory=dict)
    rules: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)


class Flow(NamedTuple):
    """Mail that came or went.

    Attributes:
        family: of the records that the messages are, by what they say.
        direction: `from` or `to`.
        domain: of the other side.
    """

    family: str
    direction: str
    domain: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the inventory holds, by asset.

    Attributes:
        assets: those that a scan found.
        added: ids of those that people added by hand.
        edits: what people said, by id and column key.
        audit: day of the last finished scan, or None.
        flows: messages by flow.
        papers: (firm, asset id, paths of contracts and invoices that name it).
        disposals: entries in the log of disposals.
        credentials: files that hold passwords or access codes.
    """

    assets: Sequence[AssetFacts]
    added: Sequence[str]
    edits: Mapping[str, Mapping[str, Edit]]
    audit: date | None
    flows: Mapping[Flow, int]
    papers: Sequence[tuple[str, str, list[str]]]
    disposals: int
    credentials: int


def count_holdings(inventory: Inventory, rules: Rules, judge: Judge, drafts: Drafts) -> Holdings:
    """Count what every asset holds.

    Raises:
        InventoryError: the inventory cannot be read.
        RulesError: a rule file cannot be used.
    """
    tables = ("assets", "scans", "edits", "mail_domains", "companies", "disposals")

    def prepare(connection: duckdb.DuckDBPyConnection) -> None:
        _prepare(connection)
        count_about(connection, rules)

    with judged_documents(inventory, judge, *tables, also=prepare) as (connection, documents):
        placer = load_placer(connection, rules)
        assets = _empty(connection, placer)
        holdings = Holdings(
            assets=[],
            added=_added(connection),
            edits=latest_edits(connection),
            audit=_last_audit(connection),
            flows=_flows(connection, placer),
            papers=connection.execute("SELECT name, asset, paths FROM papers").fetchall(),
            disposals=_number(connection, "SELECT count(*) FROM disposals"),
            credentials=_number(connection, "SELECT files FROM credentials"),
        )
        repeats = _Repeats(alike(connection))
        for entry in documents:
            if facts := assets.get(entry.row.asset):
                place = _count(facts, entry, placer, drafts)
                repeats.add(facts, entry, place)
        repeats.settle()
    return replace(holdings, assets=[facts for facts in assets.values() if facts.documents])


def merged(several: Sequence[AssetFacts]) -> AssetFacts:
    """Put assets of one family together; people may overlap, so the most in one asset count."""
    first = several[0]
    whole = replace(first, people=max(facts.people for facts in several))
    for item in fields(AssetFacts):
        value = getattr(first, item.name)
        if isinstance(value, Counter):
            setattr(whole, item.name, sum((getattr(f, item.name) for f in several), Counter()))
        elif isinstance(value, int) and item.name != "people":
            setattr(whole, item.name, sum(getattr(facts, item.name) for facts in several))
    return whole


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    for sql in (_FLOWS, _PAPERS, _CREDENTIALS):
        connection.execute(sql)
    count_people(connection)
    compare(connection)


def _flows(connection: duckdb.DuckDBPyConnection, placer: Placer) -> Mapping[Flow, int]:
    flows: Counter[Flow] = Counter()
    for rule, kind, direction, domain, messages in connection.execute("FROM flows").fetchall():
        flows[Flow(placer.family_of(rule, kind) or _MAIL, direction, domain)] += messages
    return flows


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])


def _added(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Give the ids of assets that people added by hand."""
    rows = connection.execute(
        "SELECT id FROM assets WHERE source = ? ORDER BY id", [BY_HAND]
    ).fetchall()
    return [number for (number,) in rows]


def _empty(connection: duckdb.DuckDBPyConnection, placer: Placer) -> dict[str, AssetFacts]:
    """Give every asset with nothing counted yet but its people."""
    people, about = people_by_asset(connection), about_by_asset(connection)
    rows = connection.execute(
        "SELECT id, name, family, state, source, place, split_from FROM assets "
        "WHERE gone IS NULL ORDER BY id"
    ).fetchall()
    return {
        number: AssetFacts(
            number,
            name,
            placer.families[family],
            state,
            source,
            place,
            people.get(number, 0),
            about.get(number),
            split_from,
        )
        for number, name, family, state, source, place, split_from in rows
        if family in placer.families
    }


def _last_audit(connection: duckdb.DuckDBPyConnection) -> date | None:
    row = connection.execute("SELECT max(finished) FROM scans WHERE state = 'finished'").fetchone()
    return row[0].date() if row and isinstance(row[0], datetime) else None


class _Repeats:
    """Counts what is held more than once.

    Args:
        copies: of the documents that have any.
    """

    def __init__(self, copies: Mapping[int, Alike]) -> None:
        self._copies = copies
        self._places: defaultdict[int, Counter[str]] = defaultdict(Counter)
        self._assets: defaultdict[int, dict[str, AssetFacts]] = defaultdict(dict)

    def add(self, facts: AssetFacts, entry: Judged, place: str) -> None:
        """Count one document that lies at a place."""
        same = self._copies.get(entry.row.id)
        if same is None or not entry.row.personal_data:
            return
        facts.near_copies += same.near > 0
        if same.copies:
            self._places[same.contents][place] += 1
            self._assets[same.contents][facts.id] = facts

    def settle(self) -> None:
        """Tell every asset where the files lie that have contents of its own, too."""
        for contents, places in self._places.items():
            if places.total() > 1:
                for facts in self._assets[contents].values():
                    facts.repeated += 1
                    facts.repeats.update(places)


def _count(facts: AssetFacts, entry: Judged, placer: Placer, drafts: Drafts) -> str:
    """Add one document to what is known of its asset; gives the folder it lies in."""
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
    if mailbox := drafts.mailbox(row.source, row.path):
        facts.mailboxes[mailbox] += 1
    elif row.owner:
        facts.owners[row.owner] += 1
    if supplier := drafts.supplier(row.path):
        facts.suppliers[supplier] += 1
    if _about_supplier(entry) and (company := drafts.company(row.path)):
        facts.contracts.setdefault(company, []).append(row.path)
    if cloud := drafts.synced(row.address):
        facts.synced[cloud] += 1
    if row.status != "read":
        facts.unread[row.status] += 1
    placed = placer.place(_document(entry))
    place = _address(row.source, placed.location)
    (facts.copies if placed.stray else facts.locations)[place] += 1
    for day in drafts.dates(entry):
        facts.oldest = min(facts.oldest or day, day)
        facts.newest = max(facts.newest or day, day)
    return place


def _about_supplier(entry: Judged) -> bool:
    return entry.row.record_type == "supplier" or "supplier" in entry.row.data_subjects


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
