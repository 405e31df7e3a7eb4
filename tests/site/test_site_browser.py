"""The pages in a real browser, wide and narrow: no console errors, nothing that scrolls sideways, the toggle works."""

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import free_port, served

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/tim-kiem?q=htx+nong+nghiep+xanh",
    "/tim-kiem?q=xyzzy",
    "/bai/dong-nai/long-thanh/3903",
    "/ban-luu/1",
    "/noi/740-0",
    "/htx/cooperative-xanh_740-0",
    "/cong/dong-nai/tinh",
    "/san-pham/nhan-tuoi-xuan-dong",
    "/van-ban/10946.KH-UBND_2019_75-0",
    "/noi",
    "/ban-do",
    "/ban-do?tinh=75-20260430",
    "/dong-thoi-gian",
    "/anh",
    "/tinh-trang",
    "/du-lieu",
    "/archive",
    "/archive/articles",
)

SQL = "/archive?sql=select+id,+title,+n+from+articles+where+title+like+'%25ocop%25'+--+newest%0Aorder+by+n+desc+limit+9"
SELDOM = (
    "/cong", "/htx", "/chu-the", "/phat-hanh", "/khong-co", "/archive/do_phu", "/archive/captures/1", SQL,
    "/archive/articles?source_id=dong-nai/long-thanh&_facet_array=places_now",
)  # fmt: skip
"""Pages whose kind is looked at once, beside PAGES: indexes, an error, Datasette's own query, row, SQL and facets."""
NARROW = (
    *PAGES, *SELDOM, "/tim-kiem", "/tim-kiem?q=san+pham&noi=75-20260430&nam=2020", "/san-pham", "/van-ban", "/noi/75-20260430",
    "/cong/bao/mien-dong", "/archive/rating_events", "/archive/articles/dong-nai~2Flong-thanh~2F3903",
    "/archive?sql=select+nope",
)  # fmt: skip
NIGHT = "rgb(22, 24, 19)"


@pytest.fixture(scope="module")
def address(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    log = (tmp_path_factory.mktemp("serve") / "log").open("w")
    command = served(home, port)
    server = subprocess.Popen(command, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(10)
        log.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None and os.environ.get("CI") != "true":
        pytest.skip(
            "no Chromium on this machine: `scripts/install-browser` says how to get one; in CI these tests must run"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound(browser: Any, address: str, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    problems: list[str] = []
    outside: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request",
        lambda request: outside.append(request.url) if not request.url.startswith((address, "data:")) else None,
    )
    page.goto(address + path, wait_until="load")
    assert problems == [] and outside == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px too wide"
    page.close()


WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@pytest.mark.parametrize("path", [*PAGES, *SELDOM])
def test_everybody_can_read_a_page(browser: Any, address: str, path: str) -> None:
    """WCAG AA as axe sees it, wide and light, narrow and dark; at 200 % zoom nothing scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(address + path)
    assert page.get_attribute("html", "lang") == "vi"
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == NIGHT) == (scheme == "dark")
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"], v["nodes"][0]["failureSummary"]) for v in found] == [], scheme
    page.set_viewport_size({"width": 640, "height": 450})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    context.close()


def test_no_page_is_wider_than_the_smallest_phone(browser: Any, address: str) -> None:
    """WCAG 1.4.10 in both languages: what is wider scrolls in a box of its own that the keyboard reaches."""
    page = browser.new_page(viewport={"width": 320, "height": 700})
    too_wide = {}
    for path in NARROW:
        for language in ("vi", "en"):
            page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
            if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
                too_wide[path, language] = width
    assert too_wide == {}
    page.goto(f"{address}/ban-do?tinh=75-20260430")
    assert page.locator(".map svg").bounding_box()["width"] <= 320
    page.goto(f"{address}/tim-kiem?q=ocop")
    chart = page.locator(".months svg").bounding_box()
    assert chart["x"] < 0 and 280 < chart["x"] + chart["width"] <= 320, "a long chart opens at its newest end"
    page.goto(address + SQL)
    assert page.get_attribute(".table-wrapper", "tabindex") == "0"
    page.close()


def test_names_can_be_unmarked_and_the_choice_is_kept(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/bai/dong-nai/long-thanh/3903")
    page.uncheck("#hien-dau")
    assert "plain-names" in page.get_attribute("#bai", "class")
    page.reload()
    assert not page.is_checked("#hien-dau")
    page.close()


def test_the_researcher_downloads_ratings_of_a_former_district_with_their_evidence(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.click("nav >> text=Địa phương")
    page.fill("input[name=q] >> nth=1", "huyen cam my")
    page.click("button:has-text('Lọc')")
    page.click("td a:has-text('huyện Cẩm Mỹ')")
    page.click("text=Hạng sao đã công bố ở đây")
    page.fill("input[name=tu_nam]", "2020")
    page.click("input[type=submit] >> nth=0")
    table = page.inner_text("table.rows-and-columns")
    assert "Nhãn tươi Xuân Đông" in table and "2024-11-15" in table
    address_of_csv = page.get_attribute(".export-links a[href*='.csv']", "href")
    text = page.request.get(address + address_of_csv).text()
    assert "Nhãn tươi Xuân Đông" in text and "trich_dan" in text and "2019-08-02" not in text
    page.close()


def test_the_operator_sees_which_portal_fell_silent(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    page.click("text=Tình trạng từng cổng")
    page.wait_for_url("**/tinh-trang")
    assert "im lặng từ 09/2023" in page.inner_text("table.health")
    page.click("table.health a:has-text('Báo Miền Đông')")
    page.wait_for_url("**/cong/bao/mien-dong")
    assert "im lặng từ 09/2023" in page.inner_text("dl.facts")
    page.close()


def test_a_search_is_typed_and_followed_by_keyboard(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    page.keyboard.press("Tab")
    assert "noi-dung" in page.evaluate("document.activeElement.getAttribute('href')")
    page.fill("#q", "htx nong nghiep xanh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem?q=*")
    feed = page.get_attribute("a[href*='/tim-kiem.atom']", "href")
    atom = page.request.get(address + feed)
    assert "application/atom+xml" in atom.headers["content-type"] and "HTX Nông nghiệp Xanh" in atom.text()
    page.click(".hit h2 a >> nth=0")
    page.wait_for_url("**/bai/**")
    assert "HTX Nông nghiệp Xanh" in page.inner_text("figcaption >> nth=0")
    assert page.locator(".e-cooperative").count() > 0
    page.click("text=Bản lưu")
    page.wait_for_url("**/ban-luu/*")
    assert page.inner_text("mark#doan")
    page.click("summary:has-text('Mã nguồn')")
    assert "<html>" in page.inner_text("pre.source")
    page.close()
