"""Where bytes land that have no file of their own on this machine: memory, then a private file.

A worker's temporary files lie in the run's own folder, which nobody else can read and which
nothing outlives (`scanner.scratch`).
"""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.source import Fetched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO, TypeAlias

    Cell: TypeAlias = "str | int | float | None"

_IN_MEMORY = 4 * 2**20
_FLUSH = 2**18


class Landing:
    """Takes bytes in order: in memory while they are few, then in a private file.

    Attributes:
        size: bytes taken so far.
        name: what to call them, where the name of what they come from does not say what they are.

    Args:
        most: bytes it may take.
        suffix: of the file's name, for libraries that go by it.
    """

    def __init__(self, most: int, suffix: str = "") -> None:
        self.size = 0
        self.name = ""
        self.most = most
        self._suffix = suffix
        self._file: BinaryIO = io.BytesIO()
        self._path: Path | None = None

    def write(self, data: bytes) -> int:
        """Take some bytes.

        Raises:
            OSError: with `EFBIG` where they are too many; or the disk is full.
        """
        if self.size + len(data) > self.most:
            raise OSError(errno.EFBIG, "too large")
        self.size += len(data)
        if self._path is None and self.size > _IN_MEMORY:
            self._to_disk()
        return self._file.write(data)

    def fetched(self, note: str = "") -> Fetched:
        """Give what has landed, which stays until `close`; nothing can be written after that."""
        if self._path is None:
            assert isinstance(self._file, io.BytesIO)  # noqa: S101 - the other kind has a path
            return Fetched(data=self._file.getvalue(), note=note, name=self.name)
        self._file.close()
        return Fetched(path=self._path, note=note, name=self.name)

    def close(self) -> None:
        """Do away with what has landed."""
        self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _to_disk(self) -> None:
        assert isinstance(self._file, io.BytesIO)  # noqa: S101 - until here it is
        descriptor, name = tempfile.mkstemp(prefix="stocktake-", suffix=self._suffix)  # 0600
        file = os.fdopen(descriptor, "wb")
        file.write(self._file.getvalue())
        self._path, self._file = Path(name), file


@contextlib.contextmanager
def landing(most: int) -> Iterator[Landing]:
    """Give a place for bytes to land, which is done away with when the context ends."""
    place = Landing(most)
    try:
        yield place
    finally:
        place.close()


class RowFile:
    """Gathers the rows of a table as regular CSV.

    A table becomes bytes like any other file, so that one of any length is examined lazily and in
    bounded memory, has a size and a hash, and needs nothing from the scanner that files do not.

    Args:
        most: bytes it may grow to; later rows are counted and left out.
        into: where its bytes go; by default a place of its own.
    """

    def __init__(self, most: int, into: Landing | None = None) -> None:
        self.left_out = 0
        self._most = most
        self._landing = into or Landing(most + 2 * _FLUSH, ".csv")
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
        self._full = False

    def add(self, cells: Iterable[Cell]) -> None:
        """Add a row; a cell without a value is empty."""
        if self._landing.size + self._buffer.tell() > self._most or self._full:
            self._full = True
            self.left_out += 1
            return
        self._writer.writerow(cells)
        if self._buffer.tell() > _FLUSH:
            self.flush()

    def fetched(self, note: str = "") -> Fetched:
        """Give what was gathered; no row can be added after that."""
        self.flush()
        return self._landing.fetched(note)

    def close(self) -> None:
        """Do away with what was gathered."""
        self._landing.close()

    def flush(self) -> None:
        """Hand on what is still held back, before the bytes are read."""
        text = self._buffer.getvalue().replace("\0", "")
        for end in (",", "\n"):  # a backslash at a cell's end would seem to escape the quote
            text = text.replace(f'\\"{end}', f'\\ "{end}')
        self._buffer.seek(0)
        self._buffer.truncate()
        try:
            self._landing.write(text.encode("utf-8", "replace"))
        except OSError as error:  # one row of many megabytes
            if error.errno != errno.EFBIG:
                raise
            self._full = True
            self.left_out += 1
