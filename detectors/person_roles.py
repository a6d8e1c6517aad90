"""Says of each name found in a document what that person is to the service."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detectors.model import Finding
    from detectors.names.joining import Joiner

_PERSON = "PERSON"
# How many mentions of one name, and of all, are joined: to bound the cost on long exports.
_MOST_OF_ONE, _MOST_MENTIONS = 12, 4000
# From here on a role is told: on documents of an author whom the weights had not seen, three of
# four were right then, and seven people of ten had one.
SURE = 0.6


def roles_of(joiner: Joiner, text: str, found: Iterable[Finding]) -> dict[int, str]:
    """Give, by where each name of a text starts, what that person is to the service.

    Of a name that stands in the text many times its first mentions are looked at, and of a long
    text its first few thousand: the others say the same. "" where the text does not say.
    """
    spans: list[tuple[int, int]] = []
    seen: Counter[str] = Counter()
    first: dict[str, int] = {}
    others: list[tuple[int, str]] = []
    for finding in found:
        if finding.entity == _PERSON:
            seen[finding.value] += 1
            first.setdefault(finding.value, finding.start)
            if seen[finding.value] <= _MOST_OF_ONE and len(spans) < _MOST_MENTIONS:
                spans.append((finding.start, finding.end))
            else:
                others.append((finding.start, finding.value))
    roles = {
        start: person.role if person.sure >= SURE else ""
        for person in joiner.people(text, spans)
        for start, _ in person.mentions
    }
    return roles | {start: roles.get(first[value], "") for start, value in others}
