"""The CMS with the contrast toolbar."""

import pytest
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

FAMILY = FAMILIES["tang-tuong-phan"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        # The addresses seen in public material.
        (
            "https://huyendakha.kontum.gov.vn/tin-tuc/thong-tin-du-an-dau-tu/danh-gia-phan-hang-san-pham-ocop-nam-2021.html",
            "danh-gia-phan-hang-san-pham-ocop-nam-2021",
        ),
        (
            "https://trangdinh.langson.gov.vn/tin-tuc-su-kien/huyen-trang-dinh-to-chuc-hoi-nghi-danh-gia-phan-hang-san-pham-ocop-nam-2024.html",
            "huyen-trang-dinh-to-chuc-hoi-nghi-danh-gia-phan-hang-san-pham-ocop-nam-2024",
        ),
        # How else it is written.
        ("https://h.vn/tin-tuc/nong-thon-moi/mot-hai-ba-bon.html?utm_source=zalo#x", "mot-hai-ba-bon"),
        ("https://h.vn/kinh-te/mot-hai-ba-bon.html", "mot-hai-ba-bon"),
        ("https://h.vn/", None),
        ("https://trangdinh.langson.gov.vn/tin-tuc-su-kien", None),
        ("https://trangdinh.langson.gov.vn/tin-tuc-su-kien?page=2", None),
        ("https://huyendakha.kontum.gov.vn/tin-tuc/thong-tin-du-an-dau-tu", None),
        ("https://h.vn/lien-he.html", None),
        ("https://h.vn/gioi-thieu/to-chuc-bo-may.html"[:-5], None),
        ("https://h.vn/tin-tuc/rss.html", None),
    ],
)
def test_the_slug_is_the_article(url: str, key: str | None) -> None:
    assert FAMILY.article_key(url) == key
    if key:
        assert FAMILY.canonical_url(url) == url.partition("?")[0]


def test_an_edited_title_is_another_article() -> None:
    keys = {FAMILY.article_key(f"https://h.vn/tin-tuc/cho-phien-dau-{when}.html") for when in ("thang", "thang-tu")}
    assert keys == {"cho-phien-dau-thang", "cho-phien-dau-thang-tu"}


def test_a_listing_its_pager_and_the_toolbar() -> None:
    page = Selector(
        """<main><div class="item"><h3><a href="/tin-tuc/kt/cho-phien-dau-thang-tu.html">Chợ phiên đầu tháng tư</a></h3><span>05/04/2024</span></div>
        <div class="paging"><span>1</span><a href="/tin-tuc/kt?page=2">2</a><a href="/tin-tuc/kt?page=2">›</a></div>
        <div class="related"><a href="/tin-tuc/kt/mot-bai-o-ben-canh.html">Một bài ở bên cạnh</a></div></main>"""
    )
    url = "https://h.vn/tin-tuc/kt"
    items = FAMILY.listing_items(page, url)
    assert [(item.title, item.date_shown) for item in items] == [("Chợ phiên đầu tháng tư", "05/04/2024")]
    assert FAMILY.next_page(page, PageRequest(url)) == PageRequest(f"{url}?page=2", page=2)
    assert FAMILY.next_page(page, PageRequest(f"{url}?page=2", page=2)) is None
