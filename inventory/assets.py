"""Groups documents into information assets, and keeps each asset's id from scan to scan.

An asset is what a manager would name: "Care plans (Rose House)". It is told by the place, the
family of records and whether it is an archive; a person's own folder is never an asset. Families
and the words that tell them are in `config/assets.yaml`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from inventory.folders import Folder, FolderReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import duckdb

    from config.rules import Rules
    from inventory.store import Inventory

_VOCABULARY = "assets.yaml"
_FETCH_ROWS = 10_000
_SAME_SHARE = 0.5
# Below this the classifier's verdict does not outweigh the folder a document lies in.
_SURE = 0.6
_MAIL_TYPES = frozenset({"message/rfc822", "application/mbox", "application/vnd.ms-outlook"})


class Key(NamedTuple):
    """What makes an asset: everything in it agrees on this."""

    source: str
    place: str
    family: str
    state: str


class Placed(NamedTuple):
    """Where one document belongs.

    Attributes:
        key: its asset, or None where it belongs to none.
        stray: whether it is a copy outside its home.
        location: the folder to name in a register.
    """

    key: Key | None
    stray: bool
    location: str


@dataclass(frozen=True, slots=True)
class Family:
    """A family of records; see `config/assets.yaml`."""

    id: str
    name: str
    category: str
    purpose: str
    harm: str
    mixed: bool
    business: bool
    weight: int


class Document(NamedTuple):
    """The facts that placing needs."""

    id: int
    source: str
    path: str
    item: str
    media_type: str
    record_type: str
    score: float
    rule: str
    personal: bool
    subjects: Sequence[str]


class Placer:
    """Says which asset a document belongs to.

    Args:
        rules: the rule files in force.
        folders: every folder of the inventory, (source, path) pairs.
    """

    def __init__(self, rules: Rules, folders: Iterable[tuple[str, str]] = ()) -> None:
        vocabulary = rules.yaml(_VOCABULARY)
        self.families = {
            name: _family(name, entry) for name, entry in vocabulary["families"].items()
        }
        self._by_rule = _belonging(vocabulary, "rules")
        self._by_type = _belonging(vocabulary, "types")
        self._by_subject = _belonging(vocabulary, "subjects")
        self._apart = frozenset(vocabulary["apart"])
        self._otherwise: str = vocabulary["unsorted"][-1]
        self._mailboxes = tuple("." + extension for extension in vocabulary["mailboxes"])
        below: dict[str, list[str]] = defaultdict(list)
        for source, folder in folders:
            below[source].append(folder)
        self._vocabulary = vocabulary
        self._readers = {source: FolderReader(vocabulary, paths) for source, paths in below.items()}

    def place(self, document: Document) -> Placed:
        """Say where a document belongs; whether it names anybody is not asked."""
        reader = self._reader(document.source)
        folder = reader.read(folder_of(document.path, document.item))
        family = self._family_of(document, folder)
        place = folder.place or self._source_place(document.source)
        key = Key(document.source, place, family, folder.state)
        misplaced = bool(folder.family) and family != folder.family
        return Placed(key, folder.stray or misplaced, folder.location)

    def family_of(self, rule: str, record_type: str) -> str:
        """Give the family that a kind of record belongs to wherever it lies, or ""."""
        return self._by_rule.get(rule) or self._by_type.get(record_type, "")

    def _reader(self, source: str) -> FolderReader:
        if source not in self._readers:
            self._readers[source] = FolderReader(self._vocabulary)
        return self._readers[source]

    def _source_place(self, source: str) -> str:
        """Take the scanned folder itself for the place when it is called like one."""
        name = source.replace("\\", "/").rstrip("/").rpartition("/")[2]
        return name if self._reader(source).meaning(name).place else ""

    def _family_of(self, document: Document, folder: Folder) -> str:
        own = self.family_of(document.rule, document.record_type)
        if folder.family:
            return own if self._misfiled(document, own, folder.family) else folder.family
        if self._is_mail(document):
            return "mail"
        named = self._reader(document.source).family_of_file(document.path.rpartition("/")[2])
        return named or own or folder.department or self._by_people(document)

    def _misfiled(self, document: Document, own: str, there: str) -> bool:
        """Tell a document that surely belongs to quite another part of the business."""
        if not own or not document.personal or document.score < _SURE:
            return False
        home, mine = self.families[there], self.families[own]
        apart = {home.category, mine.category} == self._apart
        return apart and not home.mixed and not mine.mixed

    def _is_mail(self, document: Document) -> bool:
        inside = document.path != document.item
        return (inside and document.item.lower().endswith(self._mailboxes)) or (
            document.media_type in _MAIL_TYPES
        )

    def _by_people(self, document: Document) -> str:
        return next(
            (self._by_subject[kind] for kind in document.subjects if kind in self._by_subject),
            self._otherwise,
        )


def folder_of(path: str, item: str) -> str:
    """Give the folders of a document, those inside a container and the container itself included.

    Args:
        path: of the document.
        item: of the file on disk that it is, or is inside of.
    """
    if path == item:
        return item.rpartition("/")[0]
    inner = path[len(item) + 2 :].replace("!/", "/").rpartition("/")[0]
    stem = item.rsplit(".", 1)[0]
    return f"{stem}/{inner}".rstrip("/")


def load_placer(connection: duckdb.DuckDBPyConnection, rules: Rules) -> Placer:
    """Make a placer that knows every folder of the inventory.

    Args:
        connection: with the table `documents`.
        rules: the rule files in force.
    """
    rows = connection.execute("SELECT source, path, item FROM documents WHERE gone IS NULL")
    return Placer(rules, {(row[0], folder_of(row[1], row[2])) for row in _stream(rows)})


def assign_assets(inventory: Inventory, rules: Rules) -> int:
    """Put every document into its asset, at the end of a scan; gives the number of assets.

    An asset keeps its id when its folder is moved or renamed: what it holds has the same contents.

    Raises:
        InventoryError: the inventory cannot be read or written.
    """
    with inventory.snapshot("documents") as connection:
        placer = load_placer(connection, rules)
        groups = _groups(connection, placer)
    with inventory.writing() as connection:
        ids = _keep_ids(connection, groups)
        parents = _parents(connection, groups, ids)
        _write(connection, placer, groups, ids)
        _remember(connection, parents)
    return len(groups)


def _groups(connection: duckdb.DuckDBPyConnection, placer: Placer) -> dict[Key, list[int]]:
    """Give the documents of every asset."""
    homes: dict[Key, list[int]] = defaultdict(list)
    strays: dict[Key, list[int]] = defaultdict(list)
    personal: Counter[Key] = Counter()
    for document in _documents(connection):
        placed = placer.place(document)
        if placed.key is not None:
            (strays if placed.stray else homes)[placed.key].append(document.id)
            personal[placed.key] += document.personal
    for key, ids in strays.items():
        if personal[key]:
            home = _home_of(key, homes)
            homes[home] += ids
            personal[home] += personal[key]
    return {
        key: ids
        for key, ids in homes.items()
        if personal[key] or placer.families[key.family].business
    }


def _home_of(key: Key, homes: Mapping[Key, list[int]]) -> Key:
    """Find where a copy belongs: the same family's home nearest to it, else where it lies."""
    same = [home for home in homes if home.family == key.family]
    return max(
        same,
        key=lambda home: (
            home.source == key.source,
            home.place == key.place,
            not home.state,
            len(homes[home]),
        ),
        default=key,
    )


