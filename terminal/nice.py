"""Makes this process, and the workers it starts, give way to whatever else the machine does."""

from __future__ import annotations

import contextlib
import sys

import psutil

_NICENESS = 15


def give_way() -> None:
    """Lower the priority of this process for processor and disk."""
    process = psutil.Process()
    if sys.platform == "win32":
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        return
    process.nice(max(_NICENESS, process.nice()))
    if sys.platform == "linux":
        with contextlib.suppress(psutil.Error, OSError):  # not every disk scheduler knows it
            process.ionice(psutil.IOPRIO_CLASS_IDLE)
