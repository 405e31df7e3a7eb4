"""WordPress: categories with page/N, a feed, `?p=` short links, slugs in Vietnamese letters percent-encoded."""

import re
from datetime import date
from urllib.parse import quote
from xml.sax.saxutils import escape

from samples.model import SampleArticle
from samples.portal import MARK, Stray
from samples.response import Request, Response, redirect
from samples.site import Item, Site, slug
from samples.sites import common, pages

_LISTING = re.compile(r"/category/([a-z0-9-]+)/(?:page/(\d+)/)?")


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of a WordPress sample portal."""
    path = request.path
    if path == "/" and (article := site.article(request.query.get("p", ""))):
        return redirect(permalink(article), 301)
    if path == "/":
        return redirect(f"/category/{next(iter(site.portal.sections))}/")
    if path.startswith("/wp-content/uploads/"):
        return common.file_response(site, path.rpartition("/")[2])
    if path == "/feed/":
        return _feed(site, request)
    if (found := _LISTING.fullmatch(path)) and found[1] in site.portal.sections:
        return _listing(site, today, found[1], int(found[2] or 1))
    return _article(site, request, today)


def permalink(article: SampleArticle) -> str:
    """The address to which short links lead."""
    return f"/{quote(article.slug or slug(article.title))}/"


def href(item: Item, section: str) -> str:  # noqa: ARG001
    """Path of an article: its slug."""
    return item.path if isinstance(item, Stray) else permalink(item)


def listing_paths(site: Site, section: str) -> list[str]:
    """The category and its `page/N`."""
    first = f"/category/{section}/"
    return [first, *(f"{first}page/{number}/" for number in range(2, site.pages(section) + 1))]


def _linked(item: Item, section: str) -> str:
    """As the listing links to it: some posts were pasted in by their short link."""
    return f"/?p={item.id}" if isinstance(item, SampleArticle) and item.has("?p= short link") else href(item, section)


def _listing(site: Site, today: date, section: str, number: int) -> Response:
    if not 1 <= number <= site.pages(section):
        return common.not_found()
    paths = listing_paths(site, section)
    return pages.listing_page("wordpress", site, section, number, today, _linked, "{d}/{m}/{Y}", paths=paths)


def _article(site: Site, request: Request, today: date) -> Response:
    asked = quote(request.path)
    article = next((one for one in site.articles.values() if permalink(one) in (asked, asked + "/")), None)
    if article is None:
        return common.not_found()
    if not asked.endswith("/"):
        return redirect(permalink(article), 301)
    moment = f"{article.published}:00+07:00" if article.published else ""
    folder = f"/wp-content/uploads/{article.listed[:4]}/{article.listed[5:7]}/"
    return pages.article_page(
        "wordpress", site, request, today, article, href, form="{d}/{m}/{Y}", folder=folder, moment=moment
    )


def _feed(site: Site, request: Request) -> Response:
    base = f"http://{request.host}"
    newest = [one for one in site.window(None, 0, site.portal.feed_newest) if isinstance(one, SampleArticle)]
    items = "\n".join(
        f"<item><title>{escape(one.title)}</title><link>{base}{permalink(one)}</link>"
        f'<guid isPermaLink="false">{base}/?p={one.id}</guid>'
        f"<pubDate>{common.rfc822(one.published or one.listed)}</pubDate>"
        f"<description><![CDATA[{escape(one.lead)} [&#8230;]]]></description></item>"
        for one in newest
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(site.portal.title)} - {MARK}</title><link>{base}/</link>\n{items}\n</channel></rss>"
    )
    return Response(200, text.encode("utf-8"), "application/rss+xml; charset=UTF-8")
