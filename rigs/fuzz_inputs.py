"""Inputs for the fuzzed readers: pieces of what portals really write, put together, cut and damaged by dice."""

import random
from collections.abc import Callable

_URL = (
    "http://", "https://", "HTTP://", "//", "xa.gov.vn", "Xuân-Lộc.gov.vn", ":80", ":443", ":x", "/", "/vi/news/",
    "/../", "/./", "?", "&", "=", "#", "%", "%20", "%2F", "%E1%BA%A1", "%ZZ", "NewsId=1", "utm_source=a",
    "(S(lit3))", ";jsessionid=A", " ", "\t", "\n", "ạ", "a\u0323", "\u202e", "\ud800", "\x00", "[::1]", "@", "\\",
    "bai-12.html", "//a//b", "'", '"', "<",
)  # fmt: skip
_DATE = (
    "Thứ", "Năm", " ", ", ", "ngày", "tháng", "năm", "15", "31", "02", "2019", "1970", "9999", "0", "/", "-", ".",
    ":", "h", "T", "Z", "+07:00", "GMT", "SA", "CH", "Đăng lúc", "Cập nhật", "âm lịch", "26 Feb 2016", "Mon,", "２",
    "\u00a0", "٣", "²",
)  # fmt: skip
_DOCUMENT = (
    "Quyết định số ", "Kế hoạch ", "số ", "10946", "46", "148", "01", "2023", "/", "-", " ", "QĐ", "KH", "CT",
    "TU", "UBND", "HĐND", "NQ", "TTg", "TT-BTC", "BNNPTNT", "ngày ", "15/11/2019", " của ", "UBND tỉnh Đồng Nai",
    "Tỉnh ủy", "và ", ", ", "(", ")", ".", "\n", "xã Lộc An", "QÐ", "Q\u0111", "–", "HTX Nông nghiệp Xanh ",
    "đạt 3 sao ", "24 hợp tác xã", "\u200b",
)  # fmt: skip
_HTML = (
    "<html>", "<head>", "<title>", "</title>", "<body>", "<h1 class='title'>", "</h1>", "<div id='news-bodyhtml'>",
    "</div>", "<p>", "</p>", "<br>", "<table><tr><td>", "</td><td>", "</td></tr></table>",
    "<img src='/a b.jpg' alt='x'>", "<ul><li>", "</ul>", "<a href='/f.pdf'>", "</a>", "<script>", "</script>",
    "<style>", "<!--", "-->", "<iframe src='?f=/a.pdf'>", "<figure>", "<figcaption>", "&#0;", "&#xD800;",
    "&amp;amp;", "&nbsp;", "<![CDATA[", "<svg>", "<math>", "<template>",
    "Sản phẩm OCOP của xã Lộc An đạt bốn sao năm 2023. ", "31/02/2024", "NH-VH&TT", "\x00", "\u202e", "\ufeff",
    "<base href='//x'>", "<p style='display:none'>", "<span class='bodytext'>", "Số điện thoại 0912345678 ",
    "<pre>a\nb</pre>", "<object data='x'>",
)  # fmt: skip
_XML = (
    "<?xml version='1.0' encoding='utf-8'?>", "<rss version='2.0'><channel>", "</channel></rss>", "<item>",
    "</item>", "<title>", "</title>", "<link>", "</link>", "http://xa.gov.vn/vi/news/bai-1.html", "<pubDate>",
    "</pubDate>", "<feed>", "<entry>", "</entry>", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>",
    "</urlset>", "<url><loc>", "</loc></url>", "<lastmod>2023-01-01</lastmod>", "<sitemapindex>", "<sitemap><loc>",
    "</loc></sitemap>", "&amp;", "&", "&x;", "<!DOCTYPE a [<!ENTITY x 'y'>]>", "<![CDATA[", "]]>", "\x1f\x8b",
    "Mon, 26 Feb 2016 10:00:00 +0700", "javascript:x", "\x00",
)  # fmt: skip
_ROBOTS = (
    "User-agent:", "Disallow:", "Allow:", "Crawl-delay:", "Sitemap:", " ", "*", "ocop-archive", "/", "/vi/", "$",
    "10", "-1", "1e9", "\n", "\r\n", "\ufeff", "#", "%E1", "<html>", "\x00", "http://xa.gov.vn/sitemap.xml", "Ä",
)  # fmt: skip
_CHARSETS = ("utf-8", "windows-1258", "utf-16-le", "utf-16", "cp1252", "utf-7", "latin-1")
_TYPES = ("", "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1258", "text/html; charset=\x00",
          "text/html; charset=x-ocop", "application/octet-stream", "TEXT/HTML;CHARSET='utf-8'")  # fmt: skip

Make = Callable[[random.Random], object]
Answer = tuple[str, tuple[tuple[bytes, bytes], ...], bytes]
"""(path, headers, body)."""


def put_together(dice: random.Random, pieces: tuple[str, ...], most: int) -> str:
    """Some of `pieces`, now and then with a character of anywhere between."""
    chosen = dice.choices(pieces, k=dice.randint(0, most))
    if dice.random() < 0.3:
        chosen.insert(dice.randint(0, len(chosen)), chr(dice.choice((dice.randrange(0x300), dice.randrange(0xD800)))))
    text = "".join(chosen)
    if text and dice.random() < 0.2:
        cut = sorted(dice.choices(range(len(text) + 1), k=2))
        text = text[: cut[0]] + text[cut[1] :]
    return text


def damaged(dice: random.Random, data: bytes) -> bytes:
    """`data` with some bytes changed, cut or doubled; often as it is."""
    changed = bytearray(data)
    for _ in range(dice.choice((0, 0, 1, 3))):
        if changed:
            at = dice.randrange(len(changed))
            changed[at : at + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
    return bytes(changed)


def url(dice: random.Random) -> str:
    """An address as a page may write it."""
    return put_together(dice, _URL, 12)


def date(dice: random.Random) -> str:
    """A date label, nearly."""
    return put_together(dice, _DATE, 14)


def document(dice: random.Random) -> str:
    """Running text in which official documents are named, nearly."""
    return put_together(dice, _DOCUMENT, 25)


def html(dice: random.Random) -> str:
    """A page, nearly."""
    return put_together(dice, _HTML, 40)


def page_bytes(dice: random.Random) -> tuple[bytes, str]:
    """(body, Content-Type) of a page in one of several charsets, often not the one that is named."""
    text = put_together(dice, (*_HTML, "<meta charset=windows-1258>", "<meta charset=utf-7>"), 15)
    return damaged(dice, text.encode(dice.choice(_CHARSETS), "replace")), dice.choice(_TYPES)


def xml(dice: random.Random) -> bytes:
    """A feed or sitemap, nearly."""
    return damaged(dice, put_together(dice, _XML, 25).encode("utf-8", "replace"))


def robots(dice: random.Random) -> str:
    """A robots.txt, nearly."""
    return put_together(dice, _ROBOTS, 30)


def answer(dice: random.Random) -> Answer:
    """What a server might answer, nearly."""
    names = (b"Content-Type", b"X-Y", b"Set-Cookie", b"Etag", b"Last-Modified", b"X\r\nY", b"")
    headers = tuple((dice.choice(names), dice.randbytes(dice.randint(0, 12))) for _ in range(dice.randint(0, 5)))
    marks = (b"WARC/1.1\r\n\r\n", b"\r\n\r\n", b"\x1f\x8b\x08", b"HTTP/1.1 200 OK\r\n", page_bytes(dice)[0])
    return url(dice), headers, b"".join(dice.choices(marks, k=dice.randint(0, 3)))
