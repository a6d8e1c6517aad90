"""Finds special-category and criminal-offence data by the vocabularies of `config/vocabularies`.

A word counts only when it is said of a person: near somebody who is identified, where "he" or "she"
speaks of somebody identified before, or anywhere in a record or a letter that is about one. A menu
that says "halal", a dementia policy and a list of courses are not personal data.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detectors.model import Finding
from detectors.negation import Negation
from detectors.phrases import PhraseBook, identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from config.rules import Rules
    from detectors.model import RecordType
    from detectors.phrases import Phrase

FOLDER = "vocabularies"
RECOGNISER = "category"
_CARED_FOR = "person_supported"
_NEAR = 300
_WINDOW = 50
_PERSON_ENTITIES = frozenset(
    {"PERSON", "UK_NHS", "UK_NINO", "DATE_OF_BIRTH", "SCOTTISH_CHI", "NI_HEALTH_AND_CARE"}
    | {"HOSPITAL_NUMBER", "UK_ADDRESS", "UK_PASSPORT", "UK_DRIVING_LICENCE"}
)
_ROOM = re.compile(
    r"\b(?:[Rr](?:oom|m)\.?|Flat|Bed)\s?\d{1,3}[A-Za-z]?\b|\b(?:Mr|Mrs|Miss|Ms)\.? [A-Z]\b"
)
_Identity = tuple[bool, tuple[str, ...]]
_IDENTITY = _PERSON_ENTITIES - {"PERSON", "UK_ADDRESS"}
_SURE = 0.6
_LETTER = 6_000  # characters that one person's number or a letter's salutation speaks for
_SALUTATION = re.compile(
    r"(?im)^[ \t>]*dear[ ](?:dr|doctor|mrs?|miss|ms|prof(?:essor)?|sir|madam|colleagues?|gp|team)\b"
)
_PRONOUN = re.compile(
    r"\b(?:he|she|him|her|his|hers|this (?:gentleman|lady|patient|resident|client|man|woman))\b",
    re.IGNORECASE,
)
_REFERRED = 1_000  # characters back in which "she" finds the person it means
_TAUGHT = re.compile(
    r"(?i)\b(?:training|trainings|courses?|e-?learning|refreshers?|modules?|workshops?|webinars?"
    r"|policies|policy|procedures?|agenda|topics?|conditions we"
    r"|we (?:care|provide|specialise|offer))\b"
)
_TAUGHT_REACH = 200
_DOSE_REACH = 40
_DOSES = 4
_TIMES = frozenset({"od", "bd", "tds", "qds", "om", "on", "prn", "nocte", "mane", "stat"})
_FEWEST_TITLES = 3
_CELLS = re.compile(r"[,;|\t]|[ ]{3,}")
_SENTENCE = re.compile(r"[.!?]\s|\n")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")


@dataclass(frozen=True, slots=True)
class _Guard:
    """What must or must not stand close by for a word to have the meaning in question."""

    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    exact: bool

    def allows(self, text: str, phrase: Phrase[_Meaning]) -> bool:
        """Look at the words around a phrase, in its own sentence."""
        if self.exact and text[phrase.start] != phrase.text[0]:
            return False
        before = _SENTENCE.split(text[max(0, phrase.start - _WINDOW) : phrase.start])[-1]
        after = _SENTENCE.split(text[phrase.end : phrase.end + _WINDOW])[0]
        around = before + text[phrase.start : phrase.end] + after
        if self.unless is not None and self.unless.search(around):
            return False
        return self.needs is None or self.needs.search(f"{before} {after}") is not None


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a phrase of a vocabulary says."""

    entity: str
    score: float
    lasting: bool = False
    weak: bool = False
    label: bool = False
    guards: tuple[_Guard, ...] = ()


