"""Postal addresses, from what gives one away: a house number and street, a postcode, a label."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import regex

from detectors.recognisers.base import WORD_END, Candidate, Recogniser
from detectors.recognisers.uk_postcode import POSTCODE_END
from detectors.zones import occurrences

if TYPE_CHECKING:
    from detectors.scoring import EntityRules

_POSTCODE = (
    r"(?:[A-Z]{1,2}[0-9][0-9A-Z]?[ ]{0,2}[0-9][ABD-HJLNP-UW-Z]{2}|GIR[ ]?0AA|BFPO[ ]?[0-9]{1,4})"
)
_NAME = r"[A-Z][A-Za-z'.-]{0,24}+"
_SMALL = r"(?:of|upon|on|in|by|the|le|la|under|with|cum|near|next|y|yr|c/o)"
# One part of an address between commas or line ends: "Ashby de la Zouch", "Flat 2", "Rose Unit".
_PART = (
    rf"(?:{_NAME}|[0-9]{{1,4}}[A-Za-z]?)(?:[ -](?:{_NAME}|{_SMALL}|[0-9]{{1,4}}[A-Za-z]?)){{0,5}}"
)
_BREAK = r"[ ]?(?:,[ ]?\n?|\n|\t)[ ]{0,8}"
_TO_POSTCODE = rf"(?:(?:{_BREAK}|[ ]){_PART}){{0,6}}?(?:{_BREAK}|[ ]){_POSTCODE}{WORD_END}"
_TO_TOWN = (
    rf"(?:,[ ]?\n?[ ]?{_NAME}(?:[ -](?:{_NAME}|{_SMALL})){{0,4}}){{1,4}}(?:[ ][0-9]{{5}}(?![0-9]))?"
)
_ONE_WORD = r"[A-Z][a-z]{2,12}(?:gate|way|side|croft|field|holme|hurst)s?(?=,[ ][A-Z])"
_FLATS = "House|Court|Lodge|Tower|Towers|Mansions|Place|Heights|Point|Block"
_LEAD_REACH = 60
_BACK_REACH = 140
_PART_BREAK = regex.compile(r",[ ]?\n?[ ]*|\n[ ]*|\t|[ ](?:of|at)[ ]")
_TWO_NAMES = regex.compile(r"[A-Z][\w'.-]*[ ][A-Z][^0-9]*$")
_CALLED = regex.compile(r"(?:Mrs?|Miss|Ms|Dr|Revd?|Sir|Lady|Prof|Fr|Sr)\.?[ ]")
_NUMBERED = regex.compile(rf"(?:^|{_BREAK}|[A-Z]{{2}}[ ])(?P<part>[0-9]{{1,4}}[A-Za-z]?[ ]{_NAME})")
_STROKE_DATE = regex.compile(r"(?:[12]?[0-9]|3[01])[-/](?:0?[1-9]|1[0-2])$")
_TO_POSTCODE_NEAR = regex.compile(rf"[^\n]{{0,40}}{_POSTCODE}{WORD_END}")
_NO_ADDRESS = regex.compile(r"[()_={}@\[\]*]|//|\.[a-z]")


class UkAddress(Recogniser):
    """Extends a house number and street both ways, and a postcode back to where its lines begin."""

    ENTITY: ClassVar[str] = "UK_ADDRESS"
    TRIGGER: ClassVar[str] = POSTCODE_END
    BEFORE: ClassVar[int] = 8
    AFTER: ClassVar[int] = 8
    PATTERN: ClassVar[str] = rf"(?<![0-9A-Za-z])(?i:{_POSTCODE}){WORD_END}"

    def __init__(self, rules: EntityRules) -> None:
        super().__init__(rules)
        streets = "|".join(rules.data["street_types"])
        units = "|".join(rules.data["units"])
        houses = "|".join(rules.data["houses"])
        self._street = regex.compile(
            rf"(?<![0-9A-Za-z£$€#./-]|[0-9][,:])"
            rf"[0-9]{{1,5}}[A-Za-z]?(?:[ ]?[-/][ ]?[0-9]{{1,4}}[A-Za-z]?)?,?[ ]"
            rf"(?:(?:{_NAME}[ ]){{1,4}}?(?i:{streets})\b\.?|{_ONE_WORD})"
        )
        self._lead = regex.compile(
            rf"(?:(?i:{units})[ ][0-9A-Z]{{1,4}}|(?:{_NAME}[ ]){{1,3}}(?i:{houses})){_BREAK}$"
        )
        self._named_street = regex.compile(rf"(?i:{streets}|{houses})\b")
        self._label = regex.compile(
            r"(?i)(?<!(?:e-?mail|ip|web|mac|url)[ _-]?)(?P<label>address|(?<![a-z])addr(?![a-z]))"
            r"(?P<line>(?:[ ._]?(?:line|street|details)s?)?[ _]?[0-9]?)"
            r"[\"']?[ \t]{0,3}[:=][ \t]{0,20}[\"']?"
            r"(?P<value>[0-9A-Z][^\n\t|\"<>;]{3,120}?)(?=[ ]{2,}|[\n\t|\"<>;]|$)"
        )
        self._lower_case = regex.compile(
            rf"(?i)(?<![0-9a-z])(?:(?:{units})[ ][0-9a-z]{{1,4}},?[ ])?[0-9]{{1,4}}[a-z]?,?[ ]"
            rf"(?:[a-z']{{2,20}}[ ]){{1,3}}?(?:{streets})\b[, \n]{{1,3}}"
            rf"(?:[a-z'-]{{2,20}}[, ]{{1,2}}){{0,6}}{_POSTCODE}$"
        )
        self._flat = regex.compile(
            rf"(?<![0-9A-Za-z])(?i:flat|apartment|apt)[ ][0-9]{{1,4}}[A-Za-z]?,?[ ]"
            rf"(?:{_NAME}[ ]){{1,3}}(?:{_FLATS})\b"
        )
        self._to_postcode = regex.compile(_TO_POSTCODE)
        self._to_town = regex.compile(_TO_TOWN)
        self._back = regex.compile(
            rf"(?:^|(?<=[:;(\n\t][ ]{{0,3}}|[a-z][ ]|\n[0-9]\.[ ]))"
            rf"({_PART}(?:{_BREAK}{_PART}){{1,6}})(?:{_BREAK}|[ ])$"
        )

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield addresses by label, by street, then by postcode; overlaps are settled later."""
        yield from self._labelled(text)
        end = 0
        ends = set()
        for match in self._street.finditer(text):
            if match.start() >= end and not _reads_as_prose(text, match):
                found = self._around_street(text, match)
                end = found.end
                ends.add(end)
                yield found
        for found in self._before_postcodes(text):
            if found.end not in ends:  # a house number says better where it begins
                yield found
        for at in occurrences(text, "flat"):
            if flat := self._flat.match(text, at):
                yield Candidate(*flat.span(), "street")

    def _labelled(self, text: str) -> Iterator[Candidate]:
        for match in self._labels(text):
            start, end = match.span("value")
            value = match.group("value").rstrip(" ,.")
            rest = self._to_postcode.match(text, start + len(value))
            end = rest.end() if rest else start + len(value)
            yield Candidate(start, end, "labelled", valid=_reads_as_address(value, match))

    def _labels(self, text: str) -> Iterator[regex.Match[str]]:
        for word in self.rules.data["labels"]:
            for at in occurrences(text, word):
                if match := self._label.match(text, at):
                    yield match

    def _around_street(self, text: str, match: regex.Match[str]) -> Candidate:
        low = max(0, match.start() - _LEAD_REACH)
        lead = self._lead.search(text[low : match.start()])
        start = low + lead.start() if lead else match.start()
        if whole := self._to_postcode.match(text, match.end()):
            return Candidate(start, whole.end(), "with_postcode")
        if town := self._to_town.match(text, match.end()):
            return Candidate(start, town.end(), "with_town")
        return Candidate(start, match.end(), "street")

    def _before_postcodes(self, text: str) -> Iterator[Candidate]:
        """Yield "Rose Cottage, Mill Lane, Ludlow SY8 1AA": names that end in a postcode."""
        for match in self.matches(text):
            low = max(0, match.start() - _BACK_REACH)
            lines = self._back.search(text[low : match.start()])
            if lines:
                streets = self._named_street.search(lines.group(1))
                form = "with_postcode" if streets else "lines_and_postcode"
                skip = _to_number(lines.group(1))
                if skip:
                    form = "with_postcode"
                elif streets:
                    skip = _before_house(lines.group(1), streets.start())
                else:
                    skip = _before_house(lines.group(1), len(lines.group(1)), called=True)
                yield Candidate(low + lines.start(1) + skip, match.end(), form)
                continue
            if lower := self._lower_case.search(text[low : match.end()]):
                yield Candidate(low + lower.start(), match.end(), "lower")


