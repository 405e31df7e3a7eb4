"""Bytes to characters: whose word on the charset counts, and what is no page."""

import unicodedata

import pytest

from crawler.captures.records import Payload
from pipeline.article.page import NotHtml, Page, decode, legacy_font

WORDS = "Ủy ban nhân dân xã Lộc An đã trao chứng nhận cho sản phẩm nấm rơm sạch của hợp tác xã"


def page_of(body: bytes, content_type: str = "text/html") -> Page:
    return decode(Payload(body, content_type, (), 200))


@pytest.mark.parametrize(
    ("declared", "header", "source"),
    [("utf-8", "text/html", "meta"), ("", "text/html; charset=UTF-8", "header"), ("", "text/html", "bytes"),
     ("iso-8859-1", "text/html; charset=windows-1252", "bytes"), ("utf-7", "text/html", "bytes")],
)  # fmt: skip
def test_clean_utf8_is_believed_over_every_label(declared: str, header: str, source: str) -> None:
    page = page_of(f'<html><head><meta charset="{declared}"></head><p>{WORDS}</p>'.encode(), header)
    assert (page.charset, page.charset_source, page.decode_errors) == ("utf-8", source, 0)
    assert WORDS in page.html


def test_meta_wins_over_a_lying_header() -> None:
    half = unicodedata.normalize("NFD", WORDS).encode("cp1258", "ignore")
    page = page_of(b'<meta charset="windows-1258"><p>' + half, "text/html; charset=utf-8")
    assert (page.charset, page.charset_source) == ("cp1258", "meta")
    assert unicodedata.is_normalized("NFC", page.html)


@pytest.mark.parametrize("label", [b"", b'<meta charset="windows-1258">'])
def test_windows_1258_comes_out_composed(label: bytes) -> None:
    marks = str.maketrans(
        {"ạ": "a\u0323", "ấ": "â\u0301", "ộ": "ô\u0323", "ứ": "ư\u0301", "ậ": "â\u0323", "ẩ": "â\u0309"}
    )
    text = "chứng nhận sản phẩm ấm chứng nhận hộ hạt"
    page = page_of(label + b"<p>" + text.translate(marks).replace("ả", "a\u0309").encode("cp1258") + b"</p>")
    assert text in page.html
    assert page.charset == "cp1258"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_byte_order_mark(codec: str) -> None:
    page = page_of(f"<p>{WORDS}</p>".encode(codec))
    assert page.html == f"<p>{WORDS}</p>"
    assert page.charset_source == "bom"


def test_a_cut_character_is_counted_not_hidden() -> None:
    page = page_of(f"<meta charset=utf-8><p>{WORDS}".encode()[:-1])
    assert (page.charset, page.decode_errors) == ("utf-8", 1)


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"%PDF-1.7 ...", "pdf"), (b"\xff\xd8\xff\xe0", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"PK\x03\x04", "zip"),
     (b"  \n", "empty"), (b"", "empty"), (b'{"items": []}', "json"), (b"a\x00b\x00c\x00" * 50, "binary")],
)  # fmt: skip
def test_what_is_no_page(body: bytes, kind: str) -> None:
    with pytest.raises(NotHtml) as caught:
        page_of(body)
    assert caught.value.kind == kind


def test_legacy_fonts_are_named_and_pages_without_them_are_not() -> None:
    tcvn3 = "Uû ban nh©n d©n x· §ång T©m ®· häp bµn vÒ s¶n phÈm n«ng nghiÖp cña hîp t¸c x· vµ hé d©n " * 3
    vni = "Hôïp taùc xaõ noâng nghieäp ñaõ ñöôïc thaønh laäp taïi huyeän, xaõ vieân goùp voán hoaït ñoäng " * 5
    assert (legacy_font(tcvn3), legacy_font(vni)) == ("TCVN3", "VNI")
    assert legacy_font(WORDS * 20) is None
    assert legacy_font("© 2024 Công ty® · điện thoại · thư điện tử " * 20) is None
