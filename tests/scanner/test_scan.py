"""Planning a scan: what is opened, what counts as gone, with the workers left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import Settings
from connectors.file_share import FileShare, SourceError
from connectors.item import Item, ItemProblem, Reach
from inventory.records import DocumentRecord
from scanner.document import Status
from scanner.pool import Failure
from scanner.progress import ScanTally, SilentObserver
from scanner.rows import Place, unread_row
from scanner.scan import Scan
from scanner.tasks import WorkOrder

ORDER = WorkOrder(Settings(), key=b"k" * 32, rules_version="rules 1")


class MemoryStore:
    """Keeps rows in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, DocumentRecord] = {}
        self.ended: list[tuple[str, set[str]]] = []

    def begin_scan(self, source: str) -> int:
        return len(self.ended)

    def known(self, source: str) -> Mapping[str, tuple[str, str, str]]:
        return {
            path: (row.fingerprint, row.rules_version, row.status)
            for path, row in self.rows.items()
        }

    def add(self, records: Sequence[DocumentRecord]) -> None:
        self.rows.update({record.path: record for record in records})

    def finish_scan(
        self, scan: int, *, state: str, tally: ScanTally, gone: Collection[str]
    ) -> None:
        self.ended.append((state, set(gone)))
        for path in gone:
            del self.rows[path]


class Reader:
    """Stands in for the pool: notes what is opened and gives a plain row for it."""

    def __init__(self, failing: Collection[str] = ()) -> None:
        self.opened: list[str] = []
        self._failing = failing

    def results(
        self, items: Iterable[Item]
    ) -> Iterator[tuple[Item, tuple[DocumentRecord, ...] | Failure]]:
        for item in items:
            self.opened.append(item.path)
            if item.path in self._failing:
                yield item, Failure(Status.TIMED_OUT, "too slow")
                continue
            row = unread_row(item, Place(item.path), Status.READ, "")
            yield item, (replace(row, rules_version=ORDER.rules_version),)

    def stop(self) -> None:
        raise AssertionError


def scan(share: FileShare, store: MemoryStore, reader: Reader, order: WorkOrder = ORDER) -> Scan:
    planned = Scan(share, order, store, SilentObserver(), workers=1)
    planned._pool = reader  # type: ignore[assignment]
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
    scan(share, store, again, WorkOrder(Settings(), b"k" * 32, rules_version="rules 2"))
    assert len(again.opened) == 3


def test_what_failed_in_passing_is_tried_again(share: FileShare) -> None:
    store = MemoryStore()
    scan(share, store, Reader(failing={"a.txt"}))
    assert store.rows["a.txt"].status == "timed_out"
    again = Reader()
    scan(share, store, again)
    assert again.opened == ["a.txt"]
    assert store.rows["a.txt"].status == "read"


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
    monkeypatch.setattr(FileShare, "items", lambda self: iter([closed]))
    scan(share, store, Reader())
    assert store.ended[-1] == ("finished", {"a.txt"})
    assert store.rows["HR"].status == "no_permission"
    assert "HR/b.txt" in store.rows


def test_a_share_that_goes_away_loses_nothing(
    share: FileShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    scan(share, store, Reader())

    def unreachable(root: Path) -> None:
        raise SourceError(f"{root} cannot be read")

    monkeypatch.setattr(FileShare, "items", lambda self: iter(()))
    monkeypatch.setattr("scanner.scan.check_reachable", unreachable)
    with pytest.raises(SourceError):
        scan(share, store, Reader())
    assert store.ended[-1] == ("unreachable", set())
    assert len(store.rows) == 3
