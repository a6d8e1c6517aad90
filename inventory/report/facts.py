"""Counts everything that the report shows, in one pass over the inventory."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from inventory.alike import alike, compare
from inventory.assets import Document, load_placer
from inventory.edits import latest_edits
from inventory.exports import asset_names
from inventory.judged import judged_documents
from inventory.report.documents import DocumentTable, Flag, Line
from inventory.report.people import note_people, people_in
from inventory.report.treemap import address, choose_cells
from inventory.retention import RetentionStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import duckdb

    from config.rules import Rules
    from inventory.alike import Alike
    from inventory.assets import Family, Placed, Placer
    from inventory.judged import Judged
    from inventory.report.treemap import Cell
    from inventory.report.words import Words
    from inventory.retention import Judge
    from inventory.store import Inventory

_CREDENTIAL = "CREDENTIAL"
_CARD = "CREDIT_CARD"
_EVERYONE = "everyone"
_KINDS = """
CREATE TABLE report_kinds AS
    SELECT document, list_sort(list(DISTINCT entity)) AS kinds
    FROM findings GROUP BY document
"""


@dataclass(slots=True)
class Tally:
    """What was counted of some documents.

    Attributes:
        documents: their ids.
        places: the folders they are in.
        special: special categories.
        oldest: the earliest day on which a period ran out.
        levels: documents by risk, 0 to 3.
        same: how many have the same contents as a document in its home.
        near: how many others have nearly the text of one.
        people: distinct people named.
    """

    documents: array[int] = field(default_factory=lambda: array("q"))
    places: Counter[str] = field(default_factory=Counter)
    special: Counter[str] = field(default_factory=Counter)
    oldest: date | None = None
    levels: Counter[int] = field(default_factory=Counter)
    same: int = 0
    near: int = 0
    people: int = 0

    @property
    def number(self) -> int:
        """How many documents."""
        return len(self.documents)


Tallies = defaultdict[Any, Tally]


def _tallies() -> Tallies:
    return defaultdict(Tally)


@dataclass(slots=True)
class Facts:
    """What the report shows; the keys of tallies by asset are asset ids.

    Attributes:
        as_of: day on which retention was judged.
        sources: scanned roots, each with the day of its last finished scan and how its last scan
            ended.
        assets: names by id.
        families: of the assets.
        statuses: documents by retention status.
        everything: all documents.
        sensitive: how many hold special category or criminal offence data.
        open_personal: with personal data and open to everyone, by asset.
        open_sensitive: of them, those with special category or criminal offence data.
        overdue: past their period, by rule.
        due_soon: by rule.
        review: by rule.
        years: overdue documents by the year in which their period ran out.
        special: documents by special category.
        copies: documents outside their home, by asset and folder.
        unread: not, or not fully, examined, by reason.
        credentials: with passwords or codes, by whether everyone can open them.
        cards: with payment card numbers.
        folders: by the folder that a register would name.
        cells: of the map.
        table: of all documents.
        stocks: how many scans can be compared.
    """

    as_of: date
    sources: list[tuple[str, date | None, str]] = field(default_factory=list)
    assets: dict[str, str] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    statuses: Counter[RetentionStatus] = field(default_factory=Counter)
    everything: Tally = field(default_factory=Tally)
    sensitive: int = 0
    open_personal: Tallies = field(default_factory=_tallies)
    open_sensitive: Tallies = field(default_factory=_tallies)
    overdue: Tallies = field(default_factory=_tallies)
    due_soon: Tallies = field(default_factory=_tallies)
    review: Tallies = field(default_factory=_tallies)
    years: Counter[int] = field(default_factory=Counter)
    special: Tallies = field(default_factory=_tallies)
    copies: Tallies = field(default_factory=_tallies)
    unread: Tallies = field(default_factory=_tallies)
    credentials: Tallies = field(default_factory=_tallies)
    cards: Tallies = field(default_factory=_tallies)
    folders: Tallies = field(default_factory=_tallies)
    cells: list[Cell] = field(default_factory=list)
    table: DocumentTable = field(default_factory=DocumentTable)
    stocks: int = 0

    def asset(self, number: str) -> str:
        """Name an asset; a document may be in none."""
        return self.assets.get(number) or "no asset"


def gather(inventory: Inventory, rules: Rules, judge: Judge, words: Words) -> Facts:
    """Count what the inventory holds.

    Raises:
        InventoryError: the inventory cannot be read.
        RulesError: a rule file cannot be used.
    """
    tables = ("assets", "edits", "scans", "stocks")
    with judged_documents(inventory, judge, *tables, also=_note) as (connection, documents):
        facts = _prepared(connection, judge)
        placer = load_placer(connection, rules)
        facts.families = _families(connection, placer)
        counting = _Counting(facts, placer, words, _kinds(connection), alike(connection))
        for entry in documents:
            counting.add(entry)
        counting.settle_copies()
        _count_people(connection, facts)
    return facts


def _note(connection: duckdb.DuckDBPyConnection) -> None:
    note_people(connection)
    compare(connection)
    connection.execute(_KINDS)


def _prepared(connection: duckdb.DuckDBPyConnection, judge: Judge) -> Facts:
    """Give facts with nothing counted yet."""
    said = {
        asset: fields["name"].value
        for asset, fields in latest_edits(connection).items()
        if "name" in fields and fields["name"].value
    }
    rows = connection.execute(
        "SELECT source, max(finished) FILTER (state = 'finished'), arg_max(state, id) FROM scans "
        "GROUP BY source ORDER BY source"
    ).fetchall()
    stocks = connection.execute("SELECT count(*) FROM stocks").fetchall()[0][0]
    return Facts(
        as_of=judge.as_of,
        sources=[(source, end.date() if end else None, state) for source, end, state in rows],
        assets=asset_names(connection) | said,
        stocks=stocks,
    )


def _families(connection: duckdb.DuckDBPyConnection, placer: Placer) -> dict[str, Family]:
    rows = connection.execute("SELECT id, family FROM assets").fetchall()
    return {number: placer.families[name] for number, name in rows if name in placer.families}


def _kinds(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, ...]]:
    """Give the kinds of personal data of each document; equal ones share their memory."""
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    kinds: dict[int, tuple[str, ...]] = {}
    result = connection.execute("SELECT document, kinds FROM report_kinds")
    while batch := result.fetchmany(10_000):
        for document, names in batch:
            key = tuple(names)
            kinds[document] = shared.setdefault(key, key)
    return kinds


def _count_people(connection: duckdb.DuckDBPyConnection, facts: Facts) -> None:
    """Count the people of every tally that speaks of them, and of the map's cells."""
    groups = (
        facts.open_personal,
        facts.open_sensitive,
        facts.overdue,
        facts.special,
        facts.credentials,
        facts.copies,
    )
    tallies = [facts.everything, *(tally for group in groups for tally in group.values())]
    counted = people_in(connection, {n: tally.documents for n, tally in enumerate(tallies)})
    for number, tally in enumerate(tallies):
        tally.people = counted[number]
    facts.cells = choose_cells(
        {place: (tally.documents, tally.levels) for place, tally in facts.folders.items()},
        lambda sets: people_in(connection, sets),
    )


