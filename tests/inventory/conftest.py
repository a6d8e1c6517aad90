"""An inventory in a temporary folder, and records to put into it."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from config.rules import Rules
from config.settings import Settings
from inventory.judged import make_judge
from inventory.records import ClockRecord, DocumentRecord, FindingRecord
from inventory.store import Inventory

if TYPE_CHECKING:
    from pathlib import Path

    from inventory.retention import Judge

SOURCE = "/srv/share"
AS_OF = date(2026, 11, 1)


def record(path: str, **changes: Any) -> DocumentRecord:
    """A care plan of nobody in particular, with changes."""
    fields: dict[str, Any] = {
        "source": SOURCE,
        "path": path,
        "container": "",
        "media_type": "text/plain",
        "size": 1000,
        "modified": datetime(2024, 5, 1, 9, 30, tzinfo=UTC),
        "owner": "care",
        "access": "group care",
        "reach": "group",
        "status": "read",
        "error": "",
        "fingerprint": "1000-1",
        "content_hash": f"hash of {path}",
        "rules_version": "1",
        "record_type": "care_plan",
        "record_type_score": 0.9,
        "retention_rule": "care_record_adult",
        "personal_data": True,
        "data_subjects": ("person_supported",),
        "people": 1,
    }
    return DocumentRecord(**(fields | changes))


def finding(entity: str, digest: str, count: int = 1) -> FindingRecord:
    return FindingRecord(entity, "M** H*****", digest, count, 0.9, "test")


def clock(trigger: str, day: date, *digests: str, basis: str = "text: 'a label'") -> ClockRecord:
    return ClockRecord(trigger, day, basis, digests)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty inventory to copy, which is quicker than to make one."""
    path = tmp_path_factory.mktemp("empty") / "inventory.duckdb"
    Inventory(path).create_if_missing()
    return path


@pytest.fixture
def inventory(tmp_path: Path, empty: Path) -> Inventory:
    path = tmp_path / "inventory.duckdb"
    shutil.copy(empty, path)
    return Inventory(path, reader_patience=0.3, writer_patience=0.3)


class ParsedOnce(Rules):
    """The shipped rules, each file parsed once for all tests."""

    def __init__(self) -> None:
        super().__init__()
        self._parsed: dict[str, Any] = {}

    def yaml(self, name: str) -> Any:
        if name not in self._parsed:
            self._parsed[name] = super().yaml(name)
        return self._parsed[name]


@pytest.fixture(scope="session")
def rules() -> Rules:
    return ParsedOnce()


@pytest.fixture(scope="session")
def judge(rules: Rules) -> Judge:
    return make_judge(rules, Settings(), AS_OF)
