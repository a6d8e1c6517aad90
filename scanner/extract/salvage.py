"""Files whose layout is not published or not worth knowing: whatever reads as text in them.

OneNote, Publisher, Visio, Works, Lotus and the like. What is found is enough to see whether a file
is about people; the status says that it is not all. Where a program that knows the layout is
installed, it is asked first.
"""

from __future__ import annotations

import contextlib
import io
import re
from typing import TYPE_CHECKING

import olefile

from scanner.document import Blob, Block, Document, Status
from scanner.extract import _converters, _ole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Limits

MEDIA_TYPES = (
    "application/onenote",
    "application/vnd.ms-publisher",
    "application/vnd.visio",
    "application/vnd.ms-works",
    "application/vnd.ms-project",
    "application/vnd.lotus-1-2-3",
    "application/vnd.quattro-pro",
)
ERRORS = _ole.ERRORS

# Four or more printable characters: of 16 bits each (Latin, Greek, Cyrillic or punctuation), or 8.
_WIDE = re.compile(rb"(?:[\t\n\r\x20-\x7e\xa0-\xff]\x00|[\x10-\x26]\x20|\xac\x20){4,}")
_NARROW = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]{4,}")
_WORDY = re.compile(r"[A-Za-z\d£€@.,:;/'()\s\u2013-\u201d-]")


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read it with a program that knows its layout, or what looks like text in it."""
    if words := _converters.words(blob, media_type):
        found = Document(media_type, blocks=[Block(words)])
        with contextlib.suppress(*_ole.ERRORS):
            found.properties = _ole.properties(blob.read(limits.max_bytes))
        return found
    data = blob.read(limits.max_bytes)
    lines = list(dict.fromkeys(line for part in _parts(data) for line in runs(part)))
    message = "its layout is not known here; what looks like text was read, some may be missing"
    document = Document(media_type, Status.PARTLY_READ, message, properties=_ole.properties(data))
    if lines:
        document.blocks.append(Block("\n".join(lines)))
    else:
        document.status, document.error = Status.UNSUPPORTED, "nothing in it reads as text"
    return document


def _parts(data: bytes) -> Iterator[bytes]:
    """Give the streams of an OLE2 file, or the whole of any other."""
    if not _ole.is_ole(data):
        yield data
        return
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        for path in ole.listdir():
            if not path[-1].startswith(("\x01", "\x05")):  # its own book-keeping
                yield ole.openstream(path).read()


def runs(data: bytes) -> Iterator[str]:
    """Give the lines that read as text in some bytes, in 8 and in 16 bits a character."""
    wide = [(m.start(), m.group().decode("utf-16-le")) for m in _WIDE.finditer(data)]
    rest = _WIDE.sub(lambda m: b"\0" * len(m.group()), data)
    narrow = [(m.start(), m.group().decode("cp1252", "replace")) for m in _NARROW.finditer(rest)]
    for _, run in sorted(wide + narrow):
        for line in re.split(r"[\r\n]+", run):
            if _reads_as_text(line.strip()):
                yield line.strip()


def _reads_as_text(line: str) -> bool:
    letters = sum(character.isalnum() for character in line)
    return letters >= 3 and len(_WORDY.findall(line)) >= 0.85 * len(line)
