"""Tells what is left out of a source, or taken, by glob patterns."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


def any_of(patterns: Collection[str], *, ignore_case: bool = False) -> Callable[[str], bool] | None:
    """Give a test of a path against glob patterns, which may also match the bare name.

    Returns:
        None where there are no patterns.
    """
    if not patterns:
        return None
    flags = re.IGNORECASE if ignore_case else 0
    matches = re.compile("|".join(map(fnmatch.translate, patterns)), flags).match
    return lambda path: bool(matches(path) or matches(path.rpartition("/")[2]))
