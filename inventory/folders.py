"""Reads folder names the way a person does: whose, where, what, and when."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DATE = re.compile(
    r"""^(?:
        (?:19|20)\d\d | \d{1,2} (?:st|nd|rd|th)? | q[1-4] | fy | tax | week | wk | month | year
        | w | c | wc | wb | commencing | beginning | ending | to
        | jan(?:uary)? | feb(?:ruary)? | march | apr(?:il)? | may | june? | july?
        | aug(?:ust)? | sept? (?:ember)? | oct(?:ober)? | nov(?:ember)? | dec(?:ember)?
    )$""",
    re.VERBOSE,
)
# "MAR" is a medication chart and "Mar" a month, unless it goes on as a chart.
_MARCH = re.compile(r"\b[Mm]ar\b(?!\W*(?:chart|sheet|record))", re.ASCII)
_WORD = re.compile(r"[a-z&$]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ROOM = re.compile(r"\b(?:room|rm|flat|apartment|apt|bed|bungalow)\W*\d", re.IGNORECASE)
_TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|dr|sir|lady|rev)\b\.?\s+\w", re.IGNORECASE)
_NAME = re.compile(
    r"[A-Z][\w'\u2019-]+,\s*[A-Z]\w*.*"  # Hartley, Elsie
    r"|[A-Z][\w'\u2019-]+(?:\s+[A-Z][\w'\u2019-]*\.?){1,3}"  # Elsie Hartley, Hartley E
)
# A folder that could hardly be anything but somebody's: "Tregear P", "T3 Penhallow".
_SOMEBODYS = re.compile(
    r"(?:[A-Z]{0,2}\d{1,3}[A-Za-z]?[\s._-]+)?[A-Z][\w'\u2019-]+,?(?:\s+[A-Z]\.?){1,2}(?:\W.*)?"
    r"|[A-Z]{0,2}\d{1,3}[A-Za-z]?[\s._-]+[A-Z][a-z][\w'\u2019-]+"
    r"|[A-Z][\w'\u2019-]+,\s*[A-Z]\w+.*"
)
_FEWEST_PEOPLE = 2
_SHORTEST_PLACE = 3
_MAX_PHRASE = 4
_MAX_PLACE_WORDS = 4
_ARCHIVE = "archive"
# A room or a person's folder that nothing above explains is taken for a resident's.
_OWN_FOLDER = "care_files"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one folder name says; empty fields where it says nothing of the kind.

    Attributes:
        family: id of a family of records.
        department: the family that a department's papers belong to by default, or None.
        state: `leavers`, `former residents` or `archive`.
        holds_people: whether its subfolders are people's own.
        place: whether it is called like a home or an office.
        bare: whether it is one word only.
        maybe_place: like `place`, but it could also be a surname.
        stray: whether it is a spot where copies pile up.
        profiles: whether its subfolders are users of a computer.
        silent: whether it is only a date or a word that says nothing.
        person: whether it is called like a room, or with a title.
        named: whether it could be somebody's name.
    """

    family: str = ""
    department: str | None = None
    state: str = ""
    holds_people: bool = False
    place: bool = False
    bare: bool = False
    maybe_place: bool = False
    stray: bool = False
    profiles: bool = False
    silent: bool = False
    person: bool = False
    named: bool = False

    @property
    def kind(self) -> str:
        """What kind of records it says, or ""."""
        return self.family or self.state or self.department or ""

    @property
    def known(self) -> bool:
        """Whether the vocabulary knows it as something other than a place."""
        return bool(self.kind or self.silent or self.stray or self.profiles) or (
            self.department is not None
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a folder stands, all names above it taken into account.

    Attributes:
        place: the home or office it belongs to, or "".
        family: family of records, or "".
        department: family of a department's other papers, or "".
        state: `leavers`, `former residents`, `archive` or "".
        stray: whether it is a spot where copies pile up.
        location: the folder to name in a register, down to the last name that told something;
            never a person's own.
    """

    place: str = ""
    family: str = ""
    department: str = ""
    state: str = ""
    stray: bool = False
    location: str = ""


class FolderReader:
    """Reads folders by the vocabulary of `assets.yaml`.

    Args:
        vocabulary: the parsed file.
        folders: every folder of the inventory, from which places are told: a folder that the
            vocabulary does not know, with two kinds of records below it, is a place, and so is
            another of the same name. A folder most of whose subfolders are called like people
            holds people's files, whatever it is called.
    """

    def __init__(self, vocabulary: Mapping[str, Any], folders: Iterable[str] = ()) -> None:
        self._phrases: dict[tuple[str, ...], list[Meaning]] = defaultdict(list)
        self._files: dict[tuple[str, ...], list[Meaning]] = defaultdict(list)
        self._learn(vocabulary)
        self.meaning = lru_cache(maxsize=100_000)(self._meaning)
        self.read = lru_cache(maxsize=100_000)(self._read)
        known = frozenset(folders)
        self._of_people = self._find_people(known)
        self._places = self._find_places(known)
        self._place_names = self._names_of_places(known)

    def _learn(self, vocabulary: Mapping[str, Any]) -> None:
        for name, family in vocabulary["families"].items():
            people = family.get("people", False)
            self._add(family.get("folders", ()), Meaning(family=name, holds_people=people))
            for phrase in family.get("names", ()):
                self._files[tuple(_words(phrase))].append(Meaning(family=name))
        for entry in vocabulary["departments"]:
            people = entry.get("people", False)
            meaning = Meaning(department=entry["family"], holds_people=people)
            self._add(entry["folders"], meaning)
        for entry in vocabulary["archives"]:
            self._add(
                entry["folders"],
                Meaning(
                    state=entry["state"],
                    department=entry["family"] or None,
                    holds_people=entry.get("people", False),
                ),
            )
        unsorted = set(vocabulary["unsorted_folders"])
        for word in vocabulary["stray"]:
            self._add([word], Meaning(stray=word not in unsorted, silent=True))
        self._add(vocabulary["generic"], Meaning(silent=True))
        self._add(vocabulary["profiles"], Meaning(profiles=True))
        self._add(vocabulary["places"]["words"], Meaning(place=True))
        self._add(vocabulary["places"]["surnames"], Meaning(maybe_place=True))

    def _add(self, phrases: Iterable[str], meaning: Meaning) -> None:
        for phrase in phrases:
            self._phrases[tuple(_words(phrase))].append(meaning)

    def family_of_file(self, name: str) -> str:
        """Give the family that a file's own name speaks of ("Resident list.xlsx"), or ""."""
        return _last(_cover(_words(name.rpartition(".")[0] or name), self._files)[0], "family")

    def _meaning(self, name: str) -> Meaning:
        """Read one folder name by itself."""
        content = [word for word in _words(_MARCH.sub("march", name)) if not _DATE.match(word)]
        found, covered = _cover(content, self._phrases)
        person = bool(_ROOM.search(name) or _TITLE.search(name))
        place = _ends_as_place(content, self._phrases)
        return Meaning(
            family="" if person or place else _last(found, "family"),
            department=None
            if person
            else next(
                (meaning.department for meaning in found if meaning.department is not None), None
            ),
            state=_state(found, place=place),
            holds_people=any(meaning.holds_people for meaning in found),
            place=place,
            bare=len(content) == 1,
            maybe_place=any(meaning.maybe_place for meaning in found),
            stray=any(meaning.stray for meaning in found),
            profiles=any(meaning.profiles for meaning in found) and covered == len(content),
            silent=covered == len(content) and all(meaning.silent for meaning in found),
            person=person,
            named=bool(_NAME.fullmatch(name.strip())),
        )

    def _read(self, folder: str) -> Folder:
        """Read a folder's path, names separated by `/`."""
        walk = _Walk()
        parts = [part for part in folder.split("/") if part]
        for depth, part in enumerate(parts, start=1):
            if walk.person:
                break
            here = "/".join(parts[:depth])
            place = part if here in self._places else self._place_called(part)
            walk.enter(part, self.meaning(part), place=place, of_people=here in self._of_people)
        return walk.folder()

    def _find_people(self, folders: Iterable[str]) -> frozenset[str]:
        """Tell the folders that hold people's own: most of what lies in them is called like one."""
        inside: dict[str, set[str]] = defaultdict(set)
        for folder in folders:
            parts = [part for part in folder.split("/") if part]
            for depth in range(1, len(parts)):
                inside["/".join(parts[:depth])].add(parts[depth])
        return frozenset(folder for folder, names in inside.items() if self._are_people(names))

    def _are_people(self, names: Iterable[str]) -> bool:
        unknown = [
            name for name in names if not (self.meaning(name).known or self.meaning(name).place)
        ]
        people = [name for name in unknown if _SOMEBODYS.fullmatch(name.strip())]
        return len(people) >= max(_FEWEST_PEOPLE, len(unknown) / 2)

    def _names_of_places(self, folders: Iterable[str]) -> Mapping[str, str]:
        """Give the places by what they are called, in lower case."""
        called = {place.rpartition("/")[2] for place in self._places}
        called |= {
            part
            for folder in folders
            for part in folder.split("/")
            if self.meaning(part).place and not self.meaning(part).bare
        }
        return {name.lower(): name for name in sorted(called)}

    def _place_called(self, name: str) -> str:
        """Give the place that a folder elsewhere is called after, "Archive/Oakdene", or ""."""
        lower = name.lower().strip()
        if len(lower) < _SHORTEST_PLACE or not self._nameless(name):
            return ""
        if lower in self._place_names:
            return self._place_names[lower]
        longer = [
            place for known, place in self._place_names.items() if known.startswith(f"{lower} ")
        ]
        return longer[0] if len(longer) == 1 else ""

    def _find_places(self, folders: Iterable[str]) -> frozenset[str]:
        """Tell places by what lies below them: two kinds of records or more."""
        kinds: dict[str, set[str]] = defaultdict(set)
        for folder in folders:
            parts = [part for part in folder.split("/") if part]
            meanings = [self.meaning(part) for part in parts]
            at = next((at for at, meaning in enumerate(meanings) if meaning.kind), 0)
            for above in range(1, at + 1):
                if meanings[above - 1].place:
                    break  # what lies in a home that is called one is no other home
                kinds["/".join(parts[:above])].add(meanings[at].kind)
        return frozenset(
            folder for folder, below in kinds.items() if len(below) > 1 and self._nameless(folder)
        )

    def _nameless(self, folder: str) -> bool:
        meaning = self.meaning(folder.rpartition("/")[2])
        return not meaning.known and not meaning.person


class _Walk:
    """The state of reading a path from its outermost folder inwards."""

    def __init__(self) -> None:
        self.place = self.family = self.department = self.state = ""
        self.stray = self.person = False
        self._holds_people = self._of_people = self._profiles = False
        self._parts: list[str] = []
        self._telling = 0

    def enter(self, name: str, meaning: Meaning, *, place: str, of_people: bool) -> None:
        """Step into the folder `name`.

        Args:
            name: its name.
            meaning: what that says.
            place: the place that its surroundings or namesakes show it to be, or "".
            of_people: whether its surroundings show that it holds people's own folders.
        """
        inferred = (
            bool(place) and not self._of_people and not (self._holds_people and place != name)
        )
        if self._profiles and not meaning.known:
            self._profiles = False  # a user of a computer is not what the files are about
        elif self._is_person(meaning, inferred=inferred):
            self.person = True
            self.family = self.family or self.department or _OWN_FOLDER
        else:
            self._parts.append(name)
            self._take(meaning)
            if self._is_place(meaning, inferred=inferred):
                self.place = place if inferred else name
            # A date says nothing of the place, and a name may be somebody's.
            somebody = meaning.named and not meaning.known
            if self.place == name or meaning.stray or not (meaning.silent or somebody):
                self._telling = len(self._parts)
            self._of_people = of_people
            self._holds_people = self._holds_people or of_people

    def _take(self, meaning: Meaning) -> None:
        self._profiles = meaning.profiles
        self.stray = self.stray or meaning.stray
        if meaning.state and not (self.state and meaning.state == _ARCHIVE):
            self.state = meaning.state
        # What lies in "Leavers" is a leaver's file, whatever kind of paper it is.
        of_state = (meaning.department or "") if meaning.state else ""
        self.family = meaning.family or self.family or of_state
        if meaning.department is not None:
            self.department = meaning.department
        if meaning.state == _ARCHIVE:
            return  # an archive of people's files holds people's files
        if meaning.kind:
            self._holds_people = meaning.holds_people

    def _is_person(self, meaning: Meaning, *, inferred: bool) -> bool:
        if meaning.person:
            return True
        if meaning.known or meaning.place or inferred or not self._holds_people:
            return False
        return bool(self._of_people or self.family or self.state) or meaning.named

    def _is_place(self, meaning: Meaning, *, inferred: bool) -> bool:
        if meaning.family or meaning.person or meaning.state:
            return False
        if meaning.place and meaning.bare and self.place:
            return False  # the office of a home is part of the home
        if meaning.place or inferred:
            return True
        return meaning.maybe_place and not self._holds_people and not meaning.known

    def folder(self) -> Folder:
        """What was learnt."""
        return Folder(
            place=self.place,
            family=self.family,
            department=self.department,
            state=self.state,
            stray=self.stray,
            location="/".join(self._parts[: self._telling or None]),
        )


def _words(name: str) -> list[str]:
    """Split a name into lower-case words without plural endings."""
    return [_singular(word) for word in _WORD.findall(_CAMEL.sub(" ", name).lower())]


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _cover(
    words: list[str], phrases: Mapping[tuple[str, ...], list[Meaning]]
) -> tuple[list[Meaning], int]:
    """Find the phrases in a name, the longest first; gives them and how many words they cover."""
    found: list[Meaning] = []
    at = covered = 0
    while at < len(words):
        for length in range(min(_MAX_PHRASE, len(words) - at), 0, -1):
            if meanings := phrases.get(tuple(words[at : at + length])):
                found += meanings
                covered += length
                at += length
                break
        else:
            at += 1
    return found, covered


def _ends_as_place(words: list[str], phrases: Mapping[tuple[str, ...], list[Meaning]]) -> bool:
    """Tell a short name that ends like a home's or an office's: Bank House is no bank."""
    return len(words) <= _MAX_PLACE_WORDS and any(
        meaning.place for length in (1, 2) for meaning in phrases.get(tuple(words[-length:]), ())
    )


def _last(found: list[Meaning], name: str) -> str:
    return next((value for meaning in reversed(found) if (value := getattr(meaning, name))), "")


def _state(found: list[Meaning], *, place: bool) -> str:
    """Give the archive that a name speaks of; The Old Manor is not one."""
    states = [meaning.state for meaning in found if meaning.state]
    states = [state for state in states if not (place and state == _ARCHIVE)]
    return next((state for state in states if state != _ARCHIVE), states[0] if states else "")
