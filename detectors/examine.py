"""Brings the detectors together: one document in, everything they have to say about it out."""

from __future__ import annotations

import bisect
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from config.rules import Rules
from detectors.categories import CategoryFinder
from detectors.columns import profile
from detectors.correspondents import Correspondents
from detectors.dates import ClockFinder
from detectors.engine import TextDetector
from detectors.filed_under import FILED, FiledUnder
from detectors.masking import normalise
from detectors.model import QUOTED, Examination, Subject, ValueFinding
from detectors.names.joining import joiner_for
from detectors.people import count_people
from detectors.person_roles import roles_of
from detectors.personal import PersonalJudge
from detectors.record_type import RecordTypeClassifier
from detectors.subjects import SubjectKinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from config.settings import Settings
    from detectors.columns import TableProfile
    from detectors.model import ClockFact, Finding, RecordType

_CATEGORIES = {
    "HEALTH": "health",
    "RELIGION": "religion",
    "ETHNICITY": "ethnicity",
    "SEXUAL_ORIENTATION": "sexual_orientation",
    "TRADE_UNION": "trade_union",
    "POLITICAL": "political",
    "GENETIC": "genetic",
    "BIOMETRIC": "biometric",
}
_OFFENCE = "CRIMINAL_OFFENCE"
_TABLE_ROWS = 200
_PERSON = "PERSON"
# "HO" or "Lowmoor NH": in the names of folders short for an office or a home, not for a person.
_ABBREVIATION = re.compile(r"\b[A-Z]{2}\b")
_FULL_NAME = re.compile(r"[^\W\d_][\w'\u2019-]*(?: [^\W\d_][\w'\u2019-]*){1,3}")
_IN_NAME = "file or folder name"
_SAMPLE = "Mrs Edith Hartley, NHS No 999 123 4578, has asthma."


Keep = Callable[["Finding | ValueFinding"], bool]
"""Tells findings that count from others."""


def _keep_all(_: Finding | ValueFinding) -> bool:
    return True


