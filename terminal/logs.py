"""A log of what scans did, as text or as JSON lines, in files that do not grow for ever.

A log names files and says what became of them. It never holds anything that stands in them.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Any

from config.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from connectors.item import Item
    from inventory.records import DocumentRecord
    from scanner.progress import Observer

LOG = logging.getLogger("stocktake")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False
_BYTES = 10 * 2**20
_KEPT = 5
_UNREMARKABLE = frozenset({"read", "not_opened"})


def log_to(path: Path, form: str) -> None:
    """Write the log to a file; ten megabytes, then a new one, and the last five are kept.

    Args:
        path: the file.
        form: "text" or "json".

    Raises:
        UserError: the file cannot be written.
    """
    try:
        handler = RotatingFileHandler(
            path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", errors="backslashreplace"
        )
    except OSError as error:
        reason = (error.strerror or "refused").lower()
        raise UserError(f"cannot write the log {path}: {reason}") from error
    handler.setFormatter(_JsonLines() if form == "json" else _Text())
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)


class LogObserver:
    """Writes to the log what a scan tells, and passes it on.

    Args:
        inner: told of everything as well.
    """

    def __init__(self, inner: Observer) -> None:
        self._inner = inner

    def source_started(self, source: str) -> None:
        """Log it."""
        LOG.info("scan started", extra={"fields": {"source": source}})
        self._inner.source_started(source)

    def found(self, files: int, size: int, *, complete: bool) -> None:
        """Pass it on."""
        self._inner.found(files, size, complete=complete)

    def opened(self, item: Item) -> None:
        """Pass it on."""
        self._inner.opened(item)

    def closed(self, item: Item) -> None:
        """Pass it on."""
        self._inner.closed(item)

    def done(self, item: Item, rows: Sequence[DocumentRecord]) -> None:
        """Log what could not be read in full."""
        for row in rows:
            if row.status not in _UNREMARKABLE:
                fields = {"path": row.path, "status": str(row.status), "reason": row.error}
                LOG.warning("not fully examined", extra={"fields": fields})
        self._inner.done(item, rows)

    def passed(self, files: int, size: int) -> None:
        """Pass it on."""
        self._inner.passed(files, size)


class _JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {"time": _time(record), "level": record.levelname.lower()}
        return json.dumps(entry | {"event": record.getMessage()} | _fields(record), default=str)


class _Text(logging.Formatter):
    """One line a sentence."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{key}={_plain(value)}" for key, value in _fields(record).items())
        return f"{_time(record)} {record.levelname:<7} {record.getMessage()} {facts}".rstrip()


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "fields", {})
    return fields


def _plain(value: object) -> str:
    """Give a value as one word, or quoted: a file name may hold anything, line ends too."""
    text = str(value)
    return text if text.isprintable() and " " not in text else json.dumps(text)
