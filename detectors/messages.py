"""Tells a message that somebody wrote to somebody: a mail, a text, a note with a name under it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detectors.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detectors.model import ValueFinding

_MAIL_HEAD = re.compile(r"^From:[^\n]*@", re.MULTILINE | re.IGNORECASE)
_HEAD = 500
_GREETING = re.compile(
    r"(?i)\s*(?:hi|hiya|hello|hey|dear|morning|good (?:morning|afternoon|evening)|to) $"
)
_BEFORE_SIGNATURE = re.compile(r"(?:[.!?)\u2026]|\n|\s[xX]{1,3})[ \n]*(?:[-\u2013] ?)?$")
_AFTER_SIGNATURE = re.compile(r"[\s.!xX]*$")
_LONGEST_NOTE = 1_000
_CERTAIN_NAME = 0.9


def is_message(text: str, findings: Iterable[Finding | ValueFinding]) -> bool:
    """Tell whether a text is a mail, or a short message that greets somebody or is signed.

    Args:
        text: all of the text.
        findings: what was found in it; only names that are sure greet or sign.
    """
    if _MAIL_HEAD.search(text[:_HEAD]):
        return True
    return len(text) <= _LONGEST_NOTE and any(
        _greets_or_signs(text, finding)
        for finding in findings
        if isinstance(finding, Finding)
        and finding.entity == "PERSON"
        and finding.score >= _CERTAIN_NAME
    )


def _greets_or_signs(text: str, name: Finding) -> bool:
    """Tell a name that a message begins with ("Hi Ros,") or a first name that closes one."""
    before = text[: name.start]
    if _GREETING.fullmatch(before):
        return True
    closes = _AFTER_SIGNATURE.match(text, name.end) and " " not in name.value
    return bool(closes and _BEFORE_SIGNATURE.search(before))