def _documents(connection: duckdb.DuckDBPyConnection) -> Iterator[Document]:
    result = connection.execute(
        "SELECT id, source, path, item, media_type, record_type, record_type_score, "
        "retention_rule, personal_data, data_subjects FROM documents ORDER BY id"
    )
    return (Document(*row) for row in _stream(result))


def _keep_ids(
    connection: duckdb.DuckDBPyConnection, groups: Mapping[Key, list[int]]
) -> dict[Key, str]:
    """Give every group its id: the same as before, a moved asset's, or a new one."""
    known = {
        Key(*key): name
        for name, *key in connection.execute(
            "SELECT id, source, place, family, state FROM assets"
        ).fetchall()
    }
    ids = {key: known[key] for key in groups if key in known}
    fresh = [key for key in groups if key not in known]
    lost = {name: key for key, name in known.items() if key not in groups}
    ids.update(_moved(connection, groups, fresh, lost))
    last = max((int(name.rpartition("-")[2]) for name in known.values()), default=0)
    for number, key in enumerate((key for key in fresh if key not in ids), start=last + 1):
        ids[key] = f"IA-{number:04d}"
    return ids


def _moved(
    connection: duckdb.DuckDBPyConnection,
    groups: Mapping[Key, list[int]],
    fresh: Sequence[Key],
    lost: Mapping[str, Key],
) -> Iterator[tuple[Key, str]]:
    """Match new groups with assets that have vanished, by the contents they share."""
    if not fresh or not lost:
        return
    contents: dict[str, set[str]] = defaultdict(set)
    for name, content in connection.execute(
        "SELECT asset, content_hash FROM documents "
        "WHERE content_hash <> '' AND asset IN (SELECT unnest(?::VARCHAR[]))",
        [list(lost)],
    ).fetchall():
        contents[name].add(content)
    matches = []
    for key in fresh:
        now = _contents(connection, groups[key])
        for name, before in contents.items():
            share = len(now & before) / max(1, min(len(now), len(before)))
            if share >= _SAME_SHARE:
                matches.append((lost[name].family == key.family, share, key, name))
    taken: set[Key | str] = set()
    for _, _, key, name in sorted(matches, reverse=True):
        if key not in taken and name not in taken:
            taken |= {key, name}
            yield key, name


