"""A private folder for a run's temporary files, which nothing that is left in it outlives.

Libraries that insist on a file on disk get copies of members of archives. They lie in one folder
per run, readable by its owner only. It is removed at the end; after `kill -9` of the coordinator
its workers remove it as they end; and after a power cut the next run removes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from multiprocessing import util
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from config.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "stocktake-run-"


@contextlib.contextmanager
def scratch_folder(parent: Path | None = None) -> Iterator[Path]:
    """Make this run's folder, send all temporary files of this process there, and remove it.

    Args:
        parent: where to make it; by default the system's folder for temporary files.

    Raises:
        UserError: no folder can be made there.
    """
    before = tempfile.tempdir
    place = parent or Path(tempfile.gettempdir())
    sweep(place)
    util.get_temp_dir()  # the sockets of multiprocessing must outlast this folder
    own = psutil.Process()
    try:
        name = tempfile.mkdtemp(prefix=f"{_PREFIX}{own.pid}-{_started(own)}-", dir=place)
    except OSError as error:
        raise UserError(
            f"no temporary files can be made in {place} "
            f"({(error.strerror or 'refused').lower()}); set 'temporary:' in the settings"
        ) from error
    try:
        tempfile.tempdir = name
        yield Path(name)
    finally:
        tempfile.tempdir = before
        shutil.rmtree(name, ignore_errors=True)


def use(folder: Path) -> None:
    """Send the temporary files of this worker, and of programs it starts, to a folder."""
    tempfile.tempdir = str(folder)
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)))


def sweep(place: Path) -> None:
    """Remove the folders of runs that are no longer there to do it."""
    for folder in place.glob(f"{_PREFIX}*"):
        if not _is_at_work(folder.name):
            shutil.rmtree(folder, ignore_errors=True)  # another user's is theirs to remove


def _is_at_work(name: str) -> bool:
    """Tell by process number and start time whether the run that made a folder goes on."""
    pid, _, rest = name.removeprefix(_PREFIX).partition("-")
    try:
        return _started(psutil.Process(int(pid))) == rest.partition("-")[0]
    except psutil.AccessDenied:
        return True
    except (psutil.Error, ValueError):
        return False


def _started(process: psutil.Process) -> str:
    return f"{process.create_time():.0f}"
