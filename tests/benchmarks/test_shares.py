"""A share of two homes, an office and archives, scanned and put beside what a person would say."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.shares.corpus import Planned, load
from benchmarks.shares.register import assets, pair, read_register
from benchmarks.shares.run import verdict
from benchmarks.shares.scan import ScannedShare

TEXTS = Path(__file__).resolve().parents[2] / "benchmarks" / "shares" / "two_homes"
BAR = 0.95


@pytest.fixture(scope="module")
def planned() -> list[Planned]:
    return load(TEXTS, thirds=False)


@pytest.fixture(scope="module")
def scanned(planned: list[Planned], tmp_path_factory: pytest.TempPathFactory) -> ScannedShare:
    return ScannedShare(planned, tmp_path_factory.mktemp("two_homes"))


@pytest.mark.parametrize("question", ["record_type", "retention_rule", "retention_status"])
def test_what_is_said_of_each_document(
    scanned: ScannedShare, planned: list[Planned], question: str
) -> None:
    rows = scanned.documents()
    answers = {d.path: verdict(d, rows[d.path], question) for d in planned}
    judged = [right for right in answers.values() if right is not None]
    assert sum(judged) >= BAR * len(judged), [path for path, right in answers.items() if not right]


def test_every_row_that_a_person_wrote_has_an_asset_beside_it(
    scanned: ScannedShare, planned: list[Planned]
) -> None:
    written = read_register(TEXTS / "register.csv", planned)
    drafted = assets(scanned.register(), scanned.documents().values())
    pairs, over = pair(written, drafted)
    missing = [p.written.cells["asset"] for p in pairs if p.written.documents and not p.drafted]
    assert not missing
    beside = {
        p.written.cells["asset"]: p.drafted[0].name.partition("(")[2] for p in pairs if p.drafted
    }
    for home in ("Bramble House", "Thornfield Lodge", "Head Office"):
        assert all(home in place for row, place in beside.items() if f"({home})" in row)
    assert len(over) <= 0.1 * len(pairs)
