"""Reads the documents of a planned share and their truth from a folder of texts.

A document starts with a line of nine fields set apart by `##`:
`@@ path ## record type ## personal data ## special category ## people ## retention rule ## clock
start ## retention status ## date of the file`. Everything up to the next such line is its text.
A field may allow several answers with `|`; `*` is not judged, an empty field means "nothing", and
`yes` as a special category any of them.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEASURE = "measure"
DEVELOP = "develop"
_FIELDS = (
    "path", "record_type", "personal_data", "special_category", "people", "retention_rule",
    "clock_start", "retention_status", "modified",
)  # fmt: skip
_NUMBER = re.compile(r"\{([a-z]+)(\d+)\}")


@dataclass(frozen=True, slots=True)
class Planned:
    """One document to write, what a scan should say of it, and the file it was read from."""

    path: str
    text: str
    modified: date
    truth: dict[str, str]
    split: str
    source: str


def load(texts: Path, *, thirds: bool) -> list[Planned]:
    """Read every document.

    The documents of a file whose name ends in `measure` belong to the split that is only measured:
    they were written after the rules had been changed for the others.

    Args:
        texts: the folder; its `.txt` files are read.
        thirds: whether each third document is only measured too.

    Raises:
        ValueError: a head line does not have its nine fields, or there is no document.
    """
    planned: list[Planned] = []
    for source in sorted(texts.glob("*.txt")):
        for part in source.read_text("utf-8").split("@@ ")[1:]:
            head, _, body = part.partition("\n")
            fields = [field.strip() for field in head.split("##")]
            if len(fields) != len(_FIELDS):
                raise ValueError(f"{source.name}: {head}: {len(fields)} fields")
            truth = dict(zip(_FIELDS, fields, strict=True))
            held = source.stem.endswith(MEASURE) or (thirds and len(planned) % 3 == 2)
            split = MEASURE if held else DEVELOP
            text = _NUMBER.sub(_number, body.rstrip("\n"))
            modified = date.fromisoformat(truth.pop("modified"))
            planned.append(Planned(truth["path"], text, modified, truth, split, source.stem))
    if not planned:
        raise ValueError(f"{texts} holds no texts of a planned share")
    return planned


def _number(placeholder: re.Match[str]) -> str:
    """Invent the number a placeholder stands for: always the same, and nobody's."""
    kind, index = placeholder[1], int(placeholder[2])
    return _MAKERS[kind](random.Random(f"{kind}{index}"))


def _nhs(source: random.Random) -> str:
    """Draw from the range for tests, 999, with its Modulus 11 check digit."""
    while True:
        digits = f"999{source.randrange(10**6):06}"
        check = -sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:  # no such check digit
            return f"{digits[:3]} {digits[3:6]} {digits[6:]}{check}"


def _nino(source: random.Random) -> str:
    """Use a prefix that was for administration only (HMRC manual NIM39110)."""
    return f"MW{source.randrange(10**6):06}{source.choice('ABCD')}"


_MAKERS: dict[str, Callable[[random.Random], str]] = {
    "nhs": _nhs,
    "nino": _nino,
    "dbs": lambda source: f"0017{source.randrange(10**8):08}",
    "nmc": lambda source: f"{source.randrange(10, 24)}I{source.randrange(10**4):04}E",
    "passport": lambda source: f"{source.randrange(10**9):09}",
    "licence": lambda source: f"TUCKE{source.randrange(10**6):06}L99{source.choice('ABCD')}K",
}
