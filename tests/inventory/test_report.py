"""The report, read as a file: what it counts, what it puts first, what it never says."""

from __future__ import annotations

import html
import json
import re
import stat
import sys
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from config.settings import Settings
from inventory.approval import approval_of
from inventory.assets import assign_assets
from inventory.judged import make_judge
from inventory.report import write_report
from inventory.report.actions import first_actions
from inventory.report.charts import columns
from inventory.report.documents import DocumentTable, Flag, Line
from inventory.report.facts import gather
from inventory.report.treemap import grouped
from inventory.report.words import Words
from inventory.stock import keep_stock, take_stock
from scanner.progress import ScanTally
from tests.inventory.conftest import AS_OF, SOURCE, finding, record
from tests.inventory.report_inventory import BREAKOUT, HOSTILE, fill_small

if TYPE_CHECKING:
    from pathlib import Path

    from config.rules import Rules
    from inventory.retention import Judge
    from inventory.store import Inventory
    from tests.conftest import Stocktake


@pytest.fixture
def small(inventory: Inventory, rules: Rules) -> Inventory:
    fill_small(inventory, rules)
    return inventory


@pytest.fixture
def page(small: Inventory, rules: Rules, judge: Judge, tmp_path: Path) -> str:
    write_report(small, rules, judge, tmp_path / "report.html")
    return (tmp_path / "report.html").read_text(encoding="utf-8")


def parsed(page: str) -> Any:
    return parser.fromstring(page)


def text_of(page: str, section: str) -> str:
    found = parsed(page).get_element_by_id(section)
    return " ".join(" ".join(found.itertext()).split())


def data_of(page: str) -> Any:
    return json.loads(parsed(page).get_element_by_id("data").text_content())


def test_summary_says_what_is_held_in_one_sentence(page: str) -> None:
    lede = text_of(page, "summary")
    assert "We hold data about 12 people in 6 of 8 documents." in lede
    assert "1 document has been kept too long, and everyone can open 1 with sensitive data" in lede
    assert "1 document could not be fully examined" in lede


def test_what_is_open_and_sensitive_comes_first_and_says_why(
    small: Inventory, rules: Rules, judge: Judge
) -> None:
    words = Words(rules, judge.schedule)
    facts = gather(small, rules, judge, words)
    first, *rest = first_actions(facts, words, judge, approval_of(small))
    assert first.title.startswith("Close “")
    assert "1 document in Rose House/Residents" in first.reason
    assert "health and religion or belief" in first.reason
    assert "up to 2 people" in first.reason
    assert first.show["access"] == "open"
    titles = " ".join(action.title for action in rest)
    for expected in ("passwords", "kept too long", "outside their home", "unread", "approved"):
        assert expected in titles


def test_a_copy_outside_its_home_is_told_from_a_document_of_its_own(page: str) -> None:
    row = text_of(page, "copies")
    assert "Rose House/Desktop" in row
    assert re.search(r"Desktop Care plans \(Rose House\) 1 1 0 1", row), row


def test_every_document_is_in_the_table_with_its_judgement(page: str) -> None:
    data = data_of(page)
    assert len(data["name"]) == 8
    at = data["name"].index("plan.docx")
    column = {
        name: data[name]["words"][data[name]["rows"][at]] for name in ("status", "due", "type")
    }
    assert column == {"status": "overdue", "due": "2018-03-31", "type": "Care plan"}
    assert data["flags"][at] == Flag.PERSONAL | Flag.SENSITIVE | Flag.OPEN
    assert data["risk"][at] == 3


def test_hostile_names_are_text_wherever_they_stand(page: str) -> None:
    tree = parsed(page)
    assert tree.xpath("//img") == []
    assert len(tree.xpath("//script")) == 4
    assert HOSTILE in data_of(page)["name"]
    assert BREAKOUT.rpartition("/")[2] in data_of(page)["name"]
    assert "<b>locked</b>" not in page


def test_no_masked_value_and_no_digest_is_in_the_page(page: str) -> None:
    assert "M** H*****" not in page
    assert not re.search(r"\b[0-9a-f]{64}\b", page)


def test_policy_allows_our_own_program_and_nothing_else(page: str) -> None:
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0])
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    # The names of XML's namespaces are no addresses to fetch from.
    assert "http:" not in page.replace("http://www.w3.org/", "")
    assert "https:" not in page
    assert " style=" not in page
    assert " onclick" not in page


