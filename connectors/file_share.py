"""Walks a local or mounted folder (a UNC path on Windows) and yields every file in it.

Nothing is left out in silence: folders that may not be listed, links, device nodes and files
that vanish between listing and looking each become an `Item` with a `problem`.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.access import access_of, first_gate, gate_of
from connectors.item import Item, ItemProblem, Reach
from connectors.patterns import any_of
from connectors.source import LocalFiles, SourceError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from connectors.access import Gate

_LISTED_AT_ONCE = 4_096


class FileListing:
    """Some files of a share as the walk met them: parallel lists, from which items are made.

    A rescan looks at millions of files and opens few, so nothing is worked out for a file before
    it is known to be needed.

    Attributes:
        paths: addresses below the root.
        fingerprints: of each; see `Item.fingerprint`.
        size: bytes of all of them together.
        problems: entries that could not be looked at, and folders that could not be listed.
    """

    __slots__ = ("_entries", "_source", "fingerprints", "paths", "problems", "size")

    def __init__(self, source: str) -> None:
        self._source = source
        self._entries: list[tuple[os.DirEntry[str] | str, os.stat_result, Gate]] = []
        self.paths: list[str] = []
        self.fingerprints: list[str] = []
        self.size = 0
        self.problems: list[Item] = []

    def __len__(self) -> int:
        return len(self.paths)

    def look(self, entry: os.DirEntry[str] | str, path: str, gate: Gate) -> None:
        """Take in one file system entry that is no folder, with size and times as they are now.

        Args:
            entry: where it is.
            path: its address below the root.
            gate: whom the folders above let through.
        """
        try:
            if isinstance(entry, str):
                info = os.stat(entry, follow_symlinks=False)  # noqa: PTH116 - may hold raw bytes
            else:
                info = entry.stat(follow_symlinks=False)
        except OSError as error:
            self.add_problem(os.fspath(entry), path, error)
            return
        self._entries.append((entry, info, gate))
        self.paths.append(path)
        # Run for every file of every scan; an f-string takes three times as long.
        facts = (info.st_size, info.st_mtime_ns, info.st_ctime_ns, gate.stamp)
        self.fingerprints.append("%x.%x.%x%s" % facts)  # noqa: UP031 - see above
        if stat.S_ISREG(info.st_mode):
            self.size += info.st_size

    def add_problem(self, location: str, path: str, error: OSError) -> None:
        """Take in an entry that cannot be looked at."""
        self.problems.append(
            Item(
                source=self._source,
                path=path,
                location=location,
                size=0,
                modified=None,
                created=None,
                owner="",
                access="",
                reach=Reach.UNKNOWN,
                fingerprint="",
                problem=_problem_of(error),
                detail=(error.strerror or "cannot be looked at").lower(),
            )
        )

    def size_of(self, position: int) -> int:
        """Give the size in bytes of the entry at a position of `paths`; 0 for what is no file."""
        info = self._entries[position][1]
        return info.st_size if stat.S_ISREG(info.st_mode) else 0

    def changed(self, position: int) -> float:
        """Give when contents, name or rights last changed, in seconds since 1970."""
        info = self._entries[position][1]
        return max(info.st_mtime, info.st_ctime)

    def may_open(self, position: int) -> bool:
        """Tell whether this account may read it now; any other trouble is the worker's to name."""
        location = os.fspath(self._entries[position][0])
        try:
            os.close(os.open(location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)))
        except PermissionError:
            return False
        except OSError:
            return True
        return True

    def item(self, position: int) -> Item:
        """Make its item."""
        entry, info, gate = self._entries[position]
        access = access_of(os.fspath(entry), info, gate)
        problem, detail = _unusual(info)
        return Item(
            source=self._source,
            path=self.paths[position],
            location=os.fspath(entry),
            size=self.size_of(position),
            modified=_instant(info.st_mtime),
            created=_instant(getattr(info, "st_birthtime", None)),
            owner=access.owner,
            access=access.readers,
            reach=access.reach,
            fingerprint=self.fingerprints[position],
            problem=problem,
            detail=detail,
        )


