"""Gathers the names of open lists into `config/names_open.yaml`.

    python -m training.open_names --sources FOLDER

Reads the repositories that `sources.yaml` lists under `names`; names in Latin letters only, without
accents, less those that names.yaml and names_census.yaml have.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

import yaml
from python_calamine import CalamineWorkbook

from training.read_sources import SOURCES, clone_of, git, git_bytes

CONFIG = Path(__file__).resolve().parent.parent / "config"
HEADER = """\
# Names of open lists, for breadth beyond names.yaml and names_census.yaml; written by
# `python -m training.open_names`. From popular-names-by-country-dataset (CC0 1.0), the person
# providers of Faker (MIT licence, Copyright (c) 2012 Daniele Faraglia), the baby names of England
# and Wales 1996 to 2020 (Office for National Statistics, Open Government Licence v3.0), those of
# the United States 1880 to 2010 (Social Security Administration, public domain), and the surnames
# of the United States census of 1990 (public domain).

"""
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ß": "ss",
        "æ": "ae",
        "\u0131": "i",
        "ə": "a",
    }
)
_NAME = re.compile(r"[A-Z][a-z]{2,14}")
# Lists of a provider that hold titles or parts that are no names.
_LISTS = re.compile(r"(?P<which>first|last)_(?:romanized_)?names?\w*$")
_OWN = {"first": "given", "last": "surnames"}
# Of very long lists only so many, in their own order.
_MOST = 1200
# Bearers that a given name of official statistics must have had in all years together.
_BEARERS_UK, _BEARERS_US = 6, 100
_SURNAMES = 60_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, default=Path("sources"))
    options = parser.parse_args()
    found: dict[str, set[str]] = {"given": set(), "surnames": set()}
    for kind, name in _all(options.sources):
        for word in re.split(r"[\s-]+", _plain(name)):
            if _NAME.fullmatch(word):
                found[kind].add(word)
    known = _known()
    parts = {}
    for kind, names in found.items():
        new = sorted(names - known[kind])
        parts[kind] = " ".join(new)
        print(f"{kind}: {len(new)}")
    lines = [HEADER]
    for kind, words in parts.items():
        body = textwrap.fill(words, 118, initial_indent="  ", subsequent_indent="  ")
        lines.append(f"{kind}: >-\n{body}\n")
    (CONFIG / "names_open.yaml").write_text("\n".join(lines), encoding="utf-8")


def _all(folder: Path) -> Iterator[tuple[str, str]]:
    for entry in yaml.safe_load(SOURCES.read_text(encoding="utf-8"))["names"]:
        clone = clone_of(folder, entry["name"])
        listed = git(clone, "ls-tree", "-r", "--name-only", entry["commit"]).splitlines()
        read, counts = _FORMS[entry["form"]], Counter[tuple[str, str]]()
        for path in listed:
            if any(fnmatch(path, pattern) for pattern in entry["files"]):
                for kind, name, bearers in read(
                    git_bytes(clone, "show", f"{entry['commit']}:{path}")
                ):
                    counts[kind, name] += bearers
        least = _LEAST.get(entry["form"], 1)
        yield from (name for name, bearers in counts.items() if bearers >= least)


def _of_table(written: bytes) -> Iterator[tuple[str, str, int]]:
    rows = csv.DictReader(io.StringIO(written.decode("utf-8-sig")))
    kind = "given" if "Gender" in (rows.fieldnames or ()) else "surnames"
    for row in rows:
        yield kind, row["Romanized Name"], 1


def _of_provider(written: bytes) -> Iterator[tuple[str, str, int]]:
    for node in ast.walk(ast.parse(written)):
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        match = _LISTS.match(target.id) if isinstance(target, ast.Name) else None
        if match and isinstance(node, ast.Assign):
            words = [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
            for word in words[:_MOST]:
                if isinstance(word, str):
                    yield _OWN[match["which"]], word, 1


def _of_years(written: bytes) -> Iterator[tuple[str, str, int]]:
    """Read "Mary,F,7065" a line."""
    for line in written.decode().split():
        name, _, bearers = line.split(",")
        yield "given", name, int(bearers)


def _of_sheets(written: bytes) -> Iterator[tuple[str, str, int]]:
    """Read the tables of the Office for National Statistics: a name, then how many bear it."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(written))
    for sheet in book.sheet_names:
        for row in book.get_sheet_by_name(sheet).to_python():
            for cell, beside in pairwise(row):
                if isinstance(cell, str) and isinstance(beside, int | float) and cell != "Total":
                    yield "given", cell.strip().title(), int(beside)


def _of_ranking(written: bytes) -> Iterator[tuple[str, str, int]]:
    for name in written.decode().split()[:_SURNAMES]:
        yield "surnames", name.title(), 1


_Read = Callable[[bytes], Iterator[tuple[str, str, int]]]
_FORMS: dict[str, _Read] = {
    "csv": _of_table,
    "faker": _of_provider,
    "sheets": _of_sheets,
    "years": _of_years,
    "ranking": _of_ranking,
}
_LEAST = {"sheets": _BEARERS_UK, "years": _BEARERS_US}


def _plain(name: str) -> str:
    split = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(char for char in split if not unicodedata.combining(char))


def _known() -> dict[str, set[str]]:
    own = yaml.safe_load((CONFIG / "names.yaml").read_text(encoding="utf-8"))
    census = yaml.safe_load((CONFIG / "names_census.yaml").read_text(encoding="utf-8"))
    return {
        kind: {_plain(word) for word in " ".join([*own[kind].values(), census[kind]]).split()}
        for kind in ("given", "surnames")
    }


if __name__ == "__main__":
    main()