class _Counting:
    """Adds documents, one at a time, to everything they count towards."""

    def __init__(
        self,
        facts: Facts,
        placer: Placer,
        words: Words,
        kinds: Mapping[int, tuple[str, ...]],
        copies: Mapping[int, Alike],
    ) -> None:
        self._facts = facts
        self._placer = placer
        self._words = words
        self._kinds = kinds
        self._copies = copies
        self._several = len(facts.sources) > 1
        self._at_home: set[int] = set()
        self._texts_at_home: set[int] = set()
        self._strays: list[tuple[Tally, Alike]] = []

    def add(self, entry: Judged) -> None:
        """Count one document."""
        facts, row, status = self._facts, entry.row, entry.judgement.status
        placed = self._placer.place(_document(entry))
        place = self._address(row.source, placed.location)
        risk = self._risk(entry)
        facts.statuses[status] += 1
        facts.sensitive += _sensitive(entry)
        _enter(facts.everything, entry, place)
        folder = facts.folders[row.source if self._several else "", placed.location]
        _enter(folder, entry, place)
        folder.levels[risk] += 1
        for category in self._words.sensitive(row):
            _enter(facts.special[category], entry, place)
        if row.status != "read":
            _enter(facts.unread[row.status], entry, place)
        self._exposure(entry, place)
        self._retention(entry, place)
        self._secrets(entry, place)
        self._copy(entry, placed, place)
        facts.table.add(self._line(entry, placed, place, risk))

    def settle_copies(self) -> None:
        """Tell which copies have the contents, or nearly the text, of a document in its home."""
        for tally, known in self._strays:
            same = known.contents in self._at_home
            tally.same += same
            tally.near += not same and known.text in self._texts_at_home

    def _address(self, source: str, location: str) -> str:
        return address(source if self._several else "", location)

    def _risk(self, entry: Judged) -> int:
        """Rank a document: 3 is sensitive and open, 2 open or kept too long, 1 personal."""
        row = entry.row
        secret = _CREDENTIAL in self._kinds.get(row.id, ())
        if row.reach == _EVERYONE and (_sensitive(entry) or secret):
            return 3
        if row.reach == _EVERYONE and row.personal_data:
            return 2
        if entry.judgement.status is RetentionStatus.OVERDUE:
            return 2
        return int(row.personal_data)

    def _exposure(self, entry: Judged, place: str) -> None:
        row, facts = entry.row, self._facts
        if row.reach != _EVERYONE:
            return
        if row.personal_data:
            _enter(facts.open_personal[row.asset], entry, place)
        if _sensitive(entry):
            tally = facts.open_sensitive[row.asset]
            _enter(tally, entry, place)
            tally.special.update(self._words.sensitive(row))

    def _retention(self, entry: Judged, place: str) -> None:
        facts, judgement = self._facts, entry.judgement
        groups = {
            RetentionStatus.OVERDUE: facts.overdue,
            RetentionStatus.DUE_SOON: facts.due_soon,
            RetentionStatus.REVIEW: facts.review,
        }
        if (group := groups.get(judgement.status)) is None:
            return
        tally = group[judgement.rule]
        _enter(tally, entry, place)
        if judgement.due is not None:
            tally.oldest = min(tally.oldest or judgement.due, judgement.due)
            if judgement.status is RetentionStatus.OVERDUE:
                facts.years[judgement.due.year] += 1

    def _secrets(self, entry: Judged, place: str) -> None:
        kinds = self._kinds.get(entry.row.id, ())
        exposed = entry.row.reach == _EVERYONE
        if _CREDENTIAL in kinds:
            _enter(self._facts.credentials[exposed], entry, place)
        if _CARD in kinds:
            _enter(self._facts.cards[exposed], entry, place)

    def _copy(self, entry: Judged, placed: Placed, place: str) -> None:
        row = entry.row
        if not row.personal_data:
            return
        known = self._copies.get(row.id)
        if not placed.stray:
            if known:
                self._at_home.add(known.contents)
                self._texts_at_home.add(known.text)
            return
        tally = self._facts.copies[row.asset, place]
        _enter(tally, entry, place)
        if known:
            self._strays.append((tally, known))

    def _line(self, entry: Judged, placed: Placed, place: str, risk: int) -> Line:
        row, judgement, words = entry.row, entry.judgement, self._words
        folder, _, name = row.path.rpartition("/")
        reason, _, clock = judgement.explanation.rpartition(". ")
        flags = Flag.PERSONAL * row.personal_data + Flag.SENSITIVE * _sensitive(entry)
        flags += Flag.OPEN * (row.reach == _EVERYONE)
        flags += Flag.OUTSIDE * (placed.stray and row.personal_data)
        unread = row.status != "read"
        return Line(
            folder=self._address(row.source, folder),
            name=name,
            place=place,
            type=words.record_type(row.record_type),
            people=row.people,
            special=words.sensitive(row),
            reach=row.access or words.reach.get(row.reach, row.reach),
            status=str(judgement.status),
            due=judgement.due.isoformat() if judgement.due else "",
            rule=judgement.rule,
            reason=f"{reason}." if reason else "",
            clock=clock,
            asset=self._facts.assets.get(row.asset, ""),
            holds=tuple(map(words.entity, self._kinds.get(row.id, ()))),
            read=row.status if unread else "",
            error=row.error,
            flags=flags,
            risk=risk,
        )


def _enter(tally: Tally, entry: Judged, place: str) -> None:
    tally.documents.append(entry.row.id)
    tally.places[place] += 1


def _sensitive(entry: Judged) -> bool:
    return bool(entry.row.special_category or entry.row.criminal_offence)


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
