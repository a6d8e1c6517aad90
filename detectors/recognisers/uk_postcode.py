"""UK postcodes, checked against the list of areas; forces, overseas and NHS pseudo codes too."""

from __future__ import annotations

from typing import ClassVar

import regex

from detectors.recognisers.base import AMONG_THINGS, WORD_END, WORD_START, Recogniser, digits_of

# A digit and two letters, or the number of a forces post office.
POSTCODE_END = (
    "[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}(?![0-9A-Za-z])|[0-9]{1,4}(?<=BFPO ?[0-9]{1,4}|ZZ99)"
)
# In a parts list such a code follows or precedes the name of a thing; in an address, a capital.
_AMONG_THINGS_BEFORE = regex.compile(
    r"(?<![A-Za-z])(?!(?:postcode|code|at|in|near|is|was|from|to|of|around|on|by|and|or|area|for"
    r"|the|with|past|via|live|lives|live|home|address)[ ])[a-z]{3,12}[ ]$"
)
_INWARD = "[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}"


class UkPostcode(Recogniser):
    """Scores by how much of the usual form is there: capitals, the space, two area letters."""

    ENTITY: ClassVar[str] = "UK_POSTCODE"
    LIKE_PARTS: ClassVar[bool] = True
    TRIGGER: ClassVar[str] = POSTCODE_END
    BEFORE: ClassVar[int] = 8
    AFTER: ClassVar[int] = 8
    PATTERN: ClassVar[str] = rf"""
        {WORD_START} (?<! [0-9A-Za-z][-_./] )
        (?: (?P<area>[A-Za-z]{{1,2}}) (?P<district> [0-9][0-9A-Za-z]? )
            (?P<gap> [ ]{{0,2}} ) {_INWARD}
          | (?P<special> GIR[ ]?0AA | ZZ99[ ]?[0-9][A-Z]Z | BFPO[ ]?[0-9]{{1,4}} | GX11[ ]?1AA
              | (?:ASCN|BBND|BIQQ|FIQQ|PCRN|SIQQ|STHL|TDCU|TKCA)[ ]?1ZZ ) )
        {WORD_END} (?! [-_/][0-9A-Za-z] )
    """

    def judge(self, match: regex.Match[str]) -> tuple[str, bool]:
        """Reject areas that do not exist; a district beyond the last of its area needs a label."""
        if match.group("special"):
            return "spaced", True
        area = match.group("area")
        highest = self.rules.data["areas"].get(area.upper(), -1)
        valid = int(digits_of(match.group("district"))) <= highest
        if not valid and highest >= 0 and match.group("gap") and match.group().isupper():
            return "unknown_district", True
        if not match.group().replace(" ", "").isupper():
            return "lower" if match.group("gap") else "lower_joined", valid
        if _AMONG_THINGS_BEFORE.search(match.string, max(0, match.start() - 14), match.start()):
            return AMONG_THINGS, valid
        size = "area_of_one" if len(area) == 1 else "area_of_two"
        if not match.group("gap"):
            return f"{size}_joined", valid
        return ("spaced" if len(area) == 2 else "spaced_area_of_one"), valid
