"""One item opened in this process: containers, limits, and what reaches the row."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from config.settings import Detection, Limits, Settings
from connectors.file_share import FileShare
from inventory.records import DocumentRecord
from scanner.tasks import WorkOrder
from scanner.worker import Worker


def examine(
    root: Path, seconds: float = 60, limits: Limits | None = None
) -> dict[str, DocumentRecord]:
    settings = Settings(limits=limits or Limits(), detection=Detection(names="off"))
    worker = Worker(WorkOrder(settings, key=b"k" * 32, rules_version="1"))
    return {
        row.path: row for item in FileShare(root).items() for row in worker.examine(item, seconds)
    }


def nested(depth: int) -> bytes:
    data, name = b"NHS No 999 059 8142", "note.txt"
    for level in range(depth):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, data)
        data, name = stream.getvalue(), f"level {level}.zip"
    return data


def test_members_of_members_are_examined(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(nested(3))
    rows = examine(tmp_path)
    path = "a.zip!/level 1.zip!/level 0.zip!/note.txt"
    assert [finding.entity for finding in rows[path].findings] == ["UK_NHS"]
    assert rows[path].container == "a.zip!/level 1.zip!/level 0.zip"
    assert rows[path].fingerprint == rows["a.zip"].fingerprint


def test_nesting_beyond_the_limit_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(nested(5))
    rows = examine(tmp_path, limits=Limits(depth=2))
    assert len(rows) == 3
    deepest = rows["a.zip!/level 3.zip!/level 2.zip"]
    assert deepest.status == "partly_read"
    assert "deeper than 2 levels" in deepest.error


def test_a_container_is_left_off_before_its_time_is_up(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(5000):
            archive.writestr(f"{number}.txt", "NHS No 999 059 8142 " * 20)
    rows = examine(tmp_path, seconds=2.0)
    assert rows["many.zip"].status == "partly_read"
    assert "time ran out" in rows["many.zip"].error
    assert 1 < len(rows) < 5000


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * (2**20 + 1))
    rows = examine(tmp_path, limits=Limits(file_mb=1))
    assert rows["big.txt"].status == "too_large"
    assert "limits.file_mb" in rows["big.txt"].error
    assert rows["big.txt"].content_hash == ""


def test_identical_files_have_one_hash(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("NHS No 999 059 8142")
    (tmp_path / "copy of a.txt").write_text("NHS No 999 059 8142")
    rows = examine(tmp_path)
    assert rows["a.txt"].content_hash == rows["copy of a.txt"].content_hash != ""


def test_columns_of_prose_read_in_part_are_named(tmp_path: Path) -> None:
    lines = ["Date,Note"]
    lines += [f"01/02/2026,Visit {n}: all care given and {'tea ' * 60}{n}" for n in range(4000)]
    (tmp_path / "notes.csv").write_text("\n".join(lines))
    row = examine(tmp_path)["notes.csv"]
    assert row.status == "partly_read"
    assert "Note" in row.error


def test_a_file_that_goes_while_it_is_read_has_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.txt").write_text("x")
    monkeypatch.setattr("scanner.worker.identify", _vanish)
    assert examine(tmp_path)["here.txt"].status == "vanished"


def _vanish(blob: object) -> None:
    raise FileNotFoundError(2, "No such file or directory")
