"""General Medical Council reference numbers: seven digits, known by their label alone."""

from __future__ import annotations

from typing import ClassVar

from detectors.recognisers.base import DIGITS_END, DIGITS_START, Recogniser


class UkGmcNumber(Recogniser):
    """Finds seven digits."""

    ENTITY: ClassVar[str] = "UK_GMC_NUMBER"
    STEMS: ClassVar[tuple[str, ...]] = ("gmc", "medical")
    TRIGGER: ClassVar[str] = "[0-9]{7}"
    PATTERN: ClassVar[str] = rf"(?: {DIGITS_START} | (?<=GMC) ) [0-9]{{7}} {DIGITS_END}"