def _parents(
    connection: duckdb.DuckDBPyConnection,
    groups: Mapping[Key, list[int]],
    ids: Mapping[Key, str],
) -> dict[str, str]:
    """Say of every new asset which known one most of it was part of, where that one lives on."""
    known = {row[0] for row in connection.execute("SELECT id FROM assets").fetchall()}
    kept = known & set(ids.values())
    parents = {}
    for key, number in ids.items():
        if number in known or not kept:
            continue
        before = connection.execute(
            "SELECT asset, count(*) FROM documents WHERE id IN (SELECT unnest(?::BIGINT[])) "
            "GROUP BY asset ORDER BY 2 DESC, 1 LIMIT 1",
            [groups[key]],
        ).fetchone()
        if before and before[0] in kept and before[1] >= _SAME_SHARE * len(groups[key]):
            parents[number] = str(before[0])
    return parents


def _remember(connection: duckdb.DuckDBPyConnection, parents: Mapping[str, str]) -> None:
    for number, parent in parents.items():
        connection.execute("UPDATE assets SET split_from = ? WHERE id = ?", [parent, number])


def _contents(connection: duckdb.DuckDBPyConnection, ids: Sequence[int]) -> set[str]:
    rows = connection.execute(
        "SELECT DISTINCT content_hash FROM documents "
        "WHERE content_hash <> '' AND id IN (SELECT unnest(?::BIGINT[]))",
        [list(ids)],
    ).fetchall()
    return {content for (content,) in rows}


def _write(
    connection: duckdb.DuckDBPyConnection,
    placer: Placer,
    groups: Mapping[Key, list[int]],
    ids: Mapping[Key, str],
) -> None:
    """Store the assets, and each document's asset where it changed."""
    now = datetime.now(UTC).replace(tzinfo=None)
    connection.execute(
        "CREATE TEMP TABLE placed AS "
        "SELECT unnest(?::BIGINT[]) AS id, unnest(?::VARCHAR[]) AS asset",
        [
            [number for members in groups.values() for number in members],
            [ids[key] for key, members in groups.items() for _ in members],
        ],
    )
    connection.execute(
        "UPDATE documents SET asset = '' WHERE asset <> '' AND gone IS NULL "
        "AND id NOT IN (SELECT id FROM placed)"
    )
    connection.execute(
        "UPDATE documents SET asset = p.asset FROM placed p "
        "WHERE p.id = documents.id AND p.asset <> documents.asset"
    )
    connection.execute("DROP TABLE placed")
    connection.execute(
        "CREATE TEMP TABLE current AS SELECT unnest(?::VARCHAR[]) AS id, "
        "unnest(?::VARCHAR[]) AS source, unnest(?::VARCHAR[]) AS place, "
        "unnest(?::VARCHAR[]) AS family, unnest(?::VARCHAR[]) AS state, "
        "unnest(?::VARCHAR[]) AS name",
        [list(column) for column in zip(*_asset_rows(placer, ids), strict=True)] or [[]] * 6,
    )
    connection.execute(
        "UPDATE assets SET gone = ? WHERE gone IS NULL AND source <> '' "
        "AND id NOT IN (SELECT id FROM current)",
        [now],
    )
    connection.execute(
        "UPDATE assets SET source = c.source, place = c.place, family = c.family, "
        "state = c.state, name = c.name, gone = NULL FROM current c WHERE c.id = assets.id"
    )
    connection.execute(
        "INSERT INTO assets (id, source, place, family, state, name, first_seen) "
        "SELECT c.*, ? FROM current c ANTI JOIN assets a USING (id)",
        [now],
    )
    connection.execute("DROP TABLE current")


def _asset_rows(placer: Placer, ids: Mapping[Key, str]) -> list[tuple[str, ...]]:
    """Give (id, source, place, family, state, name); every name is given once."""
    taken: Counter[str] = Counter()
    rows: list[tuple[str, ...]] = []
    for key, number in sorted(ids.items(), key=lambda entry: entry[1]):
        name = asset_name(placer.families[key.family], key)
        taken[name] += 1
        if taken[name] > 1:
            name = f"{name} ({taken[name]})"
        rows.append((number, *key, name))
    return rows


def asset_name(family: Family, key: Key) -> str:
    """Give an asset's name, "Staff personnel files, leavers (Head Office)"."""
    state = f", {key.state}" if key.state else ""
    place = f" ({key.place})" if key.place else ""
    return f"{family.name}{state}{place}"


def _family(name: str, entry: Mapping[str, Any]) -> Family:
    return Family(
        id=name,
        name=entry["name"],
        category=entry["category"],
        purpose=entry["purpose"],
        harm=entry["harm"],
        mixed=entry.get("mixed", False),
        business=entry.get("business", False),
        weight=entry["weight"],
    )


def _belonging(vocabulary: Mapping[str, Any], what: str) -> dict[str, str]:
    """Give family by record type, rule or kind of person; the first family to claim it wins."""
    families = reversed(vocabulary["families"].items())
    return {member: name for name, entry in families for member in entry.get(what, ())}


def _stream(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := result.fetchmany(_FETCH_ROWS):
        yield from batch