class Examiner:
    """Examines documents one after the other, with everything expensive already loaded.

    Args:
        settings: the settings in force.
    """

    def __init__(self, settings: Settings) -> None:
        detection = settings.detection
        self._rules = rules = Rules(settings.rules)
        self._detector = TextDetector(
            rules, threshold=detection.threshold, names=detection.names, model=detection.model
        )
        self._categories = CategoryFinder(rules)
        self._classifier = RecordTypeClassifier(rules)
        day, month = map(int, settings.financial_year_end.split("-"))
        self._clocks = ClockFinder(rules, (month, day))
        self._kinds = SubjectKinds(rules)
        self._correspondents = Correspondents(rules, settings.provider.email_domains)
        self._personal = PersonalJudge(rules, settings.provider)
        self._filed = FiledUnder(rules)
        self._joiner = joiner_for(rules)
        self._keep = settings.limits.values

    def warm_up(self) -> None:
        """Load the name model and compile what is compiled on first use."""
        self.find(_SAMPLE)

    def find(self, text: str) -> list[Finding]:
        """Give the personal data in a text that stands on its own, by position."""
        found = self._detector.find(text)
        return _by_position(found, self._categories.find(text, found, record_about_person=False))

    def find_all(self, text: str) -> list[Finding]:
        """Give findings of any score, for a person who asks why one was not reported."""
        return self._detector.find_all(text)

    def may_find(self, subject: Subject) -> list[str] | None:
        """Give the modules of the recognisers that a document depends on; None: on all of them.

        The cells of tables are checked in other ways, so with tables it depends on all.
        """
        if subject.tables:
            return None
        return self._detector.may_find("\n".join([subject.text, *map(_spoken, subject.names)]))

    def examine(self, subject: Subject, keep: Keep = _keep_all) -> Examination:
        """Say everything there is to say about a document.

        Args:
            subject: the document.
            keep: False for a finding that a person has said is no personal data here.
        """
        tables = [
            profile(table, self.find, self._rules, self._detector.threshold, self._keep)
            for table in subject.tables
        ]
        headers = [table.headers for table in tables]
        found = list(filter(keep, self._detector.find(subject.text)))
        filed = list(filter(keep, self._filed.find(subject.names[:-1])))
        named = [*filed, *filter(keep, self._in_names(subject))]
        verdict = self._classifier.classify(
            _with_samples(subject, tables), headers, in_own_folder=bool(filed)
        )
        special = self._special(subject.text, found, verdict, named)
        found = _by_position(found, filter(keep, special))
        in_tables = [
            *filter(keep, (value for table in tables for value in table.findings)),
            *filter(keep, self._in_headers(tables)),
            *filter(keep, self._special_in_tables(subject, tables, verdict)),
        ]
        roles = roles_of(self._joiner, subject.text, found)
        values = [*_values(found, subject, roles), *in_tables]
        personal = self._personal.is_personal(
            [*found, *in_tables],
            verdict,
            subject.text,
            in_names=any(finding.entity == "PERSON" for finding in named),
            among_people=self._filed.among_people(subject.names[:-1]),
        )
        if not personal:
            values = [value for value in values if not _is_category(value.entity)]
        entities = {value.entity for value in values}
        if personal:
            entities.update(self._categories.of_record(verdict))
        return Examination(
            findings=_merged(
                [*_in_name_values(filed), *values, *_in_name_values(named[len(filed) :])]
            ),
            record_type=verdict,
            personal_data=personal,
            special_category=tuple(
                sorted(_CATEGORIES[entity] for entity in entities & _CATEGORIES.keys())
            ),
            criminal_offence=_OFFENCE in entities,
            data_subjects=self._kinds_of(subject, found, verdict, headers) if personal else (),
            people=_people([*values, *named], tables) if personal else 0,
            clock_facts=self._facts(subject, verdict, tables),
            sampled=tuple(column for table in tables for column in table.sampled),
        )

    def names_say(self, names: Sequence[str]) -> str:
        """Give a digest of all that a document's names add to what its contents say.

        Two documents with the same contents, of which the names say the same, are judged the
        same; so whatever reads `Subject.names` belongs here.

        Args:
            names: its own file name and the names of the folders above it, outermost first.
        """
        said = [self._said(names), self._said([*names, "x"])]  # and of what is in it
        return hashlib.sha256(repr(said).encode()).hexdigest()

    def _said(self, names: Sequence[str]) -> list[object]:
        subject = Subject(text="", names=tuple(names))
        people = [*self._filed.find(names[:-1]), *self._in_names(subject)]
        return [
            [(f.entity, normalise(f.entity, f.value), f.score, f.recogniser) for f in people],
            self._filed.among_people(names[:-1]),
            self._classifier.said_by_names(names),
            self._clocks.said_by_names(names),
        ]

    def _special(
        self, text: str, found: Sequence[Finding], verdict: RecordType, named: Sequence[Finding]
    ) -> list[Finding]:
        about_person = bool(found or named) and self._personal.is_record(verdict)
        return self._categories.find(text, found, record_about_person=about_person)

    def _special_in_tables(
        self, subject: Subject, tables: Sequence[TableProfile], verdict: RecordType
    ) -> Iterator[ValueFinding]:
        """Read the rows of a record about somebody cared for; a cell need not name them again."""
        if not self._categories.reads_tables(verdict):
            return
        for table, profiled in zip(subject.tables, tables, strict=True):
            rows = table.relation.limit(_TABLE_ROWS).fetchall()
            cells = [cell for row in rows for cell in row if cell]
            text = "\n".join(cell for cell in cells if cell not in profiled.headers)
            for finding in self._categories.find(text, (), record_about_person=True):
                yield ValueFinding(
                    finding.entity, finding.value, 1, finding.score, finding.recogniser, table.name
                )

    def _in_headers(self, tables: Iterable[TableProfile]) -> Iterator[ValueFinding]:
        """Find the people who have a column each, as on a night chart of several residents."""
        for table in tables:
            known = {column.name for column in table.columns if column.meaning}
            cells = {
                cell for cell in table.headers if cell not in known and _FULL_NAME.fullmatch(cell)
            }
            for found in self._detector.find("\n".join(sorted(cells))) if cells else ():
                if found.entity == _PERSON and found.value in cells:
                    yield ValueFinding(
                        _PERSON, found.value, 1, found.score, found.recogniser, "column headers"
                    )

    def _in_names(self, subject: Subject) -> list[Finding]:
        """Find people in file and folder names, which often say more than the contents."""
        names = [name for name in subject.names if not self._filed.is_heading(name)]
        found = self._detector.find("\n".join(_spoken(name) for name in names))
        return [f for f in found if f.entity != _PERSON or not _ABBREVIATION.search(f.value)]

    def _kinds_of(
        self,
        subject: Subject,
        found: Sequence[Finding],
        verdict: RecordType,
        headers: Sequence[Sequence[str]],
    ) -> tuple[str, ...]:
        kinds = self._kinds.kinds_of_people(subject.text, found, verdict, headers)
        return tuple(sorted({*kinds, *self._correspondents.kinds(subject.properties)}))

    def _facts(
        self, subject: Subject, verdict: RecordType, tables: Iterable[TableProfile]
    ) -> tuple[ClockFact, ...]:
        own = self._clocks.clock_facts(subject, verdict)
        return (*own, *(fact for table in tables for fact in table.clock_facts))


