"""A search handed out: as an Atom feed to subscribe to, as lines for files to calculate with."""

import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from xml.etree import ElementTree

from website import links
from website.archive import SAMPLE_MARK, Row, State, rows
from website.date_reasons import date_reason
from website.finding import Found
from website.language import said, spoken, t
from website.words import dated, recovered

FEED_ENTRIES = 50
LOOKED_AT = 500
"""Newest hits among which a feed looks for its entries."""
ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

COLUMNS = (
    "id", "title", "published", "published_basis", "date_from", "date_to", "source_id", "source", "section", "url",
    "archive_url", "places_then", "places_now", "cooperatives", "documents", "lead", "first_seen", "gone_since",
    "origin", "licence", "note",
)  # fmt: skip
"""Columns of the files; docs/searching.md says what they mean."""
LISTS = ("places_then", "places_now", "cooperatives", "documents")

_EXPORT_SQL = """SELECT a.*, s.name AS source FROM json_each(?) AS wanted JOIN articles a ON a.n = wanted.value
LEFT JOIN sources s ON s.id = a.source_id ORDER BY wanted.key"""


def export_rows(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Row]:
    """The articles with these `n`, in this order, with what exports say of them."""
    return rows(connection, _EXPORT_SQL, [json.dumps(list(numbers))])


def news(articles: Sequence[Row]) -> list[Row]:
    """The first FEED_ENTRIES that are news: what was recovered from others' captures is none."""
    return [article for article in articles if recovered(article["origin"]) is None][:FEED_ENTRIES]


def lines(articles: Sequence[Row], state: State, absolute: Callable[[str], str]) -> list[Row]:
    """The articles as files hand them out: COLUMNS, lists as lists."""
    found = []
    for article in articles:
        filled = {
            **article,
            "archive_url": absolute(links.article(article["id"])),
            "note": SAMPLE_MARK if state.samples or article["sample"] else "",
            **{name: json.loads(article[name] or "[]") for name in LISTS},
        }
        found.append({name: filled[name] for name in COLUMNS})
    return found


def atom_feed(
    found: Found,
    articles: Sequence[Row],
    state: State,
    parameters: Mapping[str, str],
    absolute: Callable[[str], str],
    labels: Sequence[str] = (),
    silent: Sequence[str] = (),
) -> bytes:
    """The search as Atom (RFC 4287). `updated` is when the archive first saw an article; `published` stands only where
    the day of publication is known: a crawl time is never put in its place. `labels`: what its filters are called;
    `silent`: a sentence for each of its portals that fails or fell silent: no news is not always nothing new."""
    mark = f"[{SAMPLE_MARK}] " if state.samples else ""
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": spoken()})
    asked = ", ".join(filter(None, (found.query.typed, *labels))) or t("mọi bài", "all articles")
    _add(feed, "title", f"{mark}{t('Kho lưu trữ OCOP', 'OCOP news archive')}: {asked}")
    if silent:
        _add(feed, "subtitle", "; ".join(silent))
    _add(feed, "id", absolute(links.search(parameters, "/tim-kiem.atom")))
    _add(feed, "updated", max((a["first_seen"] or "" for a in articles), default="") or _built(state))
    _add(feed, "link", rel="self", href=absolute(links.search(parameters, "/tim-kiem.atom")))
    _add(feed, "link", rel="alternate", type="text/html", href=absolute(links.search(parameters)))
    for article in articles:
        _entry(feed, article, mark, absolute)
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _built(state: State) -> str:
    return state.built_at or "1970-01-01T00:00:00Z"


def _entry(feed: ElementTree.Element, article: Row, mark: str, absolute: Callable[[str], str]) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    _add(entry, "id", f"tag:ocop-archive,2018:{article['id']}")
    _add(entry, "title", mark + (article["title"] or ""))
    _add(entry, "updated", article["first_seen"] or "1970-01-01T00:00:00Z")
    if published := _rfc3339(article["published"]):
        _add(entry, "published", published)
    _add(entry, "link", rel="alternate", type="text/html", href=absolute(links.article(article["id"])))
    if original := links.web(article["url"]):
        _add(entry, "link", rel="via", href=original)
    author = ElementTree.SubElement(entry, "author")
    _add(author, "name", article["source"] or article["source_id"] or "")
    known = dated(article)
    when = f"{t(known.text, known.text_en)}. {said(date_reason(article))}"
    _add(entry, "summary", f"{mark}{article['lead'] or ''} ({when})", type="text")
    if article["licence"]:
        _add(entry, "rights", article["licence"])


def _rfc3339(published: str | None) -> str | None:
    """A full local date of Vietnam as RFC 3339; None where the day is not known."""
    if not published or len(published) < 10:
        return None
    clock = published[11:16] or "00:00"
    return f"{published[:10]}T{clock}:00+07:00"


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> None:
    child = ElementTree.SubElement(parent, name, attributes)
    if text is not None:
        child.text = _NOT_XML.sub("", text)
