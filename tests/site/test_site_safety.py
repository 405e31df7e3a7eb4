"""Hostile text, hostile questions: nothing crawled runs, nothing asked takes the machine down."""

import csv
import io
import re
import sqlite3
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import site_drafts
import site_library
from conftest import Site

from pipeline.spreadsheet import safe_cell
from website.headers import DATASETTE, STRICT
from website.links import web

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    "{{ 7*7 }}",
    "{% raw %}",
    "<!--",
    "]]><x>",
    "</textarea><b>",
    "=cmd|' /C calc'!A0",
)
SCRIPT = '{"text": "<script>alert(1)</script>"}'
POISON = " ".join(PAYLOADS)

KEYS = {
    "article_id",
    "source_id",
    "entity_id",
    "kind",
    "field",
    "state",
    "origin",
    "republish",
    "sha256",
    "thumbnail",
    "place_id",
    "parent_id",
    "blocks",
    "charset",
    "level",
    "part",
}
"""Columns beside primary keys that other rows or the code are matched by."""


class _Active(HTMLParser):
    """Collects what a browser would run of PAYLOADS."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_script = tag == "script"
        for name, value in attrs:
            address = name in ("href", "src", "action") and (value or "").strip().lower()
            runs = name.startswith("on") or (address and address.startswith("javascript:"))
            if runs or (tag == "img" and value == "x"):
                self.found.append(f"<{tag} {name}={value}>")
        if tag == "b":
            self.found.append("<b>")

    def handle_endtag(self, _tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script and "alert(1)" in data:
            self.found.append(data)


def active(html: str) -> list[str]:
    """What of the payloads would run in `html`; also a template that was evaluated."""
    evaluated = ["7*7 was evaluated"] if "{{ 7*7 }}" not in html and re.search(r"onmouseover\S* \S*49\b", html) else []
    return _Active(html).found + evaluated


def test_the_detector_detects() -> None:
    assert (
        len(active("<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a><b>")) == 5
    )
    assert active('<input value="&lt;img src=x onerror=alert(1)&gt;">') == []


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The library with hostile text in every text column that is no key."""
    home = tmp_path_factory.mktemp("poisoned")
    path = site_library.build(home)
    with sqlite3.connect(path) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table.startswith(("search", "_", "sqlite", "archive_state")):
                continue
            for _, column, kind, _, _, is_key in db.execute(f"PRAGMA table_info([{table}])").fetchall():
                if kind == "TEXT" and not is_key and column not in KEYS:
                    json_list = column in (
                        "places_then",
                        "places_now",
                        "cooperatives",
                        "documents",
                        "candidates",
                        "fields",
                    )
                    json_map = column in ("names", "dates_claimed")
                    poison = '["%s"]' if json_list else '{"%s": 1}' if json_map else "%s"
                    text = poison % (POISON.replace('"', "") if json_list or json_map else POISON)
                    db.execute(f"UPDATE [{table}] SET [{column}] = ?", [text])
        db.execute("UPDATE articles SET published = '2024-01-01', title = ?", [POISON])
        db.execute("UPDATE article_bodies SET blocks = json_insert(blocks, '$[#]', json(?))", [SCRIPT])
    db.close()
    site = Site(path)
    yield site
    site.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tim-kiem",
        "/tim-kiem?q=htx",
        "/bai/dong-nai/long-thanh/3903",
        "/bai/bao/mien-dong/77",
        "/bai/dong-nai/tinh/da-go",
        "/ban-luu/1",
        "/htx/cooperative-xanh_740-0",
        "/tinh-trang",
        "/anh",
        "/htx",
        "/san-pham",
        "/noi",
        "/cong",
        "/san-pham/nhan-tuoi-xuan-dong",
        "/chu-the/nong-san-cam-my",
        "/van-ban/10946.KH-UBND_2019_75-0",
        "/noi/740-0",
        "/cong/dong-nai/tinh",
        "/archive/articles",
        "/archive/articles?_facet_array=places_now&source_id=dong-nai/tinh",
        "/archive/mentions",
        "/archive/documents",
        "/archive/places",
        "/archive/sources",
        "/archive/captures",
        "/archive/considered",
        "/archive/health",
        "/archive/articles/dong-nai~2Flong-thanh~2F3903",
        "/archive/ngay_bi_loai",
        "/archive/article_texts",
    ],
)
def test_no_crawled_text_becomes_active(poisoned: Site, path: str) -> None:
    answer = poisoned.get(path)
    assert answer.status_code in (200, 410), answer.status_code
    assert active(answer.text) == []
    assert "alert(1)" in answer.text or path in ("/bai/dong-nai/tinh/da-go", "/archive/health")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_typed_becomes_active(site: Site, payload: str) -> None:
    for path, name in (
        ("/tim-kiem", "q"),
        ("/tim-kiem", "nam"),
        ("/tim-kiem", "noi"),
        ("/archive/articles", "_search"),
        ("/archive/articles", "title"),
        ("/archive", "sql"),
    ):
        assert active(site.get(path, **{name: payload}).text) == [], (path, name)
    assert active(site.get(f"/bai/{payload}").text) == []


