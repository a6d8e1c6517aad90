"""Migrations are numbered files, each number once."""

from __future__ import annotations

from importlib import resources


def test_numbers_run_from_one_without_a_gap_or_a_second_of_any() -> None:
    names = sorted(entry.name for entry in (resources.files("inventory") / "migrations").iterdir())
    numbers = [int(name[:4]) for name in names if name.endswith(".sql")]
    assert numbers == list(range(1, len(numbers) + 1))
