"""Numbers in words a person reads without effort."""

from __future__ import annotations

_UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB")


def size(number: float) -> str:
    """Give a number of bytes as "4.2 MB" (1 KB is 1,024 bytes)."""
    unit = 0
    while number >= 1024 and unit < len(_UNITS) - 1:
        number /= 1024
        unit += 1
    return f"{number:,.0f} {_UNITS[unit]}" if unit == 0 else f"{number:,.1f} {_UNITS[unit]}"


def count(number: int, noun: str, plural: str = "") -> str:
    """Give "1 file", "2,000 files"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def duration(seconds: float, *, whole: bool = False) -> str:
    """Give a time span as "0.4 s" ("1 s" where `whole`), "3 min 20 s" or "2 h 5 min"."""
    if seconds < 60:
        return f"{seconds:.0f} s" if whole else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def shortened(text: str, width: int) -> str:
    """Give a text within a width, the middle left out where it is longer."""
    text = "".join(char if char.isprintable() else "\ufffd" for char in text)
    if len(text) <= width:
        return text
    end = width * 2 // 3
    return f"{text[: max(width - end - 1, 0)]}…{text[-end:]}"
