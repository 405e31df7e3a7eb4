"""Searches narrowed, folded, drawn and handed out: reprints, stars, pictures, months, files, Telex."""

import io
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import Site, visible
from openpyxl import load_workbook
from site_drafts import DRAFTS, Draft

from website.telex import meant

TEXT = (("paragraph", "Nhãn cũ được dùng hết rồi mới in nhãn mới theo địa danh của xã sau sắp xếp.", ""),)
REPRINTS = tuple(
    Draft(f"{source}/{number}", source, title, "Nhãn mới", TEXT, published=published)
    for source, number, title, published in (
        ("dong-nai/tinh", 5811, "Nhãn sản phẩm đổi địa danh", "2025-07-03T09:05"),
        ("dong-nai/phuong-long-thanh", 9, "Đổi địa danh trên nhãn sản phẩm", "2025-07-04"),
        ("dong-nai/long-thanh", 7, "Nhãn sản phẩm và địa danh mới", "2025-09-12"),
    )
)
STORY = "dong-nai/tinh/5811"


@pytest.fixture
def reprinted(site_of: Callable[..., Site]) -> Site:
    site = site_of([*DRAFTS, *REPRINTS])
    path = site.datasette.databases["archive"].path
    with sqlite3.connect(path) as db:
        first = REPRINTS[0]
        db.execute(
            "INSERT INTO stories VALUES (?, ?, 3, 3, ?, ?, NULL, ?, '2025-09-12')",
            [STORY, first.title, first.id, first.source_id, first.published],
        )
        for draft in REPRINTS:
            db.execute("UPDATE articles SET story_id = ? WHERE id = ?", [STORY, draft.id])
            db.execute(
                "INSERT INTO story_members VALUES (?, ?, ?, ?, 0.9)",
                [STORY, draft.id, draft.source_id, draft.published],
            )
        db.execute(
            "INSERT INTO rating_events (product_id, article_id, stars, potential) VALUES ('nam', ?, 4, 0)", [STORY]
        )
    return site


def test_reprints_of_one_text_are_one_hit_and_can_be_unfolded(reprinted: Site) -> None:
    assert reprinted.titles(q='"nhãn mới theo địa danh"') == [REPRINTS[0].title]
    page = reprinted.get("/tim-kiem", q='"nhãn mới theo địa danh"').text
    assert "3 bài" in visible(page) and "1 nội dung" in visible(page) and "+2 bài đăng lại" in page
    assert len(reprinted.titles(q='"nhãn mới theo địa danh"', gop="khong")) == 3
    lines = reprinted.get("/tim-kiem.json", q='"nhãn mới theo địa danh"').json()["articles"]
    assert len(lines) == 3, "files hold every article"


def test_a_story_says_who_was_first_and_links_its_members(reprinted: Site) -> None:
    page = reprinted.text(f"/chuyen/{STORY}")
    assert "3 bài trên 3 cổng" in page and "Sớm nhất trong kho" in page and "90 %" in page
    article = reprinted.text(f"/bai/{REPRINTS[1].id}")
    assert "Cùng nội dung ở nơi khác" in article
    assert reprinted.get("/chuyen/khong/co").status_code == 404


@pytest.mark.parametrize(("filters", "number"), [({"sao": "4"}, 2), ({"sao": "5"}, 0), ({"thang": "2025-07"}, 2)])
def test_stars_and_months_narrow(reprinted: Site, filters: dict[str, str], number: int) -> None:
    assert len(reprinted.titles(q="nhãn", gop="khong", **filters)) == number


def test_pictures_narrow_and_are_counted(site: Site) -> None:
    page = site.get("/tim-kiem", q="ocop").text
    counted = re.search(r'anh=co">có ảnh</a> <span class="count">(\d+)', page)
    assert counted
    assert f"{counted[1]} bài" in site.text("/tim-kiem", q="ocop", anh="co", gop="khong")


@pytest.mark.parametrize("wrong", [{"sao": "9"}, {"thang": "2025-13"}, {"anh": "khong"}])
def test_what_makes_no_sense_is_named_and_ignored(site: Site, wrong: dict[str, str]) -> None:
    name, value = next(iter(wrong.items()))
    assert f"Không hiểu {name}={value}, đã bỏ qua." in site.text("/tim-kiem", q="ocop", **wrong)


