"""What every test may rely on: a private home for keys and inventories, and no network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
Stocktake = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from the key and inventory of whoever runs them."""
    monkeypatch.setenv("STOCKTAKE_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def stocktake() -> Stocktake:
    """Run the real program in a process of its own."""

    def run(
        *arguments: str | Path, stdin: str | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "import cli; cli.main()", *map(str, arguments)],
            input=stdin, capture_output=True, text=True, timeout=timeout, check=False,
            cwd=ROOT, env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1"},
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The public test corpus beside the checkout."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip(f"the public test corpus is not at {folder}")
    return folder
