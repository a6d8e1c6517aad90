"""The report in a real Chromium: it works, is quick, lets nothing in run, everybody can use it.

Needs a Chromium: on Debian and Ubuntu `apt install chromium`, elsewhere its
path in the variable CHROMIUM.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from inventory.report import write_report
from inventory.store import Inventory
from tests.inventory.report_inventory import HOSTILE, fill_large, fill_small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from config.rules import Rules
    from inventory.retention import Judge

playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra 'dev'")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright",
    reason="needs the extra 'dev'",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LARGE = 100_000
# Generous: these catch a page that freezes, not a busy machine.
OPEN_SECONDS, FILTER_SECONDS, SCROLL_SECONDS = 15.0, 1.5, 1.5


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.skip("no Chromium found; install one, or give its path in the variable CHROMIUM")
    with playwright.sync_playwright() as driver:
        # Chromium's own sandbox does not work for root, as which containers run.
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        chromium = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox"] if root else []
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, rules: Rules, judge: Judge) -> Path:
    folder = tmp_path_factory.mktemp("small")
    inventory = Inventory(folder / "inventory.duckdb")
    fill_small(inventory, rules)
    write_report(inventory, rules, judge, folder / "report.html")
    return folder / "report.html"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, rules: Rules, judge: Judge) -> Path:
    folder = tmp_path_factory.mktemp("large")
    inventory = Inventory(folder / "inventory.duckdb")
    fill_large(inventory, rules, 3_000)
    write_report(inventory, rules, judge, folder / "report.html")
    return folder / "report.html"


class Opened:
    """A page, and what the browser complained of while it was open."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.page = browser.new_page(**options)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.set_default_timeout(OPEN_SECONDS * 1000)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append("a dialog was opened"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("#body tr.row")

    def found(self) -> str:
        return str(self.page.inner_text("#found"))

    def names(self) -> list[str]:
        return list(self.page.locator("#body tr.row th button").all_inner_texts())


@pytest.fixture
def opened(browser: Any, small: Path) -> Iterator[Opened]:
    opened = Opened(browser, small)
    yield opened
    assert opened.complaints == []
    opened.page.close()


def test_opens_without_asking_for_anything_else(opened: Opened, small: Path) -> None:
    assert opened.requests == [small.as_uri()]


def test_hostile_name_is_shown_as_it_is(opened: Opened) -> None:
    assert HOSTILE in opened.names()
    assert opened.page.locator("img").count() == 0
    opened.page.get_by_role("button", name=HOSTILE).click()
    assert opened.page.inner_text("#detail-title") == HOSTILE


def test_no_text_can_become_markup(browser: Any, small: Path) -> None:
    page = Opened(browser, small).page
    with pytest.raises(playwright.Error, match="TrustedHTML"):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b>x</b>')")
    page.close()


def test_programs_styles_and_requests_put_in_later_are_refused(browser: Any, small: Path) -> None:
    page = Opened(browser, small).page
    refused = page.evaluate("""async () => {
        const seen = [];
        addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
        const image = document.createElement("img");
        image.src = "https://example.org/x.png";
        document.body.append(image);
        const style = document.createElement("style");
        style.textContent = "body { display: none }";
        document.head.append(style);
        const script = document.createElement("script");
        try { script.textContent = "alert(3)"; } catch { seen.push("script"); }
        setTimeout(() => { try { new Function("alert(4)")(); } catch { seen.push("eval"); } });
        await fetch("https://example.org/").catch(() => {});
        await new Promise((done) => setTimeout(done, 200));
        return seen;
    }""")
    assert {"img-src", "style-src-elem", "connect-src", "script", "eval"} <= set(refused)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, small: Path, scheme: str) -> None:
    page = Opened(browser, small, color_scheme=scheme).page
    for summary in page.locator("summary").all():
        summary.click()
    _be_accessible(page)
    page.locator("#body tr.row th button").first.click()
    _be_accessible(page)
    page.close()


def _be_accessible(page: Any) -> None:
    result = axe.Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def test_search_and_filters_narrow_the_table(opened: Opened) -> None:
    page = opened.page
    page.fill("#q", "PLAN desktop")
    playwright.expect(page.locator("#found")).to_have_text("1 of 8 documents")
    assert opened.names() == ["plan copy.docx"]
    page.click("#clear")
    page.select_option("#status", "overdue")
    assert opened.found() == "1 of 8 documents"
    assert opened.names() == ["plan.docx"]
    page.select_option("#status", "")
    page.select_option("#read", "encrypted")
    assert opened.names() == ["locked.docx"]


def test_a_thing_to_do_shows_its_documents(opened: Opened) -> None:
    opened.page.locator(".actions .show").first.click()
    assert opened.names() == ["plan.docx"]
    assert opened.page.evaluate("document.activeElement.id") == "documents"


def test_a_folder_of_the_map_shows_its_documents_and_can_be_let_go(opened: Opened) -> None:
    opened.page.locator(".map a[aria-label*='Desktop']").focus()
    opened.page.keyboard.press("Enter")
    assert opened.names() == ["plan copy.docx"]
    opened.page.locator("#chips button").click()
    assert opened.found().startswith("6 of 8")


def test_every_area_of_the_map_shows_as_many_documents_as_it_says(opened: Opened) -> None:
    chips: list[str] = []
    for area in opened.page.locator(".map a").all():
        area.evaluate("(link) => link.dispatchEvent(new MouseEvent('click', { bubbles: true }))")
        said = re.findall(r" in (\d+) document", str(area.get_attribute("aria-label")))
        assert 1 <= int(opened.found().split(maxsplit=1)[0]) <= int(said[0])
        chips += opened.page.locator("#chips button").all_inner_texts()
    assert any("In the folder itself" in chip for chip in chips)
    assert any("Folder: " in chip for chip in chips)


