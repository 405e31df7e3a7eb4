"""URLs: one form, encoded once, without what only tracks."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.portals.urls import BadUrl, canonical, encoded, is_growing, join, netloc

TAILS = st.lists(
    st.sampled_from(["fbclid=IwAR0x", "utm_source=zalo", "utm_medium=a", "gclid=1", "zarsrc=30", "PHPSESSID=ab12cd34"]),
    unique=True,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTPS://DongNai.GOV.vn:443/vi/news/#top", "https://dongnai.gov.vn/vi/news/"),
        ("http://xuanloc.dongnai.gov.vn:80", "http://xuanloc.dongnai.gov.vn/"),
        ("http://mau.localhost:8400/a/./b/../c", "http://mau.localhost:8400/a/c"),
        ("https://x.vn/a?utm_source=zalo&b=2&a=1&fbclid=Iw", "https://x.vn/a?a=1&b=2"),
        ("https://x.vn/a;jsessionid=0F3?x=1", "https://x.vn/a?x=1"),
        ("https://x.vn/(S(lit3py55t21z5v55vlm25s55))/Pages/a.aspx", "https://x.vn/Pages/a.aspx"),
        ("https://x.vn/a?sid=8f3c21d0aa&PHPSESSID=1&ASPSESSIONIDQQ=2", "https://x.vn/a"),
        ("https://x.vn/a?sid=12", "https://x.vn/a?sid=12"),
        ("https://x.vn/wps/portal/?1dmy&page=1", "https://x.vn/wps/portal/?1dmy&page=1"),
        ("https://user:secret@x.vn/a", "https://x.vn/a"),
        ("https://x.vn\\SiteAssets\\a.jpg", None),
        ("http://x\x00.vn/a", None),
        ("http://\u00a8x.vn/a", None),
        ("http://\u2494/a", "http://13/a"),
        ("https://x.vn/SiteAssets\\a.jpg", "https://x.vn/SiteAssets/a.jpg"),
    ],
)
def test_canonical_forms(written: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(BadUrl):
            canonical(written)
    else:
        assert canonical(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/Rừng Lá.JPG", "/R%E1%BB%ABng%20L%C3%A1.JPG"),
        ("/Rừng Lá.JPG", "/R%E1%BB%ABng%20L%C3%A1.JPG"),  # the same, decomposed
        ("/R%E1%BB%ABng%20L%C3%A1.JPG", "/R%E1%BB%ABng%20L%C3%A1.JPG"),
        ("/Ru%CC%9B%CC%80ng.jpg", "/R%E1%BB%ABng.jpg"),
        ("/10-12-3023 (14).JPG", "/10-12-3023%20(14).JPG"),
        ("/tang 100%.jpg", "/tang%20100%25.jpg"),
        ("/a%2fb%41", "/a%2FbA"),
        ("/%D0%FF.jpg", "/%D0%FF.jpg"),  # no UTF-8: left alone
    ],
)
def test_paths_are_encoded_once_as_utf8_nfc(written: str, meant: str) -> None:
    assert encoded("https://x.vn" + written) == "https://x.vn" + meant
    assert encoded("https://x.vn" + meant) == "https://x.vn" + meant


@pytest.mark.parametrize(
    "bad", ["", "ftp://x.vn/a", "https://", "https:///a", "https://x.vn:port/", "https://[::1/", "a b"]
)
def test_what_cannot_be_asked_for_is_refused(bad: str) -> None:
    with pytest.raises(BadUrl):
        canonical(bad)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("../a b.pdf", "https://x.vn/vi/a%20b.pdf"),
        ("//cdn.x.vn/anh.jpg", "https://cdn.x.vn/anh.jpg"),
        ("?page=2", "https://x.vn/vi/news/?page=2"),
        ("javascript:__doPostBack('a','b')", None),
        ("mailto:a@x.vn", None),
        ("tel:0251", None),
        ("data:image/png;base64,AAAA", None),
        ("C:\\Users\\Administrator\\Desktop\\a.jpg", None),
        ("#", None),
        ("", None),
        ("http://[", None),
    ],
)
def test_links_are_joined_or_left_out(href: str, target: str | None) -> None:
    assert join("https://x.vn/vi/news/", href) == target


@pytest.mark.parametrize(
    ("path", "growing"),
    [
        ("/vi/vi/vi/news/", True),
        ("/vi/en/news/a/b-1.html", True),
        ("/EN/vi/", True),
        ("/tin/bai/tin/bai/tin/bai", True),
        ("/" + "a/b" * 25, True),
        ("/vi/news/kinh-te/a-1.html", False),
        ("/tin-tuc/tin-tuc/a.html", False),
        ("/web/htn/chi-tiet-bai-viet/-/asset_publisher/1mOzUrGkrdAE/content/id/18052294", False),
    ],
)
def test_grown_links_are_known(path: str, growing: bool) -> None:
    assert is_growing("https://x.vn" + path) is growing


def test_a_host_keeps_its_own_port_only() -> None:
    assert netloc("http://mau.localhost:8400/a") == "mau.localhost:8400"
    assert netloc("https://X.vn.:443/a") == "x.vn"


PIECES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(path=PIECES, query=PIECES, fragment=PIECES)
@example(path="/%%414", query="", fragment="")
@example(path="/a/..//b/;sid=1/(S(x))/..", query="b&a=%&&a", fragment="")
@example(path="/\u037ejsessionid=1", query="", fragment="")
def test_canonical_is_idempotent(path: str, query: str, fragment: str) -> None:
    try:
        once = canonical(f"https://x.vn/{path}?{query}#{fragment}")
    except BadUrl:
        return
    assert canonical(once) == once
    assert once.isascii() and not urlsplit(once).fragment


@given(TAILS, st.permutations(["a=1", "b=2", "c"]))
def test_canonical_is_stable_under_parameter_order_and_tracking(tails: list[str], own: list[str]) -> None:
    assert canonical("https://x.vn/p?" + "&".join([*tails, *own])) == "https://x.vn/p?a=1&b=2&c"