class CategoryFinder:
    """Finds `HEALTH`, `RELIGION`, `ETHNICITY`, `SEXUAL_ORIENTATION`, `TRADE_UNION`, `POLITICAL`,
    `GENETIC`, `BIOMETRIC` and `CRIMINAL_OFFENCE`, and whatever other vocabulary file is added.

    Args:
        rules: where the vocabularies are read from.
    """  # noqa: D205 - the list of entities is the summary

    def __init__(self, rules: Rules) -> None:
        specs = [rules.yaml(name) for name in rules.names(FOLDER)]
        vocabularies = [spec for spec in specs if "entity" in spec]
        self._book = PhraseBook(entry for spec in vocabularies for entry in _entries(spec))
        self._patterns = [
            (re.compile(pattern), str(spec["entity"]), float(spec["score"]))
            for spec in vocabularies
            for pattern in spec.get("patterns", ())
        ]
        types = rules.yaml("record_types.yaml")
        self._by_type = {key: entry.get("special", ()) for key, entry in types["types"].items()}
        self._cared_for = {
            key for key, entry in types["types"].items() if _CARED_FOR in entry["subjects"]
        }
        self._by_rule: dict[str, list[str]] = types["special_rules"]
        negation = rules.yaml(f"{FOLDER}/negation.yaml")
        self._negation = Negation(negation)
        no_answer = "|".join(negation["no_answer"])
        self._answer = re.compile(
            rf"\s*[:|\t?]\s*(?:yes\s?[-,:\u2013]\s?)?(?!{no_answer})([A-Za-z][^\n|\t,;.:]{{1,60}})",
            re.IGNORECASE,
        )
        self._next_answer = re.compile(
            rf"[ ]?[,;][ ]?(?!{no_answer})([A-Za-z][^\n|\t,;.:]{{1,40}})(?=[,;.\n]|$)",
            re.IGNORECASE,
        )

    def find(
        self, text: str, people: Sequence[Finding], *, record_about_person: bool
    ) -> list[Finding]:
        """Find what a text says about people that the law protects specially.

        Args:
            text: the text.
            people: findings in it; those that identify somebody make what is near them count.
            record_about_person: whether the whole text is about somebody; then all of it counts.

        Returns:
            Findings in order of place. Where two words of one category overlap, the longer stays.
        """
        weak = record_about_person
        record_about_person = record_about_person or _is_about_one(text, people)
        places = [] if record_about_person else _places(text, people)
        if not record_about_person and not places:
            return []
        found = [
            finding
            for finding in (*self._phrases(text, weak=weak), *self._shapes(text))
            if record_about_person or _near(text, finding, places)
        ]
        return _without_doses(_without_overlaps(found))

    def of_record(self, record_type: RecordType) -> tuple[str, ...]:
        """Give the categories that a record holds because of what it is.

        A weight chart is health data though it holds numbers only, and a list of DBS certificates
        is criminal-offence data (DPA 2018 s11(2)) though none of them shows anything.

        Args:
            record_type: the verdict on a document that is about identifiable people.
        """
        by_rule = self._by_rule.get(record_type.retention_rule, ())
        return tuple(sorted({*self._by_type.get(record_type.id, ()), *by_rule}))

    def reads_tables(self, record_type: RecordType) -> bool:
        """Tell whether every row of such a record is about somebody who is cared for."""
        return record_type.id in self._cared_for

    def _phrases(self, text: str, *, weak: bool) -> Iterator[Finding]:
        for phrase in self._book.find(text):
            for meaning in phrase.labels:
                if meaning.weak and not weak:
                    continue
                if meaning.label:
                    answers = list(self._answers(text, phrase.end))
                    for start, end in answers:
                        yield _finding(text, start, end, meaning.entity, meaning.score)
                    if answers:
                        break
                    continue
                if not all(guard.allows(text, phrase) for guard in meaning.guards):
                    continue
                if _is_asked(text, phrase.start, phrase.end) or _is_taught(text, phrase.start):
                    continue
                if meaning.lasting or not self._negation.undoes(text, phrase.start, phrase.end):
                    yield _finding(text, phrase.start, phrase.end, meaning.entity, meaning.score)
                    break

    def _answers(self, text: str, at: int) -> Iterator[tuple[int, int]]:
        """Give where the answer to a label stands: all items of a list, "penicillin, latex"."""
        answer = self._answer.match(text, at)
        while answer is not None:
            yield answer.start(1), answer.start(1) + len(answer[1].rstrip())
            answer = self._next_answer.match(text, answer.end(1))

    def _shapes(self, text: str) -> Iterator[Finding]:
        for pattern, entity, score in self._patterns:
            for match in pattern.finditer(text):
                if _is_taught(text, match.start()) or self._negation.undoes(text, *match.span()):
                    continue
                yield _finding(text, match.start(), match.end(), entity, score)


def _entries(spec: dict[str, Any]) -> Iterator[tuple[str, _Meaning]]:
    """Give a vocabulary's phrases with what they mean; the first list a phrase is in decides."""
    entity, score = spec["entity"], spec["score"]
    for label in spec.get("labels", ()):
        yield label, _Meaning(entity, score, label=True)
    guards = _guards(spec)
    plain = [
        (phrase, "phrases") for entry in spec.get("guarded", ()) for phrase in entry["phrases"]
    ]
    listed = [
        (phrase, part)
        for part in ("lasting", "records", "phrases", "weak")
        for phrases in spec.get(part, {}).values()
        for phrase in phrases
    ]
    seen = set()
    for phrase, part in listed + plain:
        if identity(phrase) not in seen:
            seen.add(identity(phrase))
            worth = spec["weak_score"] if part == "weak" else score
            own = tuple(guards.get(identity(phrase), ()))
            lasting, weak = part in {"lasting", "records"}, part in {"weak", "records"}
            meaning = _Meaning(entity, worth, lasting, weak, guards=own)
            yield phrase, meaning


