"""Walking real folders, with everything that goes wrong on a twenty-year-old share."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.file_share import FileShare
from connectors.item import Item, ItemProblem, Reach
from connectors.source import SourceError

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file system behaviour")
_NOBODY = 65534


def walk(root: Path, exclude: list[str] | None = None) -> dict[str, Item]:
    return {item.path: item for item in FileShare(root, exclude=exclude or []).items()}


@pytest.fixture
def ordinary_account() -> Iterator[Path]:
    """A folder reached by an account that is not root, whoever runs the tests."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        (root / "HR").mkdir(mode=0o000)
        (root / "rota.txt").write_text("x")
        was_root = sys.platform != "win32" and os.geteuid() == 0
        if was_root:
            os.seteuid(_NOBODY)
        try:
            yield root
        finally:
            if was_root:
                os.seteuid(0)
            (root / "HR").chmod(0o700)


def test_every_file_is_found_with_its_size_and_time(tmp_path: Path) -> None:
    (tmp_path / "Residents" / "ROOM 12 - Mrs E Hartley").mkdir(parents=True)
    plan = tmp_path / "Residents" / "ROOM 12 - Mrs E Hartley" / "care plan.txt"
    plan.write_text("likes tea")
    os.utime(plan, (1_400_000_000, 1_400_000_000))
    (tmp_path / "rota.csv").write_text("a,b\n")

    items = walk(tmp_path)

    assert set(items) == {"Residents/ROOM 12 - Mrs E Hartley/care plan.txt", "rota.csv"}
    item = items["Residents/ROOM 12 - Mrs E Hartley/care plan.txt"]
    assert item.size == 9
    assert item.modified is not None
    assert item.modified.isoformat() == "2014-05-13T16:53:20+00:00"
    assert item.problem is None


def test_a_single_file_can_be_the_source(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("x")
    assert list(walk(tmp_path / "one.txt")) == ["one.txt"]


def test_a_root_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere does not exist"):
        FileShare(tmp_path / "nowhere")


@posix_only
def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "file.txt").write_text("x")
    (folder / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")

    items = walk(tmp_path)

    assert set(items) == {"a/file.txt", "a/loop", "dangling"}
    assert items["a/loop"].problem is ItemProblem.UNSUPPORTED
    assert items["dangling"].problem is ItemProblem.UNSUPPORTED


@posix_only
def test_pipes_and_sockets_are_named_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert walk(tmp_path)["pipe"].problem is ItemProblem.UNSUPPORTED


@posix_only
def test_names_that_are_not_utf8_are_escaped_and_still_open(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9 notes.txt"
    with open(raw, "w") as stream:  # noqa: PTH123 - a bytes path
        stream.write("x")

    (item,) = FileShare(tmp_path).items()

    assert item.path == r"caf\xe9 notes.txt"
    assert Path(item.location).read_text() == "x"


def test_paths_longer_than_windows_used_to_allow(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["a folder with a long name"] * 15)
    if sys.platform == "win32":
        folder = Path("\\\\?\\" + str(folder))
    folder.mkdir(parents=True)
    (folder / "deep.txt").write_text("x")

    (item,) = FileShare(tmp_path).items()

    assert len(item.location) > 260
    with open(item.location) as stream:  # noqa: PTH123 - as the worker gets it
        assert stream.read() == "x"


@posix_only
def test_a_folder_that_may_not_be_listed_becomes_a_row(ordinary_account: Path) -> None:
    items = walk(ordinary_account)
    assert items["HR"].problem is ItemProblem.NO_PERMISSION
    assert items["rota.txt"].problem is None


def test_a_file_that_vanishes_between_listing_and_looking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.txt").write_text("x")
    (tmp_path / "going.txt").write_text("x")
    share = FileShare(tmp_path)
    real_scandir = os.scandir

    class RemovedWhileListed:
        """A listing whose last file is removed just after it was listed."""

        def __init__(self, folder: str) -> None:
            self._listing = real_scandir(folder)

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            entries = list(self._listing)
            (tmp_path / "going.txt").unlink()
            return iter(entries)

        def __exit__(self, *exception: object) -> None:
            self._listing.close()

    monkeypatch.setattr("connectors.file_share.os.scandir", RemovedWhileListed)
    items = {item.path: item for item in share.items()}

    assert items["going.txt"].problem is ItemProblem.VANISHED
    assert items["here.txt"].problem is None


def test_exclusions_match_names_and_paths(tmp_path: Path) -> None:
    for name in ("keep.txt", "skip.tmp", "cache/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert set(walk(tmp_path, exclude=["*.tmp", "cache/*"])) == {"keep.txt"}


@posix_only
def test_who_can_read_a_file_is_told_in_words(tmp_path: Path) -> None:
    for name, mode in (("open", 0o644), ("team", 0o640), ("mine", 0o600)):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(mode)

    items = walk(tmp_path)

    assert items["open"].reach is Reach.EVERYONE
    assert items["open"].access == "everyone"
    assert items["team"].reach is Reach.GROUP
    assert items["mine"].reach is Reach.OWNER
    assert items["mine"].access.startswith("owner ")


def test_the_fingerprint_changes_with_the_contents(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("one")
    before = walk(tmp_path)["notes.txt"].fingerprint
    assert walk(tmp_path)["notes.txt"].fingerprint == before
    path.write_text("two")
    os.utime(path, (1_400_000_000, 1_400_000_000))
    assert walk(tmp_path)["notes.txt"].fingerprint != before
