"""What a look at a portal's listing proposes beside its CMS."""

import yaml
from parsel import Selector

from crawler.portals.families import FAMILIES
from operate.proposing import name_of, sections_of, sitemaps_of

URL = "https://mau.dongnai.gov.vn/vi/news/kinh-te/"
PAGE = Selector("""<html><head><title>Kinh tế - Trang thông tin điện tử xã Mẫu</title>
<link rel="alternate" type="application/atom+xml" href="/vi/news/atom/"></head><body>
<h1>TRANG THÔNG TIN ĐIỆN TỬ XÃ MẪU</h1>
<ul><li><a href="/vi/">Trang nhất</a><li><a href="/vi/news/kinh-te/page-2/">Kinh tế trang 2</a>
<li><a href="/vi/news/nong-nghiep/">Nông nghiệp</a><li><a href="/vi/news/ocop/">Chương trình OCOP: "sao"</a>
<li><a href="/vi/lien-he/">Liên hệ</a><li><a href="https://khac.vn/tin-tuc/">Tin tức nơi khác</a>
<li><a href="/vi/news/kinh-te/tin-tuc-mot-bai-12.html">Tin tức một bài</a><li><a href="/vi/news/rss/">RSS</a></ul>
<footer><p>Trang thông tin điện tử xã Mẫu</p></footer></body></html>""")


def test_sections_of_ocop_come_first_then_news_then_feeds() -> None:
    seen = sections_of(PAGE, URL, FAMILIES["nukeviet"])
    assert [(section.url.removeprefix("https://mau.dongnai.gov.vn"), section.kind, section.about) for section in seen] == [
        ("/vi/news/ocop/", "listing", "ocop"), ("/vi/news/nong-nghiep/", "listing", "mixed"),
        ("/vi/news/atom/", "feed", "mixed"), ("/vi/news/rss/", "feed", "mixed"),
    ]  # fmt: skip
    told = yaml.safe_load("\n".join(section.as_yaml() for section in seen))
    assert told[0] == {
        "url": "https://mau.dongnai.gov.vn/vi/news/ocop/",
        "label": 'Chương trình OCOP: "sao"',
        "about": "ocop",
    }
    assert told[3]["kind"] == "feed"


def test_the_portal_s_name_and_its_sitemaps() -> None:
    assert name_of(PAGE) == "Trang thông tin điện tử xã Mẫu"
    assert name_of(Selector("<p>Tin xã</p>")) is None
    robots = "User-agent: *\nDisallow: /admin\nSitemap: https://mau.dongnai.gov.vn/sitemap.xml\n"
    assert [(found.url, found.kind) for found in sitemaps_of(robots)] == [
        ("https://mau.dongnai.gov.vn/sitemap.xml", "sitemap")
    ]