def _guards(spec: dict[str, Any]) -> dict[_Identity, list[_Guard]]:
    guards: dict[_Identity, list[_Guard]] = {}
    for entry in spec.get("guarded", ()):
        guard = _Guard(
            needs=_words(entry.get("needs")),
            unless=_words(entry.get("unless")),
            exact=bool(entry.get("exact")),
        )
        for phrase in entry["phrases"]:
            guards.setdefault(identity(phrase), []).append(guard)
    return guards


def _words(words: list[str] | None) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _is_about_one(text: str, people: Sequence[Finding]) -> bool:
    """Tell whether a short text has somebody's number or birthday, or is a letter about them."""
    if len(text) > _LETTER or not people:
        return False
    if any(f.entity in _IDENTITY and f.score >= _SURE for f in people):
        return True
    named = any(f.entity == "PERSON" for f in people)
    return bool(named and _SALUTATION.search(text) and _PRONOUN.search(text))


def _is_asked(text: str, start: int, end: int) -> bool:
    """Tell whether a form asks for it, and what is written after that is for the labels."""
    asked = text[end : end + 1] == "?" or text[end : end + 2] in {" ?", ")?", "s?"}
    return asked and not text[start:end].isupper()  # "UTI?" is what somebody thinks it is


def _is_taught(text: str, start: int) -> bool:
    """Tell a course in a list of such, or the header of a column, from what somebody has."""
    low = text.rfind("\n", max(0, start - _TAUGHT_REACH), start) + 1 or max(
        0, start - _TAUGHT_REACH
    )
    if _TAUGHT.search(text, low, start):
        return True
    end = text.find("\n", start)
    line = text[low:end] if 0 <= end < low + 2 * _TAUGHT_REACH else ""
    if any(map(str.isdigit, line)) or ": " in line:
        return False
    titles = len(_CELLS.findall(line))
    following = text[end + 1 : text.find("\n", end + 1)] if line else ""
    return titles >= _FEWEST_TITLES and len(_CELLS.findall(following)) >= titles


def _places(text: str, people: Sequence[Finding]) -> list[int]:
    """Give the places in a text where somebody is identified, in order."""
    places = [person.start for person in people if person.entity in _PERSON_ENTITIES]
    places += [match.start() for match in _ROOM.finditer(text)]
    return sorted(places)


def _near(text: str, finding: Finding, places: list[int]) -> bool:
    """Tell whether somebody is identified in the paragraph, or is meant by "he" or "she"."""
    index = bisect_left(places, finding.start)
    for place in places[max(0, index - 1) : index + 1]:
        low, high = sorted((place, finding.start))
        if high - low <= _NEAR and not _PARAGRAPH.search(text, low, high):
            return True
    return bool(index and finding.start - places[index - 1] <= _REFERRED and _refers(text, finding))


def _refers(text: str, finding: Finding) -> bool:
    """Tell whether the sentence says "he" or "she", which is somebody named before."""
    low, high = max(0, finding.start - _NEAR), finding.end + _NEAR
    before = _SENTENCE.split(text[low : finding.start])[-1]
    after = _SENTENCE.split(text[finding.end : high])[0]
    return _PRONOUN.search(before) is not None or _PRONOUN.search(after) is not None


def _finding(text: str, start: int, end: int, entity: str, score: float) -> Finding:
    return Finding(entity, start, end, score, f"{RECOGNISER}.{entity.lower()}", text[start:end])


def _without_doses(found: list[Finding]) -> list[Finding]:
    """Leave out a dose right behind its medicine, which says as much."""
    kept: list[Finding] = []
    for finding in found:
        dose = (finding.value[:1].isdigit() or finding.value.lower() in _TIMES) and any(
            other.entity == finding.entity and 0 <= finding.start - other.end <= _DOSE_REACH
            for other in kept[-_DOSES:]
        )
        if not dose:
            kept.append(finding)
    return kept


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    """Keep the longest of overlapping findings of one entity."""
    kept: list[Finding] = []
    last_end: dict[str, int] = {}
    for finding in sorted(found, key=lambda f: (f.start, -f.end)):
        if finding.start >= last_end.get(finding.entity, 0):
            kept.append(finding)
            last_end[finding.entity] = finding.end
    return kept
