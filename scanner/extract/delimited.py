"""CSV, TSV and their odd relations, as a table that DuckDB reads straight from the file.

Small files are read by Python's csv module, which takes anything. Larger ones are left where they
are and read lazily by DuckDB, if it accepts every row: its lenient modes drop cells without a
word, so they are not used. What it refuses (ragged rows with too many cells, stray quotes, other
encodings) is first rewritten in full by the csv module as plain regular CSV into a private copy,
in memory where the system allows it, which goes when the document is done with.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import os
import re
import tempfile
from collections import Counter, deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from detectors.model import Table
from detectors.tables import connection, from_rows, on_release
from scanner import encoding
from scanner.document import Document, Status, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.document import Blob, Limits

MEDIA_TYPES = ("text/csv", "text/tab-separated-values")

_SMALL = 256 * 1024
_HEAD = 64 * 1024
_DELIMITERS = ",;\t|"
_MOST_LINES = 500  # of one record: a quote that is not closed by then was no opening quote
_LONGEST_CELL = 1_000_000  # characters; DuckDB reads no line of over two million bytes
_SEPARATOR_LINE = "sep="
_GLOB = frozenset("*?[]{}")
_MIXED = "stocktake.mixed"
_UTF8 = re.compile(rb"[\xc2\xc3\xe2][\x80-\xbf]+")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file separates its cells.

    Attributes:
        delimiter: one character.
        backslash: whether quotes in cells are written with a backslash rather than doubled.
        skip: lines before the first row that say nothing but the delimiter.
        width: cells in the widest row of the file's head.
    """

    delimiter: str = ","
    backslash: bool = False
    skip: int = 0
    width: int = 1


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read delimited text; the document's one table is read when it is asked for.

    Raises:
        OSError: the file vanished, or may not be read.
        UnreadableError: it cannot be read as a table at all.
    """
    del limits  # rows are streamed, so their number does not matter
    head = blob.read(_HEAD)
    codec = _codec(head)
    text = head.decode(codec, _errors(codec))
    if blob.size > _HEAD:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text
    dialect = sniff(text)
    document = Document(media_type)
    if blob.size <= _SMALL:
        table = from_rows("", _rows(blob, codec, dialect))
    elif codec.startswith("utf-8"):
        table = _as_it_is(blob, dialect) or _rewritten(blob, codec, dialect, document)
    else:
        table = _rewritten(blob, codec, dialect, document)
    document.tables = [table] if table else []
    return document


def sniff(text: str) -> Dialect:
    """Find out how some text separates its cells.

    Args:
        text: whole lines from the beginning of a file.
    """
    text = text.lstrip("\ufeff")
    first = text.split("\n", 1)[0].strip()
    skip = int(first.lower().startswith(_SEPARATOR_LINE) and len(first) == len(_SEPARATOR_LINE) + 1)
    backslash = '\\"' in text and '""' not in text
    told = first[-1] if skip else ""
    scored = []
    for delimiter in told or _DELIMITERS:
        dialect = Dialect(delimiter, backslash, skip)
        lines = itertools.islice(io.StringIO(text, newline=""), skip, None)
        widths = Counter(len(row) for row in _records(lines, dialect) if any(row))
        wide = {width: n for width, n in widths.items() if width > 1}
        width, count = max(wide.items(), key=lambda item: item[1], default=(1, 0))
        share = count / max(1, widths.total())
        scored.append(
            (share * (1 - 1 / width), Dialect(delimiter, backslash, skip, max(widths, default=1)))
        )
    return max(scored, key=lambda item: item[0])[1]


def _as_it_is(blob: Blob, dialect: Dialect) -> Table | None:
    """Have DuckDB read the file where it lies, if it takes every row of it."""
    if not _balanced(blob):
        return None
    path = _plain_path(blob)
    if path is None:
        with blob.open() as source:
            path = _private(iter(lambda: source.read(1 << 20), b""))
    return _table(path, dialect, padding=True) or _table(path, dialect, padding=False)


def _balanced(blob: Blob) -> bool:
    """Say whether quotes come in pairs: DuckDB takes the rest of a file for one cell otherwise."""
    with blob.open() as stream:
        return sum(chunk.count(b'"') for chunk in iter(lambda: stream.read(1 << 20), b"")) % 2 == 0


def _rewritten(blob: Blob, codec: str, dialect: Dialect, document: Document) -> Table:
    """Have DuckDB read a regular copy of the file."""
    width, cut = dialect.width, 0

    def regular() -> Iterator[bytes]:
        nonlocal cut
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for row in _rows(blob, codec, dialect):
            if len(row) > width:  # most likely text with delimiters, not quoted
                row[width - 1 :] = [dialect.delimiter.join(row[width - 1 :])]
            cut += sum(len(cell) > _LONGEST_CELL for cell in row)
            cells = [cell[:_LONGEST_CELL] for cell in row]
            writer.writerow(cells + [""] * (width - len(cells)))
            if buffer.tell() > 1 << 20:
                yield buffer.getvalue().encode("utf-8", "replace")
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue().encode("utf-8", "replace")

    path = _private(regular())
    plain = Dialect(width=width)
    table = _table(path, plain, padding=False) or _table(path, plain, padding=False, parallel=False)
    if table is None:
        raise UnreadableError(Status.CORRUPT, "its rows and columns cannot be told apart")
    if cut:
        document.status = Status.PARTLY_READ
        document.error = f"{cut:,} cells were cut at {_LONGEST_CELL:,} characters"
    return table


def _table(path: str, dialect: Dialect, *, padding: bool, parallel: bool = True) -> Table | None:
    """Make a lazy table of a file, or say None where DuckDB refuses any row of it."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(dialect.width))
    escape = "\\" if dialect.backslash else '"'
    options = f"""columns = {{{columns}}}, header = false, auto_detect = false, quote = '"',
        escape = '{escape}', delim = {_literal(dialect.delimiter)}, skip = {dialect.skip},
        null_padding = {padding}, compression = 'none', parallel = {parallel}"""
    query = f"SELECT * FROM read_csv({_literal(path)}, {options})"  # noqa: S608 - quoted
    try:
        connection().execute(f"SELECT count(*) FROM ({query})").fetchall()  # noqa: S608
    except duckdb.Error:
        return None
    return Table("", connection().sql(query))


