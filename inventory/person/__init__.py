"""Finds what is held about one person, from keyed digests alone."""

from inventory.person.model import Answer, Cut, FoundDocument, Level, Linked, Mention
from inventory.person.search import (
    Wanted,
    cut_documents,
    find_person,
    may_be_meant,
    names_of,
)
from inventory.person.work_list import write_work_list

__all__ = [
    "Answer",
    "Cut",
    "FoundDocument",
    "Level",
    "Linked",
    "Mention",
    "Wanted",
    "cut_documents",
    "find_person",
    "may_be_meant",
    "names_of",
    "write_work_list",
]
