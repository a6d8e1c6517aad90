"""Marks planted values inside the text that holds them, so that text and truth cannot disagree.

A marked value travels inside ordinary strings between private-use characters; writers strip the
marks, and the truth is read from the same string.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile("\ue000([^\ue001]*)\ue001([^\ue001]*)\ue001([^\ue002]*)\ue002")


@dataclass(frozen=True, slots=True)
class Mark:
    """One planted value.

    Attributes:
        entity: entity name; `PERSON.first` and `PERSON.last` are the halves of a split name.
        owner: whose it is; "" for an organisation's own details.
        value: the text as a reader sees it.
    """

    entity: str
    owner: str
    value: str


def mark(entity: str, value: str, owner: str = "") -> str:
    """Give `value` with marks around it."""
    return f"\ue000{entity}\ue001{owner}\ue001{value}\ue002"


def plain(text: str) -> str:
    """Give `text` as a reader sees it, without marks."""
    return _MARK.sub(r"\3", text)


def marks(text: str) -> list[Mark]:
    """List the marks in `text`, in order."""
    return [Mark(*match.groups()) for match in _MARK.finditer(text)]
