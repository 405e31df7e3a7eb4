"""Which captures may be handed on: what sources allow, without what was taken down or masked."""

import html
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.captures.errors import BrokenEncoding, DecodedTooLarge
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture, Role
from crawler.captures.wacz import Page
from crawler.errors import Mendable
from pipeline.masks import MARK

_ANSWERED = ("ok", "not_modified")
_LISTINGS: tuple[Role, ...] = ("listing", "feed", "sitemap")
_MASKED_RUN = MARK * 5
_SHORTEST_TITLE = 16
"""Characters of a title that is searched for in other pages: a shorter one names nothing alone."""


class NothingWanted(Mendable, LookupError):
    """The archive holds nothing of what was asked for; the message says where to look."""


@dataclass(frozen=True)
class Wanted:
    """What a person asked to be exported; empty fields ask for everything."""

    sources: tuple[str, ...] = ()
    article: str = ""
    """Id of one article."""
    day_from: str = ""
    day_to: str = ""
    """ISO days, both included: articles that were, or may have been, published between them."""
    restricted: bool = False
    """Also what the public is not shown: for the archive's own hands."""


@dataclass
class Selection:
    """Captures that may go out, and what may not, by reason."""

    captures: dict[int, Capture] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def select(archive: sqlite3.Connection, reader: CaptureReader, wanted: Wanted) -> Selection:
    """Captures of the wanted articles with their pictures and attachments, and the listings that announced them: the
    dates that only a listing printed go with the articles. Without `restricted`: only what sources let be republished
    in full, nothing that was taken down or masked, of each article the text that is published now.
    Raises NothingWanted where nothing of it is in the archive."""
    articles = _articles(archive, wanted)
    if not articles:
        raise NothingWanted(
            "The archive holds no such article. `ocop sources list` names the portals; an article's id stands in the "
            "address of its page, /bai/<id>."
        )
    chosen, kept = Selection(), []
    needles = [] if wanted.restricted else _taken_down(archive, reader)
    for article in articles:
        reason = "" if wanted.restricted else _withheld(article)
        if reason:
            chosen.left_out[f"articles: {reason}"] += 1
        elif _take_article(archive, reader, article, wanted.restricted, needles, chosen):
            kept.append(article)
    _take_listings(reader, wanted, kept, needles, chosen)
    _with_confirmed(reader, chosen)
    return chosen


def _articles(archive: sqlite3.Connection, wanted: Wanted) -> list[sqlite3.Row]:
    archive.row_factory = sqlite3.Row
    where: list[str] = ["1"]
    values: list[str] = []
    if wanted.sources:
        where.append(f"a.source_id IN ({', '.join('?' * len(wanted.sources))})")
        values += wanted.sources
    if wanted.article:
        where.append("a.id = ?")
        values.append(wanted.article)
    # A partial date may mean its last day; what is bounded on one side only may lie on the other.
    for day, bound, compares in ((wanted.day_from, "date_to", ">="), (wanted.day_to, "date_from", "<=")):
        if day:
            open_end = "'9999'" if compares == ">=" else "''"
            stated = "substr(a.published || '-12-31', 1, 10)" if compares == ">=" else "substr(a.published, 1, 10)"
            where.append(f"coalesce({stated}, a.{bound}, {open_end}) {compares} ?")
            values.append(day)
    return archive.execute(
        "SELECT a.id, a.source_id, a.url, a.title, a.state, a.problems, c.sha256, c.fetched_at, s.republish "
        "FROM articles a LEFT JOIN captures c ON c.id = a.capture_id LEFT JOIN sources s ON s.id = a.source_id "
        f"WHERE {' AND '.join(where)} ORDER BY a.id",
        values,
    ).fetchall()


def _withheld(article: sqlite3.Row) -> str:
    if article["state"] != "published":
        return "taken down"
    if article["republish"] != "full":
        return "the source allows facts and a short quote only"
    return "personal data was masked" if "masked" in (article["problems"] or "") else ""


