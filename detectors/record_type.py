"""Says what kind of record a document is, from cues in `config/record_types.yaml`.

Every cue is worth what the place it stands in is worth: the file name and the title say most, a
word in the body least. The kind with the most evidence wins, if there is enough of it.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from detectors.blank_forms import is_blank_form
from detectors.model import RecordType, Subject
from detectors.phrases import PhraseBook, words_of
from detectors.record_evidence import AS_WORDED, KIND_OF_FOLDER, Evidence, by_length, own_words
from detectors.record_evidence import reasons as reasons_of
from detectors.record_evidence import score as score_of
from detectors.record_folders import OwnFolders
from detectors.record_wording import NO_RECORD, Wording
from detectors.record_zones import HEAD_CHARACTERS, Lines, Place, places, spaced
from detectors.retention_rule import RetentionChooser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from config.rules import Rules
    from detectors.phrases import Phrase

_KINDS = ("titles", "names", "tells", "cues", "columns", "folders", "heads", "blanks")
_HEADS = frozenset({"heads", "blanks"})
_NO_RECORD = ""
_CLEAR_SHARE = 0.75
_PATTERN_HEAD = 20_000
_OFTEN = 2
_BY_FOLDER_ALONE = "the folder it lies in; what it says leaves its kind open"
_LIKE = 0.08
_EXPECTED = 4.0
_FILED_SHARE = 0.75
_SPARSE = 500
_LITTLE = 1.4
_BY_PLACE = 0.3
_FILED_MAIL = (".eml", ".msg")
_WORDED_CLEARLY = 0.55
_WORDED_HERE = 0.38
_MESSAGE_RULE = "email_unfiled"
_CHAT = re.compile(r"whats\s?app|chat export|\bteams chat\b", re.IGNORECASE)
_CHAT_RULE = "chat_message"
_OFFICE = "governance"
_SHORTEST_ABBREVIATION = 3
_SHORT_WORD = re.compile(r"(?<![^\W_])[a-z]{3,6}(?![^\W_])")
_FULL_STOP = re.compile(r"[.!?](?:\s|$)")
_OPENERS = frozenset(":-\u2013")


@dataclass(frozen=True, slots=True)
class _Cue:
    """What a phrase says: `kind` evidence for record type `type_id`."""

    type_id: str
    kind: str


class RecordTypeClassifier:
    """Classifies documents by the rules in force.

    Args:
        rules: where `record_types.yaml` is read from.
    """

    def __init__(self, rules: Rules) -> None:
        spec = rules.yaml("record_types.yaml")
        self._types: dict[str, dict[str, Any]] = spec["types"]
        self._weights: dict[str, Any] = spec["weights"]
        self._threshold: float = spec["threshold"]
        described = {**self._types, _NO_RECORD: {"group": "", **spec["not_records"]}}
        self._book = PhraseBook(_entries(described), compact=True)
        self._groups = PhraseBook(
            (phrase, group) for group, phrases in spec["groups"].items() for phrase in phrases
        )
        self._patterns = [
            (type_id, re.compile(pattern))
            for type_id, entry in self._types.items()
            for pattern in entry.get("patterns", ())
        ]
        self._layouts = [
            (type_id, re.compile(pattern))
            for type_id, entry in self._types.items()
            for pattern in entry.get("layouts", ())
        ]
        self._wording = Wording(
            {**self._types, NO_RECORD: spec["not_records"]}, rules.yaml("record_examples.yaml")
        )
        self._groups_of = {key: str(entry["group"]) for key, entry in self._types.items()}
        self._own = OwnFolders(spec)
        self._short = _abbreviations(described) - frozenset(spec["only_capitals"])
        self._head_tail = frozenset(spec["head_tail"])
        self._head_start = frozenset(spec["head_start"])
        self._exceptions = PhraseBook((phrase, "") for phrase in spec["head_exceptions"])
        self._choosers = {
            key: RetentionChooser(
                entry["retention"],
                [
                    common
                    for common in spec["rules_of_groups"]
                    if entry["group"] in common["groups"]
                ],
            )
            for key, entry in self._types.items()
        }

    def classify(
        self,
        subject: Subject,
        headers: Sequence[Sequence[str]] = (),
        *,
        in_own_folder: bool = False,
    ) -> RecordType:
        """Say what kind of record `subject` is.

        Args:
            subject: the document.
            headers: the header rows of its tables, one sequence of cells a table.
            in_own_folder: whether it lies in a folder that is one person's own.

        Returns:
            A `RecordType` with id "" where the evidence fits nothing; its retention rule is then
            that of an unfiled message for mail and chats, and "" for anything else.
        """
        evidence, groups = self._gather(subject, headers)
        cap = self._weights["body_cap"]
        totals = {key: found.total(cap) for key, found in evidence.items()}
        if _is_empty_form(subject) or self._says_blank(evidence):
            return self._blank(evidence, totals)
        best = self._best(subject, evidence, totals)
        home = self._own.group_of(groups) if in_own_folder else ""
        if place := self._place_of_note(best, subject, evidence, totals, home):
            return self._by_place(place, subject, headers)
        if not best:
            return RecordType("", 0.0, _unfiled_rule(subject))
        rivals = [total for key, total in totals.items() if key != best]
        score = score_of(totals[best], max(rivals, default=0.0))
        choice = self._choosers[best].choose(*_parts(subject, headers))
        reasons = reasons_of(evidence[best])
        if choice.cue:
            reasons = (*reasons, f"retention by '{choice.cue}'")
        return RecordType(best, score, choice.rule, reasons)

    def _best(
        self, subject: Subject, evidence: dict[str, Evidence], totals: dict[str, float]
    ) -> str | None:
        """Give the type that the evidence makes clear, or None."""
        ranked = sorted(totals, key=lambda key: (-totals[key], key))
        needed = self._threshold * by_length(len(subject.text))
        best = next((k for k in ranked if self._enough(evidence[k], totals[k], needed)), None)
        if not best or totals[best] < totals[ranked[0]] * _CLEAR_SHARE:
            best = self._by_folder(evidence, totals) if _is_filed(subject) else None
        return best

    def _place_of_note(
        self,
        best: str | None,
        subject: Subject,
        evidence: dict[str, Evidence],
        totals: dict[str, float],
        home: str,
    ) -> str:
        """Give the type that a paper is taken for by its folder, or "" where its words decide."""
        sparse = len(subject.text) <= _SPARSE
        if home:
            weak = not best or (sparse and self._is_weak(evidence[best], best, home))
            return self._own.usual(home, totals) if weak else ""
        there = self._by_nearest(subject, evidence, totals)
        if not best or not there:
            return there
        found = evidence[best]
        weak = sparse and not found.named and own_words(found) < self._threshold
        return there if weak and evidence[there].nearest == 1 else ""

    def _is_weak(self, found: Evidence, best: str, home: str) -> bool:
        """Tell a verdict on a note that rests on next to nothing, or takes it out of its folder."""
        own = own_words(found)
        if not self._own.belongs(best, home):
            return not found.named and own < self._threshold
        worded = found.worth.get(AS_WORDED, 0.0) >= _WORDED_HERE * self._weights["wording"]
        return own < _LITTLE and not worded

    def _by_nearest(
        self, subject: Subject, evidence: dict[str, Evidence], totals: dict[str, float]
    ) -> str:
        """Give the type of the records that the folder it lies in is for, or ""."""
        if not (
            _is_filed(subject)
            or any(name.lower().endswith(_FILED_MAIL) for name in subject.names[-1:])
        ):
            return ""
        if totals.get(_NO_RECORD, 0.0) >= self._threshold:
            return ""
        fits = [key for key, found in evidence.items() if key and found.nearest]
        return max(fits, key=lambda key: (evidence[key].nearest, totals[key]), default="")

    def _by_place(
        self, type_id: str, subject: Subject, headers: Sequence[Sequence[str]]
    ) -> RecordType:
        choice = self._choosers[type_id].choose(*_parts(subject, headers))
        return RecordType(type_id, _BY_PLACE, choice.rule, (_BY_FOLDER_ALONE,))

    def _says_blank(self, evidence: dict[str, Evidence]) -> bool:
        office = evidence.get(_OFFICE)
        return office is not None and bool(office.blanks)

    def _blank(self, evidence: dict[str, Evidence], totals: dict[str, float]) -> RecordType:
        """Name a form that nobody has filled in after the record it would become."""
        forms = [
            key
            for key, found in evidence.items()
            if key and found.named and totals[key] - found.blank >= self._threshold
        ]
        kind = max(forms, key=lambda k: (totals[k] - evidence[k].blank, k), default=_OFFICE)
        return RecordType(kind, 0.8, "", ("a blank form: labels with nothing filled in",))

    def said_by_names(self, names: Sequence[str]) -> list[object]:
        """Give all that names add to what a document says; see `Examiner.names_say`.

        Args:
            names: file name and folder names, outermost first.
        """
        evidence: dict[str, Evidence] = defaultdict(Evidence)
        subject = Subject(text="", names=tuple(names))
        groups = []
        for place in self._places(subject, ()):
            self._read(place, evidence)
            if place.zone == "folder":
                groups += [label for p in self._groups.find(place.text) for label in p.labels]
        found = [
            (k, sorted(e.worth.items()), sorted(e.places.items()), e.named)
            for k, e in evidence.items()
        ]
        parts = _parts(subject, ())
        rules = [chooser.choose(*parts) for chooser in self._choosers.values()]
        words = self._wording.known(spaced(" ".join(names[-1:])))
        return [sorted(found), sorted(set(groups)), rules, words, _unfiled_rule(subject)]

    def _places(self, subject: Subject, headers: Sequence[Sequence[str]]) -> Iterator[Place]:
        for place in places(subject, headers, self._weights["folder_fade"]):
            if place.zone in {"name", "folder"}:
                yield replace(place, text=self._in_capitals(place.text))
            else:
                yield place

    def _enough(self, found: Evidence, total: float, needed: float) -> bool:
        """Tell whether it is named, or has two cues or more that weigh enough for its length."""
        if found.named:
            return total >= self._threshold
        worded = found.worth.get(AS_WORDED, 0.0) >= _WORDED_CLEARLY * self._weights["wording"]
        return total >= needed and (worded or len(found.worth) >= 2)

    def _by_folder(self, evidence: dict[str, Evidence], totals: dict[str, float]) -> str | None:
        """Give the likeliest kind for what lies in a folder for such records, on weaker evidence.

        A note in a resident's folder is a record of that resident, however little it says.
        """
        fits = [
            key
            for key, found in evidence.items()
            if key and any(place == "folder" for place in found.places.values())
        ]
        best = max(fits, key=lambda key: (totals[key], key), default=None)
        if best is None or totals[best] < _FILED_SHARE * self._threshold:
            return None
        return best if totals[best] > totals.get(_NO_RECORD, 0.0) else None

    def _gather(
        self, subject: Subject, headers: Sequence[Sequence[str]]
    ) -> tuple[dict[str, Evidence], set[str]]:
        """Give the evidence for each type, and the groups whose folders it lies in."""
        evidence: dict[str, Evidence] = defaultdict(Evidence)
        groups: set[str] = set()
        for place in self._places(subject, headers):
            self._read(place, evidence)
            if place.zone == "folder":
                groups.update(group for p in self._groups.find(place.text) for group in p.labels)
        self._match_patterns(subject.text, evidence)
        self._compare_words(subject, headers, groups, evidence)
        for type_id, found in evidence.items():
            if type_id and found.worth and self._types[type_id]["group"] in groups:
                found.add(KIND_OF_FOLDER, self._weights["group"], "folder", names_it=False)
        return evidence, groups

    def _compare_words(
        self,
        subject: Subject,
        headers: Sequence[Sequence[str]],
        groups: set[str],
        evidence: dict[str, Evidence],
    ) -> None:
        """Let the wording count as one more cue; what the folders say weighs in."""
        cells = " ".join(cell for row in headers for cell in row)
        text = " ".join([*subject.names[-1:], subject.text, cells])
        shares = self._wording.likeness(spaced(text))
        usual = {k: _EXPECTED if self._groups_of.get(k) in groups else 1.0 for k in shares}
        known = sum(shares.values())
        scale = known / max(sum(share * usual[k] for k, share in shares.items()), 1e-9)
        for kind, plain in shares.items():
            share = plain * usual[kind] * scale
            if share >= _LIKE:
                type_id = _NO_RECORD if kind == NO_RECORD else kind
                worth = self._weights["wording"] * share
                evidence[type_id].add(AS_WORDED, worth, "wording", names_it=False)

    def _in_capitals(self, name: str) -> str:
        """Write abbreviations as such: people call files "dnar list" and "mca finances"."""
        return _SHORT_WORD.sub(
            lambda match: match[0].upper() if match[0].upper() in self._short else match[0], name
        )

    def _read(self, place: Place, evidence: dict[str, Evidence]) -> None:
        lines = Lines(place.text, titled=place.titled) if place.zone == "text" else None
        for phrase in self._book.find(place.text):
            zone = lines.zone_of(phrase.start, phrase.end) if lines else place.zone
            sharing = len({cue.type_id for cue in phrase.labels}) ** -0.5
            words = _word_count(phrase.text)
            longer = 1 + self._weights["longer_phrase"] * (words - 1)
            if words == 1 and zone == "body":
                longer = self._weights["one_word"]
            opens = lines is not None and lines.in_first_sentence(phrase.end)
            for cue in phrase.labels:
                at = "title" if opens and cue.kind in _HEADS else zone
                if cue.kind in _HEADS and not self._is_head(place.text, lines, phrase):
                    continue
                worth = self._weights[cue.kind][at] * sharing * longer * place.fade
                if worth:
                    names_it = _names_it(cue.kind, at)
                    key = phrase.text if cue.kind != "folders" else f"{phrase.text} (folder)"
                    found = evidence[cue.type_id]
                    found.add(key, worth, at, names_it=names_it)
                    if cue.kind == "blanks":
                        found.blanks.add(key)
                    if cue.kind == "folders":
                        found.nearest = max(found.nearest, place.fade)

    def _is_head(self, text: str, lines: Lines | None, phrase: Phrase[_Cue]) -> bool:
        """Tell whether a word such as "policy" names the document: it ends or opens the title."""
        first, line = lines.line_at(phrase.start) if lines else (0, text)
        if any(True for _ in self._exceptions.find(line)):
            return False
        after = words_of(_FULL_STOP.split(line[phrase.end - first :])[0])
        before = words_of(line[: phrase.start - first])
        if all(word in self._head_tail or not word.isalpha() for word in after):
            return True
        opens = line[phrase.end - first :].lstrip()[:1] in _OPENERS
        return not before and (opens or after[0] in self._head_start)

    def _match_patterns(self, text: str, evidence: dict[str, Evidence]) -> None:
        """Look for layouts; one that comes again and again tells what the record is."""
        head = text[:_PATTERN_HEAD]
        for type_id, layout in self._layouts:
            if layout.search(head):
                worth = self._weights["tells"]["body"]
                evidence[type_id].add("layout of a form", worth, "body", names_it=True)
        for type_id, pattern in self._patterns:
            times = len(list(itertools.islice(pattern.finditer(head), _OFTEN)))
            if times:
                worth = self._weights["pattern"] * times
                often = times == _OFTEN
                evidence[type_id].add("layout of the text", worth, "body", names_it=often)


@cache  # of phrases of the rules, of which there are some thousands
def _word_count(phrase: str) -> int:
    return len(words_of(phrase))


def _abbreviations(types: dict[str, dict[str, Any]]) -> frozenset[str]:
    return frozenset(
        phrase
        for entry in types.values()
        for kind in ("titles", "names", "folders")
        for phrase in entry.get(kind, ())
        if phrase.isalpha() and phrase.isupper() and len(phrase) >= _SHORTEST_ABBREVIATION
    )


def _entries(types: dict[str, dict[str, Any]]) -> Iterable[tuple[str, _Cue]]:
    """Give the phrases of every type; a cue that holds a telling phrase tells as much."""
    for type_id, entry in types.items():
        tells = entry.get("tells", ())
        for kind in _KINDS:
            for phrase in dict.fromkeys(entry.get(kind, ())):
                told = kind == "cues" and any(f" {tell} " in f" {phrase} " for tell in tells)
                yield phrase, _Cue(type_id, "tells" if told else kind)


def _names_it(kind: str, zone: str) -> bool:
    if kind in {"titles", *_HEADS}:
        return zone in {"title", "name"}
    return kind in {"folders", "tells"}


def _is_filed(subject: Subject) -> bool:
    """Tell a paper that somebody put in its place from mail, which lies where it arrived."""
    return bool(subject.text.strip()) and all(key != "from" for key, _ in subject.properties)


def _parts(subject: Subject, headers: Sequence[Sequence[str]]) -> tuple[str, str, str]:
    """Give names and first lines, body, and headers, as the retention rules look at them."""
    own = [place.text for place in places(subject, headers, 1.0) if place.zone in _NAMING]
    opening = Lines(subject.text).opening()
    columns = "\n".join(cell for row in headers for cell in row)
    return "\n".join([*own, opening]), subject.text[:HEAD_CHARACTERS], columns


_NAMING = frozenset({"name", "title", "folder"})


def _is_empty_form(subject: Subject) -> bool:
    return not subject.tables and is_blank_form(subject.text)


def _unfiled_rule(subject: Subject) -> str:
    if any(key == "from" for key, _ in subject.properties):
        return _MESSAGE_RULE
    return _CHAT_RULE if any(_CHAT.search(name) for name in subject.names) else ""
