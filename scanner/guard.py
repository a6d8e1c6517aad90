"""Bounds on a worker process: its memory, its signals, and its life after the coordinator's."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import threading
import time
from multiprocessing import connection
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from pathlib import Path

EXIT_OUT_OF_MEMORY = 77
EXIT_ORPHANED = 78
_MIB = 2**20
_MEMORY_CHECK_SECONDS = 0.2


def guard_process(memory_mb: int, scratch: Path | None = None) -> None:
    """Put this worker process under guard; called once, first thing in its life.

    Args:
        memory_mb: MiB the process may use on top of what it has loaded so far.
        scratch: folder of temporary files, removed when the coordinator dies without doing so.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's to handle
    _hush()
    _limit_memory(memory_mb)
    threading.Thread(target=_die_with_parent, args=(scratch,), daemon=True).start()


def out_of_memory() -> None:
    """End the process at once: after a failed allocation no library in it can be trusted."""
    os._exit(EXIT_OUT_OF_MEMORY)


def _hush() -> None:
    """Send what C and Rust parsers print to nowhere: it may quote the file being read."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _limit_memory(memory_mb: int) -> None:
    if sys.platform == "win32":
        ceiling = psutil.Process().memory_info().rss + memory_mb * _MIB
        threading.Thread(target=_watch_memory, args=(ceiling,), daemon=True).start()
        return
    import resource  # noqa: PLC0415 - POSIX only

    ceiling = psutil.Process().memory_info().vms + memory_mb * _MIB
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))


def _watch_memory(ceiling: int) -> None:
    """End the process once its resident memory passes `ceiling` bytes (where no rlimit exists)."""
    process = psutil.Process()
    while True:
        if process.memory_info().rss > ceiling:
            out_of_memory()
        time.sleep(_MEMORY_CHECK_SECONDS)


def _die_with_parent(scratch: Path | None) -> None:
    """End the process when the coordinator is gone, even by `kill -9`."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)
        os._exit(EXIT_ORPHANED)