def test_the_feed_stays_well_formed(poisoned: Site) -> None:
    from xml.etree import ElementTree

    assert len(ElementTree.fromstring(poisoned.get("/tim-kiem.atom").content)) > 5


def test_no_cell_of_the_csv_file_is_a_formula(poisoned: Site) -> None:
    rows = list(csv.reader(io.StringIO(poisoned.get("/tim-kiem.csv").content.decode("utf-8-sig"))))
    assert len(rows) > 20
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    '=HYPERLINK("http://x.example","a,b")',
    "＝1",
)
HARMLESS = ("HTX =1, -2", "-5", "+84.5", 'ông "A", bà B\nxã C', "", "1e-5")


@pytest.fixture
def formulas(home: Path, tmp_path: Path) -> Iterator[Site]:
    """The library with titles that a spreadsheet would run, and some that it would not."""
    copy = tmp_path / "archive.db"
    copy.write_bytes((home / "archive.db").read_bytes())
    with sqlite3.connect(copy) as db:
        ids = [row[0] for row in db.execute("SELECT id FROM articles ORDER BY id")]
        for article_id, title in zip(ids, FORMULAS + HARMLESS, strict=False):
            db.execute("UPDATE articles SET title = ? WHERE id = ?", [title, article_id])
    db.close()
    site = Site(copy)
    yield site
    site.close()


TABLE, QUERY = (
    "/archive/articles.{}?_col=title&_sort=id&_size=max",
    "/archive.{}?sql=select+id,title+from+articles+order+by+id",
)


