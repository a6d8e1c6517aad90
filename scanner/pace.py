"""Keeps a scan within its hours and spares the server it reads from."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BURST_SECONDS = 2.0
_NAP_SECONDS = 0.25


@dataclass(slots=True)
class Pace:
    """How long a scan may go on, and how fast.

    Attributes:
        until: no file is begun after this moment; None: no end.
        rate: bytes a second read from the source, on average; None: as fast as it goes.
    """

    until: datetime | None = None
    rate: float | None = None
    _credit: float = field(default=0.0, init=False)
    _counted: float = field(default_factory=time.monotonic, init=False)

    @property
    def over(self) -> bool:
        """Whether the hour has come to stop."""
        return self.until is not None and datetime.now(self.until.tzinfo) >= self.until

    def wait(self, size: int, stopped: Callable[[], bool]) -> None:
        """Wait until `size` more bytes may be read.

        A token bucket: what was not used in the last two seconds is lost, and a file larger than
        that makes the ones after it wait.

        Args:
            size: bytes about to be read.
            stopped: asked now and then whether there is still anything to wait for.
        """
        if self.rate is None:
            return
        self._refill(self.rate)
        while self._credit < 0 and not stopped() and not self.over:
            time.sleep(min(_NAP_SECONDS, -self._credit / self.rate))
            self._refill(self.rate)
        self._credit -= size

    def _refill(self, rate: float) -> None:
        now = time.monotonic()
        self._credit = min(self._credit + (now - self._counted) * rate, rate * _BURST_SECONDS)
        self._counted = now
