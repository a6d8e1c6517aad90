"""Nursing and Midwifery Council PINs: year, month letter, four digits, country letter."""

from __future__ import annotations

from typing import ClassVar

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser


class UkNmcPin(Recogniser):
    """Finds the shape 99A9999E, as in 12C3456E."""

    ENTITY: ClassVar[str] = "UK_NMC_PIN"
    TRIGGER: ClassVar[str] = "[0-9]{2}[ ]?[A-La-l][ ]?[0-9]{4}"
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} [0-9]{{2}} (?P<gap>[ ]?) [A-La-l] (?P=gap) [0-9]{{4}} (?P=gap) [ECNOSWecnosw]
        {WORD_END} (?! [-/][0-9A-Za-z] )
    """
