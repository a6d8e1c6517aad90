"""Where messages go that are not the answer: the error stream, wrapped on a terminal only."""

from __future__ import annotations

from rich.console import Console


def messages_console() -> Console:
    """Give a console on stderr that breaks lines between words, and in a log not at all."""
    console = Console(stderr=True)
    console.soft_wrap = not console.is_terminal
    return console