def test_areas_of_the_map_are_in_proportion_to_people_and_inside(opened: Opened) -> None:
    areas = opened.page.evaluate("""() => [...document.querySelectorAll(".map a")].map((link) => {
        const { x, y, width, height } = link.querySelector("rect").getBBox();
        const people = Number(/, ([0-9,]+) (?:person|people) in /.exec(link.ariaLabel)[1]);
        return { people, size: width * height, right: x + width, bottom: y + height };
    })""")
    box = str(opened.page.locator(".map").get_attribute("viewBox"))
    width, height = map(int, box.split()[2:])
    assert all(area["right"] <= width + 1 and area["bottom"] <= height + 1 for area in areas)
    shares = [area["size"] / area["people"] for area in areas]
    assert max(shares) <= 1.25 * min(shares)  # gaps and whole pixels make them differ a little


def test_a_part_of_the_map_is_enlarged_and_left_by_keyboard(browser: Any, large: Path) -> None:
    opened = Opened(browser, large)
    page = opened.page
    head = page.locator(".map g[role=button]").first
    said = str(head.get_attribute("aria-label"))
    head.focus()
    page.keyboard.press("Enter")
    home = re.fullmatch(r"Enlarge (.+), (\d+) folders", said)
    assert home
    assert page.evaluate("document.activeElement.id") == "map-back"
    assert page.inner_text("#map-shown") == f"Only {home[1]}: {home[2]} folders"
    assert page.locator(".map a").count() == int(home[2])
    _be_accessible(page)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == said
    assert opened.complaints == []
    page.close()


def test_without_javascript_the_tables_stand_open(browser: Any, small: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small.as_uri())
    assert page.locator("details.instead").first.get_attribute("open") is not None
    assert page.get_by_role("rowheader", name="Rose House/Desktop").first.is_visible()
    context.close()


def test_a_document_is_explained_by_keyboard_alone(opened: Opened) -> None:
    page = opened.page
    before = opened.names().index("plan.docx") - 1
    page.locator("#body tr.row th button").nth(before).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.inner_text("#detail-title") == "plan.docx"
    facts = page.inner_text("#detail-facts")
    assert "Counted from 31 March 2010" in facts
    assert "NHS numbers" in facts
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "plan.docx"


def test_columns_sort_and_say_so(opened: Opened) -> None:
    head = opened.page.get_by_role("columnheader", name="Document", exact=True)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    shown = opened.names()
    assert shown.index("locked.docx") < shown.index("notes.docx") < shown.index("plan.docx")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert opened.names() == shown[::-1]


def test_prints_on_a4_without_the_table_of_documents(opened: Opened, tmp_path: Path) -> None:
    opened.page.pdf(path=tmp_path / "report.pdf", format="A4", prefer_css_page_size=True)
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    assert document[0].get_size() == pytest.approx((595, 842), abs=2)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert "Do these first" in text
    assert "is not printed" in text
    assert "Clear all filters" not in text


def test_narrow_window_has_no_sideways_scroll(browser: Any, small: Path) -> None:
    page = Opened(browser, small, viewport={"width": 400, "height": 800}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.close()


@pytest.mark.slow
def test_a_hundred_thousand_documents_do_not_freeze_it(
    browser: Any, tmp_path: Path, rules: Rules, judge: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    inventory = Inventory(tmp_path / "inventory.duckdb")
    fill_large(inventory, rules, LARGE)
    file = tmp_path / "report.html"
    started = time.perf_counter()
    write_report(inventory, rules, judge, file)
    written = time.perf_counter() - started
    started = time.perf_counter()
    opened = Opened(browser, file)
    opening = time.perf_counter() - started
    page = opened.page
    filtering = page.evaluate("""() => new Promise((done) => {
        const status = document.querySelector("#status");
        status.value = "overdue";
        const started = performance.now();
        status.dispatchEvent(new Event("change", { bubbles: true }));
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    })""")
    overdue = opened.found()
    page.click("#clear")
    searching = page.evaluate("""() => new Promise((done) => {
        const form = document.querySelector("#filters");
        document.querySelector("#q").value = "letter 0999 room leavers";
        const started = performance.now();
        form.requestSubmit();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    })""")
    found = opened.found()
    page.click("#clear")
    sorting = page.evaluate("""() => new Promise((done) => {
        const started = performance.now();
        document.querySelector("[data-sort=name]").click();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    })""")
    scrolling = page.evaluate("""() => new Promise((done) => {
        const rows = document.querySelector("#rows");
        const started = performance.now();
        rows.scrollTop = rows.scrollHeight;
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    })""")
    page.wait_for_selector(f"#body tr[aria-rowindex='{LARGE + 1}']")
    assert page.locator("#body tr").count() < 60
    size = file.stat().st_size / 1e6
    figures = (
        f"\n{LARGE:,} documents: written in {written:.1f} s, {size:.1f} MB; opened in "
        f"{opening:.2f} s; filtered in {filtering:.0f} ms, searched in {searching:.0f} ms, sorted "
        f"by name in {sorting:.0f} ms, scrolled to the end in {scrolling:.0f} ms\n"
    )
    with capsys.disabled():
        sys.stdout.write(figures)
    assert overdue.endswith("of 100,000 documents")
    assert found.endswith("of 100,000 documents")
    assert not found.startswith("0 ")
    assert opening < OPEN_SECONDS
    assert max(filtering, searching) < FILTER_SECONDS * 1000
    assert scrolling < SCROLL_SECONDS * 1000
    assert opened.complaints == []
    page.close()
