"""What is known of a source's files, small enough for a million of them in memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

_AT_ONCE = 8_192


class _Texts:
    """Many short texts end to end in one run of bytes."""

    def __init__(self) -> None:
        self._run = bytearray()
        self._lengths = array("I")
        self._ends: NDArray[np.int64] | None = None

    def extend(self, texts: Sequence[str]) -> None:
        joined = "".join(texts)
        self._run += joined.encode()
        if joined.isascii():
            self._lengths.extend(map(len, texts))
        else:
            self._lengths.extend(len(text.encode()) for text in texts)

    def __getitem__(self, row: int) -> bytes:
        if self._ends is None:
            self._ends = np.cumsum(self._lengths, dtype=np.int64)
        end = int(self._ends[row])
        return bytes(self._run[end - self._lengths[row] : end])

    def __len__(self) -> int:
        return len(self._lengths)


class Known(Mapping[str, tuple[str, str, str]]):
    """Path -> (fingerprint, rules version, status) of every file of a source.

    Paths lie end to end in one run of bytes and are found through sorted 64-bit hashes: about
    180 bytes a file where a dictionary takes 400. Two of a million paths share a hash once in
    thirty million inventories. Asking for one path compares the path itself; `unchanged` takes
    thousands at once and trusts the hashes of path and fingerprint, 128 bits together.

    Args:
        rows: (path, fingerprint, rules version, status), each path once.
    """

    def __init__(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        self._paths, self._prints = _Texts(), _Texts()
        codes, hashes, prints = array("H"), array("q"), array("q")
        verdicts: dict[tuple[str, str], int] = {}
        rest = iter(rows)
        while batch := list(islice(rest, _AT_ONCE)):
            paths, fingerprints, rules, statuses = zip(*batch, strict=True)
            self._paths.extend(paths)
            self._prints.extend(fingerprints)
            hashes.extend(map(hash, paths))
            prints.extend(map(hash, fingerprints))
            pairs = list(zip(rules, statuses, strict=True))
            for verdict in set(pairs):
                verdicts.setdefault(verdict, len(verdicts))
            codes.extend(map(verdicts.__getitem__, pairs))
        self._verdicts = list(verdicts)
        keys = np.frombuffer(hashes, dtype=np.int64) if hashes else np.empty(0, np.int64)
        order = np.argsort(keys, kind="stable")
        self._hashes: NDArray[np.int64] = keys[order]
        self._rows: NDArray[np.uint32] = order.astype(np.uint32)
        self._print_hashes = np.array(prints, dtype=np.int64)
        self._codes = np.array(codes, dtype=np.uint16)
        self._seen = np.zeros(len(keys), dtype=np.bool_)

    def unchanged(
        self,
        paths: Sequence[str],
        fingerprints: Sequence[str],
        settled: Callable[[str, str], bool],
    ) -> list[bool]:
        """Say of each path whether it need not be opened, and note all of them as seen.

        Args:
            paths: files met, thousands at a time for speed.
            fingerprints: theirs, in the same order.
            settled: told (rules version, status), says whether that needs no second look.
        """
        if not len(self._hashes):
            return [False] * len(paths)
        keys = np.fromiter(map(hash, paths), np.int64, len(paths))
        prints = np.fromiter(map(hash, fingerprints), np.int64, len(paths))
        at = np.minimum(np.searchsorted(self._hashes, keys), len(self._hashes) - 1)
        rows = self._rows[at]
        there = self._hashes[at] == keys
        self._seen[rows[there]] = True
        good = np.array([settled(*verdict) for verdict in self._verdicts], dtype=np.bool_)
        same = there & (self._print_hashes[rows] == prints) & good[self._codes[rows]]
        flags: list[bool] = same.tolist()
        return flags

    def unseen(self) -> Iterator[str]:
        """Yield the paths that `unchanged` has not been asked about."""
        return (self._paths[int(row)].decode() for row in np.flatnonzero(~self._seen))

    def __getitem__(self, path: str) -> tuple[str, str, str]:
        raw = path.encode(errors="surrogatepass")
        key = hash(path)
        at = int(np.searchsorted(self._hashes, key))
        if at == len(self._hashes) or self._hashes[at] != key:
            raise KeyError(path)
        row = int(self._rows[at])
        if self._paths[row] != raw:
            raise KeyError(path)
        return (self._prints[row].decode(), *self._verdicts[self._codes[row]])

    def __iter__(self) -> Iterator[str]:
        return (self._paths[row].decode() for row in range(len(self)))

    def __len__(self) -> int:
        return len(self._paths)
