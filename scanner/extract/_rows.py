"""The rows of a database table as a member of its file: a regular CSV that nobody else can read.

A table becomes a child with bytes like any other, so that one of any length is examined lazily and
in bounded memory, has a size and a hash, and needs nothing from the scanner that files do not.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.document import Blob, Child

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO, TypeAlias

    Cell: TypeAlias = "str | int | float | None"

_IN_MEMORY = 4 * 2**20
_FLUSH = 2**18


class RowFile:
    """Gathers rows as CSV: in memory while they are few, then in a private file.

    Args:
        most: bytes it may grow to; later rows are counted and left out.
    """

    def __init__(self, most: int) -> None:
        self.left_out = 0
        self._most = most
        self._size = 0
        self._file: BinaryIO = io.BytesIO()
        self._path: Path | None = None
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)

    def add(self, cells: Iterable[Cell]) -> None:
        """Add a row; a cell without a value is empty."""
        if self._size + self._buffer.tell() > self._most:
            self.left_out += 1
            return
        self._writer.writerow(cells)
        if self._buffer.tell() > _FLUSH:
            self._flush()

    def blob(self, name: str) -> Blob:
        """Give what was gathered as a file called `name`; no row can be added after that."""
        self._flush()
        if self._path is None:
            assert isinstance(self._file, io.BytesIO)  # noqa: S101 - the other kind has a path
            return Blob(f"{name}.csv", data=self._file.getvalue())
        self._file.close()
        return Blob(f"{name}.csv", path=self._path)

    def close(self) -> None:
        """Do away with what was gathered."""
        self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _flush(self) -> None:
        text = self._buffer.getvalue().replace("\0", "")
        for end in (",", "\n"):  # a backslash at a cell's end would seem to escape the quote
            text = text.replace(f'\\"{end}', f'\\ "{end}')
        data = text.encode("utf-8", "replace")
        self._buffer.seek(0)
        self._buffer.truncate()
        self._size += len(data)
        if self._path is None and self._size > _IN_MEMORY:
            self._to_disk()
        self._file.write(data)

    def _to_disk(self) -> None:
        assert isinstance(self._file, io.BytesIO)  # noqa: S101 - until here it is
        descriptor, name = tempfile.mkstemp(prefix="stocktake-", suffix=".csv")  # created 0600
        file = os.fdopen(descriptor, "wb")
        file.write(self._file.getvalue())
        self._path, self._file = Path(name), file


@contextlib.contextmanager
def table_child(
    name: str, header: Sequence[str], rows: Iterable[Iterable[Cell]], most: int
) -> Iterator[tuple[Child, RowFile]]:
    """Give a table as a child, which exists until the context ends.

    Args:
        name: the table's name.
        header: names of its columns.
        rows: its rows, in order.
        most: bytes of CSV to keep.

    Returns:
        The child, and the row file, which knows how many rows were left out.
    """
    gathered = RowFile(most)
    try:
        gathered.add(header)
        for row in rows:
            gathered.add(row)
        path = name.replace("\0", "").strip("/") or "table"
        yield Child(path, gathered.blob(path.rpartition("/")[2])), gathered
    finally:
        gathered.close()
