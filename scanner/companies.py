"""Finds the firms that a contract or an invoice names, for the list of suppliers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.document import Block

_NAME = re.compile(
    r"""(?<![\w'&.-])
    (?P<words>(?:[A-Z0-9][\w&'\u2019.-]{0,30}[ \t]+(?:(?:and|of|&)[ \t]+)?){1,5})
    (?P<form>Ltd|LTD|Limited|LIMITED|LLP|PLC|Plc|plc|CIC)(?!\w)""",
    re.VERBOSE,
)
# Words that begin a sentence or a clause, not a firm's name.
_BEFORE = frozenset(
    {"the", "between", "and", "with", "to", "from", "by", "for", "this"}
    | {"supplier", "provider", "customer", "client", "company"}
)
# Words of a heading or a label; what follows one of them is the name.
_HEADINGS = frozenset(
    {"invoice", "agreement", "contract", "certificate", "statement", "quotation", "quote", "order"}
    | {"receipt", "remittance", "policyholder", "insured", "landlord", "tenant", "processor"}
    | {"controller", "buyer", "seller", "contractor", "lessor", "lessee", "employer"}
)
_FORMS = {"limited": "Ltd", "ltd": "Ltd", "plc": "plc"}
_MOST_TEXT = 200_000
_MOST_NAMES = 20


def companies_in(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Give the firms named in a text, each once, in order: "Bright Laundry Ltd".

    Args:
        blocks: of the document; the first 200,000 characters are looked at.
    """
    found: dict[str, None] = {}
    left = _MOST_TEXT
    for block in blocks:
        for match in _NAME.finditer(block.text[:left]):
            words = _of_name(match["words"].split())
            while words and words[0].lower().rstrip(":") in _BEFORE:
                del words[0]
            form = _FORMS.get(match["form"].lower(), match["form"])
            if words:
                found[" ".join([*words, form])] = None
        left -= len(block.text)
        if left <= 0 or len(found) >= _MOST_NAMES:
            break
    return tuple(found)[:_MOST_NAMES]


def _of_name(words: list[str]) -> list[str]:
    """Leave out a heading that stands before a name: "INVOICE 4471 Bright Laundry Ltd"."""
    start = 0
    for at, word in enumerate(words, start=1):
        plain = word.lower().strip(".:")
        heading = plain in _HEADINGS or (plain.isdigit() and at > 1 and start == at - 1)
        if heading or (word.endswith(".") and len(plain) > 3 and "." not in plain):
            start = at
    return words[start:]
