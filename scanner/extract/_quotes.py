"""Tells what a message says itself from what it repeats of the messages it answers.

Mail programs quote in two ways: line by line behind `>` (RFC 3676 section 4.5), or whole below a
rule or a block of headers. Both stay readable as a text of their own, so that nothing is lost where
the message quoted is not at hand; lines that a thread carries along again and again are kept once.
"""

from __future__ import annotations

import re

_DEPTH = re.compile(r"(?:[ \t]?>)+[ \t]?")
# "On Tue, 3 Mar 2026 at 09:14, Asha <asha@home.example> wrote:", folded over two lines as well.
_INTRODUCTION = re.compile(
    r"^[ \t]*On (?=[^\n]{0,60}\d)[^\n]{6,200}?(?:\n(?!>)[^\n]{0,120}?)? (?:wrote|said):[ \t]*$",
    re.MULTILINE,
)
_RULE = re.compile(
    r"^[ \t]*-{2,}[ \t]?(?:Original (?:Message|Appointment)|Forwarded message)[ \t]?-{2,}[ \t]*$"
    r"|^[ \t]*Begin forwarded message:[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
# Outlook's block: "From:", then within a few lines "Sent:" or "Date:" and "To:" or "Subject:".
_HEADERS = re.compile(
    r"^[ \t*]*From:[^\n]+\n(?:[^\n]*\n){0,2}?[ \t*]*(?:Sent|Date):[^\n]+\n"
    r"(?:[^\n]*\n){0,3}?[ \t*]*(?:To|Subject):",
    re.MULTILINE,
)
_WORDS = re.compile(r"\w+")
_TELLING = 3  # words; "Thanks" and "Dear all" may stand in every message of a thread


def part(text: str) -> tuple[str, str]:
    """Part the text of a message into its own words and those it quotes.

    Args:
        text: a body as plain text.

    Returns:
        Its own text and the quoted one, without quotation marks and without lines that were there
        before. A message that is nothing but a quotation has no text of its own.
    """
    own: list[str] = []
    quoted: list[str] = []
    start = _whole_quotation(text)
    for line in text[:start].splitlines():
        mark = _DEPTH.match(line)
        if mark:
            quoted.append(line[mark.end() :])
        else:
            own.append(line)
    quoted += [_DEPTH.sub("", line, count=1) for line in text[start:].splitlines()]
    return "\n".join(own), "\n".join(_once(quoted, own))


def _whole_quotation(text: str) -> int:
    """Say where everything that follows is quoted; the text's length where nothing is."""
    matches = (pattern.search(text) for pattern in (_RULE, _HEADERS))
    found = [len(text), *(match.start() for match in matches if match)]
    for match in _INTRODUCTION.finditer(text):
        following = text[match.end() :].lstrip()
        if following.startswith(">"):
            continue  # quoted line by line, and answers may stand between the lines
        found.append(match.start())
        break
    return min(found)


def _once(quoted: list[str], own: list[str]) -> list[str]:
    """Leave out the quoted lines that stand above already."""
    known = {_plain(line) for line in own}
    kept: list[str] = []
    for line in quoted:
        plain = _plain(line)
        if len(plain) >= _TELLING and plain in known:
            continue
        known.add(plain)
        kept.append(line)
    return kept


def _plain(line: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(line.casefold()))
