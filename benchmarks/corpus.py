"""Every file of the public format corpus: what became of it, and the phrases that are expected.

`python -m benchmarks.corpus [--corpus FOLDER]`

The corpus lies beside the checkout (`../shared/corpus/formats`). Known passwords of its manifest
are tried. Phrases come from the tests of the projects that the files are from. Those marked as
verified must be found by any good extractor; the others may need OCR or a layout of the source
tool's own. Each miss among the verified is printed.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from detectors import tables
from scanner.document import Blob, Limits, UnreadableError
from scanner.extract import extract
from scanner.identify import identify

_CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "formats"
_MOST_MEMBERS = 300
_DEEPEST = 4


def words(blob: Blob, limits: Limits, budget: list[int], depth: int = 0) -> tuple[str, str]:
    """Give a file's status, and everything written in it and in its members."""
    document = extract(blob, identify(blob), limits)
    parts = [block.text for block in document.blocks] + list(document.properties.values())
    for table in document.tables:
        parts += ["\t".join(cell or "" for cell in row) for row in table.relation.fetchall()]
    tables.release_all()
    try:
        for child in document.children if depth < _DEEPEST else ():
            budget[0] -= 1
            if budget[0] > 0 and child.blob is not None:
                parts.append(words(child.blob, limits, budget, depth + 1)[1])
    except UnreadableError as error:
        parts.append(error.message)
    return str(document.status), "\n".join(parts)


def plain(text: str) -> str:
    return " ".join(re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).split())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, default=_CORPUS)
    corpus: Path = options.parse_args().corpus
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["path"]: row["password"] for row in csv.DictReader(stream) if row["password"]}
    expected = defaultdict(list)
    for line in (corpus / "EXPECTED.jsonl").read_text(encoding="utf-8").splitlines():
        phrase = json.loads(line)
        expected[phrase["path"]].append(phrase)

    statuses: Counter[str] = Counter()
    found: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for path in sorted(p for p in corpus.rglob("*") if p.is_file() and p.parent != corpus):
        name = path.relative_to(corpus).as_posix()
        passwords = (known[name],) if name in known else ()
        limits = Limits(max_bytes=64 * 2**20, ocr_seconds=0, passwords=passwords)
        status, text = words(Blob(path.name, path=path), limits, [_MOST_MEMBERS])
        statuses[status] += 1
        text = plain(text)
        for phrase in expected[name]:
            kind = phrase["verified"]
            asked[kind] += 1
            if (plain(phrase["phrase"]) in text) == (phrase["kind"] == "contains"):
                found[kind] += 1
            elif kind == "yes":
                print(f"missed in {name} ({status}): {phrase['phrase']!r}")
    print(f"{sum(statuses.values())} files: {dict(statuses.most_common())}")
    for kind, total in asked.items():
        share = found[kind] / total
        print(f"phrases, verified {kind}: {found[kind]} of {total} found ({share:.1%})")


if __name__ == "__main__":
    main()
