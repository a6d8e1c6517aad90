"""E-mail addresses. No public-suffix list is consulted: that would mean a download."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from detectors.recognisers.base import Candidate, Recogniser

_LOCAL = regex.compile(r"(?:[\p{L}0-9][\p{L}0-9._%+'-]{0,63}|\"[^\"\s]{1,62}\")$")
_LOCAL_REACH = 64
# How addresses come out of a scanner: blanks around the sign. In prose no name has a dot or digit.
_LOOSE = regex.compile(r"[\p{L}0-9]+[._0-9][\p{L}0-9._-]{0,40} ?$")

# The name of a message, not of a mailbox.
_OF_MESSAGE = regex.compile(
    r"(?i)(?:(?:message|content)-id|in-reply-to|references):[^\n@]*<$|\bcid:$"
)


class EmailAddress(Recogniser):
    """Looks left and right of each `@` (or `%40` in web addresses)."""

    ENTITY: ClassVar[str] = "EMAIL_ADDRESS"
    TRIGGER: ClassVar[str] = "@|%40"
    AFTER: ClassVar[int] = 300
    PATTERN: ClassVar[str] = r"""
        (?: @ (?P<blank>[ ])? | %40 )
        (?P<domain> (?: [\p{L}0-9] [\p{L}0-9-]{0,62} \. ){1,8} \p{L}{2,24} )
        (?! [\p{L}0-9@] )
    """

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Yield each address whose local part ends at an `@`."""
        for match in self.matches(text):
            at = match.start()
            before = text[max(0, at - _LOCAL_REACH) : at]
            loose = match.group("blank") or before.endswith(" ")
            local = (_LOOSE if loose else _LOCAL).search(before)
            if local is None:
                continue
            start = at - len(local.group())
            if not _OF_MESSAGE.search(text, max(0, start - _LOCAL_REACH), start):
                yield Candidate(start, match.end(), "shape")
