"""What a verdict depends on, part by part, so that a change is followed by no more than it must be.

A stamp is a list of `part:version` words. The stamp of a scan names every part of the program and
its rules; the stamp of a row names those that it depends on: the reader of its format, and the
recognisers of whose identifiers it holds at least the first sign. A row is current as long as each
of its words still stands in the scan's stamp. So a changed recogniser opens only files that hold
what it looks for, and a changed reader those of its formats.

A version is a digest of source code, rules and settings: nobody has to remember to raise it.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from config.rules import Rules
from scanner.document import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from config.settings import Settings

OPENING = "opening"
READERS = "readers"
DETECTION = "detection"
LIMITS = "limits"
_ROOT = Path(__file__).resolve().parent.parent
_READERS = _ROOT / "scanner" / "extract"
_RECOGNISERS = _ROOT / "detectors" / "recognisers"
_SHARED = {"__init__", "base"}
_OPENING = ("document", "encoding", "identify", "signatures", "textshape", "worker", "rows")
_OPENING_TOO = ("companies", "sketch")
_IMPORTED = re.compile(r"^(?:from scanner\.extract|import scanner\.extract)\b[^\n]*", re.MULTILINE)
_NAMES = re.compile(r"\b_?[a-z]\w*\b")
_ENTITY = re.compile(r"^  ([A-Z][A-Z0-9_]+):", re.MULTILINE)
_OF_RECOGNISERS = "recognisers.yaml"
# What was not read to its end, or not at all, for a reason that the settings can change.
_BY_SETTING = {
    Status.TOO_LARGE: LIMITS,
    Status.PARTLY_READ: LIMITS,
    Status.TIMED_OUT: LIMITS,
}


def reader_part(module: str) -> str:
    """Give the name of the part that a module of `scanner.extract` is."""
    return f"read.{module.rpartition('.')[2]}"


def recogniser_part(module: str) -> str:
    """Give the name of the part that a module of `detectors.recognisers` is."""
    return f"find.{module.rpartition('.')[2]}"


def setting_part(status: str) -> str:
    """Give the part that a row of some status depends on for that status, or ""."""
    return next((part for known, part in _BY_SETTING.items() if known == status), "")


def stamp_of_scan(settings: Settings) -> str:
    """Give the stamp of everything that verdicts of a scan depend on.

    Args:
        settings: the settings in force.
    """
    rules = Rules(settings.rules)
    sections = _sections(rules.text(_OF_RECOGNISERS))
    parts = {**_of_code(), **_of_recognisers(sections)}
    parts[DETECTION] = _digest(
        _code_of_detection(),
        sections[""],
        *sections,  # their order decides between two that claim the same characters
        rules.version(leave_out=_OF_RECOGNISERS),
        settings.detection.model_dump_json(),
        settings.provider.model_dump_json(),
        settings.financial_year_end,
    )
    parts[LIMITS] = _digest(settings.limits.model_dump_json())
    return " ".join(f"{name}:{version}" for name, version in sorted(parts.items()))


def stamp_of_row(of_scan: str, parts: Iterable[str]) -> str:
    """Give the stamp of a row that depends on some parts of a scan's."""
    wanted = set(parts)
    return " ".join(w for w in of_scan.split() if w.partition(":")[0] in wanted)


def is_current(stamp: str, of_scan: str) -> bool:
    """Tell whether a row with a stamp would come out the same today; an empty one would not."""
    return bool(stamp) and _words(of_scan).issuperset(stamp.split())


def recogniser_parts(of_scan: str) -> list[str]:
    """Give the names of all recognisers in a scan's stamp."""
    names = (word.partition(":")[0] for word in of_scan.split())
    return [name for name in names if name.startswith("find.")]


@cache
def _words(stamp: str) -> frozenset[str]:
    return frozenset(stamp.split())


@cache
def _of_code() -> dict[str, str]:
    """Give the versions of opening and of every reader with the modules that it uses."""
    texts = {path.stem: _source(path) for path in sorted(_READERS.glob("*.py"))}
    folder = _ROOT / "scanner"
    opening = [_source(folder / f"{name}.py") for name in (*_OPENING, *_OPENING_TOO)]
    uses = {name: _used(text, texts.keys()) for name, text in texts.items()}
    parts = {
        reader_part(name): _digest(*(texts[used] for used in sorted(_reached(name, uses))))
        for name in texts
        if not name.startswith("_")
    }
    return {**parts, OPENING: _digest(*opening), READERS: _digest(*texts.values())}


def _used(text: str, modules: Iterable[str]) -> set[str]:
    imports = " ".join(match[0] for match in _IMPORTED.finditer(text.replace("(\n", "(")))
    return set(_NAMES.findall(imports)) & set(modules) | {"__init__"}


def _reached(name: str, uses: dict[str, set[str]]) -> set[str]:
    """Give a module and all that it imports, directly or not."""
    reached, pending = set(), [name]
    while pending:
        module = pending.pop()
        if module not in reached:
            reached.add(module)
            pending += uses[module]
    return reached


def _of_recognisers(sections: dict[str, str]) -> dict[str, str]:
    return {
        recogniser_part(path.stem): _digest(_source(path), sections.get(path.stem.upper(), ""))
        for path in sorted(_RECOGNISERS.glob("*.py"))
        if path.stem not in _SHARED
    }


@cache
def _code_of_detection() -> str:
    own = {path for path in _RECOGNISERS.glob("*.py") if path.stem not in _SHARED}
    paths = sorted(set((_ROOT / "detectors").rglob("*.py")) - own)
    return _digest(*map(_source, paths))


def _sections(text: str) -> dict[str, str]:
    """Cut the rules of recognisers by entity; "" is what stands before them all."""
    marks = list(_ENTITY.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    cut = {mark[1]: text[mark.start() : end] for mark, end in zip(marks, ends, strict=True)}
    return {"": text[: marks[0].start()] if marks else text, **cut}


def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _digest(*texts: str) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:6]
