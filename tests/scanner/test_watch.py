"""Watching: events make a scan prompt, the interval makes it sure."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from connectors.file_share import FileShare
from scanner.plan import Choice
from scanner.watch import Watch, is_remote
from tests.scanner.test_scan import MemoryStore, Reader, scan


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
    assert "on the network" in messages[0]
    assert "every 1 seconds" in messages[0]


def test_unc_paths_are_remote_and_a_local_folder_is_not(tmp_path: Path) -> None:
    assert is_remote(Path("\\\\server\\care"))
    assert not is_remote(tmp_path)


def busy(root: Path, files: int, seen: Seen) -> None:
    """Create, rename and delete files as people and programs do, in folders of a hundred."""
    for number in range(files):
        folder = root / f"{number // 100}"
        if number % 100 == 0:
            folder.mkdir()
        path = folder / f"{number}.txt"
        path.write_text("x")
        if number % 3 == 0:
            path.rename(folder / f"renamed {number}.txt")
        elif number % 3 == 1:
            path.unlink()
    seen.ended = time.monotonic()


class Seen:
    """Looks at a share by incremental scans, as the program does, and keeps what it was told."""

    def __init__(self, share: FileShare) -> None:
        self.share = share
        self.store = MemoryStore()
        self.reader = Reader()
        self.ended = 0.0
        self.settled = 0.0

    def look(self) -> bool:
        choice = Choice(quiet=0.5)
        made = scan(self.share, self.store, self.reader, choice=choice)
        if made.tally.documents or made.tally.gone:
            self.settled = time.monotonic()
        return made.tally.waiting > 0


def watch_through(root: Path, files: int) -> Seen:
    """Watch while files come and go, until all is quiet; give what was seen."""
    seen = Seen(FileShare(root))
    watch = Watch([root], seen.look, interval=3, say=lambda _: None)
    thread = start(watch)
    busy(root, files, seen)
    end = time.monotonic() + 60
    expected = {path.relative_to(root).as_posix() for path in root.rglob("*.txt")}
    while set(seen.store.rows) != expected and time.monotonic() < end:
        time.sleep(0.2)
    watch.stop()
    thread.join(30)
    assert set(seen.store.rows) == expected, "nothing is missed, and nothing gone is kept"
    return seen


def test_a_burst_is_taken_in_whole_and_nothing_is_opened_twice(tmp_path: Path) -> None:
    seen = watch_through(tmp_path, 1_500)
    assert len(seen.reader.opened) == len(set(seen.reader.opened))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_fifty_thousand_files_come_and_go(tmp_path: Path) -> None:
    seen = watch_through(tmp_path, 50_000)
    twice = len(seen.reader.opened) - len(set(seen.reader.opened))
    present = len(seen.store.rows)
    sys.stdout.write(
        f"50,000 created, 16,667 renamed, 16,667 deleted; {present:,} present, missed 0, "
        f"opened twice {twice}, last one taken in {seen.settled - seen.ended:.1f} s after the end\n"
    )
    assert twice == 0
