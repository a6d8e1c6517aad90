"""Says what kinds of people a document is about: residents, family, staff, visitors and more."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from detectors.phrases import PhraseBook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.rules import Rules
    from detectors.model import Finding, RecordType

_NEAR = 16
# "GP: Dr Shah", "her daughter Susan", "Referees:" with the name on the next line
_TO_NAME = re.compile(r"[ \t]*(?:[:,|(\t\u2013-]+\s*|\n\s*)?(?:(?:is|was|name|called|to)\b[ :]*)?")
# "Susan Bates (daughter)", "Jo Moss, senior carer"
_FROM_NAME = re.compile(r"\s*[(,|\t\u2013-]\s*(?:(?:his|her|their|my|the|a)\s+)?")
_READ = 200_000


class SubjectKinds:
    """Tells kinds of people by the rules in force.

    Args:
        rules: where `subjects.yaml` and `record_types.yaml` are read from.
    """

    def __init__(self, rules: Rules) -> None:
        kinds = rules.yaml("subjects.yaml")["kinds"]
        types = rules.yaml("record_types.yaml")["types"]
        self._by_type = {key: frozenset(entry["subjects"]) for key, entry in types.items()}
        schedule = rules.csv("retention.csv")
        self._people = {row["record_type_id"]: row["applies_to"] for row in schedule}
        self._cues = PhraseBook(
            (cue, kind) for kind, entry in kinds.items() for cue in entry["cues"]
        )
        self._columns = PhraseBook(
            (column, kind) for kind, entry in kinds.items() for column in entry["columns"]
        )

    def kinds_of_people(
        self,
        text: str,
        people: Sequence[Finding],
        record_type: RecordType,
        headers: Sequence[Sequence[str]] = (),
    ) -> tuple[str, ...]:
        """Give the kinds of people a document is about.

        Args:
            text: its text.
            people: names found in it; a cue counts only close to one of them.
            record_type: what kind of record it is: that brings kinds with it.
            headers: header rows of its tables.

        Returns:
            Ids of `config/subjects.yaml`, sorted; empty when nothing is known.
        """
        kinds = set(self._by_type.get(record_type.id, ()))
        if "applicant" in kinds and self._people.get(record_type.retention_rule) == "staff":
            kinds = kinds - {"applicant"} | {"staff"}  # they got the job
        names = sorted((p.start, p.end) for p in people if p.entity == "PERSON")
        if names:
            for cue in self._cues.find(text[:_READ]):
                if not kinds.issuperset(cue.labels) and _near(cue.start, cue.end, names, text):
                    kinds.update(cue.labels)
        for row in headers:
            for cell in row:
                for column in self._columns.find(cell):
                    if 2 * (column.end - column.start) > len(cell.strip()):
                        kinds.update(column.labels)
        return tuple(sorted(kinds))


def _near(start: int, end: int, names: list[tuple[int, int]], text: str) -> bool:
    """Tell whether a cue says who a name is."""
    index = bisect_left(names, (start, 0))
    for first, last in names[max(0, index - 1) : index + 1]:
        if first <= start and end <= last:
            return True
        joint, gap = (
            (_FROM_NAME, text[last:start]) if first < start else (_TO_NAME, text[end:first])
        )
        if len(gap) <= _NEAR and joint.fullmatch(gap):
            return True
    return False
