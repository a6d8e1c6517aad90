"""What file and folder names alone say of a file: enough for a first, quick look at a share.

A file whose name says that it is a record of people is taken to hold personal data: nobody would
call it anything else before it is opened.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detectors.model import Subject
from detectors.personal import PersonalJudge
from detectors.record_type import RecordTypeClassifier
from detectors.subjects import SubjectKinds
from scanner.document import Status
from scanner.rows import Place, unread_row

if TYPE_CHECKING:
    from config.rules import Rules
    from config.settings import Provider
    from connectors.item import Item
    from inventory.records import DocumentRecord

_SENTENCE = "only listed so far; the next scan opens it"


class Skeleton:
    """Makes rows of files that are not opened.

    Args:
        rules: the rule files in force.
        provider: whose share it is.
        rules_version: stamped on every row.
    """

    def __init__(self, rules: Rules, provider: Provider, rules_version: str) -> None:
        self._classifier = RecordTypeClassifier(rules)
        self._personal = PersonalJudge(rules, provider)
        self._kinds = SubjectKinds(rules)
        self._rules_version = rules_version

    def row(self, item: Item) -> DocumentRecord:
        """Give the row of a file by its name, size, times, owner and access."""
        place = Place(item.path)
        verdict = self._classifier.classify(Subject(text="", tables=(), names=place.names))
        return replace(
            unread_row(item, place, Status.NOT_OPENED, _SENTENCE),
            rules_version=self._rules_version,
            record_type=verdict.id,
            record_type_score=verdict.score,
            retention_rule=verdict.retention_rule,
            personal_data=self._personal.is_record(verdict),
            data_subjects=self._kinds.kinds_of_people("", (), verdict),
        )
