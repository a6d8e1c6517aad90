"""Mail addresses behind links: "write to Jo" shows a name, and knows where Jo is written to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from scanner.document import Block

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.document import Document

_MAIL = re.compile(r"mailto:([^\s\"'<>?\\]{3,254})", re.IGNORECASE)
_MOST = 10_000


def add(targets: Iterable[str], document: Document) -> None:
    """Add the mail addresses that links lead to as a block, where the text does not show them.

    Args:
        targets: where links lead, or texts that hold such targets.
        document: what was read so far.
    """
    found = dict.fromkeys(unquote(mail) for text in targets for mail in _MAIL.findall(text))
    if not found:
        return
    shown = "\n".join(block.text for block in document.blocks)
    hidden = [mail for mail in found if mail not in shown]
    if hidden:
        document.blocks.append(Block("\n".join(hidden[:_MOST]), "links"))
