"""The "group/nid" CMS (vendor not established): ocop.quangnam.gov.vn, and communes of Đà Nẵng (tralinh.danang.gov.vn).

Addresses seen; of its pages nothing is known (portals.md 2.1), so the selectors are the usual class names and the
pipeline's own reading has to carry the article until a source file's `layouts` says better.
"""

import re

from crawler.portals.families.base import FieldSelectors
from crawler.portals.families.by_path import SECTION, FamilyByPath, matched_path
from crawler.portals.families.links import FURNITURE
from crawler.portals.families.media import ATTACHMENTS

_ARTICLE = re.compile(r"(?i)/chi-tiet(?:-tin)?/group/[0-9]+/nid/([0-9]+)(?:/[^/]+)?/?")


class GroupNid(FamilyByPath):
    """`/chi-tiet[-tin]/group/<group>/nid/<id>/<slug>`: the nid alone is the article, group and slug may differ.

    They stay in the canonical address: whether a server answers without slug or under another group is not known."""

    name = "group-nid"
    counts_up = True
    fields = FieldSelectors(
        title=(".detail-title", ".content-detail h1"),
        date_label=(".detail-date", ".content-detail .date"),
        page_clock=("[class*='clock']", "[class*='date-now']"),
        lead=(".detail-sapo", ".sapo"),
        body=(".detail-body", ".content-detail"),
        author=(".detail-author",),
        section=SECTION,
        attachments=ATTACHMENTS,
        noise=(*FURNITURE, ".other-news", ".tin-khac", ".related", "[class*='share']"),
    )

    def article_key(self, url: str) -> str | None:
        found = matched_path(_ARTICLE, url)
        return str(int(found[1])) if found else None
