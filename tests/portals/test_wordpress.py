"""WordPress."""

import pytest
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

FAMILY = FAMILIES["wordpress"]
THVL = "m%E1%BB%97i-xa-m%E1%BB%99t-s%E1%BA%A3n-ph%E1%BA%A9m-ocop-khong-nen-lam-theo-phong-trao"


@pytest.mark.parametrize(
    ("url", "key", "canonical"),
    [
        # The addresses seen in public material.
        (
            "https://nongthon.vietnamtourism.gov.vn/dong-nai-huyen-dinh-quan-co-19-san-pham-ocop/",
            "dong-nai-huyen-dinh-quan-co-19-san-pham-ocop",
            None,
        ),
        (
            "https://nongthon.vietnamtourism.gov.vn/thai-nguyen-dong-hy-cong-nhan-them-8-san-pham-ocop/",
            "thai-nguyen-dong-hy-cong-nhan-them-8-san-pham-ocop",
            None,
        ),
        (
            "https://nongthonmoi.travinh.gov.vn/huyen-tieu-can-co-09-san-pham-ocop/",
            "huyen-tieu-can-co-09-san-pham-ocop",
            None,
        ),
        ("https://thuonghieuquangninh.gov.vn/?p=4128", "p4128", None),
        ("https://nguoicanduoc.vn/can-duoc-can-them-nhieu-san-pham-ocop/", "can-duoc-can-them-nhieu-san-pham-ocop", None),
        ("https://baoanhdatmui.vn/cua-ngon-vat-la-cai-nuoc.html", "cua-ngon-vat-la-cai-nuoc", None),
        (f"https://thvl.vn/thoi-su-thvl/tin-trong-nuoc/{THVL}/", THVL, None),
        # How else it is written.
        ("https://thvl.vn/thoi-su-thvl/mỗi-xa-một-sản-phẩm-ocop-khong-nen-lam-theo-phong-trao", THVL,
         f"https://thvl.vn/thoi-su-thvl/{THVL}/"),
        (f"https://thvl.vn/{THVL.lower()}/", THVL, f"https://thvl.vn/{THVL}/"),
        ("https://h.vn/mot-hai-ba-bon/amp/", "mot-hai-ba-bon", "https://h.vn/mot-hai-ba-bon/"),
        ("https://h.vn/mot-hai-ba-bon/feed/", "mot-hai-ba-bon", "https://h.vn/mot-hai-ba-bon/"),
        ("https://h.vn/mot-hai-ba-bon/2/", "mot-hai-ba-bon", "https://h.vn/mot-hai-ba-bon/"),
        ("https://h.vn/mot-hai-ba-bon/?replytocom=5#respond", "mot-hai-ba-bon", "https://h.vn/mot-hai-ba-bon/"),
        ("https://h.vn/?utm_source=a&p=12&preview=true", "p12", "https://h.vn/?p=12"),
    ],
)  # fmt: skip
def test_posts_are_known_by_slug_or_number(url: str, key: str, canonical: str | None) -> None:
    assert FAMILY.article_key(url) == key
    assert FAMILY.canonical_url(url) == (canonical or url)


@pytest.mark.parametrize(
    "url",
    [
        "https://h.vn/",
        "https://h.vn/feed/",
        "https://h.vn/page/2/",
        "https://h.vn/category/chuong-trinh-moi-xa-mot-san-pham/",
        "https://h.vn/category/chuong-trinh-moi-xa-mot-san-pham/page/2/",
        "https://h.vn/category/chuong-trinh-moi-xa-mot-san-pham/feed/",
        "https://h.vn/tag/san-pham-ocop-bon-sao/",
        "https://h.vn/author/ban-bien-tap-trang-tin/",
        "https://h.vn/gioi-thieu/",
        "https://h.vn/?p=0",
        "https://h.vn/?page_id=12",
        "https://h.vn/?cat=3",
        "https://h.vn/wp-content/uploads/2023/01/mot-hai-ba-bon.jpg",
        "https://h.vn/wp-json/mot-hai-ba-bon/",
    ],
)
def test_what_is_no_post(url: str) -> None:
    assert FAMILY.article_key(url) is None


def test_a_listing_and_its_pager() -> None:
    page = Selector(
        """<main><article class="post"><h2 class="entry-title"><a href="https://h.vn/me-chuoi-say-dau-tien/">Mẻ chuối sấy đầu tiên</a></h2>
        <time class="entry-date published" datetime="2023-12-14T10:45:00+07:00">14/12/2023</time>
        <span class="comments-link"><a href="https://h.vn/me-chuoi-say-dau-tien/#respond">Để lại bình luận</a></span></article>
        <article class="post"><h2><a href="/?p=77">Bài dán bằng liên kết ngắn</a></h2></article>
        <section class="widget"><a href="/mot-bai-o-cot-ben/">Một bài ở cột bên</a></section>
        <div class="nav-links"><a class="page-numbers" href="/category/ocop/page/2/">2</a><a class="next" href="/category/ocop/page/2/">Trang sau</a></div></main>"""
    )
    url = "https://h.vn/category/ocop/"
    items = FAMILY.listing_items(page, url)
    assert [(item.title, item.date_shown) for item in items] == [
        ("Mẻ chuối sấy đầu tiên", "2023-12-14T10:45:00+07:00"),
        ("Bài dán bằng liên kết ngắn", None),
    ]
    assert FAMILY.next_page(page, PageRequest(url)) == PageRequest(f"{url}page/2/", page=2)
    assert FAMILY.next_page(page, PageRequest(f"{url}page/2/", page=2)) is None