def _rows(blob: Blob, codec: str, dialect: Dialect) -> Iterator[list[str]]:
    """Give the rows of a file, whatever is odd about it."""
    errors = _errors(codec)
    with io.TextIOWrapper(blob.open(), encoding=codec, errors=errors, newline="") as text:
        lines = itertools.islice(text, dialect.skip, None)
        for number, row in enumerate(_records(lines, dialect)):
            if number == 0 and row:
                row[0] = row[0].lstrip("\ufeff")
            yield row


def _records(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """Split lines into records; a quote that opens and never closes counts as a letter."""
    csv.field_size_limit(2**31 - 1)
    source, waiting, used = iter(lines), deque[str](), list[str]()

    def feed() -> Iterator[str]:
        while len(used) < _MOST_LINES:
            line = waiting.popleft() if waiting else next(source, None)
            if line is None:
                return
            used.append(line)
            yield line

    while True:
        used.clear()
        row = next(_reader(feed(), dialect), None)
        if row is None:
            return
        if _left_open(used, row) and sum(_quotes(line, dialect) for line in used) % 2:
            waiting.extendleft(reversed(used[1:]))
            row = used[0].rstrip("\r\n").split(dialect.delimiter)
        yield row


def _reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        doublequote=not dialect.backslash,
        escapechar="\\" if dialect.backslash else None,
    )


def _left_open(lines: list[str], row: list[str]) -> bool:
    """Say whether a record may end in a quote never closed: over lines, or with the file."""
    ends = ("\n", "\r")
    return len(lines) > 1 or "".join(row[-1:]).endswith(ends) or not lines[-1].endswith(ends)


def _quotes(line: str, dialect: Dialect) -> int:
    return line.count('"') - (line.count('\\"') if dialect.backslash else 0)


def _plain_path(blob: Blob) -> str | None:
    """Give the blob's path if DuckDB takes it literally and it is sound text."""
    if blob.path is None:
        return None
    path = str(blob.path.absolute())
    try:
        path.encode()
    except UnicodeEncodeError:
        return None
    return None if _GLOB & set(path) else path


def _private(chunks: Iterable[bytes]) -> str:
    """Write bytes where nobody else can read them; they go with the document's tables."""
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        memory = os.memfd_create("stocktake")
        on_release(lambda: os.close(memory))
        with open(memory, "wb", closefd=False) as stream:
            stream.writelines(chunks)
        return f"/proc/self/fd/{memory}"
    descriptor, name = tempfile.mkstemp(prefix="stocktake-")  # created 0600
    on_release(lambda: Path(name).unlink(missing_ok=True))
    with os.fdopen(descriptor, "wb") as stream:
        stream.writelines(chunks)
    return name


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _codec(head: bytes) -> str:
    """Name the codec; one UTF-8 sequence among Windows text means a mixture of the two."""
    codec = encoding.detect(head) or "cp1252"
    plain = not codec.startswith(("utf", "cp500", "cp037", "cp1140"))
    return "utf-8" if plain and _UTF8.search(head) else codec


def _errors(codec: str) -> str:
    return _MIXED if codec.startswith("utf-8") else "replace"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows text: exports mix the two."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(_MIXED, _as_windows)
