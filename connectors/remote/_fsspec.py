"""File systems that fsspec has a driver for, where what they have in common is all there is."""

from __future__ import annotations

import contextlib
import errno
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from connectors.remote._connection import UNKNOWN_ACCESS, Entry
from connectors.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.address import Address
    from connectors.access import Access
    from connectors.landing import Landing

_CHUNK = 2**20
_MODIFIED = ("modified", "LastModified", "mtime", "last_modified")
_CREATED = ("created", "creation_time")
_VERSION = ("etag", "ETag", "VersionId")


class FsspecConnection:
    """A file system of fsspec as a connection.

    Args:
        address: of the source, for messages.
        files: the file system; its caches of listings must be off.
        path: where the source begins in it.
        lost: exceptions of the driver that mean that the server cannot be reached or refuses.
    """

    def __init__(
        self, address: Address, files: Any, path: str, lost: tuple[type[Exception], ...]
    ) -> None:
        self._address = address
        self._files = files
        self._path = path
        self._lost = lost

    def root(self) -> Entry:
        """Give the folder or file that the address names."""
        with self._told():
            info = self._files.info(self._path)
        if info["type"] == "directory":
            return Entry("", self._path, folder=True)
        return _entry(info)

    def entries(self, folder: Entry) -> Iterator[Entry]:
        """Yield what a folder holds."""
        with self._told():
            found = self._files.ls(folder.location, detail=True)
        own = folder.location.strip("/")
        yield from (_entry(info) for info in found if info["name"].strip("/") != own)

    def access(self, entry: Entry) -> Access:
        """Say that nothing is known of it."""
        del entry
        return UNKNOWN_ACCESS

    def fetch(self, location: str, into: Landing) -> str:
        """Read a file."""
        with self._told(), self._files.open(location, "rb") as stream:
            while data := stream.read(_CHUNK):
                into.write(data)
        return ""

    def close(self) -> None:
        """Let go of it."""

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the driver's exceptions into those that `Connection` promises."""
        try:
            yield
        except (FileNotFoundError, PermissionError):
            raise
        except self._lost as error:
            raise self._unreachable(error) from error
        except (ConnectionError, TimeoutError) as error:
            raise self._unreachable(error) from error
        except OSError as error:
            if error.errno in {errno.EFBIG, errno.ENOSPC}:
                raise
            raise OSError(error.errno or errno.EIO, "the server answered with an error") from error

    def _unreachable(self, error: Exception) -> SourceError:
        return SourceError(
            f"{self._address} cannot be reached ({type(error).__name__}); check the address, and "
            "that this machine may connect to it"
        )


def _entry(info: dict[str, Any]) -> Entry:
    name = str(info["name"])
    folder = info["type"] == "directory"
    return Entry(
        name=name.rstrip("/").rpartition("/")[2],
        location=name,
        folder=folder,
        size=0 if folder else int(info.get("size") or 0),
        modified=_moment(info, _MODIFIED),
        created=_moment(info, _CREATED),
        stamp=next((str(info[key]).strip('"') for key in _VERSION if info.get(key)), ""),
    )


def _moment(info: dict[str, Any], keys: tuple[str, ...]) -> datetime | None:
    for key in keys:
        found = info.get(key)
        if isinstance(found, datetime):
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        if isinstance(found, int | float):
            return datetime.fromtimestamp(found, UTC)
    return None
