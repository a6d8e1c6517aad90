"""Disclosure and Barring Service: certificate numbers (12 digits) and Update Service ids."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser


class UkDbsCertificate(Recogniser):
    """Takes the number only from its label."""

    ENTITY: ClassVar[str] = "UK_DBS_CERTIFICATE"
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} (?<! [0-9][-./] )
        (?: (?P<update>C[0-9]{{10}})
          | [0-9]{{4}}[ ]?[0-9]{{4}}[ ]?[0-9]{{4}} | [0-9]{{3}}(?:[ ][0-9]{{3}}){{3}} )
        {WORD_END} (?! [-./][0-9] )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Tell apart an Update Service id and a certificate number."""
        return ("update_service" if match.group("update") else "certificate"), True
