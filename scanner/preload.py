"""Imported once by the process that workers are forked from, so that each starts warm.

Loading the name model and compiling the recognisers takes seconds; a worker that replaces a
crashed one must not pay that again. Where workers are spawned (Windows) nothing imports this.
"""

from __future__ import annotations

import contextlib

from config.errors import UserError
from config.settings import Settings
from detectors.examine import examiner_for
from scanner.extract import readers

with contextlib.suppress(UserError):  # each worker meets it again, and says so
    examiner_for(Settings()).warm_up()
readers()
