"""Small turns of phrase that the sheets share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable


def sentence_list(words: Iterable[str]) -> str:
    """Join words: "a, b and c"."""
    words = list(words)
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def listed(counts: Counter[str]) -> str:
    """List what was counted, the commonest first: "a, b, c"."""
    return ", ".join(name for name, _ in counts.most_common())


def capital(text: str) -> str:
    """Begin with a capital letter and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def count_files(number: int) -> str:
    """Give "1 file", "2,000 files"."""
    return f"{number:,} file" if number == 1 else f"{number:,} files"
