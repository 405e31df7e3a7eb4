"""The group/nid CMS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

FAMILY = FAMILIES["group-nid"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        # The addresses seen in public material.
        (
            "http://ocop.quangnam.gov.vn/chi-tiet/group/96/nid/9933/ocop-san-pham-dac-trung-khai-thac-tiem-nang-loi-the-dac-trung-cua-vung-mien-o-nong-thon-quang-nam",
            "9933",
        ),
        (
            "https://tralinh.danang.gov.vn/chi-tiet-tin/group/119/nid/4370/cho-phien-tra-linh-thang-4-2-26-khong-gian-van-hoa-song-dong-lan-toa-sinh-ke-va-ban-sac-vung-cao",
            "4370",
        ),
        # How else it is written.
        ("https://tralinh.danang.gov.vn/chi-tiet-tin/group/119/nid/4370", "4370"),
        ("https://tralinh.danang.gov.vn/Chi-Tiet-Tin/group/7/nid/04370/?fbclid=x", "4370"),
        ("https://tralinh.danang.gov.vn/", None),
        ("https://tralinh.danang.gov.vn/danh-muc/group/119", None),
        ("https://tralinh.danang.gov.vn/chi-tiet-tin/group/119", None),
        ("https://tralinh.danang.gov.vn/chi-tiet-tin/group/119/nid/x", None),
        ("https://tralinh.danang.gov.vn/chi-tiet-tin/group/119/nid/4370/a/b", None),
        ("https://tralinh.danang.gov.vn/rss/group/119", None),
    ],
)
def test_the_nid_is_the_article(url: str, key: str | None) -> None:
    assert FAMILY.article_key(url) == key


@given(
    st.integers(1, 99_999), st.integers(1, 200), st.sampled_from(["", "-tin"]), st.sampled_from(["", "/ten-bai", "/"])
)
def test_key_holds_over_groups_and_slugs(number: int, group: int, kind: str, slug: str) -> None:
    assert FAMILY.article_key(f"https://h.vn/chi-tiet{kind}/group/{group}/nid/{number}{slug}?utm_source=a") == str(
        number
    )


def test_a_listing_and_its_pager() -> None:
    page = Selector(
        """<div class="node"><a href="/chi-tiet-tin/group/96/nid/12/qua-tang-tu-nui"><h4>Quà tặng từ núi</h4></a><span>03/12/2025</span>
        <a href="/chi-tiet-tin/group/96/nid/12">Xem chi tiết</a></div>
        <div class="node"><a href="/chi-tiet-tin/group/96/nid/15"><h4>Chợ phiên đầu tháng</h4></a></div>
        <ul><li><b>1</b></li><li><a href="?page=2">2</a></li></ul>"""
    )
    url = "https://h.vn/danh-muc/group/96"
    items = FAMILY.listing_items(page, url)
    assert [(item.title, item.date_shown) for item in items] == [
        ("Quà tặng từ núi", "03/12/2025"),
        ("Chợ phiên đầu tháng", None),
    ]
    assert items[0].url.endswith("/nid/12/qua-tang-tu-nui")
    assert FAMILY.next_page(page, PageRequest(url)) == PageRequest(f"{url}?page=2", page=2)
    assert FAMILY.next_page(page, PageRequest(f"{url}?page=2", page=2)) is None
