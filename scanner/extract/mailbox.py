"""Mailboxes in one file (mbox, in all its dialects): each message is a child, numbered from 1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.document import Blob, Child, Document, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from scanner.document import Limits

MEDIA_TYPES = ("application/mbox",)

# "From sender date": the year is in every dialect, the layout of the rest is not.
_SEPARATOR = re.compile(rb"From .*(?:\d\d:\d\d|\b(?:19|20)\d\d\b)")
_CTIME = re.compile(rb"From \S+ +\w{3} \w{3} +\d+ \d\d:\d\d(?::\d\d)? (?:\S+ )?\d{4}\s*$")
_HEADER = re.compile(rb">?[!-9;-~]+:|>From ")
_QUOTED = re.compile(rb">+From ")


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Give the messages of a mailbox as children, one read at a time."""
    return Document(media_type, children=_messages(blob, limits))


def _messages(blob: Blob, limits: Limits) -> Iterator[Child]:
    number = size = 0
    lines: list[bytes] = []
    with blob.open() as stream:
        for starts, line in _marked_lines(stream):
            if starts:
                if number:
                    yield _child(number, lines, size, limits)
                number, size, lines = number + 1, 0, []
            elif number:
                size += len(line)
                if size <= limits.max_bytes:
                    lines.append(line[1:] if _QUOTED.match(line) else line)
    if number:
        yield _child(number, lines, size, limits)


def _marked_lines(stream: BinaryIO) -> Iterator[tuple[bool, bytes]]:
    """Give each line and whether it starts a message.

    A From line does when headers follow it, or when it stands after a blank line and has the date
    in full; a sentence that happens to begin "From January 2015" has neither.
    """
    blank = True
    line = stream.readline()
    while line:
        following = stream.readline()
        starts = False
        if _SEPARATOR.match(line):
            in_full = blank and _CTIME.match(line) is not None
            starts = in_full or _HEADER.match(following) is not None
        yield starts, line
        blank = not line.strip()
        line = following


def _child(number: int, lines: list[bytes], size: int, limits: Limits) -> Child:
    if size > limits.max_bytes:
        message = f"a message of more than {limits.max_bytes // 2**20} MB"
        return Child(str(number), None, Status.TOO_LARGE, message)
    return Child(str(number), Blob(f"{number}.eml", data=b"".join(lines)))