def _before_house(lines: str, at: int, *, called: bool = False) -> int:
    """Give how much goes before the part that names the first street or house, if it is a person.

    "Clive Lutterworth, Holly Cottage, Back Lane" begins with two words; a house has one
    ("Trevarthen, Polperro Road") or a number ("Flat 2").
    """
    breaks = [match.end() for match in _PART_BREAK.finditer(lines, 0, at)]
    if called or _CALLED.match(lines):
        return breaks[0] if breaks and _CALLED.match(lines) else 0
    start = breaks[-1] if breaks else 0
    return start if _TWO_NAMES.match(lines, 0, start) else 0


def _to_number(lines: str) -> int:
    """Give how much goes before the part that begins with the number of a house, if one does."""
    numbered = _NUMBERED.search(lines)
    return (
        numbered.start("part")
        if numbered and not any(map(str.isdigit, lines[: numbered.start()]))
        else 0
    )


def _reads_as_prose(text: str, match: regex.Match[str]) -> bool:
    """Say whether a number and words only look like a street: "21/4 May bank hol"."""
    words = match.group().split()
    if words[-1][:1].islower() and not match.group().islower():
        return _TO_POSTCODE_NEAR.match(text, match.end()) is None
    if _STROKE_DATE.match(words[0]) or words[0].endswith(","):
        return _TO_POSTCODE_NEAR.match(text, match.end()) is None
    return words[-1] in {"DR", "Dr", "ST"} and text[match.end() : match.end() + 2].strip().isupper()


def _reads_as_address(value: str, match: regex.Match[str]) -> bool:
    """Say whether what follows a label can be an address, not "False" or a line of a program."""
    if _NO_ADDRESS.search(value) or not (value[0].isupper() or value[0].isdigit()):
        return False
    return " " in value or bool(match.group("line").strip(" _"))
