"""Disclosure and Barring Service: certificate numbers (12 digits) and Update Service ids."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser

_CERTIFICATE = regex.compile(r"(?i)\bcert(?:ificate|s)?\b[^\n]*$")
# The heads of a list of checks, and every row of it.
_ANNOUNCED = regex.compile(r"(?i)(?<![a-z])(?:dbs|disclosures?)(?![a-z])")
_REACH = 30
_TABLE_REACH = 600
_DIALLED = frozenset({"44", "35", "33", "49", "48", "34"})  # 0044 begins a telephone number


class UkDbsCertificate(Recogniser):
    """Takes the number only from its label."""

    ENTITY: ClassVar[str] = "UK_DBS_CERTIFICATE"
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} (?<! [0-9][-./] )
        (?: (?P<update>C[0-9]{{10}})
          | [0-9]{{4}} (?P<gap>[ -]?) [0-9]{{4}} (?P=gap) [0-9]{{4}}
          | [0-9]{{3}}(?:[ ][0-9]{{3}}){{3}} )
        {WORD_END} (?! [-./][0-9] )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Tell apart an Update Service id, a certificate number, and one that is called so."""
        if match.group("update"):
            return "update_service", True
        before = match.string[max(0, match.start() - _REACH) : match.start()]
        if not match.group().startswith("00") or match.group()[2:4] in _DIALLED:
            return "certificate", True
        above = match.string[max(0, match.start() - _TABLE_REACH) : match.start()]
        called = _CERTIFICATE.search(before) or _ANNOUNCED.search(above)
        return ("called_certificate" if called else "from_nought"), True
