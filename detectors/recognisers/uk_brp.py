"""Biometric residence permits: two letters and seven digits, the shape of new passports too."""

from __future__ import annotations

from typing import ClassVar

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser


class UkBrp(Recogniser):
    """Takes the number only from its label."""

    ENTITY: ClassVar[str] = "UK_BRP"
    PATTERN: ClassVar[str] = rf"{WORD_START} [A-Z]{{2}} [ ]? [A-Z0-9] [0-9]{{6}} {WORD_END}"
