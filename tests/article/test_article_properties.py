"""Whatever a page holds: clean text, offsets that slice, no exception."""

import re

from article_pages import NUKEVIET, SHAREPOINT, URL, nukeviet, sharepoint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.captures.records import Payload
from pipeline.article.html import block_offsets, read_html
from pipeline.article.masked import masked
from pipeline.article.page import NotHtml, decode
from pipeline.article.plain_text import read_text
from pipeline.article.prescan import prescan
from pipeline.dates import decide
from pipeline.model import FIELDS, Article

FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xa0\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\u00d0\u00f0]"
)
WORDS = st.text(st.characters(codec=None), max_size=30)
ATOMS = st.one_of(
    WORDS,
    st.sampled_from(
        [
            "<p>", "</p>", "<br>", "<div align=right>", "</div>", "<b>", "</b>", "<ul><li>", "</ul>", "<h2>", "</h2>",
            "<img src='/a b.jpg' alt='x y'>", "<a href='/f.pdf'>", "<a href='/x.html'>", "</a>", "<figure>",
            "<figcaption>", "</figure>", "&#0;", "&#8203;", "&#xD800;", "\u202e", "\x00", "Tin liên quan",
            "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>", "NH-VH&amp;TT", "31/02/2024",
            "<iframe src='?file=/a.pdf'>", "<object data='x.pdf'>", "<!--", "-->", "<pre>a\nb</pre>",
        ]
    ),
)  # fmt: skip
BODIES = st.lists(ATOMS, max_size=25).map("".join)


def check(article: Article) -> None:
    for name in FIELDS:
        assert not FORBIDDEN.search(article.text_of(name))
    for block in article.blocks:
        assert not FORBIDDEN.search(block.text + block.src)
    pieces: dict[str, list[str]] = {"body": [], "captions": [], "attachments": []}
    for index, name, start, end in block_offsets(article):
        assert article.text_of(name)[start:end] == article.blocks[index].text
        pieces[name].append(article.blocks[index].text)
    assert {name: "\n".join(texts) for name, texts in pieces.items()} == {
        "body": article.body, "captions": article.captions, "attachments": article.attachments_text,
    }  # fmt: skip
    decision = decide(article)
    assert sum(candidate.accepted for candidate in decision.candidates) == (decision.published is not None)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(BODIES)
def test_html(body: str) -> None:
    for page, fields in ((nukeviet(body), NUKEVIET), (sharepoint(body), SHAREPOINT)):
        article = read_html(page, URL, fields)
        check(article)
        check(masked(article))


@settings(max_examples=60)
@given(st.lists(st.one_of(WORDS, st.sampled_from(["a.jpg", "\n", "\n\n", "12/05/2024"])), max_size=20).map("".join))
def test_plain_text(text: str) -> None:
    check(read_text(text))


@settings(max_examples=100)
@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_decode_or_are_no_page(body: bytes, content_type: str) -> None:
    assert prescan(body) is None
    try:
        page = decode(Payload(body, content_type, (), 200))
    except NotHtml as refusal:
        assert refusal.kind
    else:
        assert page.decode_errors <= len(body)


def test_reading_is_a_pure_function() -> None:
    page = nukeviet("<p>Thêm một đoạn.</p>")
    assert read_html(page, URL, NUKEVIET) == read_html(page, URL, NUKEVIET)
