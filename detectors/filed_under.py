"""Finds the person whose file a folder is: "Residents/Hartley E (RIP)", "Leavers/Hartley".

Below a folder for people, such as "Residents" or "Staff files", a folder that is called like a
surname with initials, like a full name or like a first name, is somebody's own, and what lies in
it is about that person whatever it says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detectors.model import Finding
from detectors.names.lexicon import Kind, load_lexicon
from detectors.phrases import PhraseBook
from detectors.record_zones import spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from config.rules import Rules
    from detectors.phrases import Phrase

_SCORE = 0.85
_SHORTEST_ALONE = 4
FILED = "filed_under"
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ROOM = re.compile(
    r"^(?:(?:room|rm|r|flat|bed|no)?\.?\s*|[A-Z]{1,2})\d{1,3}[a-z]?\b[\s.:_-]*", re.IGNORECASE
)
_NAME = re.compile(
    r"(?P<surname>[^\W\d_][^\W\d_]+(?:['\u2019-][^\W\d_]+)*),?(?P<initials>(?:\s+[^\W\d_]\.?){0,2})"
)
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:['\u2019-][^\W\d_]+)*|[A-Z]\.?")
# A word of a folder's name that is neither a letter, as in "A-H", nor there to sort it last.
_TELLING = re.compile(r"\b(?!(?:zz+|xx+|and|to)\b)[^\W\d_]{2,}", re.IGNORECASE)
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr"})
_MOST_WORDS = 3
_NOT_SURNAMES = Kind.NEVER | Kind.ROLE | Kind.ORGANISATION | Kind.THING | Kind.GRAMMAR | Kind.PLACE


class FiledUnder:
    """The folders of people, by the rules in force.

    Args:
        rules: where `record_types.yaml`, `subjects.yaml` and the word lists are read from.
    """

    def __init__(self, rules: Rules) -> None:
        spec = rules.yaml("record_types.yaml")
        groups = spec["groups"]
        self._people = PhraseBook(
            (phrase, "") for group in ("resident", "staff") for phrase in groups[group]
        )
        self._own = PhraseBook(
            (phrase, "") for phrase in rules.yaml("subjects.yaml")["people_folders"]
        )
        self._headings = PhraseBook(
            (phrase, "")
            for phrase in {
                *rules.yaml("subjects.yaml")["people_folders"],
                *(phrase for phrases in groups.values() for phrase in phrases),
            }
        )
        self._of_records = frozenset(
            word
            for entry in spec["types"].values()
            for kind in ("titles", "names", "folders", "cues", "columns")
            for phrase in entry.get(kind, ())
            for word in phrase.lower().split()
        )
        self._status = PhraseBook(
            (word, "") for word in rules.yaml("subjects.yaml")["folder_status"]
        )
        self._lexicon = load_lexicon(rules)

    def among_people(self, folders: Sequence[str]) -> bool:
        """Tell whether any of the folders is for files of residents or staff."""
        return any(True for folder in folders for _ in self._people.find(spaced(folder)))

    def is_heading(self, name: str) -> bool:
        """Tell whether a folder's name only says whose files are below: "Staff Files"."""
        words = spaced(name)
        headed = [*self._headings.find(words)]
        return bool(headed) and not _telling(words, [*headed, *self._status.find(words)])

    def find(self, folders: Sequence[str]) -> list[Finding]:
        """Give the person of the innermost folder that is somebody's own, or nobody.

        Args:
            folders: names of folders, the outermost first.
        """
        for index in range(len(folders) - 1, 0, -1):
            alone = self._keeps_people(folders[:index])
            if not (alone or self.among_people(folders[:index])):
                continue
            name = self._name(folders[index], alone=alone)
            if name:
                return [Finding("PERSON", 0, len(name), _SCORE, FILED, name, "folder")]
        return []

    def _keeps_people(self, folders: Sequence[str]) -> bool:
        """Tell a folder in which each folder is somebody's: "Residents", also "Clients/zz old".

        Below a folder for people, one that only parts them by time, letter or standing keeps them
        too.
        """
        for folder in reversed(folders):
            words = spaced(folder)
            if any(True for _ in self._own.find(words)):
                return True
            if _telling(words, self._status.find(words)):
                return False
        return False

    def _name(self, folder: str, *, alone: bool) -> str:
        """Give the surname and initials in a folder's name; a surname alone needs to be known."""
        whole = _BRACKETS.sub(" ", spaced(folder)).strip()
        text = _ROOM.sub("", whole)
        alone = alone or text != whole  # behind the number of a room even a surname is telling
        cut = min((p.start for p in self._status.find(text) if p.start), default=len(text))
        text = text[:cut].strip(" -.,")
        small = alone and text.islower()
        if small:
            text = text.title()
        match = _NAME.fullmatch(text)
        if match is None:
            return self._full_name(text, alone=alone)
        initials = match["initials"].split()
        known = self._lexicon.kinds(match["surname"].lower())
        if not match["surname"][0].isupper() or (small and not known & Kind.NAME):
            return ""
        if known & _NOT_SURNAMES and not known & Kind.SURNAME:
            return ""
        if not initials and not (
            (alone or known & Kind.GIVEN) and self._stands_alone(match["surname"].lower(), known)
        ):
            return ""  # a first name is telling wherever people's files are
        if initials and known & Kind.WORD and not known & Kind.SURNAME:
            return ""
        return " ".join([match["surname"].capitalize(), *initials])

    def _full_name(self, text: str, *, alone: bool) -> str:
        """Give a name of two or three words, either way round: "Pellow Ivy", "Ivy Pellow".

        Where every folder is somebody's own, words that no list knows are a name from abroad.
        """
        words = [
            word
            for word in text.replace(",", " ").split()
            if word.lower().strip(".") not in _TITLES
        ]
        if not 2 <= len(words) <= _MOST_WORDS or not all(_CAPITALISED.fullmatch(w) for w in words):
            return ""
        kinds = [self._lexicon.kinds(word.lower()) for word in words]
        lower = {word.lower() for word in words}
        from_abroad = alone and all(not kind or kind & Kind.NAME for kind in kinds)
        given = from_abroad or any(kind & Kind.GIVEN for kind in kinds)
        if not given or lower & self._of_records:
            return ""
        strange = any(kind & (_NOT_SURNAMES | Kind.WORD) and not kind & Kind.NAME for kind in kinds)
        return "" if strange else " ".join(words)

    def _stands_alone(self, word: str, known: int) -> bool:
        """Tell a name from a word such as "Handovers" where no initial shows the way."""
        if (
            word in self._of_records
            or known & (Kind.WORD | Kind.PLACE_HEAD | Kind.PLACE)
            or len(word) < _SHORTEST_ALONE
        ):
            return False
        plural = word.endswith("s") and not known & Kind.NAME
        return not plural and not any(True for _ in self._status.find(word))


def _telling(name: str, phrases: Iterable[Phrase[str]]) -> bool:
    """Tell whether a folder's name says anything beside some phrases."""
    rest = list(name)
    for phrase in phrases:
        rest[phrase.start : phrase.end] = " " * (phrase.end - phrase.start)
    return _TELLING.search("".join(rest)) is not None
