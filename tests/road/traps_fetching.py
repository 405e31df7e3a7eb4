"""Traps of links and answers: what is asked for, how often, and what an answer is taken for."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from crawler.captures.records import Capture
from crawler.portals.registry import load_registry
from samples.model import SampleArticle

from .traps_seen import Check, Seen, article_id, number_in

NUKEVIET = ("dong-nai", "xuan-loc", "phuong-long-thanh")


def _once(seen: Seen, portal: str, number: str) -> None:
    """The article was fetched under one address and is one row."""
    assert len(seen.asked_for_article(portal, number)) == 1
    ids = [row for row in seen.articles if row.startswith(f"mau/{portal}/") and number in row]
    assert ids == [f"mau/{portal}/{number}"]


def _announced_in(seen: Seen, portal: str, number: str) -> int:
    """How many sections announced an article; listings and feeds of one category count apart."""
    return len({found.section for found in seen.reader.discoveries(f"mau/{portal}", number)})


def several_cat_ids(seen: Seen) -> None:
    for number in ("13784", "3903", "5466"):
        assert _announced_in(seen, "long-thanh", number) == 3
        _once(seen, "long-thanh", number)


def both_parameter_orders(seen: Seen) -> None:
    # The listings link odd numbers as CatId, NewsId and even ones as NewsId, CatId.
    for article in seen.of_portal("long-thanh"):
        _once(seen, "long-thanh", article.id)
    kinds = {int(article.id) % 2 for article in seen.of_portal("long-thanh")}
    assert kinds == {0, 1}
    keys = {row.rsplit("/", 1)[1] for row in seen.articles if row.startswith("mau/long-thanh/")}
    assert all(key.isdigit() for key in keys)


def wrong_cat_id(seen: Seen) -> None:
    asked = seen.asked("long-thanh", "/Pages/newsdetail.aspx")
    assert len(asked) >= 15
    for request in asked:
        query = parse_qs(urlsplit(request.path).query)
        article = seen.site("long-thanh").article(query["NewsId"][0])
        if article:
            assert query["CatId"][0] in article.sections, request.path
    for row in seen.articles.values():
        assert row["title"], f"{row['id']}: an empty page became an article"


def postback_paging(seen: Seen) -> None:
    asked = [request for request in seen.asked("long-thanh", "/Pages/news.aspx?CatId=108") if request.method == "POST"]
    assert [request.status for request in asked] == [200]
    site = seen.site("long-thanh")
    later = site.items("108")[site.portal.per_page :]
    only_there = [item for item in later if isinstance(item, SampleArticle) and item.sections == ("108",)]
    assert "3388" in {article.id for article in only_there}
    assert all(article_id(article) in seen.articles for article in only_there)


def under_three_categories(seen: Seen) -> None:
    for article in seen.carrying("same article under three categories", "dong-nai/2688", "dong-nai/6270"):
        assert len(article.sections) == 3
        assert _announced_in(seen, "dong-nai", article.id) >= 3
        _once(seen, "dong-nai", article.id)


def print_and_savefile_twins(seen: Seen) -> None:
    assert not [asked for asked in seen.requests if "/print/" in asked.path or "/savefile/" in asked.path]
    assert not seen.road.rows("SELECT url FROM article_urls WHERE url LIKE '%/print/%' OR url LIKE '%/savefile/%'")
    assert len(_ids(seen, "dong-nai", "5834")) == 1
    registry = load_registry(Path(seen.road.sources))
    family = registry.family_of(registry.get("mau/dong-nai"), None)
    page = seen.articles["mau/dong-nai/5834"]["url"]
    for twin in ("print", "savefile"):
        address = page.replace("/vi/news/", f"/vi/news/{twin}/")
        assert (family.article_key(address), family.canonical_url(address)) == ("5834", page)


def _ids(seen: Seen, portal: str, number: str) -> list[str]:
    return [row for row in seen.articles if row.startswith(f"mau/{portal}/") and number in row]


def growing_relative_links(seen: Seen) -> None:
    grown = re.compile(r"^/(?:en|vi/(?:[^/]+/)*(?:vi|en))/")
    for portal in NUKEVIET:
        assert seen.asked(portal, "/vi/news/")
        assert not [asked.path for asked in seen.asked(portal, "") if grown.match(asked.path)]
        walked = {asked.path for asked in seen.asked(portal, "/vi/news/") if number_in(asked.path) is None}
        sections = "|".join(seen.site(portal).portal.sections)
        assert not [p for p in walked if not re.fullmatch(rf"/vi/news/(?:rss/)?(?:(?:{sections})/)?(?:page-\d/)?", p)]


def session_ids(seen: Seen) -> None:
    held = [row["url"] for row in seen.road.rows("SELECT url FROM article_urls")]
    held += [capture.url for capture in seen.captures] + [asked.path for asked in seen.requests]
    assert not [address for address in held if "PHPSESSID" in address or re.search(r"\(S\(|%28S%28", address)]
    for portal in ("la", "dinh-quan"):
        for article in seen.of_portal(portal):
            own = [c for c in seen.captures if c.role == "article" and c.url == seen.row(article)["url"]]
            assert len(own) == 1, article.id
    assert not [row for row in seen.articles if "PHPSESSID" in row or "(S(" in row]
    for article in seen.of_portal("la"):
        key = article_id(article).removeprefix("mau/la/")
        found_on = {found.found_on for found in seen.reader.discoveries("mau/la", key)}
        assert [page for page in found_on if "/tin-tuc/" in page], "the listing's links are followed"


def relative_links(seen: Seen) -> None:
    (row,) = seen.of("article_images", seen.sample("dinh-quan", "1104"))
    assert urlsplit(row["src"]).path == "/Hnh%20nh%20hot%20ng/xoai-bao-trai.jpg"
    assert row["state"] == "ok"
    assert not [asked.path for asked in seen.requests if ".." in asked.path]


def escaped_feed_titles(seen: Seen) -> None:
    announced = {
        found.link_text
        for article in seen.of_portal("dong-nai")
        for found in seen.reader.discoveries("mau/dong-nai", article.id)
        if "/rss/" in found.found_on
    }
    assert "Bộ tiêu chí OCOP mới: cấp huyện công nhận 3 sao" in announced
    titles = [*announced, *(item.title for item in seen.reader.considered())]
    titles += [row["title"] for row in seen.articles.values()]
    assert not [title for title in titles if "&#" in title or re.search(r"\(\d\d?/\d\d?/\d{4}\)", title)]


def feed_holds_only_the_newest(seen: Seen) -> None:
    older = {"2105", "2688", "3019", "3377", "3890", "4951"}
    for number in older:
        assert f"mau/dong-nai/{number}" in seen.articles
        found_on = {found.found_on for found in seen.reader.discoveries("mau/dong-nai", number)}
        assert found_on
        assert not [page for page in found_on if "/rss/" in page], "the feed did not hold it"


def _stray(seen: Seen, portal: str, part: str) -> list[Capture]:
    """Captures of a listed page that is no article, which is none in the archive either."""
    found = [c for c in seen.captures if c.source_id == f"mau/{portal}" and part in c.url]
    kept = [row["id"] for row in seen.articles.values() if part in f"{row['url']} {row['id']}"]
    assert not kept, f"became an article: {kept}"
    return found


def soft_404(seen: Seen) -> None:
    assert [capture.outcome for capture in _stray(seen, "long-thanh", "13001")] == ["soft_404"]
    assert not [row["id"] for row in seen.articles.values() if row["title"] == "Thông báo"]


def challenge_page(seen: Seen) -> None:
    (capture,) = _stray(seen, "la", "cam-my-ra-soat-san-pham-tham-gia-chuong-trinh-ocop")
    assert (capture.outcome, capture.status, capture.payload_bytes) == ("blocked", 200, 177)
    states = {item.url: item.state for item in seen.reader.frontier_articles()}
    assert states[capture.url] == "pending", "it is asked for again"


def disallowed_by_robots(seen: Seen) -> None:
    for portal, part in (("la", "/noi-bo/"), ("long-thanh", "/noibo/")):
        assert not seen.asked(portal, part)
        assert not _stray(seen, portal, part)
        refused = [event for event in seen.reader.events() if part in event.url]
        assert [event.outcome for event in refused] == ["robots_refused"]
        assert "robots.txt" in refused[0].error


def gone_item(seen: Seen) -> None:
    (capture,) = _stray(seen, "dong-nai", "6402")
    assert (capture.outcome, capture.status) == ("http_error", 404)
    assert len(seen.asked_for_article("dong-nai", "6402")) == 1
    month = seen.road.rows("SELECT * FROM coverage WHERE source_id = 'mau/dong-nai' AND month = '2026-02'")
    assert [(row["held"], row["never_seen"]) for row in month] == [(0, 1)], "the gap is stated"


def redirect_chain(seen: Seen) -> None:
    hops = _stray(seen, "la", "index.php") + _stray(seen, "la", "/bai/4")
    assert [(capture.status, capture.outcome) for capture in hops] == [(301, "redirect"), (302, "redirect")]
    article = seen.sample("la", "4")
    own = [row["id"] for row in seen.articles.values() if row["title"] == article.title]
    assert own == [article_id(article)]
    assert len(seen.asked("la", urlsplit(seen.row(article)["url"]).path)) == 1, "the end of the chain was known"


CHECKS: dict[str, Check] = {
    "same NewsId under several CatIds": several_cat_ids,
    "both parameter orders": both_parameter_orders,
    "wrong CatId gives an empty page": wrong_cat_id,
    "postback paging": postback_paging,
    "same article under three categories": under_three_categories,
    "print and savefile twins": print_and_savefile_twins,
    "growing relative links": growing_relative_links,
    "session ids in links": session_ids,
    "relative links": relative_links,
    "entity-escaped feed titles with a date suffix": escaped_feed_titles,
    "feed holds only the newest": feed_holds_only_the_newest,
    "soft 404": soft_404,
    "challenge page": challenge_page,
    "listed but disallowed by robots": disallowed_by_robots,
    "listed item that is gone": gone_item,
    "redirect chain": redirect_chain,
}
