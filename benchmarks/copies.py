"""How well near copies are told: a text in other formats, edited a little, or for somebody else.

`python -m benchmarks.copies [--texts N] [--workers N]`

Every text of `care_documents/develop` that is about people is saved in several ways; a scan of them
all says which are nearly the same. Wrong is any pair of two texts, and any pair of a form with the
same form filled in for another person. What a text is called says nothing here: all names of
files are numbers.
"""

from __future__ import annotations

import argparse
import itertools
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.labelled_set import labelled_texts
from benchmarks.shares.writers import as_bytes
from inventory.alike import alike, compare
from inventory.store import Inventory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.labelled_set import LabelledText

_TEXTS = Path(__file__).with_name("care_documents") / "develop"
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d{1,2}(?=[/. ])")
_OTHERS = ("Marguerite Oddie", "Vernon Tasker", "Blodwen Prosser", "Cyril Mudge", "Ottilie Frayn")
_SHORT = 40  # words


def variants(text: LabelledText) -> Iterator[tuple[str, str, str]]:
    """Give ways in which a text is kept: (what was done, extension, text)."""
    yield "as it is", ".txt", text.text
    yield "as .docx", ".docx", text.text
    yield "as .pdf", ".pdf", text.text
    yield "as .rtf", ".rtf", text.text
    if dated := _another_date(text.text):
        yield "another date", ".docx", dated
    yield "a line added", ".docx", text.text + "\nSeen and agreed at the weekly meeting."
    if somebody := _for_somebody_else(text):
        yield "for somebody else", ".docx", somebody


def _another_date(text: str) -> str:
    """Give the text with its first number that may be a day of the month changed, or ""."""
    match = _DIGITS.search(text)
    if not match:
        return ""
    day = str(int(match[0]) % 28 + 1)
    return text[: match.start()] + day + text[match.end() :]


def _for_somebody_else(text: LabelledText) -> str:
    """Give the text with all its people replaced by others, or "" where it names none."""
    words, at = [], 0
    for number, span in enumerate(s for s in text.spans if s.label == "PERSON"):
        words += [text.text[at : span.start], _OTHERS[(span.person or number) % len(_OTHERS)]]
        at = span.end
    return "".join([*words, text.text[at:]]) if at else ""


def main() -> None:
    """Write, scan, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=120, help="how many texts to take")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    texts = [text for text in labelled_texts(_TEXTS) if text.personal]
    chosen = texts[:: max(1, len(texts) // options.texts)][: options.texts]
    made: dict[str, tuple[int, str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "share")
        folder.mkdir()
        for number, text in enumerate(chosen):
            for how, suffix, written in variants(text):
                name = f"{len(made):05}{suffix}"
                made[name] = number, how
                (folder / name).write_bytes(as_bytes(suffix, written))
        db = Path(temporary, "i.duckdb")
        command = [
            sys.executable,
            "-c",
            "import cli; cli.main()",
            "scan",
            "--path",
            folder,
            "--db",
            db,
        ]
        command += ["--no-progress", "--workers", str(options.workers)]
        subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
        _print(chosen, made, _groups(db))


def _groups(db: Path) -> tuple[dict[str, int], set[str]]:
    """Give the group of each file that has near copies, and the files that hold personal data."""
    with Inventory(db).snapshot("documents", prepare=compare) as connection:
        rows = connection.execute("SELECT id, path, personal_data FROM documents").fetchall()
        known = alike(connection)
    groups = {path: known[number].text for number, path, _ in rows if number in known}
    return groups, {path for _, path, personal in rows if personal}


def _print(
    texts: list[LabelledText],
    made: dict[str, tuple[int, str]],
    found: tuple[dict[str, int], set[str]],
) -> None:
    groups, personal = found
    by_text: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for name, (number, how) in made.items():
        by_text[number][how] = name
    asked: Counter[tuple[str, str]] = Counter()
    told: Counter[tuple[str, str]] = Counter()
    for number, ways in by_text.items():
        size = "short" if len(_WORD.findall(texts[number].text)) < _SHORT else "longer"
        first = ways["as it is"]
        for how, name in ways.items():
            if name == first or not {name, first} <= personal:
                continue
            asked[size, how] += 1
            told[size, how] += groups.get(name, -1) == groups.get(first, -2)
    for (size, how), number in sorted(asked.items()):
        print(f"{size:7} {how:18} told as near copies: {told[size, how]:4} of {number}")
    mixed = {
        frozenset({made[one][0], made[other][0]})
        for one, other in itertools.combinations(sorted(groups), 2)
        if groups[one] == groups[other] and made[one][0] != made[other][0]
    }
    pairs = len(texts) * (len(texts) - 1) // 2
    print(f"different texts told as near copies: {len(mixed)} of {pairs:,} pairs")
    for pair in itertools.islice(mixed, 5):
        print("   ", " / ".join(texts[number].kind for number in pair))


if __name__ == "__main__":
    main()
