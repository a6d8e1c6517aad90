"""Brings the detectors together: one document in, everything they have to say about it out."""

from __future__ import annotations

import bisect
from functools import lru_cache
from typing import TYPE_CHECKING

from config.rules import Rules
from detectors.categories import CategoryFinder
from detectors.columns import profile
from detectors.dates import ClockFinder
from detectors.engine import TextDetector
from detectors.masking import normalise
from detectors.model import Examination, Finding, Subject, ValueFinding
from detectors.people import count_people
from detectors.personal import PersonalJudge
from detectors.record_type import RecordTypeClassifier
from detectors.subjects import SubjectKinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from config.settings import Detection, Provider
