"""Reads what stands around a name as people end notes, list numbers and sign grids.

"… back on Monday. Vikesh", "thanks grace x", "Wojtek 07700 900202", "RM RM JK JK | RM".
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from detectors.names.lexicon import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detectors.names.judge import Mention
    from detectors.names.lexicon import Lexicon

_NOTE_ENDS = re.compile(r"[ \t]*(?:x{1,5}|[.!)])?[ \t]*(?:\n[ \t]*(?:\n|$)|$)")
_SENTENCE_OVER = re.compile(r"[.!?\u2026][\"')\u201d]?[ \t]{1,3}$")
_THANKED = re.compile(
    r"(?:\b(?:thanks|thank you|thx|thanx|ta|cheers|love|regards|luck|soon|best|sorry)[,.!]?"
    r"|(?:^|\n)[ \t]*(?:love )?from)(?:[ \t]|\n){1,2}$",
    re.IGNORECASE,
)
_OWN_LINE = re.compile(r"[^\n]{25,}\n[ \t]*$")
_PHONE = re.compile(
    r"(?:[ \t]*(?:\(\w{1,6}\)|[-\u2013:,>]{1,2}))?[ \t]*\(?(?:\+44|0\d{2,5}\b|\d{3}[ -]\d{3}\b)"
)
_GRID_GAP = re.compile(r"[ \t]*[|/,\t -]?[ \t]{0,4}")
_MOST_WORDS, _BEFORE, _AFTER = 3, 80, 40
_OFTEN = 3


def hear_ends(found: Sequence[Mention], text: str, lexicon: Lexicon) -> None:
    """Add what speaks for names that end a note, have a telephone number, or fill a grid."""
    _weigh_grid(found, text, lexicon)
    for mention in found:
        if mention.vetoed or len(mention.tokens) > _MOST_WORDS:
            continue
        if _PHONE.match(text, mention.end, mention.end + _AFTER):
            mention.add("phone_after", lexicon)
        end = _NOTE_ENDS.match(text, mention.end)
        if end is None or "closing" in mention.evidence:
            continue
        before = text[max(0, mention.start - _BEFORE) : mention.start]
        if _THANKED.search(before):
            mention.add("thanks_before", lexicon)
        elif _SENTENCE_OVER.search(before):
            mention.add("signs_off", lexicon)
        elif _OWN_LINE.search(before):
            mention.add("signs_off_line", lexicon)


def _weigh_grid(found: Sequence[Mention], text: str, lexicon: Lexicon) -> None:
    """Believe initials that stand beside others, again and again: who signed for each dose."""
    letters = [m for m in found if not m.vetoed and _is_letters(m)]
    often = Counter(m.tokens[0].text for m in letters)
    for left, right in pairwise(letters):
        gap = text[left.end : right.start]
        if _GRID_GAP.fullmatch(gap):
            for mention in (left, right):
                if often[mention.tokens[0].text] >= _OFTEN and "grid" not in mention.evidence:
                    mention.add("grid", lexicon)


def _is_letters(mention: Mention) -> bool:
    token = mention.tokens[0]
    return len(mention.tokens) == 1 and bool(token.kinds & Kind.INITIAL) and len(token.text) > 1
