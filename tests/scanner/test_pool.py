"""A file that hangs, crashes or eats memory costs that one file, in real worker processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.settings import Limits, Settings
from connectors.file_share import FileShare
from connectors.item import Twin
from inventory.records import DocumentRecord
from scanner import tasks
from scanner.document import Status
from scanner.outcome import Failure
from scanner.pool import WorkerPool
from tests.scanner import faults

Outcome = tuple[DocumentRecord, ...] | Failure


@pytest.fixture(autouse=True)
def _faulty_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "start", faults.start)


def pool(workers: int = 2, seconds: float = 30.0) -> WorkerPool:
    settings = Settings(limits=Limits(seconds=seconds, memory_mb=256))
    return WorkerPool(tasks.WorkOrder(settings, key=b"k" * 32, rules_version="1"), workers)


def share(folder: Path, *names: str) -> FileShare:
    for name in names:
        (folder / name).write_text("x")
    return FileShare(folder)


def run(guarded: WorkerPool, source: FileShare) -> dict[str, Outcome]:
    return {
        item.path: outcome
        for item, outcome in guarded.results(source.items())
        if not isinstance(outcome, Twin)
    }


def failure(outcome: Outcome) -> Failure:
    assert isinstance(outcome, Failure)
    return outcome


def test_every_item_gives_its_rows(tmp_path: Path) -> None:
    names = [f"file {number}" for number in range(40)]
    outcomes = run(pool(), share(tmp_path, *names))
    assert set(outcomes) == set(names)
    assert not any(isinstance(outcome, Failure) for outcome in outcomes.values())


def test_a_parser_that_hangs_costs_one_file(tmp_path: Path) -> None:
    began = time.monotonic()
    outcomes = run(pool(seconds=1.5), share(tmp_path, "a", "hangs", "z"))
    assert failure(outcomes["hangs"]).status is Status.TIMED_OUT
    assert "longer than 2 seconds" in failure(outcomes["hangs"]).message
    assert not isinstance(outcomes["a"], Failure)
    assert not isinstance(outcomes["z"], Failure)
    assert time.monotonic() - began < 15


def test_a_parser_that_crashes_costs_one_file(tmp_path: Path) -> None:
    outcomes = run(pool(), share(tmp_path, "a", "crashes", "z"))
    assert failure(outcomes["crashes"]).status is Status.CRASHED
    assert not isinstance(outcomes["a"], Failure)
    assert not isinstance(outcomes["z"], Failure)


def test_a_worker_killed_by_somebody_else_loses_nothing(tmp_path: Path) -> None:
    outcomes = run(pool(), share(tmp_path, "a", "crashes once"))
    assert not isinstance(outcomes["crashes once"], Failure)


def test_a_parser_that_eats_memory_costs_one_file(tmp_path: Path) -> None:
    outcomes = run(pool(), share(tmp_path, "a", "eats memory", "z"))
    assert failure(outcomes["eats memory"]).status is Status.CRASHED
    assert "256 MB" in failure(outcomes["eats memory"]).message
    assert not isinstance(outcomes["z"], Failure)


def test_a_bug_costs_one_file_and_its_message_quotes_nothing(tmp_path: Path) -> None:
    outcomes = run(pool(), share(tmp_path, "a", "has a bug", "z"))
    assert failure(outcomes["has a bug"]).status is Status.CRASHED
    assert "KeyError in faults.py" in failure(outcomes["has a bug"]).message
    assert "Hartley" not in failure(outcomes["has a bug"]).message
    assert not isinstance(outcomes["z"], Failure)


def test_stopping_finishes_what_is_in_hand_and_takes_no_more(tmp_path: Path) -> None:
    names = [f"file {number:03}" for number in range(200)]
    guarded = pool(workers=1)
    done = []
    for item, outcome in guarded.results(share(tmp_path, *names).items()):
        assert not isinstance(outcome, Failure)
        done.append(item.path)
        guarded.stop()
    assert 1 <= len(done) < 20


_ORPHAN_MAKER = """
import pathlib, sys
from config.settings import Settings
from connectors.file_share import FileShare
from connectors.item import Twin
from scanner import tasks
from scanner.pool import WorkerPool
from tests.scanner import faults

tasks.start = faults.start
if __name__ == "__main__":
    order = tasks.WorkOrder(Settings(), key=b"k" * 32, rules_version="1")
    for item, outcome in WorkerPool(order, 2).results(FileShare(pathlib.Path(sys.argv[1])).items()):
        print(outcome[0].error, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_workers_end_when_the_coordinator_is_killed(tmp_path: Path) -> None:
    share(tmp_path, "a", "hangs")
    script = tmp_path.parent / "orphan_maker.py"
    script.write_text(_ORPHAN_MAKER)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    coordinator = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    assert coordinator.stdout is not None
    worker = int(coordinator.stdout.readline())
    family = psutil.Process(coordinator.pid).children(recursive=True)
    assert worker in {process.pid for process in family}

    coordinator.kill()
    coordinator.wait()
    coordinator.stdout.close()

    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


def processes(outcomes: dict[str, Outcome]) -> Iterator[str]:
    for outcome in outcomes.values():
        assert not isinstance(outcome, Failure)
        yield outcome[0].error


def test_work_is_shared_between_processes(tmp_path: Path) -> None:
    outcomes = run(pool(workers=2), share(tmp_path, *[f"f{number}" for number in range(60)]))
    assert str(os.getpid()) not in set(processes(outcomes))
