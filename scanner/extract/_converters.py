"""Puts files whose layout is hard to know to programs that know it, where they are installed.

They come with the libraries that LibreOffice reads such files with (Debian: libmspub-tools,
libwps-tools). Each runs as a process of its own within this worker's memory, for a bounded time.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
from functools import cache
from typing import TYPE_CHECKING

from scanner import encoding
from scanner.extract import _html

if TYPE_CHECKING:
    from scanner.document import Blob

_SECONDS = 30
_MOST = 64 * 2**20  # bytes of what a program writes
_WINDOWLESS = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_PROGRAMS = {
    "application/vnd.ms-publisher": ("pub2xhtml",),
    "application/vnd.ms-works": ("wps2text", "wks2text"),
    "application/vnd.lotus-1-2-3": ("wks2text",),
    "application/vnd.quattro-pro": ("wks2text",),
}
_WEB_PAGES = frozenset({"pub2xhtml"})


def words(blob: Blob, media_type: str) -> str:
    """Give the text of a file; "" where no program is there for it, or none can read it."""
    for name in _PROGRAMS.get(media_type, ()):
        if (program := _installed(name)) and (written := _run(program, blob)):
            text = encoding.decode(written, "utf-8")
            return _html.text_of(text) if name in _WEB_PAGES else text.strip()
    return ""


@cache
def _installed(name: str) -> str:
    return shutil.which(name) or ""


def _run(program: str, blob: Blob) -> bytes:
    """Give what a program writes of a file; b"" when it fails or takes too long."""
    with blob.on_disk() as path, contextlib.suppress(OSError):
        process = subprocess.Popen(  # noqa: S603 - a fixed command with the file's own path
            [program, str(path.resolve())], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, creationflags=_WINDOWLESS,
        )  # fmt: skip
        timer = threading.Timer(_SECONDS, process.kill)
        timer.start()
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            written = process.stdout.read(_MOST)
            process.kill() if len(written) == _MOST else process.wait()
        finally:
            timer.cancel()
            process.kill()
            process.communicate()
        return written if process.returncode == 0 or len(written) == _MOST else b""
    return b""