def _take_article(
    archive: sqlite3.Connection, reader: CaptureReader, article: sqlite3.Row, restricted: bool, needles: list[bytes],
    chosen: Selection,
) -> bool:  # fmt: skip
    captures, others = [], 0
    for capture in reader.of_article(article["source_id"], article["id"].removeprefix(f"{article['source_id']}/")):
        if capture.outcome not in _ANSWERED:
            continue
        if restricted or capture.payload_sha256 == article["sha256"]:
            captures.append(capture)
        else:
            others += 1
    if any(_names(reader, capture, needles) for capture in captures[-1:]):
        chosen.left_out["articles: the page names one that was taken down"] += 1
        return False
    if others:
        chosen.left_out["captures: another text than the one that is published"] += others
    _take_files(archive, reader, article["id"], restricted, chosen)
    chosen.captures.update((capture.seq, capture) for capture in captures)
    if captures:
        newest = captures[-1]
        chosen.pages.append(Page(newest.url, article["title"], newest.fetched_at, article["id"]))
    return bool(captures)


def _take_files(
    archive: sqlite3.Connection, reader: CaptureReader, article_id: str, restricted: bool, chosen: Selection
) -> None:
    """Pictures and attachments that the article shows; of attachments only those whose text shows nothing masked."""
    held = "FROM {} WHERE article_id = ? AND capture_id IS NOT NULL ORDER BY position"
    seqs = [row[0] for row in archive.execute(f"SELECT capture_id {held.format('article_images')}", [article_id])]
    for seq, text in archive.execute(f"SELECT capture_id, text {held.format('attachments')}", [article_id]):
        reason = "" if restricted else _withheld_file(text)
        if reason:
            chosen.left_out[f"attachments: {reason}"] += 1
        else:
            seqs.append(seq)
    files = (reader.capture(seq) for seq in seqs)
    chosen.captures.update((capture.seq, capture) for capture in files if capture.outcome in _ANSWERED)


def _withheld_file(text: str | None) -> str:
    if not text:
        return "nothing could be read in it, so nobody knows whether it holds personal data"
    return "personal data was masked" if _MASKED_RUN in text else ""


def _take_listings(
    reader: CaptureReader, wanted: Wanted, kept: list[sqlite3.Row], needles: list[bytes], chosen: Selection
) -> None:
    """Every listing of the sources of the articles kept; of single articles only those that announced them."""
    sources = {article["source_id"] for article in kept}
    pages: set[str] | None = None
    if wanted.article or wanted.day_from or wanted.day_to:
        pages = {
            found.found_on
            for article in kept
            for found in reader.discoveries(
                article["source_id"], article["id"].removeprefix(f"{article['source_id']}/")
            )
        }
    for capture in reader.of_roles(_LISTINGS):
        if capture.source_id not in sources or capture.outcome not in _ANSWERED:
            continue
        if pages is not None and capture.url not in pages:
            continue
        if _names(reader, capture, needles):
            chosen.left_out["listings: the page names an article that was taken down"] += 1
        else:
            chosen.captures[capture.seq] = capture


def _with_confirmed(reader: CaptureReader, chosen: Selection) -> None:
    """A 304 refers to the capture that it confirms: the same address, so it may go where the 304 goes."""
    for capture in list(chosen.captures.values()):
        if capture.status == 304 and capture.revisit_of is not None:
            confirmed = reader.capture(capture.revisit_of)
            if confirmed.url == capture.url:
                chosen.captures[confirmed.seq] = confirmed


def _taken_down(archive: sqlite3.Connection, reader: CaptureReader) -> list[bytes]:
    """How pages may name articles that were taken down: their addresses' paths and their titles, as bytes."""
    names: set[str] = set()
    for row in archive.execute("SELECT article_id FROM suppressed"):
        if known := reader.article_of(row[0]):
            urls = {capture.url for capture in reader.of_article(*known)}
            urls |= {url for url, _ in reader.announced_urls(*known)}
            names |= {_path(url) for url in urls}
            titles = {found.link_text for found in reader.discoveries(*known)}
            names |= {title for title in titles if len(title) >= _SHORTEST_TITLE}
    forms = {form for name in names for form in (name, html.escape(name), unicodedata.normalize("NFD", name))}
    return sorted(form.encode() for form in forms)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _names(reader: CaptureReader, capture: Capture, needles: Iterable[bytes]) -> bool:
    """Whether a page names one of these; one that cannot be decoded is held back too."""
    wanted = list(needles)
    if not wanted:
        return False
    try:
        body = reader.payload(capture).body
    except (BrokenEncoding, DecodedTooLarge):
        return True
    return any(needle in body for needle in wanted)
