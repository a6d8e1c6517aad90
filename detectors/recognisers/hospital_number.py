"""Numbers that hospitals and councils give to people: known by their label alone."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import WORD_END, WORD_START, Recogniser

# "Hosp: WAH204417", "the hospital have her as E2210456"; letters keep telephone numbers out.
_HOSPITAL = regex.compile(r"(?i)(?<![a-z])hosp(?:ital)?s?\b[^0-9\n]{0,24}$")
_AT_HOSPITAL = regex.compile(
    r"(?<![A-Za-z])(?:A&E|AMU|SAU|MAU|(?i:ward|clinics?|consultants?|hospital|infirmary|outpatients?"
    r"|discharged?|admitted|admission|theatre|x-?ray|scan|referral))(?![a-z])"
)
_REACH = 40
_NEAR = 200


class HospitalNumber(Recogniser):
    """Finds short codes with digits; `MRN-2088177` carries its label with it."""

    ENTITY: ClassVar[str] = "HOSPITAL_NUMBER"
    TRIGGER: ClassVar[str] = "[0-9]{4}"
    BEFORE: ClassVar[int] = 8
    AFTER: ClassVar[int] = 12
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} (?<! [0-9][-./] )
        (?: (?P<prefixed> MRN [-#_]? [0-9]{{5,10}} )
          | (?P<trust> R[A-Z0-9][A-Z0-9] [ -]? [0-9]{{6,8}} )
          | [A-Z]{{1,4}} [-/]? [0-9]{{4,10}} [A-Z]? | [0-9]{{5,10}} [A-Z]?
          | (?: [A-Z]{{1,3}} [ -]? )? (?! (?:19|20)[0-9]{{2}} [ -] (?:19|20) )
            [0-9]{{3,4}} [ -] [0-9]{{3,4}} )
        {WORD_END} (?! [-./ ][0-9] )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Tell apart a code that names its own kind; a row of one digit fills a gap."""
        if len({char for char in match.group() if char.isdigit()}) == 1:
            return "shape", False
        if match.group("prefixed"):
            return "prefixed", True
        before = match.string[max(0, match.start() - _REACH) : match.start()]
        if match.group()[0].isalpha() and _HOSPITAL.search(before):
            return "of_hospital", True
        if not match.group("trust"):
            return "shape", True
        near = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        return ("of_hospital" if _AT_HOSPITAL.search(near) else "trust"), True
