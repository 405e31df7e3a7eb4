"""The "Tăng tương phản" CMS, named after its toolbar (vendor not established): huyendakha.kontum.gov.vn,
trangdinh.langson.gov.vn.

Addresses and the words of the toolbar were seen; class names and pager were not (portals.md 2.1), so the selectors are
the usual names and the pipeline's own reading has to carry the article until `layouts` of a source file says better.
"""

import re

from crawler.portals.families.base import FieldSelectors
from crawler.portals.families.by_path import SECTION, FamilyByPath, matched_path
from crawler.portals.families.links import FURNITURE
from crawler.portals.families.media import ATTACHMENTS

_ARTICLE = re.compile(r"/(?:[a-z0-9-]+/){1,4}((?:[a-z0-9]+-){3,}[a-z0-9]+)\.html")


class TangTuongPhan(FamilyByPath):
    """`/<cat>/[<subcat>/]<slug>.html` without any number: the slug is the article, under whichever category.

    An editor who changes a title makes another address, and so another article, of the same text: the two are members
    of one story, and each page names the other as another address on the same portal.
    """

    name = "tang-tuong-phan"
    fields = FieldSelectors(
        title=("h1.title-detail", ".article-title", ".detail h1"),
        date_label=(".article-date", ".detail .date", ".post-date"),
        page_clock=("[class*='clock']", ".date-now"),
        lead=(".article-sapo", ".sapo"),
        body=(".article-body", ".detail-content", ".content-detail"),
        author=(".article-author", ".article-source"),
        section=SECTION,
        attachments=ATTACHMENTS,
        noise=(
            *FURNITURE, "[class*='contrast']", "[class*='tuong-phan']", "[class*='font-size']", "[class*='share']",
            "[class*='copy-link']", ".other-news", ".tin-khac", ".related",
        ),
    )  # fmt: skip

    def article_key(self, url: str) -> str | None:
        """None for fewer than four words: categories and menu pages end in `.html` too."""
        found = matched_path(_ARTICLE, url)
        return found[1] if found else None
