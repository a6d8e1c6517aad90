"""Walks a local or mounted folder (a UNC path on Windows) and yields every file in it.

Nothing is left out in silence: folders that may not be listed, links, device nodes and files
that vanish between listing and looking each become an `Item` with a `problem`.
"""

from __future__ import annotations

import errno
import fnmatch
import os
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import UserError
from connectors.access import access_of
from connectors.item import Item, ItemProblem, Reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


class SourceError(UserError):
    """A source that cannot be scanned at all; the message says what to do."""


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
        self._exclude = tuple(exclude)
        self._skip = frozenset(_extended(path.absolute()) for path in skip)
        check_reachable(self.root)

    @property
    def name(self) -> str:
        """The source's name in the inventory: its absolute path."""
        return printable(str(self.root))

    def items(self) -> Iterator[Item]:
        """Yield every file below the root, folder by folder, names in order."""
        start = _extended(self.root)
        if not os.path.isdir(start):  # noqa: PTH112 - `start` may hold bytes Path re-encodes
            yield self._item(start, self.root.name)
            return
        pending = [(start, "")]
        while pending:
            folder, prefix = pending.pop()
            folders: list[tuple[str, str]] = []
            yield from self._list(folder, prefix, folders)
            pending.extend(reversed(folders))

    def _list(self, folder: str, prefix: str, folders: list[tuple[str, str]]) -> Iterator[Item]:
        """Yield the files of one folder and add its sub-folders to `folders`."""
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield self._problem(prefix.rstrip("/") or ".", folder, _problem_of(error), error)
            return
        for entry in entries:
            path = prefix + printable(entry.name)
            if entry.path in self._skip or self._excluded(path):
                continue
            if _is_plain_folder(entry):
                folders.append((entry.path, path + "/"))
            else:
                yield self._item(entry.path, path)

    def _excluded(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return any(
            fnmatch.fnmatch(path, pattern) or fnmatch.fnmatch(name, pattern)
            for pattern in self._exclude
        )

    def _item(self, location: str, path: str) -> Item:
        try:
            info = os.stat(location, follow_symlinks=False)  # noqa: PTH116 - as above
        except OSError as error:
            return self._problem(path, location, _problem_of(error), error)
        access = access_of(info)
        problem, detail = _unusual(info)
        return Item(
            source=self.name,
            path=path,
            location=location,
            size=info.st_size if problem is None else 0,
            modified=_instant(info.st_mtime),
            created=_instant(getattr(info, "st_birthtime", None)),
            owner=access.owner,
            access=access.readers,
            reach=access.reach,
            fingerprint=f"{info.st_size:x}.{info.st_mtime_ns:x}.{info.st_ctime_ns:x}",
            problem=problem,
            detail=detail,
        )

    def _problem(self, path: str, location: str, problem: ItemProblem, error: OSError) -> Item:
        return Item(
            source=self.name,
            path=path,
            location=location,
            size=0,
            modified=None,
            created=None,
            owner="",
            access="",
            reach=Reach.UNKNOWN,
            fingerprint="",
            problem=problem,
            detail=(error.strerror or "cannot be looked at").lower(),
        )


def check_reachable(root: Path) -> None:
    """Make sure that a root can be listed now.

    Raises:
        SourceError: it does not exist, or may not be read.
    """
    try:
        info = os.stat(_extended(root))  # noqa: PTH116
        if stat.S_ISDIR(info.st_mode):
            os.scandir(_extended(root)).close()
    except FileNotFoundError as error:
        raise SourceError(f"{printable(str(root))} does not exist; check the path") from error
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise SourceError(
            f"{printable(str(root))} cannot be read ({reason}); "
            "check that the share is connected and that this account may read it"
        ) from error


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
        tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    except OSError:
        return False
    return tag == 0 or tag != getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)


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
