"""Searches an inventory for one person, and for what the values found lead on to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from detectors.name_match import How, NameMatch, Shares
from inventory.person.judging import (
    Surroundings,
    judge_name,
    judge_value,
    put_together,
)
from inventory.person.linking import link_values, linked_documents, listed_values, nearby
from inventory.person.model import Answer, Cut, FoundDocument, Level, Linked, Mention
from inventory.person.paths import PathWords, documents_filed_under

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import duckdb

    from inventory.records import FindingRecord
    from inventory.store import Inventory

_NAME = "PERSON"
_FETCH_ROWS = 5_000
_FIRST_NAMES = frozenset({How.GIVEN, How.GIVEN_INITIAL})
_FITTING = frozenset(
    {How.FULL, How.MORE, How.SPELLED, How.SHORT, How.SOUNDS, How.INITIAL, How.TYPED}
)
_AGAINST = "it is about somebody else of that name, going by their number"

_PLACE = "d.source || '|' || CASE WHEN contains(d.path, '/') THEN split_part(d.path, '/', 1) END"
_NAMES = """
SELECT digest, initials, exact, sound FROM names
WHERE regexp_matches(initials, $letters)
    AND digest IN (SELECT digest FROM findings WHERE entity IN ('PERSON', 'EMAIL_ADDRESS'))
"""
# Names in the places (see `_PLACE`) in which some first name stands alone: of whom else may it be?
_RIVALS = f"""
WITH placed AS (
    SELECT f.digest, coalesce({_PLACE}, d.source) AS place
    FROM findings f JOIN documents d ON d.id = f.document
    WHERE d.gone IS NULL AND f.entity = 'PERSON'
)
SELECT digest, initials, exact, sound FROM names
WHERE length(initials) > 1 AND regexp_matches(initials, $letters) AND digest IN (
    SELECT digest FROM placed WHERE place IN (
        SELECT place FROM placed WHERE digest IN (SELECT unnest($alone::VARCHAR[]))
    )
)
"""  # noqa: S608
_MET = """
SELECT d.id, f.entity, f.masked, f.digest, f.location, f.count
FROM findings f JOIN documents d ON d.id = f.document
WHERE d.gone IS NULL AND f.digest IN (SELECT unnest($digests::VARCHAR[]))
ORDER BY d.id, f.place
"""
_PLACES = f"""
SELECT DISTINCT f.digest, coalesce({_PLACE}, d.source)
FROM findings f JOIN documents d ON d.id = f.document
WHERE d.gone IS NULL AND f.digest IN (SELECT unnest($digests::VARCHAR[]))
"""  # noqa: S608 - our own SQL
_DOCUMENTS = f"""
SELECT d.id, d.source, d.path, coalesce(a.name, ''), d.record_type, d.status, d.modified, d.people,
    d.special_category, coalesce({_PLACE}, d.source)
FROM documents d LEFT JOIN (SELECT id, any_value(name) AS name FROM assets GROUP BY id) a
    ON a.id = d.asset
