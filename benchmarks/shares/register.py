"""Prints the drafted register of a planned share beside the one that a person wrote, row by row.

`python -m benchmarks.shares.register TEXTS REGISTER.csv [--keep DIR] [--as-of DATE]`

The person's register has one row for each asset, and the columns `asset`, `location`,
`data_subjects`, `special_category`, `record_types`, `retention_rule` and `people`; several values
in a cell are set apart by `|`. A row stands for the documents that lie in its location and are,
in truth, of its record types; the drafted asset that shares most documents with it is put beside
it. So an asset is matched by what it holds, never by what it is called.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from benchmarks.shares.corpus import Planned, load
from benchmarks.shares.scan import AS_OF, Row, ScannedShare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_COLUMNS = (
    "asset", "location", "data_subjects", "special_category", "record_types", "retention_rule",
    "people",
)  # fmt: skip
_SHOWN = 6
_PART = 0.15
# A person who counts heads in a register is content to be this near.
_NEAR = 0.34
# What people call them, and what the export does.
_ALSO_CALLED = {
    "resident": "person_supported", "relative": "family", "criminal": "criminal_offence",
}  # fmt: skip
_SAME = ("data_subjects", "special_category", "record_types", "retention_rule")


@dataclass(frozen=True, slots=True)
class Written:
    """A row of the person's register, and the documents it stands for."""

    line: int
    cells: dict[str, str]
    documents: frozenset[str]

    def values(self, column: str) -> frozenset[str]:
        """Give the values of a cell; "no" and "none" are nothing."""
        return _values(self.cells[column]) - {"no", "none", "n/a"}


@dataclass(frozen=True, slots=True)
class Drafted:
    """An asset of the drafted register, and what its documents say."""

    number: str
    row: Mapping[str, Any]
    documents: frozenset[str]
    facts: Mapping[str, Counter[str]]

    @property
    def name(self) -> str:
        """As the register calls it."""
        return str(self.row["Information asset name"])

    def values(self, column: str) -> frozenset[str]:
        """Give what its documents say of a column."""
        return frozenset(self.facts[column])


@dataclass(frozen=True, slots=True)
class Pair:
    """A person's row and the drafted assets that hold its documents, the nearest first."""

    written: Written
    drafted: Sequence[Drafted]

    def differences(self) -> list[str]:
        """Say where the nearest drafted asset differs, in words; nothing where it does not."""
        if not self.written.documents:
            return ["no scan sees it: a person adds it"]
        if not self.drafted:
            return ["missing"]
        best, *rest = self.drafted
        said = [text for column in _SAME if (text := self._differs(best, column))]
        said += _people(self.written.cells["people"], best.row)
        if rest:
            said.append(f"split: part of it is in {', '.join(other.name for other in rest)}")
        outside = len(best.documents - self.written.documents)
        if outside > _PART * len(best.documents):
            said.append(f"wider: {outside} of {len(best.documents)} documents are of other rows")
        return said

    def _differs(self, best: Drafted, column: str) -> str:
        if not self.written.cells[column]:
            return ""  # the person left it open
        wanted, got = self.written.values(column), best.values(column)
        if column == "special_category" and wanted == {"yes"}:
            return "" if got else f"{column}: none found"
        parts = []
        if missing := wanted - got:
            parts.append(f"lacks {', '.join(sorted(missing))}")
        if extra := got - wanted:
            parts.append(f"has also {', '.join(sorted(extra))}")
        return f"{column}: {'; '.join(parts)}" if parts else ""


def main() -> None:
    """Write, scan, put side by side, print."""
    parser = argparse.ArgumentParser(description="Put a drafted register beside a person's.")
    parser.add_argument("texts", type=Path, help="folder with the texts of the share")
    parser.add_argument("register", type=Path, help="the person's register (CSV)")
    parser.add_argument("--keep", type=Path, help="write here instead of a temporary folder")
    parser.add_argument("--as-of", default=AS_OF, help="day to judge retention on")
    options = parser.parse_args()
    planned = load(options.texts, thirds=False)
    with tempfile.TemporaryDirectory() as temporary:
        share = ScannedShare(planned, options.keep or Path(temporary), options.as_of)
        drafted = assets(share.register(), share.documents().values())
    pairs, over = pair(read_register(options.register, planned), drafted)
    _print(Console(width=150, highlight=False), pairs, over)


def read_register(path: Path, planned: Iterable[Planned]) -> list[Written]:
    """Read a person's register and find the documents that each row stands for.

    Raises:
        ValueError: it lacks a column.
    """
    documents = list(planned)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if missing := set(_COLUMNS) - set(reader.fieldnames or ()):
            raise ValueError(f"{path} lacks the columns {', '.join(sorted(missing))}")
        rows = [{key: (row[key] or "").strip() for key in _COLUMNS} for row in reader]
    return [Written(line, row, _held(row, documents)) for line, row in enumerate(rows, start=2)]


