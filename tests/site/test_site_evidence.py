"""What a journalist takes away from an article: its evidence, a citation, what changed, a way to object."""

import io
import re
import sqlite3
import time
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Site, visible

from website.differences import changed_lines
from website.visible import marked, visible_text

OPEN = "dong-nai/tinh/6664"


def test_an_article_hands_out_its_captures_as_one_file(site: Site) -> None:
    answer = site.get(f"/bai/{OPEN}.wacz")
    assert answer.headers["content-type"] == "application/wacz+zip"
    assert "attachment" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        names = packed.namelist()
        assert "datapackage.json" in names and any(name.startswith("archive/") for name in names)
        assert OPEN.rpartition("/")[2] in packed.read("pages/pages.jsonl").decode()
    assert f"/bai/{OPEN}.wacz" in site.get(f"/bai/{OPEN}").text


@pytest.mark.parametrize(("article", "status"), [("bao/mien-dong/77", 403), ("dong-nai/tinh/khong-co", 404)])
def test_evidence_that_may_not_go_out_stays(site: Site, article: str, status: int) -> None:
    assert site.get(f"/bai/{article}.wacz").status_code == status


def test_a_citation_names_portal_day_build_and_hash(site: Site, home: Path) -> None:
    page = visible(site.get(f"/bai/{OPEN}").text)
    with sqlite3.connect(home / "archive.db") as db:
        (sha256,) = db.execute("SELECT sha256 FROM captures WHERE article_id = ?", [OPEN]).fetchone()
    cited = page[page.index("Trích dẫn bài này") : page.index("@misc{")]
    assert cited.count("DỮ LIỆU MẪU") == 1 and f"SHA-256 {sha256}" in cited
    assert f"http://localhost/bai/{OPEN}" in cited and "bản dựng 2026-06-01T03:00:00Z" in cited


def test_the_words_of_a_capture_are_shown_with_the_passage_marked(site: Site, home: Path) -> None:
    with sqlite3.connect(home / "archive.db") as db:
        capture, title = db.execute(
            "SELECT c.id, a.title FROM captures c JOIN articles a ON a.id = c.article_id WHERE a.id = ?", [OPEN]
        ).fetchone()
    page = site.get(f"/ban-luu/{capture}").text
    assert f'<mark id="doan">{title}</mark>' in page
    assert "alert(1)" not in page[page.index('class="page-words"') : page.index("<details>")]
    assert f"https://web.archive.org/web/*/https://example.org/{OPEN}" in page
    missing = site.text(f"/ban-luu/{capture}", doan="câu này không có trong trang")
    assert "Không thấy nguyên văn" in missing


def test_visible_words_of_a_page() -> None:
    page = "<title>Tin</title><style>p{}</style><p>Một &amp;\n hai</p><!-- <p>ẩn</p> --><div>Ba<br>bốn</div><script>x()"
    assert visible_text(page) == "Tin\nMột & hai\nBa\nbốn".replace("Một & hai", "Một &\nhai")
    found = marked("Sáng nay UBND xã\nhọp bàn OCOP.", "UBND xã họp bàn")
    assert (found.passage, found.after) == ("UBND xã\nhọp bàn", " OCOP.")
    assert marked("ngắn quá", "ngắn").passage == ""


@pytest.mark.parametrize("hostile", ["<" * 400_000, "<script" * 60_000, "<!--" * 100_000, "<p " * 130_000])
def test_a_hostile_page_costs_no_more_than_its_length(hostile: str) -> None:
    begun = time.process_time()
    visible_text(hostile)
    small = time.process_time() - begun
    begun = time.process_time()
    visible_text(hostile * 4)
    assert time.process_time() - begun < max(12 * small, 1.0), "four times the page, far more than four times the time"


def test_an_edited_line_shows_its_words_not_two_lines() -> None:
    diff = "- Các xã đăng ký trước ngày 20.\n+ Các xã đăng ký trước ngày 30 hằng tháng.\n+ Thêm một dòng khác hẳn."
    first, second = changed_lines(diff)
    assert [(p.kind, p.text) for p in first] == [
        ("same", "Các xã đăng ký trước ngày "), ("removed", "20."), ("added", "30 hằng tháng."),
    ]  # fmt: skip
    assert [(p.kind, p.text) for p in second] == [("added", "Thêm một dòng khác hẳn.")]


def test_every_page_says_how_to_object(site_of, site: Site) -> None:  # type: ignore[no-untyped-def]
    assert "chưa ghi địa chỉ liên hệ" in site.text("/")
    from site_drafts import DRAFTS

    other = site_of(DRAFTS)
    with sqlite3.connect(other.datasette.databases["archive"].path) as db:
        db.execute("INSERT OR REPLACE INTO archive_state VALUES ('contact', 'luu-tru@example.org')")
    for path in ("/", f"/bai/{DRAFTS[0].id}", "/archive", "/tim-kiem?q=ocop"):
        page = other.get(path).text
        found = re.search(r'href="(mailto:[^"]+)"[^>]*>Báo lỗi / yêu cầu gỡ', page)
        assert found, path
        mail = urlsplit(found[1].replace("&amp;", "&"))
        assert mail.path == "luu-tru@example.org"
        assert path.partition("?")[0] in parse_qs(mail.query)["body"][0]


def test_an_article_has_a_preview_and_one_address(site: Site) -> None:
    page = site.get(f"/bai/{OPEN}").text
    assert f'<link rel="canonical" href="http://localhost/bai/{OPEN}">' in page
    assert re.search(r'<meta property="og:title" content="\[DỮ LIỆU MẪU\] [^"]+">', page)
