"""What a change of program, rules or settings makes be read again, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.settings import Limits, Settings
from scanner import versions
from tests.conftest import ROOT, Stocktake

FILES = {
    "without numbers.txt": "The garden was lovely today and everybody went out.",
    "with a number.txt": "Please quote 1234567890 when you write to us.",
    "list.csv": "name,comment\nEdith Hartley,well\nJohn Smith,well\nMary Brown,well\n",
}


@pytest.fixture
def share(tmp_path: Path) -> Path:
    root = tmp_path / "share"
    root.mkdir()
    for name, text in FILES.items():
        (root / name).write_text(text)
    (root / "large.txt").write_text("Minutes of a long meeting.\n" * 50_000)
    return root


class Nightly:
    """Scans with a settings file and a rules folder of one's own; gives what was opened."""

    def __init__(self, stocktake: Stocktake, share: Path) -> None:
        self._stocktake = stocktake
        self._home = share.parent
        self.rules = self._home / "rules"
        self.rules.mkdir()
        self.settings: dict[str, object] = {
            "sources": [{"path": str(share)}], "rules": str(self.rules), "limits": {"file_mb": 1},
        }  # fmt: skip
        self._db = self._home / "i.duckdb"

    def edit(self, name: str, before: str, after: str) -> None:
        """Change a rule as a provider does: in a copy of the shipped file."""
        text = (ROOT / "config" / name).read_text(encoding="utf-8")
        assert before in text
        (self.rules / name).parent.mkdir(exist_ok=True)
        (self.rules / name).write_text(text.replace(before, after, 1), encoding="utf-8")

    def opened(self) -> int:
        """Scan; gives how many files were opened."""
        config = self._home / "stocktake.yaml"
        config.write_text(json.dumps(self.settings))
        done = self._stocktake(
            "scan", "--config", config, "--db", self._db, "--no-progress", "--json"
        )
        assert done.returncode == 0, done.stderr
        counted = json.loads(done.stdout)["scan"]
        return int(counted["files"] - counted["unchanged"])


def test_only_what_a_change_concerns_is_opened_again(stocktake: Stocktake, share: Path) -> None:
    nightly = Nightly(stocktake, share)
    assert nightly.opened() == 4
    assert nightly.opened() == 0, "the file that is too large is not opened every night"

    nightly.edit("assets.yaml", "\n", "\n# ours\n")
    assert nightly.opened() == 0, "applied to what is stored"

    nightly.edit("recognisers.yaml", "\n  UK_UTR:\n", "\n  UK_UTR: # ours\n")
    assert nightly.opened() == 2, "the text with a number, and the table, whose cells are checked"

    nightly.settings["limits"] = {"file_mb": 2}
    assert nightly.opened() == 1, "the large file alone"

    nightly.edit("vocabularies/health.yaml", "\n", "\n# ours\n")
    assert nightly.opened() == 4, "a vocabulary is looked for in every text"
    assert nightly.opened() == 0


def test_a_row_is_current_while_all_its_parts_are() -> None:
    scan = versions.stamp_of_scan(Settings())
    row = versions.stamp_of_row(scan, {"opening", "read.pdf", "find.uk_nhs"})
    assert [word.partition(":")[0] for word in row.split()] == [
        "find.uk_nhs",
        "opening",
        "read.pdf",
    ]
    assert versions.is_current(row, scan)
    changed = scan.replace("read.pdf:", "read.pdf:x")
    assert not versions.is_current(row, changed)
    assert versions.is_current(versions.stamp_of_row(scan, {"opening"}), changed)
    assert not versions.is_current("", scan), "what was marked to be opened again"


def test_settings_change_what_depends_on_them() -> None:
    def changed(first: str, second: str) -> set[str]:
        return {word.partition(":")[0] for word in set(first.split()) ^ set(second.split())}

    plain = versions.stamp_of_scan(Settings())
    larger = versions.stamp_of_scan(Settings(limits=Limits(file_mb=1024)))
    assert changed(plain, larger) == {"limits"}
    assert versions.setting_part("read") == ""


def test_a_reader_depends_on_the_modules_that_it_uses() -> None:
    scan = versions.stamp_of_scan(Settings())
    parts = {word.partition(":")[0] for word in scan.split()}
    modules = {path.stem for path in (ROOT / "scanner" / "extract").glob("[a-z]*.py")}
    assert {f"read.{module}" for module in modules} <= parts
    assert not any(part.startswith("read._") for part in parts)
    uses = {
        path.stem: versions._used(path.read_text(encoding="utf-8"), modules | {"_ocr", "_pdf_ocr"})
        for path in (ROOT / "scanner" / "extract").glob("*.py")
    }
    assert "_ocr" in versions._reached("pdf", uses)
    assert "_ocr" not in versions._reached("markup", uses)