def _held(row: Mapping[str, str], documents: Sequence[Planned]) -> frozenset[str]:
    kinds = _values(row["record_types"])
    return frozenset(
        document.path
        for place in map(_folder, row["location"].split("|"))
        for document in _inside(place, documents)
        if not kinds or kinds & _values(document.truth["record_type"])
    )


def _inside(place: str, documents: Sequence[Planned]) -> list[Planned]:
    """Give the documents of a location, which may be written from the root of the share or not."""
    if not place:
        return []
    paths = [f"/{document.path.lower()}/" for document in documents]
    below = [d for d, path in zip(documents, paths, strict=True) if path.startswith(place)]
    return below or [d for d, path in zip(documents, paths, strict=True) if place in path]


def _folder(text: str) -> str:
    plain = text.strip().replace("\\", "/").strip("/").lower()
    return f"/{plain}/" if plain else ""


def _values(cell: str) -> frozenset[str]:
    parts = cell.lower().replace(";", "|").split("|")
    words = (part.strip() for part in parts)
    return frozenset(_ALSO_CALLED.get(word, word) for word in words if word not in {"", "*"})


def assets(register: Iterable[Mapping[str, Any]], documents: Iterable[Row]) -> list[Drafted]:
    """Put the exported documents to the rows of the drafted register that they belong to."""
    held: dict[str, list[Row]] = {}
    for document in documents:
        held.setdefault(document["asset_id"], []).append(document)
    return [
        Drafted(
            number=str(row["Asset ID"]),
            row=row,
            documents=frozenset(document["path"] for document in held[str(row["Asset ID"])]),
            facts=_facts(held[str(row["Asset ID"])]),
        )
        for row in register
        if str(row["Asset ID"]) in held
    ]


def _facts(documents: Sequence[Row]) -> dict[str, Counter[str]]:
    facts: dict[str, Counter[str]] = {column: Counter() for column in _SAME}
    for document in documents:
        facts["data_subjects"].update(_values(document["data_subjects"]))
        facts["special_category"].update(_values(document["special_category"]))
        if document["criminal_offence"] == "true":
            facts["special_category"]["criminal_offence"] += 1
        facts["record_types"].update(_values(document["record_type"]))
        facts["retention_rule"].update(_values(document["retention_rule"]))
    return facts


def pair(
    written: Sequence[Written], drafted: Sequence[Drafted]
) -> tuple[list[Pair], list[Drafted]]:
    """Put each person's row beside the drafted assets that hold its documents.

    Returns:
        The pairs, and the drafted assets that are the nearest to no row.
    """
    pairs = []
    for row in written:
        near = [asset for asset in drafted if _share(row, asset) > 0]
        near.sort(key=lambda asset: (-_share(row, asset), asset.number))
        least = _PART * len(row.documents)
        some = [asset for asset in near[1:] if len(row.documents & asset.documents) > least]
        pairs.append(Pair(row, [*near[:1], *some]))
    taken = {asset.number for entry in pairs for asset in entry.drafted}
    return pairs, [asset for asset in drafted if asset.number not in taken]


def _share(row: Written, asset: Drafted) -> float:
    """Give how much of both is common to them, 0 to 1."""
    return len(row.documents & asset.documents) / max(1, len(row.documents | asset.documents))


def _people(said: str, row: Mapping[str, Any]) -> list[str]:
    told = str(row["People it is about"] or row["People (distinct names or numbers)"] or 0)
    counted = int(told.split(maxsplit=1)[0].replace(",", ""))
    if not said.isdigit() or abs(counted - int(said)) <= _NEAR * max(int(said), 3):
        return []
    return [f"people: {said} against {counted}"]


def _print(console: Console, pairs: Sequence[Pair], over: Sequence[Drafted]) -> None:
    alike = 0
    for entry in pairs:
        best = entry.drafted[0].name if entry.drafted else "-"
        differences = entry.differences()
        alike += not differences
        console.print(f"{entry.written.line:3} {entry.written.cells['asset']}", markup=False)
        console.print(f"      here: {best}", markup=False)
        for text in differences or ["alike"]:
            console.print(f"      {text}", markup=False)
    console.print("Only in the drafted register:" if over else "Nothing only in the draft.")
    for asset in over:
        some = sorted(asset.documents)[:_SHOWN]
        console.print(f"      {asset.name}: {', '.join(some)}", markup=False)
    seen = sum(bool(entry.written.documents) for entry in pairs)
    found = sum(bool(entry.drafted) for entry in pairs)
    console.print(
        f"{len(pairs)} rows by a person, {seen} of them of files; {found} have an asset beside "
        f"them, {alike} of which say the same in every column; {len(over)} assets more."
    )


if __name__ == "__main__":
    main()
