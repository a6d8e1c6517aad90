"""Rich text (RTF): body, headers, footnotes, comments, embedded files; each font's code page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scanner import encoding
from scanner.document import Block, Document, Status, UnreadableError
from scanner.extract import _grid, _links, _rtf_objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.document import Blob, Limits

MEDIA_TYPES = ("application/rtf", "text/rtf")

_TOKEN = re.compile(
    r"""\\bin(\d+)[ ]?            # raw bytes follow
    | \\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?   # control word
    | \\'([0-9a-fA-F]{2})         # a byte
    | \\([^a-zA-Z])               # control symbol
    | ([{}])
    | ([^\\{}\r\n]+)""",
    re.VERBOSE,
)
_CELL, _ROW, _INNER = "\x07", "\x1e", "\x1f"
_SYMBOLS = {
    "tab": "\t",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "column": "\n",
    "cell": _CELL,
    "nestcell": _CELL,
    "row": _ROW,
    "nestrow": _ROW,
    "emdash": "—",
    "endash": "\u2013",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "•",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "“",
    "rdblquote": "”",
}
_CONTROL_SYMBOLS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n"}
# Destinations with no words in them, or with words that the body repeats.
_WORDLESS = {
    *("fonttbl", "colortbl", "stylesheet", "pict", "objdata", "themedata", "datastore", "sp"),
    *("colorschememapping", "latentstyles", "listtable", "listoverridetable", "rsidtbl"),
    *("generator", "xmlnstbl", "fldinst", "bkmkstart", "bkmkend", "nonshppict", "filetbl"),
    *("revtbl", "mmathPr", "wgrffmtfilter", "pnseclvl", "template", "private1", "objclass"),
    *("objname", "shprslt", "blipuid", "category"),
}
# Words behind `\*`, which tells readers to skip what they do not know.
_KEPT = {"shpinst", "shptxt", "annotation", "atnauthor", "footnote", "nesttableprops"}
_STORIES = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
    "footnote": "footnotes",
    "annotation": "comments",
}
_PROPERTIES = {
    "author": "author",
    "operator": "last_modified_by",
    "title": "title",
    "subject": "subject",
    "company": "company",
    "manager": "manager",
    "keywords": "keywords",
    "doccomm": "description",
}
# Windows character sets by the number that \fcharset gives them ([MS-RTFEX], LOGFONT).
_CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_OBJECT, _FIELD = "objdata", "fldinst"
_MAC, _MAC_PAGE = "mac_roman", 10000
_PAGES = {"mac": _MAC, "pc": "cp437", "pca": "cp850"}


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it."""

    skip: bool = False
    story: str = ""
    destination: str = ""
    font: int = -1
    after_unicode: int = 1
    in_table: bool = False


