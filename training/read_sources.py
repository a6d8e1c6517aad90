"""Reads labelled text to train on: public repositories, the public corpus, our own texts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import yaml

from benchmarks.labelled_set import FOLDER, labelled_texts
from detectors.names.lexicon import Kind, Lexicon

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "pii"
SOURCES = Path(__file__).with_name("sources.yaml")
DEVELOP = ROOT / "benchmarks" / "care_documents" / "develop"
PERSON, THING = "person", "thing"
_PEOPLE = {"PER", "PERSON", "PERSON_NAME"}
_THINGS = {
    "ORG",
    "ORGANIZATION",
    "ORGANIZATION_NAME",
    "LOC",
    "LOCATION",
    "LOCATION_NAME",
    "CORPORATION",
}
_THINGS |= {"GROUP", "PRODUCT", "CREATIVE-WORK", "MISC", "GPE", "NRP", "UK_ADDRESS", "HEALTH"}
# CrossNER's.
_PEOPLE |= {"POLITICIAN", "WRITER", "SCIENTIST", "MUSICALARTIST", "RESEARCHER"}
_THINGS |= {"ORGANISATION", "POLITICALPARTY", "AWARD", "ELECTION", "BOOK", "EVENT", "COUNTRY"}
_THINGS |= {"BAND", "SONG", "ALBUM", "MUSICGENRE", "ACADEMICJOURNAL", "UNIVERSITY", "TASK"}
_THINGS |= {"ASTRONOMICALOBJECT", "POEM", "METRICS", "ALGORITHM", "FIELD", "LITERARYGENRE"}
_THINGS |= {"CHEMICALCOMPOUND", "PROTEIN", "CHEMICALELEMENT", "ENZYME", "PROGRAMLANG", "DISCIPLINE"}
_THINGS |= {"MUSICALINSTRUMENT", "THEORY", "CONFERENCE", "MAGAZINE"}
_NO_BLANK_BEFORE = {
    ".",
    ",",
    ";",
    ":",
    "!",
    "?",
    ")",
    "]",
    "%",
    "'s",
    "'S",
    "n't",
    "'m",
    "'re",
    "'ve",
    "'ll",
    "'d",
}
_LINES_TOGETHER = 3


class Marked(NamedTuple):
    """A text with its marks.

    Attributes:
        text: the text.
        spans: (start, end, `PERSON` or `THING`).
        swap: whether its names may be exchanged for others.
        either: stretches that may be found or not.
    """

    text: str
    spans: list[tuple[int, int, str]]
    swap: bool = True
    either: tuple[tuple[int, int], ...] = ()


def is_for_training(record: dict[str, Any]) -> bool:
    """Tell whether a document of the public corpus is trained on; if not, it is measured with."""
    group = str(record.get("template") or record["id"])
    return crc32(group.encode()) % 2 == 0


def of_repositories(folder: Path, lexicon: Lexicon) -> Iterator[Marked]:
    """Yield the texts of the public repositories, cloning those that `folder` lacks."""
    for entry in yaml.safe_load(SOURCES.read_text(encoding="utf-8"))["repositories"]:
        clone = clone_of(folder, entry["name"])
        listed = git(clone, "ls-tree", "-r", "--name-only", entry["commit"]).splitlines()
        for pattern in entry["files"]:
            for name in sorted(path for path in listed if fnmatch(path, pattern)):
                written = git(clone, "show", f"{entry['commit']}:{name}")
                yield from _gum(written, lexicon) if entry["form"] == "gum" else _conll(written)


def of_corpus() -> Iterator[Marked]:
    """Yield the training half of the public corpus; nothing where the corpus is absent."""
    for entry in yaml.safe_load(SOURCES.read_text(encoding="utf-8"))["corpus"]:
        path = CORPUS / f"{entry['name']}.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for record in filter(is_for_training, map(json.loads, lines)):
            spans = [
                (s["start"], s["end"], kind) for s in record["spans"] if (kind := _kind(s["label"]))
            ]
            yield Marked(record["text"], spans)


def of_labelled_texts(without: str = "", only: str = "") -> Iterator[Marked]:
    """Yield our own labelled texts that may be developed on.

    Args:
        without: leave out texts whose id begins so; "" leaves out none.
        only: yield only texts whose id begins so.
    """
    for folder in (FOLDER, DEVELOP):
        for text in labelled_texts(folder) if folder.exists() else ():
            left_out = without and text.id.removeprefix("none_").startswith(without)
            if (
                text.split == "develop"
                and not left_out
                and text.id.removeprefix("none_").startswith(only)
            ):
                spans = [(s.start, s.end, kind) for s in text.spans if (kind := _kind(s.label))]
                either = tuple((s.start, s.end) for s in text.ignored)
                yield Marked(text.text, spans, either=either)


def of_tests(folder: Path) -> Iterator[Marked]:
    """Yield public text that scores are fitted on, and that the tagger is never trained on."""
    for entry in yaml.safe_load(SOURCES.read_text(encoding="utf-8"))["fitted"]:
        clone = clone_of(folder, entry["name"])
        for name in entry["files"]:
            yield from _conll(git(clone, "show", f"{entry['commit']}:{name}"))


def clone_of(folder: Path, name: str) -> Path:
    """Give where a repository is cloned, cloning it if need be."""
    clone = folder / name.split("/")[1]
    if not clone.exists():
        url = f"https://github.com/{name}"
        subprocess.run(["git", "clone", "--quiet", url, str(clone)], check=True)
    return clone


def git(clone: Path, *arguments: str) -> str:
    """Give what git answers in a clone."""
    return git_bytes(clone, *arguments).decode("utf-8", errors="replace")


def git_bytes(clone: Path, *arguments: str) -> bytes:
    """Give what git answers in a clone, as it stands."""
    run = subprocess.run(["git", "-C", str(clone), *arguments], check=True, capture_output=True)
    return run.stdout


def _kind(label: str) -> str:
    name = label.upper()
    return PERSON if name in _PEOPLE else THING if name in _THINGS else ""


def _conll(written: str) -> Iterator[Marked]:
    """Read one word a line, its label last; sentences are joined a few at a time."""
    sentences = [block for block in written.replace("\r", "").split("\n\n") if block.strip()]
    for at in range(0, len(sentences), _LINES_TOGETHER):
        words: list[tuple[str, str]] = []
        for sentence in sentences[at : at + _LINES_TOGETHER]:
            for line in sentence.splitlines():
                parts = line.split("\t") if "\t" in line else line.split()
                if len(parts) > 1 and parts[0] and not parts[0].startswith("-DOCSTART"):
                    words.append((parts[0], parts[-1]))
            words.append(("\n", "O"))
        yield _joined(words)


def _gum(written: str, lexicon: Lexicon) -> Iterator[Marked]:
    """Read a document whose people include "the minister": keep what is written as a name."""
    words: list[tuple[str, str]] = []
    for line in written.splitlines():
        parts = line.split("\t")
        if len(parts) > 3 and parts[0][:1].isdigit():
            if parts[0].endswith("-1") and words:
                words.append(("\n", "O"))
            inner = parts[3].split("|")[-1]
            words.append((parts[2], _gum_label(parts[2], inner, lexicon)))
    for at in range(0, len(words), 400):
        yield _joined(words[at : at + 400])


def _gum_label(word: str, inner: str, lexicon: Lexicon) -> str:
    number = inner.partition("[")[2]
    kinds = lexicon.kinds(word)
    ordinary = Kind.WORD | Kind.TITLE | Kind.ROLE | Kind.GRAMMAR | Kind.NEVER
    if not word[:1].isupper() or kinds & ordinary:
        return "O"
    if inner.startswith("person"):
        return f"I-PER {number}"
    named = inner.startswith(("organization", "place"))
    return f"I-ORG {number}" if named else "O"


def _joined(words: list[tuple[str, str]]) -> Marked:
    """Write words as a text, without blanks where none would stand."""
    text, last = "", ""
    spans: list[tuple[int, int, str]] = []
    for word, label in words:
        handle = text.endswith("@")
        glued = handle or not text or text[-1] in "\n([" or word == "\n" or word in _NO_BLANK_BEFORE
        start = len(text) + (not glued)
        text += word if glued else f" {word}"
        # A user's handle is no name as people write names.
        kind = _kind(label[2:].split()[0]) if len(label) > 2 and not handle and word != "@" else ""
        goes_on = kind and label[:2] != "B-" and last[2:] == label[2:] and spans
        if goes_on:
            spans[-1] = (spans[-1][0], len(text), kind)
        elif kind:
            spans.append((start, len(text), kind))
        last = label
    return Marked(text, spans)
