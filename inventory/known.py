"""What is known of a source's files, small enough for a million of them in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SEPARATOR = "\0"  # no path on any system holds it
_SPLIT_AT_ONCE = 16


class Chunk(NamedTuple):
    """Some files of which the same is known.

    Attributes:
        rules_version: that of their rows.
        status: likewise.
        files: path and fingerprint in turn, all joined by `SEPARATOR`; at most `CHUNK_FILES` files.
    """

    rules_version: str
    status: str
    files: str


CHUNK_FILES = 8_192


class Known(Mapping[str, tuple[str, str, str]]):
    """Path -> (fingerprint, rules version, status) of every file of a source.

    Paths stay joined as the database gave them, and files that need not be opened are told by a
    set of 64-bit hashes of path and fingerprint: about 200 bytes a file where a dictionary takes
    500. Two of a million files share a hash once in thirty million inventories.

    Args:
        chunks: the files, each once.
    """

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self._chunks = list(chunks)
        self._settled: list[bool] = []
        self._left: set[int] = set()
        self._met: set[int] = set()
        self._index: dict[int, int] | None = None
        self._texts = lru_cache(_SPLIT_AT_ONCE)(self._split)

    def unchanged(
        self,
        paths: Sequence[str],
        fingerprints: Sequence[str],
        settled: Callable[[str, str], bool],
    ) -> list[bool]:
        """Say of each path whether it need not be opened, and note all of them as seen.

        Args:
            paths: files met, thousands at a time for speed; none twice.
            fingerprints: theirs, in the same order.
            settled: told (rules version, status), says whether that needs no second look; it must
                say the same every time.
        """
        if not self._settled:
            self._settle(settled)
        keys = list(map(hash, zip(paths, fingerprints, strict=True)))
        flags = [key in self._left for key in keys]
        self._left.difference_update(keys)
        self._met.update(hash(path) for path, same in zip(paths, flags, strict=True) if not same)
        return flags

    def _settle(self, settled: Callable[[str, str], bool]) -> None:
        self._settled = [settled(chunk.rules_version, chunk.status) for chunk in self._chunks]
        for number, good in enumerate(self._settled):
            if good:
                self._left.update(map(hash, zip(*self._split(number), strict=True)))

    def unseen(self) -> Iterator[str]:
        """Yield the paths that `unchanged` has not been asked about."""
        settled = self._settled or [False] * len(self._chunks)
        for number, good in enumerate(settled):
            for path, fingerprint in zip(*self._split(number), strict=True):
                left = not good or hash((path, fingerprint)) in self._left
                if left and hash(path) not in self._met:
                    yield path

    def status(self, path: str) -> str | None:
        """Give the status of a file, or None where it is not known."""
        at = self._find(path)
        return None if at is None else self._chunks[at // CHUNK_FILES].status

    def __getitem__(self, path: str) -> tuple[str, str, str]:
        at = self._find(path)
        if at is None:
            raise KeyError(path)
        chunk, position = divmod(at, CHUNK_FILES)
        paths, fingerprints = self._texts(chunk)
        if paths[position] != path:
            raise KeyError(path)
        return (
            fingerprints[position],
            self._chunks[chunk].rules_version,
            self._chunks[chunk].status,
        )

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self._chunks)):
            yield from self._split(number)[0]

    def __len__(self) -> int:
        return sum(chunk.files.count(SEPARATOR) // 2 + 1 for chunk in self._chunks)

    def _find(self, path: str) -> int | None:
        """Give chunk and position of a path as one number; the index is made on first use."""
        if self._index is None:
            self._index = {
                hash(known): number * CHUNK_FILES + position
                for number in range(len(self._chunks))
                for position, known in enumerate(self._split(number)[0])
            }
        return self._index.get(hash(path))

    def _split(self, number: int) -> tuple[list[str], list[str]]:
        texts = self._chunks[number].files.split(SEPARATOR)
        return texts[::2], texts[1::2]
