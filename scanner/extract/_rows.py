"""The rows of a database table as a member of its file: a regular CSV that nobody else can read."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from connectors.landing import RowFile
from scanner.document import Blob, Child

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from connectors.landing import Cell


def blob_of(rows: RowFile, name: str) -> Blob:
    """Give gathered rows as a file called `name`; no row can be added after that."""
    fetched = rows.fetched()
    return Blob(f"{name}.csv", fetched.path, fetched.data)


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
        yield Child(path, blob_of(gathered, path.rpartition("/")[2])), gathered
    finally:
        gathered.close()