def test_the_months_are_drawn_without_script_or_inline_style(site: Site) -> None:
    page = site.get("/tim-kiem", q="ocop").text
    chart = page[page.index('<figure class="months">') : page.index("</figure>")]
    bars = re.findall(r'aria-label="(\d\d)/(\d{4}): (\d+) bài"', chart)
    assert len(bars) >= 2 and "style=" not in chart
    month, year, number = bars[-1]
    narrowed = site.text("/tim-kiem", q="ocop", thang=f"{year}-{month}", gop="khong")
    assert f"{number} bài" in narrowed


def test_a_spreadsheet_is_the_search_and_says_what_it_is(site: Site) -> None:
    answer = site.get("/tim-kiem.xlsx", q="ocop")
    book = load_workbook(io.BytesIO(answer.content), read_only=True)
    head, *lines = book["articles"].iter_rows(values_only=True)
    assert head[0] == "id" and len(lines) == len(site.get("/tim-kiem.json", q="ocop").json()["articles"])
    about = dict(book["about"].iter_rows(values_only=True))
    assert about["note"] == "DỮ LIỆU MẪU" and about["search"].endswith("/tim-kiem?q=ocop")
    assert "du-lieu-mau.xlsx" in answer.headers["content-disposition"]


def test_parquet_is_the_search_and_says_what_it_is(site: Site, tmp_path: Path) -> None:
    answer = site.get("/tim-kiem.parquet", q="148/QĐ-UBND")
    (tmp_path / "found.parquet").write_bytes(answer.content)
    found = duckdb.read_parquet(str(tmp_path / "found.parquet")).project("id, documents").fetchall()
    told = site.get("/tim-kiem.json", q="148/QĐ-UBND").json()["articles"]
    assert found == [(article["id"], article["documents"]) for article in told] and found[0][1] == ["148/QĐ-UBND"]
    notes = dict(duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{tmp_path}/found.parquet')").fetchall())
    assert notes[b"note"].decode() == "DỮ LIỆU MẪU" and notes[b"search"].decode().endswith(
        "/tim-kiem?q=148%2FQ%C4%90-UBND"
    )
    empty = site.get("/tim-kiem.parquet", q="xyzzy")
    assert empty.status_code == 200 and empty.content[:4] == b"PAR1"


def test_json_keeps_lists_as_lists(site: Site) -> None:
    told = json.loads(site.get("/tim-kiem.json", q="148/QĐ-UBND").content)
    assert told["note"] == "DỮ LIỆU MẪU"
    assert told["articles"][0]["documents"] == ["148/QĐ-UBND"]


def test_a_document_number_alone_leads_to_its_page(site: Site) -> None:
    answer = site.get("/tim-kiem", q="10946 kh ubnd")
    assert (answer.status_code, answer.headers["location"]) == (302, "/van-ban/10946.KH-UBND_2019_75-0")
    assert site.get("/tim-kiem", q="10946 kh ubnd long thành").status_code == 200
    assert site.get("/tim-kiem", q="10946 kh ubnd", tim="1").status_code == 200


def test_telex_keys_are_understood_where_nothing_else_is_found(site: Site) -> None:
    page = site.get("/tim-kiem", q="xax loojc an").text
    assert "Ý bạn là:" in page and "xã lộc an" in page
    assert "Ý bạn là:" not in site.get("/tim-kiem", q="xã lộc an").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ddoongf nai", "đồng nai"), ("long tha2nh", "long thành"), ("sanr phaamr", "sản phẩm"), ("nhuwngx", "những"),
        ("dduwowngf", "đường"), ("hoaf binhf", "hòa bình"), ("xoaif phus lys", "xoài phú lý"), ("d9o6ng2 nai", "đồng nai"),
        ("giaays", "giấy"), ("thuyr sanr", "thủy sản"), ("lowij ich1", "lợi ích"),
    ],
)  # fmt: skip
def test_keys_of_the_two_keyboards(typed: str, said: str) -> None:
    assert meant(typed) == said


@pytest.mark.parametrize(
    "typed", ["hop tac xa", "hợp tác xã", "10946 kh ubnd", "ocop 4 sao", "nam", "vietgap", "email"]
)
def test_what_is_typed_plainly_stays(typed: str) -> None:
    assert meant(typed) is None
