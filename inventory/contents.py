"""What contents are known, small enough for a million files: to tell what need not be read."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_AT_ONCE = 100_000


class Contents:
    """Sizes and shortened hashes of known contents, sorted: eight bytes each.

    Args:
        sizes: distinct sizes in bytes, ascending.
        hashes: the first 16 hexadecimal digits of SHA-256 hashes, as numbers, ascending.
    """

    def __init__(self, sizes: array[int], hashes: array[int]) -> None:
        self._sizes = sizes
        self._hashes = hashes

    def may_have_size(self, size: int) -> bool:
        """Tell whether anything of that size is known."""
        return _holds(self._sizes, size)

    def may_have(self, content_hash: str) -> bool:
        """Tell whether these contents are known; wrong once in ten million million times."""
        return _holds(self._hashes, int(content_hash[:16], 16))


def contents_of(connection: duckdb.DuckDBPyConnection) -> Contents:
    """Read them from an open inventory."""
    there = "FROM documents WHERE path = item AND gone IS NULL AND content_hash <> '' AND size > 0"
    return Contents(
        _column(connection, f"SELECT DISTINCT size {there} ORDER BY 1"),
        _column(
            connection,
            f"SELECT DISTINCT ('0x' || content_hash[:16])::UBIGINT {there} ORDER BY 1",
        ),
    )


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> array[int]:
    numbers = array("Q")
    result = connection.execute(query)
    while rows := result.fetchmany(_AT_ONCE):
        numbers.extend(number for (number,) in rows)
    return numbers


def _holds(numbers: array[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number