@dataclass(slots=True)
class _Reader:
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    codepage: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    font_defined: int = -1
    starred: bool = False
    to_skip: int = 0
    pending: bytearray = field(default_factory=bytearray)
    parts: dict[str, list[str]] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    objects: list[str | bytes] = field(default_factory=list)
    digits: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def read(self, source: str) -> None:
        position = 0
        while (match := _TOKEN.search(source, position)) is not None:
            position = match.end()
            raw, word, number, byte, symbol, brace, text = match.groups()
            if byte is not None:
                self._byte(int(byte, 16))
                continue
            self._flush()
            if raw is not None:
                if self.state.destination == _OBJECT:
                    self.objects.append(source[position : position + int(raw)].encode("latin-1"))
                position += int(raw)
            elif word is not None:
                self._word(word, int(number) if number else None)
            elif symbol is not None:
                self._symbol(symbol)
            elif brace is not None:
                self._brace(brace)
            else:
                self._text(text)
        self._flush()

    def _byte(self, value: int) -> None:
        if self.to_skip:
            self.to_skip -= 1
        else:
            self.pending.append(value)

    def _flush(self) -> None:
        if self.pending:
            page = self.fonts.get(self.state.font, self.codepage)
            self._put(self.pending.decode(page, errors="replace"))
            self.pending.clear()

    def _brace(self, brace: str) -> None:
        self.to_skip = 0
        if brace == "{":
            self.stack.append(self.state)
            if len(self.stack) > 10_000:
                raise UnreadableError(Status.CORRUPT, "its groups are nested without end")
        elif self.stack:
            if self.digits and self.state.destination == _OBJECT:
                self.objects.append("".join(self.digits))
                self.digits.clear()
            self.state = self.stack.pop()

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self.starred = True
        elif symbol in _CONTROL_SYMBOLS:
            self._text(_CONTROL_SYMBOLS[symbol])

    def _text(self, text: str) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(text))
            self.to_skip -= skipped
            text = text[skipped:]
        if text and not text.isascii():  # bytes written as they are
            page = self.fonts.get(self.state.font, self.codepage)
            text = text.encode("latin-1").decode(page, errors="replace")
        self._put(text)

    def _put(self, text: str) -> None:
        if (key := _PROPERTIES.get(self.state.destination)) is not None:
            self.properties[key] = self.properties.get(key, "") + text
        elif self.state.destination == _OBJECT:
            self.digits.append(text)
        elif self.state.destination == _FIELD:
            self.links.append(text)
        elif not self.state.skip:
            self.parts.setdefault(self.state.story, []).append(text)

    def _word(self, word: str, number: int | None) -> None:
        starred, self.starred = self.starred, False
        if word in _PROPERTIES or word in _WORDLESS or (starred and word not in _KEPT):
            self.state = replace(self.state, skip=True, destination=word)
        elif word in _STORIES:
            self._put("\n" if word in {"footnote", "annotation"} else "")
            self.state = replace(self.state, story=_STORIES[word])
            self._put("\n")
        elif word == "par":
            self._put(_INNER if self.state.in_table else "\n")
        elif word in _SYMBOLS:
            self._put(_SYMBOLS[word])
        elif word == "u" and number is not None:
            self._put(chr(number % 65536))
            self.to_skip = self.state.after_unicode
        else:
            self._set(word, number)

    def _set(self, word: str, number: int | None) -> None:
        """Obey a control word that changes how what follows is to be read."""
        if word == "uc":
            self.state = replace(self.state, after_unicode=max(0, number or 0))
        elif word == "f" and number is not None:
            self.state = replace(self.state, font=number)
            self.font_defined = number
        elif word == "fcharset" and self.state.destination == "fonttbl":
            if (page := _CHARSETS.get(number or 0)) is not None:
                self.fonts[self.font_defined] = page
        elif word in {"intbl", "pard"}:
            self.state = replace(self.state, in_table=word == "intbl")
        elif word == "ansicpg" and number:
            page = _MAC if number == _MAC_PAGE else f"cp{number}"
            self.codepage = page if encoding.is_known(page) else "cp1252"
        elif word in _PAGES:
            self.codepage = _PAGES[word]


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a rich text file.

    Raises:
        UnreadableError: its groups are nested without end.
    """
    reader = _Reader()
    reader.read(blob.read(limits.max_bytes).decode("latin-1"))
    document = Document(media_type, properties=reader.properties)
    for story, parts in reader.parts.items():
        text = "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        whole = "\n".join(line for line in _lines(text, document) if line.strip())
        if whole.strip():
            document.blocks.append(Block(re.sub(r"\s*\n\s*", "\n", whole).strip(), story))
    _links.add(reader.links, document)
    document.children = _rtf_objects.children(reader.objects)
    return document


def _lines(text: str, document: Document) -> Iterator[str]:
    """Give lines of text; runs of table rows are laid out as forms or moved to tables."""
    rows: list[list[str]] = []
    pieces = text.split(_ROW)
    for piece in pieces[:-1]:
        before, _, row = piece.rpartition("\n") if "\n" in piece else ("", "", piece)
        if before.strip():
            yield _finish(rows, document)
            yield before.replace(_CELL, "\t").replace(_INNER, "\n")
        cells = row.split(_CELL)
        rows.append([_grid.cell_text(cell.split(_INNER)) for cell in cells[:-1] or cells])
    yield _finish(rows, document)
    yield pieces[-1].replace(_CELL, "\t").replace(_INNER, "\n")


def _finish(rows: list[list[str]], document: Document) -> str:
    text = _grid.place(list(rows), f"table {len(document.tables) + 1}", document)
    rows.clear()
    return text
