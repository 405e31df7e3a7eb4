"""Pages to look around in: how portals fare, the timeline, the photo wall, data for researchers, the front page."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import ROOT, Site, visible
from site_drafts import DONG_NAI, DRAFTS, LONG_THANH, PHUONG_LONG_THANH, Draft

from website.condition import newest_checks, silent_since


def test_health_says_worst_first_what_fails_since_when_and_what_fell_silent(site: Site) -> None:
    html = site.get("/tinh-trang").text
    states = re.findall(r'<td><span class="state state-(\w+)">', html)
    assert states == ["fail", "silent", "ok", "ended"]
    page = visible(html)
    assert "danh sách tin chỉ còn 3 mục" in page and "01/06/2026 00:00" in page, "failing since the run that began so"
    assert "im lặng từ 09/2023" in page and "cơ quan chấm dứt ngày 30/06/2025" in page
    strips = html.split('id="theo-thang"')[1]
    assert strips.count("tháng có bài") == 4 and 'class="shade-1"' in strips and 'class="not-there"' in strips
    assert 'id="do-phu"' in html and "Các lượt thu thập gần đây" in page


@pytest.mark.parametrize(
    ("months", "now", "since"),
    [
        (["2025-01", "2025-02", "2025-03"], "2025-06-30", None),
        (["2025-01", "2025-02", "2025-03"], "2025-07-01", "2025-04"),
        (["2024-01", "2024-07", "2025-01"], "2026-05-01", None),
        (["2024-12"], "2025-12-31", None),
        (["2024-12"], "2026-01-01", "2025-01"),
        ([], "2026-01-01", None),
    ],
)
def test_silence_is_longer_than_a_portals_own_rhythm(months: list[str], now: str, since: str | None) -> None:
    assert silent_since(months, now) == since


def test_a_check_fails_since_the_first_visit_of_an_unbroken_row() -> None:
    levels = [(5, "fail"), (4, "fail"), (3, "ok"), (2, "fail")]
    checks = [{"run_id": run, "check": "Z1", "level": level} for run, level in levels]
    (newest,) = newest_checks(checks, {run: f"2026-01-0{run}T00:00:00Z" for run, _ in levels})
    assert newest["since"] == "2026-01-04T00:00:00Z"


def test_a_portal_shows_its_checks_with_limits_and_its_months(site: Site) -> None:
    html = site.get("/cong/dong-nai/tinh").text
    row = visible(html.split('id="suc-khoe"')[1].split("</tbody>")[0])
    assert "hỏng" in row and "danh sách tin chỉ còn 3 mục" in row and "5" in row
    assert "/tim-kiem?cong=dong-nai%2Ftinh&amp;thang=2024-11" in html
    assert "not-yet" in site.get("/cong/dong-nai/long-thanh").text, "months after the body ended"
    assert "im lặng từ 09/2023" in site.text("/cong/bao/mien-dong")


def test_the_operators_way_from_the_front_to_the_silent_portal(site: Site) -> None:
    front = site.get("/").text
    assert 'href="/tinh-trang"' in front and "2 cổng đang hỏng hoặc im lặng" in visible(front)
    assert 'href="/cong/bao/mien-dong"' in front


def test_the_timeline_orders_documents_and_ratings(site: Site) -> None:
    html = site.get("/dong-thoi-gian").text
    days = re.findall(r'<p class="when">(\d\d)/(\d\d)/(\d{4})</p>', html)
    assert days == sorted(days, key=lambda day: (day[2], day[1], day[0]), reverse=True) and len(days) >= 4
    page = visible(html)
    assert "kế hoạch 10946/KH-UBND" in page and "Nhãn tươi Xuân Đông 4 sao" in page and "tiềm năng 5 sao" in page
    assert "1 văn bản không bài nào ghi ngày" in page and "Độ phủ" in page
    assert "Trang thông tin điện tử huyện Long Thành" in page, "who names the document"


def test_the_timeline_is_narrowed_by_place_then_and_now_and_by_year(site: Site) -> None:
    district = site.text("/dong-thoi-gian", noi=LONG_THANH)
    assert "148/QĐ-UBND" in district and "10946/KH-UBND" not in district
    assert "148/QĐ-UBND" in site.text("/dong-thoi-gian", noi=PHUONG_LONG_THANH)
    assert "148/QĐ-UBND" in site.text("/dong-thoi-gian", noi=DONG_NAI)
    year = site.text("/dong-thoi-gian", nam="2021")
    assert "148/QĐ-UBND" in year and "10946/KH-UBND" not in year
    assert site.get("/dong-thoi-gian", noi="1-0").status_code == 404
    assert site.get("/dong-thoi-gian", nam="x", trang="-1").status_code == 200


def test_the_wall_shows_only_what_may_be_shown(site: Site, home: Path) -> None:
    html = site.get("/anh").text
    pictures = re.findall(r'src="/anh/([0-9a-f]{64})\.jpg"', html)
    assert len(pictures) == 2 and all(site.get(f"/anh/{one}.jpg").status_code == 200 for one in pictures)
    assert sha256(b"https://dongnai.example/anh/danh-thiep.jpg").hexdigest() not in html, "of a masked article"
    assert "HTX Nông nghiệp Xanh, xã Lộc An, trong vụ thu hoạch rau" in visible(html)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("vu thu hoach rau", 1),
        ("vụ thu hoạch", 1),
        ("htx", 2),
        ("hop tac xa", 2),
        ("vù", 0),
        ('"mẫu nhãn tươi"', 1),
        ("lộc an nhãn", 0),
    ],
)
def test_captions_are_searched_with_or_without_accents(site: Site, typed: str, number: int) -> None:
    assert site.get("/anh", q=typed).text.count('src="/anh/') == number


def test_copies_of_a_photo_are_one_and_older_pictures_a_page_away(site_of: Callable[..., Site], tmp_path: Path) -> None:
    drafts = [
        Draft(
            f"dong-nai/tinh/{k}", "dong-nai/tinh", f"Bài {k}",
            blocks=(("image", "", f"https://dongnai.example/{k}.jpg"), ("caption", f"Ảnh số {k}", "")),
            published=f"2020-{k // 28 + 1:02}-{k % 28 + 1:02}",
        )
        for k in range(45)
    ]  # fmt: skip
    site = site_of(drafts, captures=False)
    with sqlite3.connect(tmp_path / "archive.db") as db:
        same = [sha256(f"https://dongnai.example/{k}.jpg".encode()).hexdigest() for k in (44, 0)]
        db.execute("UPDATE images SET looks_like = ? WHERE sha256 IN (?, ?)", [min(same), *same])
    first = site.get("/anh").text
    assert first.count('src="/anh/') == 36 and "2 bài dùng ảnh này" in visible(first)
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = site.get(following[1]).text
    assert second.count('src="/anh/') == 8 and "Ảnh số 8" in second and "Ảnh số 0<" not in second
    assert 'rel="next"' not in second


def test_every_public_table_and_column_is_explained(site: Site) -> None:
    import yaml

    html = site.get("/du-lieu").text
    said = yaml.safe_load((ROOT / "metadata.yml").read_text(encoding="utf-8"))["databases"]["archive"]
    for name, table in said["tables"].items():
        assert (f'id="bang-{name}"' in html) == (not table.get("hidden")), name
        if not table.get("hidden"):
            part = html.split(f'id="bang-{name}"')[1].split("</details>")[0]
            assert all(f"<code>{column}</code>" in part for column in table["columns"]), name
    assert all(f'href="/archive/{name}"' in html for name in said["queries"])


def test_what_the_data_page_offers_answers(site: Site) -> None:
    html = site.get("/du-lieu").text
    for href in re.findall(r'href="(/archive/rating_events\.[^"]+|/tim-kiem\.json[^"]*)"', html):
        assert site.get(href.replace("&amp;", "&")).status_code == 200, href
    ratings = list(csv.DictReader(io.StringIO(site.get("/archive/rating_events.csv?_stream=1").text)))
    articles = json.loads(site.get("/tim-kiem.json", noi="740-0").text)["articles"]
    assert {row["article_id"] for row in ratings} & {row["id"] for row in articles}, "the example's two halves join"


def test_the_researchers_way_to_ratings_of_a_former_district(site: Site) -> None:
    html = site.get("/noi/739-0").text
    href = re.search(r'href="(/archive/hang_sao_huyen_cu\?[^"]+)"', html)
    assert href
    address = href[1].replace("&amp;", "&").replace("tu_nam=", "tu_nam=2020").replace("cu?", "cu.csv?")
    rows = list(csv.DictReader(io.StringIO(site.get(address).text.lstrip("\ufeff"))))
    assert [(row["san_pham"], row["sao"]) for row in rows if row["tiem_nang"] == "0"] == [("Nhãn tươi Xuân Đông", "4")]
    assert all(row["trich_dan"] and row["article_id"] for row in rows)


def test_a_live_archive_of_one_article_has_all_these_pages(site_of: Callable[..., Site]) -> None:
    site = site_of(list(DRAFTS[:1]), holds="live")
    for path in ("/", "/tinh-trang", "/dong-thoi-gian", "/anh", "/du-lieu", "/ban-do", "/htx", "/san-pham", "/cong"):
        assert site.get(path).status_code == 200, path