WHERE d.id IN (SELECT unnest($ids::BIGINT[]))
"""  # noqa: S608
_SINGLE = """
SELECT document, any_value(digest) FROM findings
WHERE entity = $entity AND document IN (SELECT unnest($ids::BIGINT[]))
GROUP BY document HAVING count(DISTINCT digest) = 1
"""
_UNREAD = """
SELECT status, count(*) FROM documents
WHERE gone IS NULL AND status <> 'read' GROUP BY status ORDER BY 2 DESC, 1
"""
_CUT = """
SELECT DISTINCT d.id, d.source, d.path, d.item FROM findings f JOIN documents d ON d.id = f.document
WHERE d.gone IS NULL GROUP BY d.id, d.source, d.path, d.item, f.entity HAVING count(*) >= $kept
ORDER BY 2, 3
"""
# A typing error is seldom made twice in the same way: a name met more often is somebody's own.
_MOST_MISTYPED = 2  # documents
_OFTEN = """
SELECT f.digest FROM findings f JOIN documents d ON d.id = f.document
WHERE d.gone IS NULL AND f.digest IN (SELECT unnest($digests::VARCHAR[]))
GROUP BY f.digest HAVING count(DISTINCT f.document) > $most
"""
_STALE = """
SELECT count(DISTINCT document) FROM findings f JOIN documents d ON d.id = f.document
WHERE d.gone IS NULL AND f.entity = 'PERSON' AND f.digest NOT IN (SELECT digest FROM names)
"""


class Matcher(Protocol):
    """Compares stored names with one that is asked for; see `detectors.name_match`."""

    def surname_letters(self) -> str:
        """Give letters of which a name with the surname has one among its initials."""

    def given_letters(self) -> str:
        """Give letters of which a name with the given name has one; "" where none is asked for."""

    def match(
        self, digest: str, initials: str, exact: Sequence[int], sound: Sequence[int]
    ) -> NameMatch | None:
        """Compare one stored name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for.

    Attributes:
        digests: of every value asked for, of whatever kind it may be.
        kinds: of values that one person has one of: the digest asked for, by entity.
        matchers: one for each way in which the person is called.
        path_words: the words of the names, to look for in the names of files and folders.
        one_word: whether all that is asked for is one word of a name.
    """

    digests: frozenset[str]
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    matchers: Sequence[Matcher] = ()
    path_words: Sequence[PathWords] = ()
    one_word: bool = False


class _Met(NamedTuple):
    document: int
    entity: str
    masked: str
    digest: str
    location: str
    times: int


@dataclass(slots=True)
class _Names:
    """The stored names that may be the person's, and those of others who share something."""

    how: dict[str, How] = field(default_factory=dict)
    shares: dict[str, Shares] = field(default_factory=dict)


def cut_documents(inventory: Inventory, kept: int) -> list[Cut]:
    """Give the documents of a column of which not every value may be stored.

    Args:
        inventory: where to look.
        kept: of a column with more distinct values than this, only so many were kept.

    Raises:
        InventoryError: the inventory cannot be read.
    """
    with inventory.reading() as connection:
        return [Cut(*row) for row in connection.execute(_CUT, {"kept": kept}).fetchall()]


def find_person(
    inventory: Inventory,
    wanted: Wanted,
    cut: Sequence[Cut] = (),
    read: Mapping[int, Sequence[FindingRecord]] | None = None,
) -> Answer:
    """Find every document that holds, or may hold, something about a person.

    Args:
        inventory: where to look.
        wanted: whom to look for.
        cut: see `cut_documents`.
        read: all that was found in some of these when they were read again, by document.

    Raises:
        InventoryError: the inventory cannot be read.
    """
    read = read or {}
    left = [entry.path for entry in cut if entry.document not in read]
    with inventory.reading() as connection:
        names = _match_names(connection, wanted, read)
        return _Search(connection, wanted, names, read).answer(left)


def names_of(inventory: Inventory, wanted: Wanted) -> frozenset[str]:
    """Give the digests of stored names that may well be the person's; see `may_be_meant`.

    Raises:
        InventoryError: the inventory cannot be read.
    """
    with inventory.reading() as connection:
        found = _match_names(connection, wanted, {})
    return frozenset(digest for digest, how in found.how.items() if may_be_meant(how, wanted))


def may_be_meant(how: How | None, wanted: Wanted) -> bool:
    """Tell whether a legal hold on a person covers a name met in some form.

    Both the given name and the surname fit in some form; a surname alone counts only where no more
    was asked for. It errs on the side of too many, since what is on hold is kept.
    """
    return how in _FITTING or (wanted.one_word and how is How.SURNAME)


def _match_names(
    connection: duckdb.DuckDBPyConnection,
    wanted: Wanted,
    read: Mapping[int, Sequence[FindingRecord]],
) -> _Names:
    """Compare the names that may match: those with the surname, then first names alone."""
    found = _Names()
    again = {f.digest: f.name for findings in read.values() for f in findings if f.name}
    for matcher in wanted.matchers:
        for digest, name in again.items():
            match = matcher.match(digest, name.initials, name.exact, name.sound)
            _take(found, digest, match)
        _compare(connection, matcher, found, _NAMES, letters=f"[{matcher.surname_letters()}]")
        if not matcher.given_letters():
            continue
        given = f"[{matcher.given_letters()}]"
        _compare(connection, matcher, found, _NAMES, letters=f"^{given}$")
        alone = [digest for digest, how in found.how.items() if how in _FIRST_NAMES]
        if alone:
            _compare(connection, matcher, found, _RIVALS, letters=given, alone=alone)
    for digest in found.how:
        found.shares.pop(digest, None)
    _tell_errors_from_names(connection, found)
    return found


