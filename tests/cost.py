"""Measures how cost grows with length, on machines where other things run at the same time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TRIES = 5
_FLOOR = 0.02  # seconds; less than that is noise


def growth(run: Callable[[int], object], times: int = 4) -> float:
    """Give how many times longer `run(times)` takes than `run(1)`, in CPU seconds, at best of five.

    A cost in line with length gives about `times`, a quadratic one its square.
    """
    run(1)
    return _best(run, times) / max(_best(run, 1), _FLOOR)


def _best(run: Callable[[int], object], length: int) -> float:
    taken = []
    for _ in range(_TRIES):
        began = time.process_time()
        run(length)
        taken.append(time.process_time() - began)
    return min(taken)
