"""Planning a scan: what is opened, what counts as gone, with the workers left out."""

from __future__ import annotations

import os
import shutil
import time
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from config.settings import Settings
from connectors.file_share import FileListing, FileShare
from connectors.item import Item, ItemProblem, Reach, Twin
from connectors.source import SourceError
from inventory.contents import Contents
from inventory.known import SEPARATOR, Chunk, Known
from inventory.records import DocumentRecord, Original
from scanner.document import Status
from scanner.outcome import Failure, Outcome
from scanner.pace import Pace
from scanner.plan import Choice
from scanner.progress import ScanTally, SilentObserver
from scanner.rows import Place, unread_row
from scanner.scan import Scan
from scanner.tasks import WorkOrder

ORDER = WorkOrder(Settings(), key=b"k" * 32, rules_version="opening:1")


class MemoryStore:
    """Keeps rows in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, DocumentRecord] = {}
        self.ended: list[tuple[str, set[str]]] = []

    def begin_scan(self, source: str) -> int:
        return len(self.ended)

    def known(self, source: str) -> Known:
        return Known(
            Chunk(row.rules_version, row.status, f"{path}{SEPARATOR}{row.fingerprint}")
            for path, row in self.rows.items()
        )

    def hashes(self, source: str, paths: Sequence[str]) -> dict[str, str]:
        return {path: self.rows[path].content_hash for path in paths}

    def touch(self, items: Sequence[Item]) -> None:
        for item in items:
            row = self.rows[item.path]
            self.rows[item.path] = replace(row, fingerprint=item.fingerprint, access=item.access)

    def add(self, records: Sequence[DocumentRecord]) -> None:
        self.rows.update({record.path: record for record in records})

    def contents(self) -> Contents:
        rows = [row for row in self.rows.values() if row.content_hash]
        sizes = sorted({row.size for row in rows})
        return Contents(
            array("Q", sizes), array("Q", sorted(int(row.content_hash[:16], 16) for row in rows))
        )

    def originals(self, hashes: Sequence[str]) -> list[Original]:
        return [
            Original(row.source, row.path, row.content_hash, row.rules_version, row.status)
            for row in self.rows.values()
            if row.content_hash in hashes
        ]

    def copy(self, pairs: Sequence[tuple[Item, Twin]]) -> set[tuple[str, str]]:
        done = set()
        for item, twin in pairs:
            row = self.rows.get(twin.path)
            if row is not None and row.content_hash == twin.content_hash:
                self.rows[item.path] = replace(row, path=item.path, fingerprint=item.fingerprint)
                done.add((item.source, item.path))
        return done

    def finish_scan(
        self, scan: int, *, state: str, tally: ScanTally, gone: Collection[str]
    ) -> tuple[int, int]:
        self.ended.append((state, set(gone)))
        for path in gone:
            del self.rows[path]
        return len(gone), 0


class Reader:
    """Stands in for the pool: notes what is opened and gives a plain row for it."""

    def __init__(self, failing: Collection[str] = (), status: Status = Status.READ) -> None:
        self.opened: list[str] = []
        self._failing = failing
        self._status = status

    def results(self, items: Iterable[Item | None]) -> Iterator[tuple[Item, Outcome]]:
        for item in items:
            assert item is not None, "nothing is ever in hand here"
            if item.twins:
                yield item, item.twins[0]
                continue
            self.opened.append(item.path)
            if item.path in self._failing:
                yield item, Failure(Status.TIMED_OUT, "too slow")
                continue
            digest = sha256(Path(item.location).read_bytes()).hexdigest()
            if item.known_hash == digest:
                yield item, ()
                continue
            row = unread_row(item, Place(item.path), self._status, "")
            row = replace(row, rules_version=ORDER.rules_version, content_hash=digest)
            yield item, (row,)

    def stop(self) -> None:
        raise AssertionError


def scan(
    share: FileShare,
    store: MemoryStore,
    reader: Reader,
    order: WorkOrder = ORDER,
    *,
    choice: Choice | None = None,
    pace: Pace | None = None,
) -> Scan:
    planned = Scan(
        share, order, store, SilentObserver(), executor=lambda _: reader, choice=choice, pace=pace
    )
    planned.run()
    return planned


@pytest.fixture
def share(tmp_path: Path) -> FileShare:
    for name in ("a.txt", "HR/b.txt", "HR/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return FileShare(tmp_path)


def test_only_new_and_changed_files_are_opened(share: FileShare) -> None:
    store = MemoryStore()
    scan(share, store, Reader())
    (share.root / "a.txt").write_text("changed")
    (share.root / "new.txt").write_text("new")
    again = Reader()
    scan(share, store, again)
    assert sorted(again.opened) == ["a.txt", "new.txt"]


def test_changed_rules_open_everything_again(share: FileShare) -> None:
    store = MemoryStore()
    scan(share, store, Reader())
    again = Reader()
    scan(share, store, again, WorkOrder(Settings(), b"k" * 32, rules_version="opening:2"))
    assert len(again.opened) == 3


def test_what_failed_in_passing_is_tried_again(share: FileShare) -> None:
    store = MemoryStore()
    scan(share, store, Reader(failing={"a.txt"}))
    assert store.rows["a.txt"].status == "timed_out"
    again = Reader()
    scan(share, store, again)
    assert again.opened == ["a.txt"]
    assert store.rows["a.txt"].status == "read"


def test_the_same_contents_are_opened_once(share: FileShare) -> None:
    store, reader = MemoryStore(), Reader()
    for number in range(20):
        shutil.copy(share.root / "HR" / "b.txt", share.root / f"copy {number}.txt")
    tally = scan(share, store, reader).tally
    hashes = {row.content_hash for row in store.rows.values()}
    assert len(reader.opened) == len(hashes) == 3
    assert (len(store.rows), tally.files, tally.twins) == (23, 23, 20)

    (share.root / "HR" / "b.txt").rename(share.root / "elsewhere.txt")
    again = Reader()
    scan(share, store, again)
    assert again.opened == []
    assert "elsewhere.txt" in store.rows


def test_a_twin_that_changed_meanwhile_has_no_row_to_give(share: FileShare) -> None:
    class Forgetful(MemoryStore):
        def copy(self, pairs: Sequence[tuple[Item, Twin]]) -> set[tuple[str, str]]:
            return set()

    store, reader = Forgetful(), Reader()
    shutil.copy(share.root / "a.txt", share.root / "z.txt")
    tally = scan(share, store, reader).tally
    assert sorted(reader.opened) == ["HR/b.txt", "HR/c.txt", "a.txt", "z.txt"]
    assert (tally.files, tally.twins) == (4, 0)


def test_removed_files_are_gone(share: FileShare) -> None:
    store = MemoryStore()
    scan(share, store, Reader())
    (share.root / "HR" / "b.txt").unlink()
    scan(share, store, Reader())
    assert store.ended[-1] == ("finished", {"HR/b.txt"})


def test_files_in_a_folder_that_cannot_be_listed_are_not_gone(
    share: FileShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    scan(share, store, Reader())
    closed = Item(
        source=share.name, path="HR", location=str(share.root / "HR"), size=0, modified=None,
        created=None, owner="", access="", reach=Reach.UNKNOWN, fingerprint="",
        problem=ItemProblem.NO_PERMISSION, detail="permission denied",
    )  # fmt: skip
    listing = FileListing(share.name)
    listing.problems.append(closed)
    monkeypatch.setattr(FileShare, "listings", lambda self: iter([listing]))
    scan(share, store, Reader())
    assert store.ended[-1] == ("finished", {"a.txt"})
    assert store.rows["HR"].status == "no_permission"
    assert "HR/b.txt" in store.rows


def test_a_share_that_goes_away_loses_nothing(
    share: FileShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    scan(share, store, Reader())

    def unreachable(share: FileShare) -> None:
        raise SourceError(f"{share.root} cannot be read")

    monkeypatch.setattr(FileShare, "listings", lambda self: iter(()))
    monkeypatch.setattr(FileShare, "check", unreachable)
    with pytest.raises(SourceError):
        scan(share, store, Reader())
    assert store.ended[-1] == ("unreachable", set())
    assert len(store.rows) == 3


def test_everything_is_opened_when_asked_for(share: FileShare) -> None:
    store = MemoryStore()
    scan(share, store, Reader())
    again = Reader()
    scan(share, store, again, choice=Choice(full=True))
    assert len(again.opened) == 3


def test_a_skeleton_lists_new_files_and_the_next_scan_opens_them(share: FileShare) -> None:
    store, reader = MemoryStore(), Reader()
    (share.root / "HR" / "b.txt").rename(share.root / "b.bak")
    scan(share, store, Reader())
    (share.root / "b.bak").rename(share.root / "HR" / "b.txt")
    (share.root / "a.txt").write_text("changed, and still known from when it was read")

    scan(share, store, reader, choice=Choice(skeleton=True))
    assert reader.opened == []
    statuses = {path: row.status for path, row in store.rows.items()}
    assert statuses == {"a.txt": "read", "HR/b.txt": "not_opened", "HR/c.txt": "read"}

    scan(share, store, reader)
    assert sorted(reader.opened) == ["HR/b.txt", "a.txt"]
    assert store.rows["HR/b.txt"].status == "read"


def test_a_link_is_not_stored_again_at_every_scan(share: FileShare) -> None:
    (share.root / "link").symlink_to(share.root / "a.txt")
    store = MemoryStore()
    scan(share, store, Reader())
    assert scan(share, store, Reader()).tally.documents == 0
    assert store.rows["link"].status == "unsupported"


def test_files_still_being_written_are_left_for_the_next_scan(share: FileShare) -> None:
    store, reader = MemoryStore(), Reader()
    scan(share, store, Reader())
    (share.root / "new.txt").write_text("half")
    (share.root / "~$rota.docx").write_text("lock")
    tally = scan(share, store, reader, choice=Choice(quiet=30)).tally
    assert reader.opened == []
    assert (tally.unchanged, tally.waiting) == (5, 1)
    assert store.ended[-1] == ("finished", set())

    time.sleep(0.1)
    scan(share, store, reader, choice=Choice(quiet=0.05))
    assert reader.opened == ["new.txt"], "what is called like a lock waits longer"
    scan(share, store, reader)
    assert reader.opened == ["new.txt", "~$rota.docx"], "and is not left out for ever"


def test_when_its_hour_has_come_a_scan_stops_and_loses_nothing(share: FileShare) -> None:
    store, reader = MemoryStore(), Reader()
    tally = scan(share, store, reader, pace=Pace(until=datetime.now(UTC))).tally
    assert tally.interrupted
    assert reader.opened == []
    assert store.ended[-1] == ("interrupted", set())


def test_a_rate_limit_is_kept(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.bin").write_bytes(bytes(100_000))
    began = time.monotonic()
    scan(FileShare(tmp_path), MemoryStore(), Reader(), pace=Pace(rate=400_000))
    took = time.monotonic() - began
    assert 1.4 < took < 4, "800 kB at 400 kB a second, the last file free"


def test_a_store_that_fails_is_told_and_loses_nothing_stored(share: FileShare) -> None:
    class FullDisk(MemoryStore):
        def add(self, records: Sequence[DocumentRecord]) -> None:
            raise OSError(28, "No space left on device")

    store = FullDisk()
    with pytest.raises(OSError, match="No space left"):
        scan(share, store, Reader())
    assert store.ended == [("failed", set())]


def test_pictures_are_read_again_once_there_is_ocr(
    share: FileShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = [""]
    monkeypatch.setattr("scanner.extract._ocr.program", lambda: installed[0])
    store = MemoryStore()
    scan(share, store, Reader(status=Status.NEEDS_OCR))
    again = Reader(status=Status.NEEDS_OCR)
    scan(share, store, again)
    assert again.opened == []
    installed[0] = "/usr/bin/tesseract"
    scan(share, store, again)
    assert len(again.opened) == 3
    scan(share, store, again)
    assert len(again.opened) == 3, "and not every night where OCR finds nothing"


def test_files_whose_rights_alone_changed_are_compared_and_not_read_again(
    share: FileShare,
) -> None:
    store = MemoryStore()
    scan(share, store, Reader())
    (share.root / "a.txt").chmod(0o600)
    after = scan(share, store, Reader()).tally
    assert (after.documents, after.unchanged) == (0, 3)
    assert store.rows["a.txt"].access.startswith("owner ")
    again = Reader()
    scan(share, store, again)
    assert again.opened == [], "the new rights are known now"


def test_contents_that_changed_behind_an_old_date_are_found(share: FileShare) -> None:
    store = MemoryStore()
    scan(share, store, Reader())
    path = share.root / "a.txt"
    before = path.stat()
    path.write_text("b.txt")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    tally = scan(share, store, Reader()).tally
    assert tally.documents == 1


def test_verifying_compares_everything_and_reads_only_what_differs(share: FileShare) -> None:
    store = MemoryStore()
    scan(share, store, Reader())
    row = store.rows["a.txt"]
    store.rows["a.txt"] = replace(row, content_hash="of what it held before it rotted")
    again = Reader()
    tally = scan(share, store, again, choice=Choice(verify=True)).tally
    assert sorted(again.opened) == ["HR/b.txt", "HR/c.txt", "a.txt"]
    assert (tally.documents, tally.unchanged) == (1, 2)
