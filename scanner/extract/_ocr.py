"""Reads the words in pictures with Tesseract, where it is installed.

Tesseract is a program of its own (Debian: tesseract-ocr; Windows: the installer of UB Mannheim);
it is called with a picture and gives words and how sure it is of each. Unsure ones are what it
makes of a photograph's leaves and bricks.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.document import Limits

INSTALL = "install Tesseract to have it read"
_WINDOWS = Path("C:/Program Files/Tesseract-OCR/tesseract.exe")
_SURE = 45.0  # of 100
_LANGUAGE, _ORIENTATION = "eng", "osd"
_WORD_ROW = 12  # columns: level, page, block, paragraph, line, word, four of place, sureness, text
_CLEANUP = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class Budget:
    """Time that the pictures of one document may take together.

    Args:
        seconds: from now on.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left; never below 0."""
        return max(0.0, self._end - time.monotonic())


@cache
def program() -> str:
    """Give the path of Tesseract, or "" where it is not installed."""
    found = shutil.which("tesseract")
    return found or (str(_WINDOWS) if _WINDOWS.is_file() else "")


def is_on(limits: Limits) -> bool:
    """Say whether pictures are read at all."""
    return limits.ocr_seconds > 0 and bool(program())


def read(picture: bytes, budget: Budget) -> str | None:
    """Give the words in a picture, in lines; "" where there are none.

    Args:
        picture: a file in a format that Tesseract reads (PNG, JPEG, TIFF, GIF, WebP, BMP, PNM).
        budget: how long it may take.

    Returns:
        None where Tesseract is not installed, cannot read this picture, or takes too long.
    """
    if not program() or budget.left < 1:
        return None
    command = [program(), "stdin", "stdout", *_options(), "tsv"]
    # One thread: our worker processes are the parallelism.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        ran = subprocess.run(  # noqa: S603 - a fixed command; the picture goes in by a pipe
            command, input=picture, capture_output=True, timeout=budget.left, check=False,
            env=environment, creationflags=_CLEANUP,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return None
    return _lines(ran.stdout.decode("utf-8", "replace")) if ran.returncode == 0 else None


@cache
def _options() -> tuple[str, ...]:
    """Give the language, and that pages lying on their side be turned, as far as is installed."""
    try:
        listed = subprocess.run(  # noqa: S603 - as above
            [program(), "--list-langs"], capture_output=True, timeout=20, check=False, text=True,
            creationflags=_CLEANUP,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return ()
    known = set(listed.stdout.split())
    language = ("-l", _LANGUAGE) if _LANGUAGE in known else ()
    return (*language, "--psm", "1") if _ORIENTATION in known else language


def _lines(table: str) -> str:
    """Put the words that it is sure of back into lines; paragraphs are parted by a blank line."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for row in csv.reader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) == _WORD_ROW and row[0] == "5" and float(row[10]) >= _SURE and row[11].strip():
            lines.setdefault(tuple(row[1:5]), []).append(row[11])
    text = ""
    before: tuple[str, ...] = ()
    for place, words in lines.items():
        text += "\n" if before and place[:3] != before else ""
        text += " ".join(words) + "\n"
        before = place[:3]
    return text