def _tell_errors_from_names(connection: duckdb.DuckDBPyConnection, found: _Names) -> None:
    """Take names a letter away for somebody's own where they are met often.

    Not where the name asked for is met nowhere: then the error may be the asker's.
    """
    typed = [digest for digest, how in found.how.items() if how is How.TYPED]
    if not typed or not any(how < How.SOUNDS for how in found.how.values()):
        return
    values = {"digests": typed, "most": _MOST_MISTYPED}
    for (digest,) in connection.execute(_OFTEN, values).fetchall():
        found.how[digest] = How.NEAR


def _compare(
    connection: duckdb.DuckDBPyConnection,
    matcher: Matcher,
    found: _Names,
    query: str,
    **values: Any,
) -> None:
    result = connection.execute(query, values)
    while batch := result.fetchmany(_FETCH_ROWS):
        for digest, initials, exact, sound in batch:
            _take(found, digest, matcher.match(digest, initials, exact, sound))


def _take(found: _Names, digest: str, match: NameMatch | None) -> None:
    if match is None:
        return
    if match.how is not None:
        found.how[digest] = min(match.how, found.how.get(digest, match.how))
    elif match.shares is not None:
        found.shares[digest] = match.shares


class _Search:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        wanted: Wanted,
        names: _Names,
        read: Mapping[int, Sequence[FindingRecord]],
    ) -> None:
        self._connection = connection
        self._wanted = wanted
        self._names = names
        self._read = read
        self._full = {digest for digest, how in names.how.items() if how is How.FULL}
        self._listed = listed_values(connection, self._full, wanted.digests, wanted.kinds)
        self._met: dict[int, list[_Met]] = defaultdict(list)
        self._rows: dict[int, tuple[Any, ...]] = {}

    def answer(self, left: Sequence[str]) -> Answer:
        met = self._wanted.digests | self._names.how.keys()
        for row in self._all(_MET, digests=sorted(met)):
            if row[0] not in self._read:
                self._met[row[0]].append(_Met(*row))
        for number, findings in self._read.items():
            for f in findings:
                if f.digest in met:
                    self._met[number].append(
                        _Met(number, f.entity, f.masked, f.digest, f.location, f.count)
                    )
        filed = documents_filed_under(self._connection, self._wanted.path_words, self._met)
        self._load([*self._met, *filed])
        self._against = self._about_namesakes()
        surroundings = self._surroundings()
        judged = {document: self._judge(document, surroundings) for document in self._met}
        for document, (level, why) in filed.items():
            judged[document] = level, [why], []
        sure = [number for number, (level, *_) in judged.items() if level >= Level.VERY_LIKELY]
        links = link_values(self._connection, sure, judged, self._listed, self._wanted.digests)
        for document, mention, listed in linked_documents(self._connection, links):
            self._add_linked(judged, document, mention, listed=listed)
        beside = nearby(self._connection, links, judged)
        documents = [
            self._document(number, level, reasons, mentions, _unmentioned(beside, number, mentions))
            for number, (level, reasons, mentions) in judged.items()
        ]
        documents.sort(key=lambda found: (-found.level, found.asset, found.source, found.path))
        return Answer(
            documents=documents,
            linked=[
                Linked(link.entity, link.masked, link.documents, link.listed) for link in links
            ],
            namesakes=self._listed.namesakes,
            unread=dict(self._all(_UNREAD)),
            cut=left,
            stale=int(self._all(_STALE)[0][0]),
        )

    def _all(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()

    def _load(self, documents: Iterable[int]) -> None:
        for row in self._all(_DOCUMENTS, ids=sorted(set(documents) - self._rows.keys())):
            self._rows[row[0]] = row

    def _surroundings(self) -> dict[str, Surroundings]:
        """Give what is known of each place: of a home, say, which is a top-level folder."""
        rivals: dict[str, set[Shares]] = defaultdict(set)
        for digest, place in self._all(_PLACES, digests=sorted(self._names.shares)):
            rivals[place].add(self._names.shares[digest])
        known = {place for _, place in self._all(_PLACES, digests=sorted(self._full))}
        return {
            row[9]: Surroundings(
                rivals=rivals.get(row[9], frozenset()),
                known=row[9] in known,
                namesakes=self._listed.namesakes > 0,
                one_word=self._wanted.one_word,
            )
            for row in self._rows.values()
        }

    def _about_namesakes(self) -> set[int]:
        """Give the documents that hold another number than the one asked for.

        Only where that says something: the number is a namesake's in a list, or the document
        names nobody but the person. Where a namesake's numbers are met in a place and none of
        those asked for, the name alone means the namesake there.
        """
        others = sorted(self._listed.others)
        found = {row[0] for row in self._all(_MET, digests=others)}
        known = sorted(set().union(*self._wanted.kinds.values()))
        theirs = {place for _, place in self._all(_PLACES, digests=others)}
        theirs -= {place for _, place in self._all(_PLACES, digests=known)}
        found |= {number for number, row in self._rows.items() if row[9] in theirs}
        alone = [number for number, row in self._rows.items() if row[7] == 1]
        for entity, asked in self._wanted.kinds.items():
            single = self._all(_SINGLE, entity=entity, ids=alone)
            found |= {number for number, digest in single if digest not in asked}
        return found

    def _judge(
        self, document: int, surroundings: Mapping[str, Surroundings]
    ) -> tuple[Level, list[str], list[Mention]]:
        place = surroundings[self._rows[document][9]]
        names: list[tuple[Level, str]] = []
        values: dict[str, tuple[Level, str]] = {}
        mentions = []
        for met in self._met[document]:
            if met.digest in self._names.how and met.digest not in self._wanted.digests:
                how = self._names.how[met.digest]
                verdict = judge_name(how, place, in_address=met.entity != _NAME)
                names.append(verdict)
            elif met.entity == _NAME:
                verdict = judge_name(How.FULL, place)
                names.append(verdict)
            else:
                verdict = judge_value(met.entity)
                values[met.entity] = verdict
            mentions.append(Mention(met.entity, met.masked, met.location, met.times, verdict[1]))
        level = put_together(
            [level for level, _ in names], {kind: level for kind, (level, _) in values.items()}
        )
        ranked = sorted([*names, *values.values()], key=lambda verdict: -verdict[0])
        reasons = list(dict.fromkeys(why for _, why in ranked))
        if document in self._against and level < Level.CERTAIN:
            return Level.UNLIKELY, [_AGAINST, *reasons], mentions
        return level, reasons, mentions

    def _add_linked(
        self,
        judged: dict[int, tuple[Level, list[str], list[Mention]]],
        document: int,
        mention: Mention,
        *,
        listed: bool,
    ) -> None:
        """Take in that a document holds a number which seems to be the person's."""
        level = Level.VERY_LIKELY if listed else Level.LIKELY
        before = judged.get(document)
        if before is None:
            self._load([document])
            judged[document] = level, [mention.why], [mention]
            return
        if before[0] is Level.CERTAIN:
            return
        raised = Level(max(before[0], level))
        if before[0] >= Level.LIKELY:
            raised = Level.CERTAIN if listed else Level.VERY_LIKELY
        judged[document] = raised, [*before[1], mention.why], [*before[2], mention]

    def _document(
        self,
        number: int,
        level: Level,
        reasons: Sequence[str],
        mentions: Sequence[Mention],
        nearby: Sequence[tuple[str, str]],
    ) -> FoundDocument:
        _, source, path, asset, record_type, status, modified, people, special, _ = self._rows[
            number
        ]
        return FoundDocument(
            source=source,
            path=path,
            asset=asset,
            record_type=record_type,
            status=status,
            modified=modified,
            people=people,
            special=special,
            level=level,
            reasons=reasons,
            mentions=mentions,
            nearby=nearby,
        )


def _unmentioned(
    beside: Mapping[int, Sequence[tuple[str, str]]], document: int, mentions: Sequence[Mention]
) -> list[tuple[str, str]]:
    told = {(mention.entity, mention.masked) for mention in mentions}
    return [entry for entry in beside.get(document, ()) if entry not in told]
