"""ASP.NET WebForms portals whose lists page by postback: khanhhoa.gov.vn.

Category addresses, the postback and the class names are those of a public crawler; an article's address was not seen
(portals.md 2.1-2.2).
"""

import re

from parsel import Selector

from crawler.portals.families.base import FieldSelectors, PageRequest
from crawler.portals.families.by_path import SECTION, FamilyByPath, matched_path
from crawler.portals.families.links import FURNITURE
from crawler.portals.families.media import ATTACHMENTS
from crawler.portals.families.postback import next_by_postback

_ARTICLE = re.compile(
    r"/(?P<language>vi|en)/(?:[A-Za-z0-9-]+/){1,3}(?P<slug>(?:[^/.-]+-){3,}[^/.-]+)(?:\.(?:aspx|html?))?/?"
)


class WebForms(FamilyByPath):
    """`/vi/<category>/<slug>`; the slug is the article. Of its pager only the page numbers in view can be asked for."""

    name = "webforms"
    fields = FieldSelectors(
        title=(".title-article",),
        date_label=("#datearticle", ".detail-time"),
        page_clock=("[class*='clock']", "[id*='clock']", "[class*='date-now']"),
        lead=("meta#ogdescription::attr(content)", "meta[property='og:description']::attr(content)"),
        body=(".chitietbaiviet", ".tinmoii", "#box_t"),
        author=(".tacgia", ".author"),
        section=SECTION,
        attachments=ATTACHMENTS,
        noise=(*FURNITURE, ".tinlienquan", ".tin-lien-quan", ".other-news", "[class*='share']"),
    )

    def article_key(self, url: str) -> str | None:
        """None for fewer than four words: categories stand one below the other."""
        found = matched_path(_ARTICLE, url)
        if found is None:
            return None
        return found["slug"] if found["language"] == "vi" else f"{found['language']}-{found['slug']}"

    def canonical_url(self, url: str) -> str:
        """The article's path alone, without a slash behind it. Other URLs as `urls.canonical`; raises BadUrl."""
        address = super().canonical_url(url)
        return address.rstrip("/") if self.article_key(url) else address

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """By postback with the state of the page at hand; by links where a list has them."""
        return next_by_postback(page, current) or super().next_page(page, current)
