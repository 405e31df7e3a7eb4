"""From the captures of one article to what it says, when and about whom: a pure function of kept bytes and rules."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crawler.captures.reader import BrokenEncoding, DamagedCapture, DecodedTooLarge
from crawler.captures.records import Capture, Discovery, Payload
from crawler.clock import local_day
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from pipeline.article.html import read_html
from pipeline.article.masked import masked
from pipeline.article.page import NotHtml, decode
from pipeline.article.prescan import prescan
from pipeline.dates import decide
from pipeline.dates.settled import settle
from pipeline.entities.cooperatives import find_cooperatives
from pipeline.entities.document_issuers import attribute_issuers
from pipeline.entities.documents import find_documents
from pipeline.entities.figures import find_figures
from pipeline.entities.known_documents import known_date
from pipeline.entities.places import find_places, outside_names
from pipeline.entities.producers import find_producers
from pipeline.entities.products import find_products
from pipeline.gazetteer import Gazetteer
from pipeline.gazetteer.home import home_unit
from pipeline.model import Article, DateBasis, DateDecision, Entities, HomeUnit, RawDate

CROSS_CHECK_ONE_IN = 20


@dataclass(frozen=True)
class PageReading:
    """What one payload says; `article` is None where it cannot be read, `state` says why."""

    article: Article | None
    state: str
    """`parsed`, `partial`, `rejected_shape`, `no_match`, `not_attempted` (reliability vocabulary)."""
    charset: str = ""
    masked: bool = False
    content_hash: str = ""


@dataclass(frozen=True)
class Understanding:
    """What an article means: when it was published, what it names."""

    dates: DateDecision
    entities: Entities


def read_capture(
    capture: Capture, payload: Payload, source: Source, registry: Registry, discoveries: Sequence[Discovery] = ()
) -> PageReading:
    """Read the page of one capture by the layout that its portal had on the day of the capture; `discoveries`: links to
    it beside the one it was fetched by."""
    if reason := prescan(payload.body):
        return PageReading(None, "rejected_shape", charset=reason)
    try:
        page = decode(payload)
    except NotHtml:
        return PageReading(None, "not_attempted")
    listed = [found.link_text for found in (capture.discovery, *discoveries)]
    return read_page(page.html, capture.url, source, registry, local_day(capture.fetched_at), page.charset, listed)


def read_page(
    html: str,
    url: str,
    source: Source,
    registry: Registry,
    on: date,
    charset: str = "",
    listed: Sequence[str] = (),
) -> PageReading:
    """Read decoded HTML as a page of `source` on day `on`, to which links say `listed`; phone numbers, e-mails and
    accounts come out masked."""
    published = read_html(
        html,
        url,
        registry.fields_of(source, on),
        noise=source.noise,
        listed=listed,
        cross_check=_is_sampled_for_cross_check(url),
    )
    if not published.title and not published.body and not published.images:
        return PageReading(None, "no_match", charset=charset)
    article = masked(published)
    return PageReading(
        article,
        "partial" if article.problems else "parsed",
        charset=charset,
        masked=article != published,
        content_hash=content_hash(article),
    )


DISTRICTS_ENDED = date(2025, 6, 30)
"""The last day of the district level (72/2025/QH15)."""
_DISTRICT_ACTS = re.compile(
    r"(?:UBND|HĐND|[Ủủ]y ban nhân dân) (?:huyện|H\.|thị xã|TX\.|quận)(?! \w+(?: \w+)? (?:cũ|trước đây))|Huyện ủy (?!cũ)"
    r"|Phòng Nông nghiệp (?:và|&) (?:PTNT|Phát triển)|Phòng NN&PTNT"
)
READ_ERRORS = {
    BrokenEncoding: "not_attempted",
    DecodedTooLarge: "rejected_shape",
    DamagedCapture: "damaged",
}
"""What keeps a payload from being read at all, and the parse state it gets."""


def content_hash(article: Article) -> str:
    """Hex digest of what a reader sees; counters, clocks and related lists are not in it."""
    seen = [article.title, article.lead, article.body, article.captions, article.attachments_text]
    seen += [image.src for image in article.images] + [file.href for file in article.attachments]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def understand(
    article: Article,
    gazetteer: Gazetteer,
    *,
    source: Source | None = None,
    home: HomeUnit | None = None,
    discoveries: Sequence[Discovery] = (),
    captured: date | None = None,
    settled: tuple[str, str] | None = None,
    today: date | None = None,
) -> Understanding:
    """When `article` was published and what it names. `home` stands for the source's unit where there is no source;
    `settled` is a publication date (partial ISO) that a person decided, and why; a date
    after `today` is none."""
    unit = home_unit(gazetteer, source.unit) if source else home or HomeUnit()
    documents = find_documents(article)
    dates = decide(
        article,
        hints=listed_dates(discoveries),
        documents=documents,
        captured=captured,
        valid_from=source.valid_from if source else None,
        valid_to=source.valid_to if source else None,
        document_dates=known_date,
        today=today,
    )
    if settled:
        dates = settle(dates, *settled)
    when = dates.anchor() or captured
    cooperatives, producers = find_cooperatives(article), find_producers(article)
    names = [*(mention.span for mention in cooperatives), *(mention.span for mention in producers)]
    stood = _day_of_units(article, dates, when)
    places = find_places(article, gazetteer, unit, stood, names)
    products = find_products(article, producers, cooperatives, places)
    places = outside_names(places, [*names, *(mention.span for mention in products)])
    return Understanding(
        dates,
        Entities(
            places=places,
            documents=attribute_issuers(documents, article, gazetteer, unit, stood),
            cooperatives=cooperatives,
            figures=find_figures(article, unit, gazetteer, places, when, dates.published),
            producers=producers,
            products=products,
        ),
    )


def _day_of_units(article: Article, dates: DateDecision, when: date | None) -> date | None:
    """The day whose units an article speaks of: its own; the districts' last where nobody knows it and a district's
    body acts in it."""
    known = dates.published or (dates.date_from and dates.date_from > DISTRICTS_ENDED.isoformat())
    if known or (when and when <= DISTRICTS_ENDED):
        return when
    text = f"{article.title}\n{article.lead}\n{article.body}"
    return DISTRICTS_ENDED if _DISTRICT_ACTS.search(text) else when


def listed_dates(discoveries: Sequence[Discovery]) -> tuple[RawDate, ...]:
    """Dates that listings, feeds and sitemaps printed beside the link, by kind and page: which one a crawl met first
    is chance."""
    dated = sorted((found for found in discoveries if found.listing_date), key=lambda f: (_basis_of(f), f.found_on))
    return tuple(RawDate(found.listing_date, _basis_of(found), found.found_on) for found in dated)


def _basis_of(found: Discovery) -> DateBasis:
    page = found.found_on.lower()
    if "rss" in page or "/feed" in page or "atom" in page:
        return "feed"
    return "sitemap" if "sitemap" in page else "listing"


def _is_sampled_for_cross_check(url: str) -> bool:
    return int(hashlib.sha256(url.encode()).hexdigest(), 16) % CROSS_CHECK_ONE_IN == 0
