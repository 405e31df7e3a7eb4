"""Pages of things and their indexes: what they say of a thing, what became of a place, where it is, what was rated."""

import re
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import Site, visible
from site_drafts import DRAFTS, LONG_THANH, PHUONG_LONG_THANH, TP_DONG_NAI, Draft

XANH = "/htx/cooperative-xanh_740-0"
INDEXES = ("/htx", "/san-pham", "/chu-the", "/van-ban", "/noi", "/cong")


def test_a_cooperative_shows_its_years_its_point_and_ways_on(site: Site) -> None:
    html = site.get(XANH).text
    page = visible(html)
    assert (
        "Số bài theo năm đăng" in page
        and 'class="bar"' in html
        and "/tim-kiem?htx=cooperative-xanh_740-0&amp;nam=" in html
    )
    assert "10.800, 107.000: điểm của đơn vị kế tiếp" in page, (
        "a former commune has its successor's point, and it says so"
    )
    assert 'href="/tim-kiem.atom?htx=cooperative-xanh_740-0"' in html and "Tìm mọi bài" in page
    assert "(ngày đăng ghi trên bài)" in page, "a line of evidence says how its date is known"
    assert "24/11" not in page and "không rõ ngày, khoảng 09/2019–12/2020" in page


def test_years_stand_beside_what_the_archive_holds_of_them(site: Site, home: Path) -> None:
    html = site.get(XANH).text
    shown = dict(re.findall(r"aria-label=\"(\d{4}): \d+ bài, trong (\d+) bài", html))
    with sqlite3.connect(home / "archive.db") as db:
        held = dict(db.execute("SELECT year, count(*) FROM articles WHERE state = 'published' GROUP BY 1"))
    assert shown and all(held[year] == int(count) for year, count in shown.items())


def test_one_line_of_evidence_per_article(site: Site) -> None:
    lines = re.findall(r'<p class="meta"><a href="(/bai/[^"]+)">', site.get(XANH).text.split('class="evidence"')[1])
    assert len(lines) == len(set(lines)) > 3


def test_a_product_lists_its_ratings_and_never_says_still_recognised(site: Site) -> None:
    html = site.get("/san-pham/nhan-tuoi-xuan-dong").text
    page = visible(html)
    today = date.today()
    assert "4 sao" in page and "đã công bố, hết hạn ngày 02/08/2022" in page
    if today <= date(2027, 11, 15):
        assert "đã công bố, chưa hết hạn vào ngày" in page
    assert "còn được công nhận" not in page and "Tiềm năng" not in page
    assert 'href="/chu-the/nong-san-cam-my"' in html and 'href="/bai/dong-nai/tinh/6664"' in html


def test_potential_five_stars_stand_apart(site: Site) -> None:
    page = visible(site.get("/san-pham/sua-bo-loc-an").text)
    assert "Tiềm năng" in page and "chưa phải là năm sao" in page and "Hạng sao đã công bố" not in page


def test_a_producer_shows_products_and_ratings(site: Site) -> None:
    html = site.get("/chu-the/nong-san-cam-my").text
    assert 'href="/san-pham/nhan-tuoi-xuan-dong"' in html and "đã công bố, hết hạn ngày 02/08/2022" in html


def test_a_cooperative_shows_its_products_and_their_ratings(site: Site) -> None:
    page = visible(site.get("/htx/group-bo-sua_26392-0").text)
    assert "Sản phẩm, theo các bài" in page and "Sữa bò Lộc An" in page and "tiềm năng" in page


def test_a_product_shows_the_rows_of_tables_that_list_it(site_of: Callable[..., Site], tmp_path: Path) -> None:
    site = site_of(list(DRAFTS), captures=False)
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute(
            "INSERT INTO product_rows (article_id, place, table_no, row_no, page, product, producer, score, stars, potential,"
            " product_id, cells) VALUES ('dong-nai/long-thanh/3903', 'attachment 0', 1, 2, 3, 'Sữa bò Lộc An',"
            " 'THT Bò sữa', 83.5, 3, 0, 'sua-bo-loc-an', '[]')"
        )
    page = site.text("/san-pham/sua-bo-loc-an")
    assert "Dòng trong bảng" in page and "83,5" in page and "tệp Phụ lục phân công (PDF), trang 3" in page


@pytest.mark.parametrize(("name", "value", "least"), [("sp", "nhan-tuoi-xuan-dong", 2), ("ct", "nong-san-cam-my", 2)])
def test_a_search_is_narrowed_to_a_product_or_a_producer(site: Site, name: str, value: str, least: int) -> None:
    assert len(site.titles(**{name: value})) == least
    assert site.get("/tim-kiem.atom", **{name: value}).text.count("<entry>") == least


