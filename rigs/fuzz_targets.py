"""What must hold of the readers, whatever they are given. A check raises where it does not."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from protego import Protego

from crawler.captures.clean import storable
from crawler.captures.errors import BrokenEncoding, Unstorable
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Exchange, Payload
from crawler.captures.recovery import MOST_TOGETHER
from crawler.captures.store import CaptureStore
from crawler.portals.families import FAMILIES
from crawler.portals.families.base import ListedItem
from crawler.portals.feeds import UnreadableFeed, parse_feed, parse_sitemap
from crawler.portals.urls import BadUrl, canonical, join
from pipeline.article.html import read_html
from pipeline.article.page import NotHtml, decode
from pipeline.article.plain_text import read_text
from pipeline.article.prescan import prescan
from pipeline.dates.parse import ImpossibleDate, read_date
from pipeline.entities.documents import find_documents
from pipeline.model import FIELDS, Article
from rigs import fuzz_inputs
from rigs.result import Tier

BASE = "http://xa.gov.vn/vi/news/bai-1.html"
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_ISO = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?")


@dataclass(frozen=True)
class Target:
    """A reader, what it is given and what must hold."""

    name: str
    make: fuzz_inputs.Make
    check: Callable[..., None]
    counts: Mapping[Tier, int]
    """Inputs in each tier."""
    together: int = 1
    """Inputs that one check is given, as a list where they are more than one."""


TEXT: Mapping[Tier, int] = {"merge": 20_000, "full": 1_000_000}
FEEDS: Mapping[Tier, int] = {"merge": 1_000, "full": 100_000}
PAGES: Mapping[Tier, int] = {"merge": 300, "full": 50_000}
RECORDS: Mapping[Tier, int] = {"merge": 20_000, "full": 200_000}


def is_address(text: str) -> bool:
    """Whether `text` can be asked for as it stands: http(s), ASCII, printable."""
    return text.startswith(("http://", "https://")) and text.isascii() and text.isprintable() and " " not in text


def check_url(text: str) -> None:
    """Canonical form and joining: an address or a refusal, and the same again when done twice."""
    joined = join(BASE, text)
    assert joined is None or is_address(joined), joined
    try:
        once = canonical(text)
    except BadUrl:
        return
    assert is_address(once), once
    assert canonical(once) == once, (once, canonical(once))


def check_date(text: str) -> None:
    """A date that a calendar has, or none."""
    try:
        found = read_date(text)
    except ImpossibleDate:
        return
    assert found is None or _ISO.fullmatch(found.iso), found


def check_documents(text: str) -> None:
    """Spans that slice what they name."""
    article = read_text(text)
    check_article(article)
    for mention in find_documents(article):
        span = mention.span
        surface = article.text_of(span.field)[span.start : span.end]
        assert surface == span.surface, (surface, span)
        assert mention.norm and not _FORBIDDEN.search(mention.norm)


def check_article(article: Article) -> None:
    """No character in it that no text may hold; composed."""
    for name in FIELDS:
        text = article.text_of(name)
        assert not (found := _FORBIDDEN.search(text)), (name, found)
        assert unicodedata.is_normalized("NFC", text), name
    for block in article.blocks:
        assert not _FORBIDDEN.search(block.text + block.src), block


def check_html(text: str) -> None:
    """An article or nothing, of any markup that passes the pre-scan."""
    if prescan(text.encode("utf-8", "replace")) is None:
        check_article(read_html(text.encode("utf-8", "replace").decode(), BASE, FAMILIES["nukeviet"].fields))


def check_charset(given: tuple[bytes, str]) -> None:
    """Text, or the word that it is no page."""
    body, content_type = given
    try:
        page = decode(Payload(body, content_type, (), 200))
    except NotHtml:
        return
    assert page.decode_errors <= len(body)
    page.html.encode("utf-8")


def _pages_of_sitemap(body: bytes, url: str) -> list[ListedItem]:
    return parse_sitemap(body, url)[0]


def check_feed(body: bytes) -> None:
    """Entries with addresses that can be asked for, or a refusal."""
    for parse in (parse_feed, _pages_of_sitemap):
        try:
            items = parse(body, BASE)
        except UnreadableFeed:
            continue
        for item in items:
            assert is_address(item.url), item


def check_robots(text: str) -> None:
    """An answer, and a delay that is a number."""
    rules = Protego.parse(text)
    assert rules.can_fetch(BASE, "ocop-archive") in (True, False)
    delay = rules.crawl_delay("ocop-archive")
    assert delay is None or isinstance(delay, float)


@contextmanager
def targets(folder: Path) -> Iterator[list[Target]]:
    """All of them; the capture store of one stands below `folder` meanwhile."""
    with CaptureStore(folder, segment_bytes=5_000_000) as store:
        run, reader = store.open_run(["rig/fuzz"]), CaptureReader(folder)

        def check_warc(given: list[fuzz_inputs.Answer]) -> None:
            exchanges = []
            for path, headers, body in given:
                url = f"http://xa.gov.vn/{path}"
                with suppress(Unstorable):
                    exchanges.append(storable(Exchange("rig/fuzz", "probe", url, "1", "ok", 200, (), headers, body)))
            for exchange, capture in zip(exchanges, store.append_all(run, exchanges), strict=True):
                assert reader.sent_body(capture) == exchange.body, exchange
                try:
                    reader.payload(capture)
                except BrokenEncoding:
                    assert any(name.lower() == b"content-encoding" for name, _ in exchange.response_headers), exchange

        yield [
            Target("URL canon", fuzz_inputs.url, check_url, TEXT),
            Target("dates", fuzz_inputs.date, check_date, TEXT),
            Target("charset", fuzz_inputs.page_bytes, check_charset, TEXT),
            Target("document numbers", fuzz_inputs.document, check_documents, TEXT),
            Target("HTML to article", fuzz_inputs.html, check_html, PAGES),
            Target("feeds and sitemaps", fuzz_inputs.xml, check_feed, FEEDS),
            Target("robots.txt", fuzz_inputs.robots, check_robots, TEXT),
            Target("WARC read-back", fuzz_inputs.answer, check_warc, RECORDS, together=MOST_TOGETHER),
        ]
        reader.close()
