"""Imported once by the process that workers are forked from, so that each starts warm.

Loading the name model and compiling the recognisers takes seconds; a worker that replaces a
crashed one must not pay that again. Where workers are spawned (Windows) nothing imports this.
"""

from __future__ import annotations

from config.settings import Settings
from detectors.examine import examiner_for

_defaults = Settings()
examiner_for(_defaults).warm_up()
