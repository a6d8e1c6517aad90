"""Keeps sources up to date all day: a rescan is the truth, native events make it prompt.

Events get lost (queues overflow, network shares send none), so they are never acted on one by
one: an event only means "look now", and looking is an incremental scan that finds what changed by
comparison. A scan also runs at every interval, whatever the events say.
"""

from __future__ import annotations

import errno
import threading
import time
from typing import TYPE_CHECKING

import psutil
from watchdog.events import (
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from config.address import Address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from watchdog.events import FileSystemEvent

# What can change the inventory. Opening and closing without writing must not be among them: the
# observer would wake to its own reading.
_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    DirMovedEvent,
]
_REMOTE_FILE_SYSTEMS = frozenset(
    {"cifs", "smb3", "smbfs", "nfs", "nfs4", "9p", "afs", "fuse.sshfs", "davfs", "fuse.rclone"}
)
_QUIET_SECONDS = 2.0
_AGAIN_SECONDS = 5.0
_LONGEST_BURST_SECONDS = 30.0


class _Hint(FileSystemEventHandler):
    """Remembers when something last changed."""

    def __init__(self) -> None:
        self.changed = threading.Event()
        self.last = 0.0

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the time of an event, whatever it is."""
        del event
        self.last = time.monotonic()
        self.changed.set()


class Watch:
    """Runs scans for as long as it is left to.

    Args:
        roots: the folders, and addresses of remote sources, to watch.
        scan: brings the inventory up to date, and says whether it left files that are still being
            written; called on the thread that calls `run`.
        interval: seconds between scans when no event comes.
        say: takes sentences for the user.
    """

    def __init__(
        self,
        roots: Sequence[Path | Address],
        scan: Callable[[], bool],
        *,
        interval: float,
        say: Callable[[str], None],
    ) -> None:
        self._roots = roots
        self._scan = scan
        self._interval = interval
        self._say = say
        self._hint = _Hint()
        self._stop = threading.Event()

    def stop(self) -> None:
        """End after the scan in progress."""
        self._stop.set()
        self._hint.changed.set()

    def run(self) -> None:
        """Scan, wait for a change or the interval, and scan again, until stopped."""
        observer = Observer()
        observer.start()
        try:
            for root in self._roots:
                self._schedule(observer, root)
            while not self._stop.is_set():
                self._hint.changed.clear()
                began = time.monotonic()
                unfinished = self._scan()
                took = time.monotonic() - began
                # A large share takes long to look through, and has to be left in peace meanwhile.
                self._stop.wait(min(took, self._interval))
                self._wait(min(_AGAIN_SECONDS, self._interval) if unfinished else self._interval)
        finally:
            observer.stop()
            observer.join()

    def _wait(self, longest: float) -> None:
        """Wait for a change and then for the end of its burst, or for `longest` seconds."""
        if not self._hint.changed.wait(longest):
            return
        began = time.monotonic()
        while not self._stop.is_set():
            now = time.monotonic()
            quiet_in = self._hint.last + _QUIET_SECONDS - now
            if quiet_in <= 0 or now - began > _LONGEST_BURST_SECONDS:
                return
            self._stop.wait(quiet_in)

    def _schedule(self, observer: Observer, root: Path | Address) -> None:  # type: ignore[valid-type]
        """Ask for native events of one root, and say so where there are none."""
        if isinstance(root, Address) or is_remote(root):
            self._say(
                f"{root} is on the network, which sends no events: "
                f"it is compared every {self._interval:.0f} seconds"
            )
            return
        try:
            observer.schedule(self._hint, str(root), recursive=True, event_filter=_EVENTS)  # type: ignore[attr-defined]
        except OSError as error:
            self._say(
                f"no native events for {root} ({_reason(error)}): "
                f"it is compared every {self._interval:.0f} seconds"
            )


def is_remote(root: Path) -> bool:
    """Tell whether a folder lies on a network file system, as far as the system says."""
    if str(root).startswith("\\\\"):
        return True
    best = ("", "")
    for partition in psutil.disk_partitions(all=True):
        mount = partition.mountpoint
        inside = str(root) == mount or str(root).startswith(mount.rstrip("/\\") + "/")
        if (inside or mount == "/") and len(mount) > len(best[0]):
            best = (mount, partition.fstype.lower())
    return best[1] in _REMOTE_FILE_SYSTEMS


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return (
            "too many folders for this system's limit; "
            "raise it with: sysctl fs.inotify.max_user_watches=1048576"
        )
    if error.errno == errno.EMFILE:
        return "too many watchers; raise it with: sysctl fs.inotify.max_user_instances=1024"
    return (error.strerror or "refused").lower()
