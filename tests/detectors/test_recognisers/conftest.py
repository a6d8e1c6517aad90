"""A detector without names, and the values of one kind that it finds in a text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from config.rules import Rules
from detectors.engine import TextDetector

Values = Callable[[str, str], list[str]]


@pytest.fixture(scope="session")
def detector() -> TextDetector:
    return TextDetector(Rules(), names="off")


@pytest.fixture(scope="session")
def values(detector: TextDetector) -> Values:
    def find(entity: str, text: str) -> list[str]:
        return [finding.value for finding in detector.find(text) if finding.entity == entity]

    return find
