"""The one base of every error that is told to the user in a sentence instead of a traceback."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says as it ends."""

    DONE = 0
    ATTENTION = 1
    USAGE = 2
    ENDED_EARLY = 3


class UserError(Exception):
    """Expected trouble; the message says what is wrong and what to do about it.

    Attributes:
        exit_code: what the command line ends with.
    """

    exit_code: ExitCode = ExitCode.USAGE
