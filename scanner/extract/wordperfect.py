"""WordPerfect documents, of versions 5 and 6 onwards: the text without the codes between it.

Text that was deleted and is still in the file's undo list is left out of the document's own text.
Headers, footers and notes lie inside codes; what reads as text in those is given apart.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.document import Block, Document, Status, UnreadableError
from scanner.extract import _members, salvage

if TYPE_CHECKING:
    from scanner.document import Blob, Limits

MEDIA_TYPES = ("application/vnd.wordperfect",)
ERRORS = salvage.ERRORS

_MAGIC = b"\xffWPC"
_START, _MAJOR, _KEY = 4, 10, 12  # places in the file's head
_SPACES = bytes.maketrans(b"\x80\xa9", b" -")
# The program's own character sets: 1 from its 26th letter on, and the marks of set 4.
_LETTERS = "ÁáÂâÄäÀàÅåÆæÇçÉéÊêËëÈèÍíÎîÏïÌìÑñÓóÔôÖöÒòÚúÛûÜüÙù"
_FIRST_LETTER = 26
_MARKS = {0: "•", 11: "£", 28: "”", 29: "“"}
_UNDO, _UNDO_BEGINS = 0xF1, 0


@dataclass(frozen=True, slots=True)
class _Codes:
    """How one family of versions writes what is not plain ASCII.

    Attributes:
        single: codes of one byte that stand for characters; others stand for nothing.
        character: the code around a character of one of the program's own sets.
        fixed: length in bytes of codes that have one.
        variable: the first of the codes that state their length.
        extra: bytes to add to the length stated.
        breaks: codes with a length that stand for a character.
        notes: codes with text inside.
    """

    single: dict[int, str]
    character: int
    fixed: dict[int, int]
    variable: range
    extra: int
    breaks: dict[int, str]
    notes: frozenset[int]


_FIVE = _Codes(
    single={0x0A: "\n", 0x0B: " ", 0x0C: "\n", 0x0D: " ", 0xA0: " ", 0xA9: "-", 0xAA: "-"},
    character=0xC0,
    fixed={0xC0: 4, 0xC1: 9, 0xC2: 11, 0xC3: 3, 0xC4: 3, 0xC5: 5, 0xC6: 6, 0xC7: 7},
    variable=range(0xD0, 0xFF),
    extra=4,
    breaks={0xC1: "\t", 0xC2: "\t", 0xDC: "\t", 0xDD: "\n"},
    notes=frozenset({0xD5, 0xD6}),
)
_SIX = _Codes(
    single={0x80: " ", 0x81: " ", 0x84: "-", 0x87: "\n", 0xC7: "\n", 0xCC: "\n", 0xCD: " ",
            0xCF: " "},
    character=0xF0,
    fixed={0xF0: 4, 0xF1: 5, 0xF2: 3, 0xF3: 3, 0xF4: 3, 0xF5: 3, 0xF6: 4, 0xF7: 4, 0xF8: 5,
           0xF9: 5, 0xFA: 6, 0xFB: 6, 0xFC: 8, 0xFD: 8},
    variable=range(0xD0, 0xF0),
    extra=0,
    breaks={0xD0: "\n", 0xE0: "\t"},
    notes=frozenset({0xD6, 0xD7}),
)  # fmt: skip


@dataclass(slots=True)
class _Text:
    words: list[str] = field(default_factory=list)
    notes: list[bytes] = field(default_factory=list)


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a document.

    Raises:
        UnreadableError: it is encrypted.
    """
    data = blob.read(limits.max_bytes)
    if not data.startswith(_MAGIC):  # within an OLE2 file
        return salvage.extract(blob, media_type, limits)
    start, key = struct.unpack_from("<I", data, _START)[0], struct.unpack_from("<H", data, _KEY)[0]
    if key:
        raise UnreadableError(Status.ENCRYPTED, _members.PROTECTED)
    text = _read(data, start, _SIX if data[_MAJOR] else _FIVE)
    document = Document(media_type)
    words = "".join(text.words)
    if words.strip():
        document.blocks.append(Block(words))
    apart = [data[:start] if data[_MAJOR] else b"", *text.notes]
    lines = [line for part in apart for line in salvage.runs(part.translate(_SPACES))]
    if lines:
        document.blocks.append(Block("\n".join(lines), "headers, notes and settings"))
    return document


def _read(data: bytes, position: int, codes: _Codes) -> _Text:
    text = _Text()
    deleted = False
    while position < len(data):
        code = data[position]
        length = 1
        if code in codes.variable and position + 4 <= len(data):
            length = struct.unpack_from("<H", data, position + 2)[0] + codes.extra
            found = _break(data, position, codes)
            if code in codes.notes:
                text.notes.append(data[position + 4 : position + length])
        elif code in codes.fixed:
            length = codes.fixed[code]
            found = codes.breaks.get(code, "")
            if code == codes.character and position + 3 < len(data):
                found = _character(data[position + 1], data[position + 2])
            elif code == _UNDO and position + 1 < len(data):
                deleted = data[position + 1] == _UNDO_BEGINS
        else:
            found = chr(code) if 0x20 <= code < 0x7F else codes.single.get(code, "")
        if not deleted:
            text.words.append(found)
        position += max(1, length)
    return text


def _break(data: bytes, position: int, codes: _Codes) -> str:
    """Give what a code with a length stands for: in version 6 some ends of lines are only soft."""
    code, kind = data[position], data[position + 1]
    if codes is _SIX and code == 0xD0 and kind in {1, 2, 3}:
        return " "
    return codes.breaks.get(code, "")


def _character(number: int, of: int) -> str:
    """Give a character of one of the program's own sets; "'" for its many quotation marks."""
    if of == 1 and 0 <= number - _FIRST_LETTER < len(_LETTERS):
        return _LETTERS[number - _FIRST_LETTER]
    if of == 4:
        return _MARKS.get(number, "'")
    return chr(number) if of == 0 and number >= 0x20 else "'"
