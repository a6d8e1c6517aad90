"""Disclosure and Barring Service: certificate numbers (12 digits) and Update Service ids."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser

_CERTIFICATE = regex.compile(r"(?i)\bcert(?:ificate|s)?\b[^\n]*$")
_REACH = 30


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
        called = match.group().startswith("00") and _CERTIFICATE.search(before)
        return ("called_certificate" if called else "certificate"), True
