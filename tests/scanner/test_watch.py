"""Watching: events make a scan prompt, the interval makes it sure."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from scanner.watch import Watch, is_remote


class Counter:
    """Counts scans and tells when they come."""

    def __init__(self) -> None:
        self.scans = 0
        self.scanned = threading.Event()

    def __call__(self) -> bool:
        self.scans += 1
        self.scanned.set()
        return False

    def wait(self, seconds: float) -> bool:
        """Wait for the next scan."""
        came = self.scanned.wait(seconds)
        self.scanned.clear()
        return came


@pytest.fixture
def messages() -> list[str]:
    return []


def start(watch: Watch) -> threading.Thread:
    thread = threading.Thread(target=watch.run)
    thread.start()
    return thread


def test_a_change_brings_a_scan_long_before_the_interval(
    tmp_path: Path, messages: list[str]
) -> None:
    counter = Counter()
    watch = Watch([tmp_path], counter, interval=600, say=messages.append)
    thread = start(watch)
    try:
        assert counter.wait(10), "the first scan"
        (tmp_path / "new.txt").write_text("x")
        began = time.monotonic()
        assert counter.wait(20), "a scan after the change"
        assert time.monotonic() - began < 10
        assert not counter.wait(3), "reading alone must not bring another"
    finally:
        watch.stop()
        thread.join(10)
    assert not thread.is_alive()
    assert messages == []


def test_without_events_the_interval_brings_scans(
    tmp_path: Path, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.watch.is_remote", lambda root: True)
    counter = Counter()
    watch = Watch([tmp_path], counter, interval=1, say=messages.append)
    thread = start(watch)
    try:
        assert counter.wait(10)
        assert counter.wait(10)
    finally:
        watch.stop()
        thread.join(10)
    assert "network share" in messages[0]
    assert "every 1 seconds" in messages[0]


def test_unc_paths_are_remote_and_a_local_folder_is_not(tmp_path: Path) -> None:
    assert is_remote(Path("\\\\server\\care"))
    assert not is_remote(tmp_path)
