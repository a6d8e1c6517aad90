"""Our recognisers are Presidio's, whether or not the whole of Presidio is loaded."""

import subprocess
import sys
from pathlib import Path

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from config.rules import Rules
from detectors.recognisers.uk_nhs import UkNhs
from detectors.scoring import load_entity_rules

ROOT = Path(__file__).resolve().parents[2]
TEXT = "NHS No 999 123 4578"


def python(*lines: str) -> str:
    command = [sys.executable, "-c", "\n".join(lines)]
    return subprocess.run(command, capture_output=True, check=True, text=True, cwd=ROOT).stdout


def test_a_recogniser_runs_in_presidios_own_engine() -> None:
    ours = UkNhs(load_entity_rules(Rules())["UK_NHS"])
    registry = RecognizerRegistry(recognizers=[ours])
    engine = AnalyzerEngine(
        registry=registry, nlp_engine=NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}])
    )
    assert [TEXT[r.start : r.end] for r in engine.analyze(TEXT, "en")] == ["999 123 4578"]


def test_detecting_loads_neither_spacy_nor_presidios_recognisers() -> None:
    printed = python(
        "import sys",
        "from config.settings import Settings",
        "from detectors.examine import Examiner",
        f"print([found.entity for found in Examiner(Settings()).find({TEXT!r})])",
        "print([m for m in ('spacy', 'presidio_analyzer.predefined_recognizers') "
        "if m in sys.modules])",
    )
    assert printed.split("\n")[:2] == ["['UK_NHS']", "[]"]


def test_the_whole_of_presidio_can_be_loaded_afterwards() -> None:
    printed = python(
        "from detectors.presidio import EntityRecognizer",
        "import presidio_analyzer.nlp_engine",
        "from presidio_analyzer import PatternRecognizer",
        "print(issubclass(PatternRecognizer, EntityRecognizer))",
    )
    assert printed.strip() == "True"