@lru_cache(maxsize=2)
def examiner_for(settings: Settings) -> Examiner:
    """Give this process's examiner for some settings, made once.

    Raises:
        RulesError: a rule file cannot be used.
    """
    return Examiner(settings)


def _by_position(*groups: Iterable[Finding]) -> list[Finding]:
    found = [finding for group in groups for finding in group]
    return sorted(found, key=lambda finding: (finding.start, finding.end))


def _spoken(name: str) -> str:
    """Give a file or folder name as words: without extension, underscores as blanks."""
    stem, dot, extension = name.rpartition(".")
    if dot and extension.isalnum() and len(extension) <= 5:
        name = stem
    return name.replace("_", " ")


def _with_samples(subject: Subject, tables: Iterable[TableProfile]) -> Subject:
    """Add titles, headers and first rows of the tables to the text, for the classifier."""
    samples = [table.sample_text for table in tables if table.sample_text]
    return replace(subject, text="\n".join([subject.text, *samples])) if samples else subject


def _values(
    found: Iterable[Finding], subject: Subject, roles: Mapping[int, str]
) -> Iterator[ValueFinding]:
    """Turn spans into values with their place in the document."""
    starts = [offset for offset, _ in subject.locations]
    for finding in found:
        at = bisect.bisect_right(starts, finding.start) - 1
        location = subject.locations[at][1] if at >= 0 else ""
        role = roles.get(finding.start, "") if finding.entity == _PERSON else ""
        yield ValueFinding(
            finding.entity, finding.value, 1, finding.score, finding.recogniser, location, role
        )


def _in_name_values(named: Iterable[Finding]) -> Iterator[ValueFinding]:
    for finding in named:
        yield ValueFinding(
            finding.entity, finding.value, 1, finding.score, finding.recogniser, _IN_NAME
        )


def _merged(values: Iterable[ValueFinding]) -> tuple[ValueFinding, ...]:
    """Give one finding per distinct value: counts added, first place and best score kept.

    What a message only quotes is counted once where it says it nowhere else: a thread of ten
    answers does not speak of its subject ten times.
    """
    merged: dict[tuple[str, str], ValueFinding] = {}
    for value in values:
        key = (value.entity, normalise(value.entity, value.value))
        known = merged.get(key)
        if known is None:
            merged[key] = value
            continue
        best = value if value.score > known.score else known
        merged[key] = replace(
            known,
            count=known.count + (0 if value.location == QUOTED else value.count),
            score=best.score,
            # The text may name whose folder it lies in again; it is that person's none the less.
            recogniser=FILED if known.recogniser == FILED else best.recogniser,
            role=known.role or value.role,
        )
    return tuple(merged.values())


def _is_category(entity: str) -> bool:
    return entity in _CATEGORIES or entity == _OFFENCE


def _people(findings: Sequence[Finding | ValueFinding], tables: Iterable[TableProfile]) -> int:
    """Count distinct people: those of the fullest list, or those the document speaks of."""
    return max([1, count_people(findings), *(table.people for table in tables)])