def test_a_former_district_says_what_its_communes_are_today(site: Site) -> None:
    html = site.get(f"/noi/{LONG_THANH}").text
    fates = html.split('id="nay-la-gi"')[1].split("</table>")[0]
    assert "xã Lộc An" in fates and f"/noi/{PHUONG_LONG_THANH}" in fates and "1662/NQ-UBTVQH15" in fates
    assert f"/tim-kiem?noi={LONG_THANH}" in html and f"/tim-kiem?noi={PHUONG_LONG_THANH}" in html
    assert "Mọi bài về huyện Long Thành cũ" in visible(html)


def test_a_place_of_today_lists_all_that_went_into_it(site: Site) -> None:
    html = site.get(f"/noi/{PHUONG_LONG_THANH}").text
    made_of = html.split('id="lap-tu"')[1].split("</ul>")[0]
    assert "xã Lộc An" in made_of and f"/noi/{LONG_THANH}" in made_of
    assert "Mọi bài từ nơi nay là phường Long Thành" in visible(html)


@pytest.mark.parametrize("path", INDEXES)
def test_an_index_is_searched_without_accents_and_narrowed_by_province(site: Site, path: str) -> None:
    html = site.get(path).text
    first = re.search(r'<tbody>\s*<tr><td><a href="([^"]+)">([^<]+)</a>', html)
    assert first and first[1].startswith(path) and site.get(first[1]).status_code == 200
    assert site.get(path, q="khong co ten nay").text.count("<tbody>") == 0
    bare = re.sub(r"\W+", " ", first[2]).split()[-1]
    assert first[2] in site.get(path, q=bare).text
    assert "Bảng dữ liệu" in html and "độ phủ" in html


def test_an_index_lists_under_the_province_of_then_and_of_today(site: Site) -> None:
    for province in ("tỉnh Đồng Nai", "thành phố Đồng Nai"):
        assert "Nông nghiệp Xanh" in site.get("/htx", tinh=province).text
    assert "Nông nghiệp Xanh" not in site.get("/htx", tinh="tỉnh Quảng Ninh").text
    assert "Nông nghiệp Xanh" in site.get("/htx", q="nong nghiep xanh", sap="ten", trang="99").text


def test_the_map_shows_places_with_counts_and_the_same_numbers_as_a_table(site: Site, home: Path) -> None:
    html = site.get("/ban-do").text
    with sqlite3.connect(home / "archive.db") as db:
        (count,) = db.execute("SELECT articles FROM places WHERE id = ?", [TP_DONG_NAI]).fetchone()
    assert f"thành phố Đồng Nai: {count} bài" in html and 'href="/ban-do/nen.svg"' in html
    assert f'href="/tim-kiem?noi={TP_DONG_NAI}">{count}</a>' in html
    picture = site.get("/ban-do/nen.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml") and "Hoàng Sa" in picture.text


def test_a_province_is_drawn_with_its_communes_and_former_districts(site: Site) -> None:
    html = site.get("/ban-do", tinh=TP_DONG_NAI).text
    assert 'class="spot"' in html and 'class="former"' in html and f'href="/noi/{LONG_THANH}"' in html
    assert "Huyện cũ" in visible(html)
    assert site.get("/ban-do", tinh="99-0").status_code == 404


def test_what_all_pages_need_outlives_a_walk_through_every_page(home: Path) -> None:
    from website import archive

    with sqlite3.connect(home / "archive.db") as db:
        made: list[str] = []
        for k in range(archive._MOST_REMEMBERED + 50):
            archive.remembered(db, "needed by all", lambda: made.append("needed"))
            archive.remembered(db, ("one page", k), lambda: None)
    db.close()
    assert made == ["needed"]


def test_a_thing_in_half_the_archive_lists_its_newest_articles(site_of: Callable[..., Site]) -> None:
    from website import naming

    drafts = [
        Draft(
            f"dong-nai/tinh/{k}", "dong-nai/tinh", f"Bài {k}", "HTX Nông nghiệp Xanh họp", published=f"20{10 + k}-01-01"
        )
        for k in range(12)
    ]
    site = site_of([*DRAFTS[:1], *drafts], captures=False)
    before = site.get(XANH).text
    walked, naming.WALKED = naming.WALKED, 3
    try:
        assert site.get(XANH).text == before and before.index("Bài 11") < before.index("Bài 10")
    finally:
        naming.WALKED = walked
