"""Numbers on the registers of dentists, pharmacists, therapists, social workers and care workers.

GDC, GPhC, HCPC, Social Work England, SSSC, NISCC and Social Care Wales: digits, with letters for
the profession in front at some. Nurses' PINs and doctors' numbers have recognisers of their own.
"""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser


class UkProfessionalRegistration(Recogniser):
    """Takes the number only from its label."""

    ENTITY: ClassVar[str] = "UK_PROFESSIONAL_REGISTRATION"
    TRIGGER: ClassVar[str] = "[0-9]{4}"
    STEMS: ClassVar[tuple[str, ...]] = (
        *("gdc", "gphc", "hcpc", "swe", "sssc", "niscc", "social work", "social care w"),
        *("dental c", "pharmaceutical c", "professions c", "services council"),
    )
    BEFORE: ClassVar[int] = 8
    AFTER: ClassVar[int] = 12
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} (?<! [0-9][-./] ) (?: (?P<social> SW ) [ ]? | [A-Z]{{0,3}} ) [0-9]{{4,7}}
        {WORD_END} (?! [-./][0-9] )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Tell a number that says itself whose register it is on; only social workers have SW."""
        return ("social_worker" if match.group("social") else "shape"), True