class FileShare:
    """One folder (or one file) to scan.

    Symbolic links and Windows junctions are never followed: what they point to is scanned at its
    own place, so a link that loops costs nothing and nothing is counted twice.

    Args:
        root: the folder as the user named it.
        exclude: glob patterns on the path below the root (`*/node_modules/*`) or on a bare name.
        skip: local paths left out because they are Stocktake's own (the inventory being written).

    Raises:
        SourceError: `root` does not exist or cannot be listed.
    """

    def __init__(
        self, root: Path, exclude: Collection[str] = (), skip: Collection[Path] = ()
    ) -> None:
        self.root = root.absolute()
        self._excluded = any_of(exclude, ignore_case=sys.platform == "win32")
        self._skip = frozenset(_extended(path.absolute()) for path in skip)
        self._skip_names = frozenset(path.name for path in skip)
        self.check()

    opener = LocalFiles()

    @property
    def name(self) -> str:
        """The source's name in the inventory: its absolute path."""
        return printable(str(self.root))

    def check(self) -> None:
        """Make sure that the root can be listed now.

        Raises:
            SourceError: it does not exist, or may not be read.
        """
        start = _extended(self.root)
        try:
            info = os.stat(start)  # noqa: PTH116
            if stat.S_ISDIR(info.st_mode):
                os.scandir(start).close()
        except FileNotFoundError as error:
            raise SourceError(f"{self.name} does not exist; check the path") from error
        except OSError as error:
            reason = (error.strerror or "unreadable").lower()
            raise SourceError(
                f"{self.name} cannot be read ({reason}); "
                "check that the share is connected and that this account may read it"
            ) from error

    def items(self) -> Iterator[Item]:
        """Yield every file below the root as an item, folder by folder."""
        for listing in self.listings():
            yield from listing.problems
            yield from map(listing.item, range(len(listing)))

    def listings(self) -> Iterator[FileListing]:
        """Yield every file below the root, a few thousand at a time."""
        start = _extended(self.root)
        listing = FileListing(self.name)
        if not os.path.isdir(start):  # noqa: PTH112 - `start` may hold bytes Path re-encodes
            listing.look(start, self.root.name, first_gate(self.root))
        else:
            pending = [(start, "", first_gate(self.root))]
            while pending:
                folder, prefix, above = pending.pop()
                gate = gate_of(folder, above) if prefix else above
                folders: list[tuple[str, str]] = []
                for path, entry in self._list(folder, prefix, listing, folders):
                    listing.look(entry, path, gate)
                    if len(listing) >= _LISTED_AT_ONCE:
                        yield listing
                        listing = FileListing(self.name)
                pending.extend((*below, gate) for below in sorted(folders, reverse=True))
        yield listing

    def _list(
        self, folder: str, prefix: str, listing: FileListing, folders: list[tuple[str, str]]
    ) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """Yield what is no folder in one folder, and add its sub-folders to `folders`."""
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    path = prefix + (name if name.isascii() else printable(name))
                    if self._left_out(entry, path):
                        continue
                    if _is_plain_folder(entry):
                        folders.append((entry.path, path + "/"))
                    else:
                        yield path, entry
        except OSError as error:
            listing.add_problem(folder, prefix.rstrip("/") or ".", error)

    def _left_out(self, entry: os.DirEntry[str], path: str) -> bool:
        if entry.name in self._skip_names and entry.path in self._skip:
            return True
        return self._excluded is not None and self._excluded(path)


def printable(name: str) -> str:
    r"""Give a name as valid Unicode: bytes that are not UTF-8 become `\xNN`."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("utf-8", "backslashreplace")
    return name


def _extended(path: Path) -> str:
    """Give the form of a path that has no 260-character limit on Windows."""
    text = str(path)
    if sys.platform != "win32" or text.startswith("\\\\?\\"):
        return text
    if text.startswith("\\\\"):
        return "\\\\?\\UNC\\" + text[2:]
    return "\\\\?\\" + text


def _is_plain_folder(entry: os.DirEntry[str]) -> bool:
    """Tell a folder to walk into from a link or a Windows junction, which may loop."""
    try:
        if not entry.is_dir(follow_symlinks=False):
            return False
        if sys.platform != "win32":
            return True
        tag = entry.stat(follow_symlinks=False).st_reparse_tag
    except OSError:
        return False
    return tag != stat.IO_REPARSE_TAG_MOUNT_POINT


def _unusual(info: os.stat_result) -> tuple[ItemProblem | None, str]:
    """Say what stops a file system entry from being read as a file."""
    if stat.S_ISREG(info.st_mode):
        return None, ""
    if stat.S_ISLNK(info.st_mode):
        return ItemProblem.UNSUPPORTED, "a link; what it points to is scanned at its own place"
    return ItemProblem.UNSUPPORTED, "not a file that holds data (a pipe, socket or device)"


def _problem_of(error: OSError) -> ItemProblem:
    if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}:
        return ItemProblem.VANISHED
    return ItemProblem.NO_PERMISSION


def _instant(seconds: float | None) -> datetime | None:
    """Turn a file time into UTC; None for times no calendar holds (corrupt metadata)."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, OSError, ValueError):
        return None