@pytest.mark.skipif(sys.platform == "win32", reason="Windows files take the rights of their folder")
def test_only_its_owner_may_read_it(
    small: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    write_report(small, rules, judge, tmp_path / "report.html")
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o600


def test_changes_are_told_once_there_are_two_scans(
    small: Inventory, rules: Rules, judge: Judge, tmp_path: Path, page: str
) -> None:
    assert "no earlier scan to compare with" in text_of(page, "changes")
    for records in ([], [record("Rose House/Residents/Lane/plan.docx")]):
        scan = small.begin_scan(SOURCE)
        small.add(records)
        finish(small, scan)
        assign_assets(small, rules)
        keep_stock(small, take_stock(small, judge), AS_OF)
    write_report(small, rules, judge, tmp_path / "second.html")
    changes = text_of((tmp_path / "second.html").read_text(encoding="utf-8"), "changes")
    assert "Grown Resident care files (Rose House): grown by 1 file" in changes


def test_an_empty_inventory_makes_a_page_that_says_so(
    inventory: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    assert write_report(inventory, rules, judge, tmp_path / "report.html") == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Nothing has been scanned yet." in text_of(page, "summary")
    assert "Nothing needs attention." in text_of(page, "first")


def test_two_roots_are_told_apart(
    small: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    for source in (SOURCE, "/srv/other"):
        finish(small, small.begin_scan(source))
    small.add([record("Residents/x.docx", source="/srv/other", findings=(finding("PERSON", "x"),))])
    write_report(small, rules, judge, tmp_path / "report.html")
    folders = data_of((tmp_path / "report.html").read_text(encoding="utf-8"))["folder"]["words"]
    assert "/srv/other/Residents" in folders
    assert "/srv/share/Rose House/Desktop" in folders


def test_the_command_writes_it(small: Inventory, tmp_path: Path, stocktake: Stocktake) -> None:
    result = stocktake("report", "--db", small.path, "--out", tmp_path / "report.html")
    assert result.returncode == 0, result.stderr
    assert "8 documents in" in result.stderr
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_scan_that_did_not_finish_is_pointed_out(
    small: Inventory, rules: Rules, judge: Judge, tmp_path: Path
) -> None:
    small.begin_scan(SOURCE)
    write_report(small, rules, judge, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "The last scan did not finish for /srv/share" in text_of(page, "main")


def test_too_large_a_table_keeps_the_most_pressing_rows_in_order() -> None:
    table = DocumentTable(most=2)
    for name, risk in (("a", 1), ("b", 0), ("c", 3)):
        table.add(line(name, risk))
    packed = json.loads(table.json())
    assert packed["name"] == ["a", "c"]
    assert packed["folder"] == {"words": ["folder of a", "folder of c"], "rows": [0, 1]}
    assert (table.shown, len(table)) == (2, 3)


@given(st.lists(st.text(), max_size=8))
def test_packed_names_come_back_and_cannot_end_a_script(names: list[str]) -> None:
    names = [name.encode("utf-8", "replace").decode() for name in names]
    table = DocumentTable()
    for name in names:
        table.add(line(name, 1))
    packed = table.json()
    assert not set("<>&\u2028\u2029") & set(packed)
    assert json.loads(packed)["name"] == names


def test_the_map_has_every_folder_that_names_people(
    small: Inventory, rules: Rules, judge: Judge
) -> None:
    facts = gather(small, rules, judge, Words(rules, judge.schedule))
    groups = grouped(facts.cells)
    cells = [cell for group in groups for cell in group["cells"]]
    assert sum(cell["documents"] for cell in cells) == sum(len(c.documents) for c in facts.cells)
    assert {cell["place"] for cell in cells} == {cell.place for cell in facts.cells}
    assert all(cell["people"] > 0 for cell in cells)


def test_the_chart_library_is_the_one_that_is_locked() -> None:
    folder = resources.files("inventory.report").joinpath("d3")
    text = folder.joinpath("d3.js").read_text(encoding="utf-8")
    lock = json.loads(folder.joinpath("package-lock.json").read_text(encoding="utf-8"))
    for name in ("d3-axis", "d3-hierarchy", "d3-scale", "d3-selection"):
        assert f"{name} {lock['packages'][f'node_modules/{name}']['version']}" in text
    assert "Mike Bostock" in text  # its licence asks that its notice goes with every copy
    assert "</script" not in text.lower()


def test_years_long_ago_share_a_column() -> None:
    drawn = columns({1990: 2, 1999: 1, 2020: 4, 2026: 8})
    assert (drawn[0].label, drawn[0].value) == ("to 2006", 3)
    assert (drawn[-1].label, drawn[-1].value) == ("2026", 8)
    assert len(drawn) == 21


def test_rules_of_another_day_give_another_report(
    small: Inventory, rules: Rules, tmp_path: Path
) -> None:
    before = make_judge(rules, Settings(), AS_OF.replace(year=2012))
    write_report(small, rules, before, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Nothing is known to have been kept too long" in text_of(page, "summary")


def finish(inventory: Inventory, scan: int) -> None:
    inventory.finish_scan(scan, state="finished", tally=ScanTally(), gone=())


def line(name: str, risk: int) -> Line:
    return Line(
        folder=f"folder of {name}", name=name, place="", type="", people=1, special=(), reach="",
        status="ok", due="", rule="", reason="", clock="", asset="", holds=(), read="", error="",
        flags=1, risk=risk,
    )  # fmt: skip
