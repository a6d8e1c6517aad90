"""Writes what was found as a list to work through for a subject access request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.person.model import Level
from inventory.worksheets import Heading, write_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from inventory.person.model import FoundDocument

_DECISIONS = ("disclose", "disclose in part", "withhold", "not this person", "duplicate")
_HEADINGS = (
    Heading("No", 5),
    Heading("How sure", 12),
    Heading("Information asset", 28),
    Heading("Document", 60),
    Heading("Source", 28),
    Heading("Kind of record", 22),
    Heading("Last changed", 12),
    Heading("What was met, and where", 48),
    Heading("Why", 44),
    Heading("Other people named (to be redacted?)", 16),
    Heading("Sensitive data", 22),
    Heading("How far it was read", 18),
    Heading("Decision", 18, _DECISIONS),
    Heading("Exemption or note", 30),
    Heading("Done by, on", 18),
)


def write_work_list(
    documents: Sequence[FoundDocument], out: Path, words: Callable[[str], str]
) -> int:
    """Write one row per document, the surest first; gives how many.

    Args:
        documents: what was found.
        out: a `.xlsx`, `.csv` or `.json` file; no cell of it can run as a formula.
        words: gives a kind of data or of record in plain words.

    Raises:
        InventoryError: the file cannot be written, or is of another kind.
    """
    return write_sheet(
        out,
        "Work list",
        _HEADINGS,
        [
            [
                number,
                document.level.words.capitalize(),
                document.asset,
                document.path,
                document.source,
                words(document.record_type) if document.record_type else "",
                document.modified.date() if document.modified else None,
                "; ".join(
                    f"{words(mention.entity)} {mention.masked}"
                    + (f" ({mention.location})" if mention.location else "")
                    for mention in document.mentions
                ),
                "; ".join(document.reasons),
                max(document.people - 1, 0),
                ", ".join(document.special),
                document.status.replace("_", " "),
                "not this person" if document.level is Level.UNLIKELY else "",
                "",
                "",
            ]
            for number, document in enumerate(documents, start=1)
        ],
    )
