"""Feeds and sitemaps from bytes."""

import gzip
import zlib

import pytest

from crawler.portals.feeds import MAX_ENTRIES, UnreadableFeed, parse_feed, parse_sitemap

URL = "https://xuanloc.dongnai.gov.vn/vi/news/rss/"
NUKEVIET_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Tin tức</title>
<item><title><![CDATA[Chợ quê&#x3A; hai ngày (20/12/2025)]]></title>
<link>https://xuanloc.dongnai.gov.vn/vi/news/van-hoa-xa-hoi/cho-que-305.html</link>
<pubDate>Sat, 20 Dec 2025 09:05:00 +0700</pubDate>
<description><![CDATA[<img src="/assets/xuanloc/news/cho.jpg" alt="" />Bốn mươi gian hàng &amp;<br/>một sân khấu]]></description></item>
<item><title>Lớp dạy nghề 19&amp;#x002F;12 ở nhà văn hóa xã</title><link>/vi/news/thong-bao/lop-304.html</link></item>
<item><title>Chào mừng ngày 19/12/2025</title><link>/vi/news/thong-bao/mit-tinh-303.html</link></item>
<item><title>Lặp lại</title><link>/vi/news/thong-bao/mit-tinh-303.html</link></item>
<item><title>Không có đường dẫn</title></item>
</channel></rss>""".encode()


def test_a_nukeviet_feed() -> None:
    items = parse_feed(NUKEVIET_FEED, URL)
    assert [(item.title, item.date_shown) for item in items] == [
        ("Chợ quê: hai ngày", "Sat, 20 Dec 2025 09:05:00 +0700"),
        ("Lớp dạy nghề 19/12 ở nhà văn hóa xã", None),
        ("Chào mừng ngày 19/12/2025", None),
    ]
    assert items[0].summary == "Bốn mươi gian hàng & một sân khấu"
    assert items[1].url == "https://xuanloc.dongnai.gov.vn/vi/news/thong-bao/lop-304.html"


def test_a_date_behind_the_title_serves_where_there_is_no_other() -> None:
    body = b"<rss version='2.0'><channel><item><title>A - 05/06/2024 08:15</title><link>/a-1.html</link></item></channel></rss>"
    item = parse_feed(body, URL)[0]
    assert (item.title, item.date_shown) == ("A", "05/06/2024 08:15")


def test_atom() -> None:
    body = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Bài &lt;b&gt;một&lt;/b&gt;</title>"
        "<link href='../bai-1.html'/><updated>2025-10-30T10:31:51+07:00</updated></entry></feed>"
    ).encode()
    item = parse_feed(body, URL)[0]
    assert item.url == "https://xuanloc.dongnai.gov.vn/vi/news/bai-1.html"
    assert item.date_shown == "2025-10-30T10:31:51+07:00"


def _sitemap(rows: str, root: str = "urlset") -> bytes:
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f'\n<?xml version="1.0" encoding="UTF-8"?><{root} {spaces}>{rows}</{root}>'.encode()


def test_a_sitemap() -> None:
    items, children = parse_sitemap(
        _sitemap(
            "<url><image:image><image:loc>https://x.vn/a.jpg</image:loc></image:image><loc> https://x.vn/bai-1.html </loc>"
            "<lastmod>2024-05-01</lastmod></url>"
            "<url><loc>https://x.vn/Pages/newsdetail.aspx?NewsId=1&CatId=2</loc></url>"
            "<url><loc>https://x.vn/Pages/newsdetail.aspx?NewsId=3&amp;CatId=2</loc><news:news><news:publication_date>"
            "2024-06-01</news:publication_date><news:title>Bài ba</news:title></news:news></url>"
            "<url><loc>ftp://x.vn/a</loc></url><url></url>"
        )
    )
    assert [(item.url, item.title, item.date_shown) for item in items] == [
        ("https://x.vn/bai-1.html", "", "2024-05-01"),
        ("https://x.vn/Pages/newsdetail.aspx?NewsId=1&CatId=2", "", None),
        ("https://x.vn/Pages/newsdetail.aspx?NewsId=3&CatId=2", "Bài ba", "2024-06-01"),
    ]
    assert children == []


def test_a_sitemap_index_and_gzip() -> None:
    body = _sitemap("<sitemap><loc>https://x.vn/sitemap-2024.xml.gz</loc></sitemap>", "sitemapindex")
    assert parse_sitemap(gzip.compress(body)) == ([], ["https://x.vn/sitemap-2024.xml.gz"])


def test_a_huge_sitemap_is_cut() -> None:
    rows = "".join(f"<url><loc>https://x.vn/{number}</loc></url>" for number in range(MAX_ENTRIES + 10))
    assert len(parse_sitemap(_sitemap(rows))[0]) == MAX_ENTRIES + 1


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><urlset><url><loc>https://x.vn/&b;</loc></url></urlset>'


@pytest.mark.parametrize(
    "body",
    [
        LAUGHS.encode(),
        LAUGHS.encode("utf-16"),
        gzip.compress(LAUGHS.encode()),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd" [<!entity % y SYSTEM "http://x.vn/y">]><rss/>',
        gzip.compress(zlib.compress(b"0")) + b"x" * (51 * 2**20),
        gzip.compress(b"0" * (51 * 2**20)),
        b"\x1f\x8bnot gzip",
        b"",
        b"plain words",
        "<!DOCTYPE html><html><body>Trang không tồn tại</body></html>".encode(),
    ],
    ids=["laughs", "utf-16", "gzipped laughs", "external", "large", "bomb", "broken gzip", "empty", "words", "html"],
)
def test_what_must_not_or_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        parse_sitemap(body)
    with pytest.raises(UnreadableFeed):
        parse_feed(body, URL)


@pytest.mark.parametrize(
    "body",
    [b"<?xml version='1.0' encoding='\xa6utf-8'?><rss/>", b"<item><feed></pubDate>&<rss><link></item></link>&x;"],
)
def test_what_the_parser_stumbles_over_is_an_unreadable_feed(body: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        parse_feed(body, "http://xa.vn/rss")
