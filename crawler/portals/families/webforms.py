"""ASP.NET WebForms portals whose lists page by postback: khanhhoa.gov.vn.

Category addresses, the postback and the class names are those of a public crawler; an article's address was not seen
(portals.md 2.1-2.2).
"""

import re
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.links import FURNITURE, article_links, listed_items, next_by_links
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.families.postback import next_by_postback
from crawler.portals.urls import BadUrl, canonical, is_growing

_ARTICLE = re.compile(
    r"/(?P<language>vi|en)/(?:[A-Za-z0-9-]+/){1,3}(?P<slug>(?:[^/.-]+-){3,}[^/.-]+)(?:\.(?:aspx|html?))?/?"
)


class WebForms(Family):
    """`/vi/<category>/<slug>`; the slug is the article. Of its pager only the page numbers in view can be asked for."""

    name = "webforms"
    fields = FieldSelectors(
        title=(".title-article",),
        date_label=("#datearticle", ".detail-time"),
        page_clock=("[class*='clock']", "[id*='clock']", "[class*='date-now']"),
        lead=("meta#ogdescription::attr(content)", "meta[property='og:description']::attr(content)"),
        body=(".chitietbaiviet", ".tinmoii", "#box_t"),
        author=(".tacgia", ".author"),
        section=(".breadcrumb li:last-child", ".breadcrumb a:last-child"),
        attachments=ATTACHMENTS,
        noise=(*FURNITURE, ".tinlienquan", ".tin-lien-quan", ".other-news", "[class*='share']"),
    )

    def article_key(self, url: str) -> str | None:
        """None for fewer than four words: categories stand one below the other."""
        try:
            found = _ARTICLE.fullmatch(urlsplit(canonical(url)).path)
        except BadUrl:
            return None
        if found is None or is_growing(url):
            return None
        return found["slug"] if found["language"] == "vi" else f"{found['language']}-{found['slug']}"

    def canonical_url(self, url: str) -> str:
        """The article's path alone, without a slash behind it. Other URLs as `urls.canonical`; raises BadUrl."""
        parts = urlsplit(canonical(url))
        if not self.article_key(url):
            return urlunsplit(parts)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/"), query=""))

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        return listed_items(article_links(page, url, self.article_key, skip=self.fields.noise))

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """By postback with the state of the page at hand; by links where a list has them."""
        return next_by_postback(page, current) or next_by_links(page, current, self.article_key)

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return media_in(page, url, (*self.fields.body, *self.fields.attachments), self.fields.noise)
