"""Presidio's recogniser interface, without the rest of Presidio.

Our recognisers are Presidio's and run in any `AnalyzerEngine`. Importing the whole package, though,
loads spaCy and the recognisers of thirty countries, which takes longer than a small scan. So the
few modules that are needed are imported by themselves, into a package that has not been run;
whoever imports `presidio_analyzer` later gets all of it, with these modules in their places.
"""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

_NAME = "presidio_analyzer"
# In the order in which each needs those before it.
_PARTS = {
    "analysis_explanation": "AnalysisExplanation",
    "recognizer_result": "RecognizerResult",
    "entity_recognizer": "EntityRecognizer",
    "local_recognizer": "LocalRecognizer",
}


def _import_parts() -> None:
    spec = find_spec(_NAME)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {_NAME!r}", name=_NAME)
    package = module_from_spec(spec)
    sys.modules[_NAME] = package
    try:
        for module, value in _PARTS.items():
            part = importlib.import_module(f"{_NAME}.{module}")
            setattr(package, value, getattr(part, value))
    finally:
        del sys.modules[_NAME]


if _NAME not in sys.modules:
    _import_parts()

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer, LocalRecognizer, RecognizerResult
else:
    EntityRecognizer = sys.modules[f"{_NAME}.entity_recognizer"].EntityRecognizer
    LocalRecognizer = sys.modules[f"{_NAME}.local_recognizer"].LocalRecognizer
    RecognizerResult = sys.modules[f"{_NAME}.recognizer_result"].RecognizerResult

__all__ = ["EntityRecognizer", "LocalRecognizer", "RecognizerResult"]
