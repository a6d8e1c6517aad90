"""The same work on a Dask cluster: a real scheduler, real workers, one of them killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from config.settings import Settings
from connectors.file_share import FileShare
from scanner.outcome import PoolError
from scanner.tasks import WorkOrder
from tests.conftest import ROOT

pytest.importorskip("distributed")
from scanner.cluster import ClusterExecutor

ORDER = WorkOrder(Settings(), key=b"k" * 32, rules_version="1")


def share(folder: Path, files: int) -> FileShare:
    folder.mkdir()
    for number in range(files):
        (folder / f"{number:03}.txt").write_text(f"NHS No: 999 059 8142. Note {number}\n" * 20)
    return FileShare(folder)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__DAEMON": "False"},
    )  # fmt: skip


def end(process: subprocess.Popen[bytes]) -> None:
    family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    for member in family:
        member.kill()
    process.kill()
    process.wait()


@pytest.mark.timeout(180)
def test_a_worker_killed_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    address = "tcp://127.0.0.1:18786"
    processes = [start("scheduler", "--host", "127.0.0.1", "--port", "18786", "--no-dashboard")]
    processes += [
        start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        for _ in range(2)
    ]
    source = share(tmp_path / "share", 120)
    try:
        executor = ClusterExecutor(ORDER, address)
        outcomes = {}
        for item, outcome in executor.results(source.items()):
            outcomes[item.path] = outcome
            if len(outcomes) == 20:
                processes[1].kill()
    finally:
        for process in reversed(processes):
            end(process)
    assert len(outcomes) == 120
    for outcome in outcomes.values():
        assert isinstance(outcome, tuple)
        assert any(finding.entity == "UK_NHS" for finding in outcome[0].findings)


def test_no_scheduler_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(PoolError, match="no Dask scheduler answers at"):
        ClusterExecutor(ORDER, "tcp://127.0.0.1:9")
