"""What listings, feeds and sitemaps announce, turned into the queue: kept, considered, sampled, or on another host."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.asked import Asked
from crawler.captures.errors import Unstorable
from crawler.captures.records import Discovery, Role
from crawler.outcomes import Refused
from crawler.portals.families.base import ListedItem
from crawler.portals.source import Section
from crawler.portals.urls import BadUrl
from crawler.relevance import folded, judge, sampled, words_of_url
from crawler.traps import trap_in
from crawler.visit import Visit

LEAST_ALIKE = 0.5
"""Share of the words of the shorter of two titles that the other has, from which they are of one article."""


@dataclass
class Announced:
    """What one page announced."""

    to_fetch: list[tuple[Asked, str]] = field(default_factory=list)
    """New in the queue, with their URLs."""
    keys: list[str] = field(default_factory=list)
    """Of every article announced, in page order."""
    known: list[bool] = field(default_factory=list)
    """Beside `keys`: fetched or considered before."""
    new: int = 0
    considered: int = 0
    familiar: int = 0
    """Announced by an earlier run under the same or like words."""
    retitled: int = 0
    """Announced by an earlier run under wholly other words: another article has that key now."""


def take(visit: Visit, items: Iterable[ListedItem], section: Section, found_on: str) -> Announced:
    """Queue or consider `items`, as one ledger transaction; each announcement is kept with its words and date."""
    result = Announced()
    with visit.run.store.transaction():
        visit.settle()
        for item in items:
            try:
                _take_one(visit, item, section, found_on, result)
            except (Unstorable, BadUrl) as error:
                visit.trap(item.url, "article", str(error))
    visit.tally.considered += result.considered
    return result


def _take_one(visit: Visit, item: ListedItem, section: Section, found_on: str, result: Announced) -> None:
    source = visit.source
    discovery = Discovery(section.url, found_on, item.title, item.date_shown or "")
    url = visit.family.canonical_url(item.url)
    try:
        visit.check_host(url, "article")
    except Refused as refused:
        if _consider(visit, url, url, item, str(refused), discovery):
            visit.event(url, "article", refused.outcome, str(refused))
        return
    key = visit.family.article_key(url)
    if key is None:
        return
    result.keys.append(key)
    result.known.append(visit.run.frontier.known(source.id, key))
    _compare(visit, key, item.title, result)
    if pattern := trap_in(url):
        if _consider(visit, key, url, item, pattern, discovery):
            visit.trap(url, "article", pattern)
        return
    verdict = judge(item.title or words_of_url(url), section, source, item.summary or "")
    if verdict.kept:
        _queue(visit, "article", key, url, discovery, result)
        return
    draw = sampled(source.id, key)
    if _consider(visit, key, url, item, verdict.reason, discovery, draw):
        result.considered += 1
        if draw:
            visit.tally.sampled += 1
            _queue(visit, "sampled", key, url, discovery, result)


def _compare(visit: Visit, key: str, title: str, result: Announced) -> None:
    """Count an item that was announced before; one without words on either side says nothing."""
    now = set(folded(title).split())
    said = visit.run.frontier.earlier_words(visit.source.id, key, visit.run.run_id)
    earlier = [words for text in said if (words := set(folded(text).split()))]
    if not (now and earlier):
        return
    alike = max(len(now & words) / min(len(now), len(words)) for words in earlier)
    result.familiar += alike >= LEAST_ALIKE
    result.retitled += alike < LEAST_ALIKE


def _consider(
    visit: Visit, key: str, url: str, item: ListedItem, reason: str, discovery: Discovery, draw: bool = False
) -> bool:
    """Note an item that is not kept; True when it is new. One of another host stands under its URL."""
    return visit.run.frontier.consider(
        visit.source.id,
        key=key,
        url=url,
        title=item.title,
        reason=reason,
        discovery=discovery,
        run_id=visit.run.run_id,
        sampled=draw,
    )


def _queue(visit: Visit, role: Role, key: str, url: str, discovery: Discovery, result: Announced) -> None:
    if visit.run.frontier.add(
        visit.source.id, key=key, url=url, role=role, discovery=discovery, run_id=visit.run.run_id
    ):
        result.new += role == "article"
        result.to_fetch.append((Asked(visit.source.id, role, key, discovery), url))