@pytest.mark.parametrize(
    "address", [TABLE, TABLE + "&_dl=1", TABLE + "&_stream=1", QUERY], ids=["table", "file", "stream", "query"]
)
def test_datasettes_own_csv_holds_no_formula_and_its_json_is_exact(formulas: Site, address: str) -> None:
    answer = formulas.get(address.format("csv"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    exact = formulas.get(address.format("json") + "&_shape=array").json()
    assert len(rows) == len(exact) > len(FORMULAS + HARMLESS)
    assert {row["title"] for row in exact} >= {*FORMULAS, *HARMLESS}, "JSON says it as it stands"
    for row, kept in zip(rows, exact, strict=True):
        assert row["title"] == (f"'{kept['title']}" if kept["title"] in FORMULAS else kept["title"])


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@x", "\tx", "\rx"])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("HTX =1") == "HTX =1" and safe_cell(-5) == -5


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tim-kiem?q=htx",
        "/bai/dong-nai/long-thanh/3903",
        "/ban-luu/1",
        "/khong-co",
        "/bai/dong-nai/tinh/da-go",
        "/static/site.css",
        "/robots.txt",
        "/tim-kiem.csv",
    ],
)
def test_our_pages_allow_no_inline_script_or_style(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.headers["content-security-policy"] == STRICT and "unsafe-inline" not in STRICT
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    if answer.headers["content-type"].startswith("text/html"):
        assert not re.search(r"<script>|<style|\sstyle=|\son\w+=\"", answer.text)
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//[^\"]*\.(?:js|css|woff2?)", answer.text)


@pytest.mark.parametrize(
    "path", ["/archive", "/archive/articles", "/archive/articles.json", "/archive/do_phu", "/-/static/app.css"]
)
def test_datasettes_pages_carry_headers_too(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200 and answer.headers["content-security-policy"] == DATASETTE
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/", 405),
        ("PUT", "/archive/articles", 405),
        ("DELETE", "/bai/dong-nai/long-thanh/3903", 405),
        ("OPTIONS", "/archive.json", 405),
        ("GET", "/archive/articles?_trace=1", 400),
        ("GET", "/archive/articles?_context=1", 400),
        ("GET", "/\\evil.example/", 400),
        ("GET", "/%5Cevil.example/", 400),
        ("GET", "//evil.example/", 400),
        *(
            ("GET", f"/-/{name}", 404)
            for name in ("databases", "settings.json", "versions", "plugins", "metadata", "config")
        ),
        *(
            ("GET", f"/-/{name}", 404)
            for name in ("threads", "messages", "allow-debug", "patterns", "permissions", "logout")
        ),
    ],
)
def test_doors_that_stay_shut(site: Site, method: str, path: str, status: int) -> None:
    async def ask() -> tuple[int, dict[str, str]]:
        sent: list[Any] = []
        raw, _, query = path.encode().partition(b"?")
        scope = {"type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": unquote(raw.decode()),
                 "raw_path": raw, "query_string": query, "headers": []}  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await site.datasette.app()(scope, receive, send)
        return sent[0]["status"], {k.decode().lower(): v.decode() for k, v in sent[0]["headers"]}

    found, headers = site.loop.run_until_complete(ask())
    assert found == status and "location" not in headers
    assert headers["content-security-policy"] and headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "sql",
    [
        "select hex(zeroblob(400000000))",
        "select length(randomblob(100000000))",
        "select printf('%.*c', 100000000, 'x')",
        "select instr((select group_concat(body) from article_texts), 'zzz')",
        "select replace('a', 'a', 'b')",
        "attach database '/tmp/x.db' as x",
        "select load_extension('x')",
        "pragma query_only = 0",
        "insert into articles(id, n) values ('x', 99999)",
        "select readfile('/etc/passwd')",
    ],
)
def test_costly_or_forbidden_sql_is_refused(site: Site, sql: str) -> None:
    answer = site.get("/archive.json", sql=sql)
    assert answer.status_code in (400, 403), answer.text[:300]


def test_endless_sql_is_stopped(site: Site) -> None:
    sql = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
    assert site.get("/archive.json", sql=sql).status_code in (400, 503)


def test_sql_that_wants_too_much_memory_is_told_so(site: Site) -> None:
    sql = "with recursive c(x) as (select 1 union all select x + 1 from c limit 100000) select body || x from article_texts, c order by 1"
    answer = site.get("/archive.json", sql=sql)
    assert answer.status_code == 503, answer.text[:300]
    assert "bộ nhớ" in answer.json()["error"] and "more memory" in answer.json()["error"]
    page = site.get("/archive", sql=sql)
    assert page.status_code == 503 and "tải cả kho về" in page.text


def test_ordinary_sql_still_works(site: Site) -> None:
    rows = site.get(
        "/archive.json", sql="select count(*) as k from articles where title like '%HTX%'", _shape="array"
    ).json()
    assert rows[0]["k"] > 3


@pytest.mark.parametrize(
    "query", ["_searchmode=raw&_search=a*", "_search_title=htx", "_fts_table=search&_search=htx", "_fts_pk=id"]
)
def test_searches_that_datasette_would_answer_wrongly_are_refused(site: Site, query: str) -> None:
    assert site.get(f"/archive/articles?{query}").status_code == 400


def test_an_empty_search_on_a_table_page_means_no_search(site: Site) -> None:
    assert site.get("/archive/articles.json?_search=&_shape=objects").json()["filtered_table_rows_count"] == 33


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example/x", "vbscript:x", "http:", "", None, "http://[bad/"],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert web(url) is None
    assert web("https://longthanh.dongnai.gov.vn/x") == "https://longthanh.dongnai.gov.vn/x"


def test_a_fault_of_ours_tells_the_reader_nothing_inside(
    site_of: Callable[..., Site], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_of(list(site_drafts.DRAFTS))
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute("DROP TABLE coverage")
    db.close()
    answer = site.get("/")
    assert answer.status_code == 500 and "coverage" not in answer.text and "Lỗi của trang" in answer.text
