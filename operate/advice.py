"""What a person may write into a source file where a portal looks otherwise than its family: words that mend it.

Pure functions over pages that were kept; what they propose is a guess, told with the line to write."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import Family, FieldSelectors, as_page
from crawler.portals.families.elements import elements as listing_elements
from crawler.portals.families.links import article_links, one_line, page_base
from crawler.portals.source import Listing
from crawler.portals.urls import join
from pipeline.article.body import find_body
from pipeline.article.chrome import stands_in_head
from pipeline.article.date_lines import is_clock_line, is_date_line
from pipeline.article.head import find_title
from pipeline.article.prose import line_saying
from pipeline.article.tree import BLOCK_TAGS, elements, length_of_text, parse, visible_text

_MADE_BY_MACHINE = re.compile(r"\d{3}|^ctl\d|[0-9a-f]{6}|^css-", re.IGNORECASE)
_NAME = re.compile(r"-?[A-Za-z_][\w-]*")
_FEW_LINKS = 3
_DATE_LENGTH = 80
_LEVELS = 3
_MOST = 0.75
_TITLE_LENGTH = 15
_NEXT = 'layouts: [{listing: {next: ["…"]}}]'
_NEXT_URL = 'layouts: [{listing: {next_url: "?…={page}"}}]'


def of_listing(html: str, url: str, family: Family, listing: Listing) -> str:
    """Why a listing page may show too few articles, and what to write."""
    page = as_page(html)
    if listing.item:
        return _of_blocks(page, url, family, listing)
    if html.lstrip()[:1] in ("{", "["):
        return "the answer is JSON in which the family finds no articles"
    hidden = article_links(page, url, family.article_key, skip=())
    if len(hidden) >= _FEW_LINKS:
        row = _row_selector(hidden, page)
        return (
            f"the page has links to {len(hidden)} articles, but in blocks that count as menus or boxes: name "
            f'the block of one article, `layouts: [{{listing: {{item: ["{row or "…"}"]}}}}]`'
        )
    others = [item for item in FAMILIES["generic"].listing_items(page, url) if not family.article_key(item.url)]
    if others:
        parts = urlsplit(others[0].url)
        shown = parts.path + (f"?{parts.query}" if parts.query else "")
        return (
            f"{len(others)} links look like articles, but not with addresses of {family.name}, such as {shown}: "
            "another family, or state their shape as `article_pattern`"
        )
    if len(page.css("body a[href]")) < _FEW_LINKS:
        return "the page links nothing: a script fills its list; look for a feed or a sitemap (`kind: feed`)"
    return (
        "wrong address of the section, or a list filled by script (take a feed or sitemap); where the links are there, "
        'name their blocks: `layouts: [{listing: {item: ["…"]}}]`'
    )


def _row_selector(links: Mapping[str, list[tuple[HtmlElement, str]]], page: Selector) -> str | None:
    """The tag and class that most of the blocks have that hold one article's links each; None where none repeats."""
    keys_below: dict[HtmlElement, set[str]] = {}
    for key, group in links.items():
        for anchor, _ in group:
            for element in (anchor, *anchor.iterancestors()):
                keys_below.setdefault(element, set()).add(key)
    rows = Counter[str]()
    for group in links.values():
        around = [element for element in group[0][0].iterancestors() if len(keys_below[element]) == 1]
        rows.update(next(([css] for element in reversed(around) if (css := next(_own_selectors(element), None))), []))
    best, number = rows.most_common(1)[0] if rows else ("", 0)
    return best if number >= _FEW_LINKS and len(listing_elements(page, (best,))) >= number else None


def _of_blocks(page: Selector, url: str, family: Family, listing: Listing) -> str:
    rows = listing_elements(page, listing.item)
    named = ", ".join(listing.item)
    if not rows:
        return f"`listing.item` ({named}) finds no block on the page; `fields` and `listing` are case-sensitive"
    hrefs = [anchor.get("href", "") for row in rows for anchor in row.iter("a") if anchor.get("href")]
    if not hrefs:
        return f"`listing.item` finds {len(rows)} blocks, none with a link: choose the element around the whole item"
    links = [target for href in hrefs if (target := join(page_base(page, url), href))]
    keyed = [target for target in links if family.article_key(target)]
    if not keyed:
        shown = urlsplit(links[0]).path if links else hrefs[0]
        return (
            f"`listing.item` finds {len(rows)} blocks, but no link in them has an article's address for {family.name} "
            f"(the first: {shown}): state the shape as `article_pattern`"
        )
    if listing.link:
        return f"`listing.link` ({', '.join(listing.link)}) leaves out the {len(keyed)} article links of the blocks"
    return f"`listing.item` finds {len(rows)} blocks"


def of_paging(html: str) -> str:
    """How the next page of a listing may be named."""
    page = as_page(html)
    for anchor in page.css("a"):
        if one_line(anchor.xpath("string()").get("")) == "2":
            href = anchor.attrib.get("href", "")
            seen = href[:80] or "a link without address"
            return f'the pager\'s "2" is {seen}; name that link, `{_NEXT}`, or how addresses are made, `{_NEXT_URL}`'
    return f"where the section has more pages: `{_NEXT_URL}`, a feed or a sitemap"


def of_fields(html: str, url: str, missing: Set[str], listed: str) -> Iterator[tuple[str, str]]:
    """For each of `missing` (names of fields) the selector at which it seems to stand on the page, with the line to
    write. `listed`: the article's title as its listing had it."""
    root = parse(html)
    body = find_body(root, html, url, ())
    title = line_saying(root, listed) if len(listed) >= _TITLE_LENGTH else None
    if title is None:
        title = find_title(root, body.node if body else None, FieldSelectors())[1]
    found = {"title": title, "body": _narrowed(body.node) if body else None, "date_label": _date_after(root, title)}
    for name, node in found.items():
        css = selector_of(node, root) if name in missing and node is not None else None
        if css and node is not None:
            shown = one_line(visible_text(node))[:40]
            yield name, f"it seems to stand in `{css}` ({shown}…): `layouts: [{{fields: {{{name}: [{css!r}]}}}}]`"


def _narrowed(node: etree._Element) -> etree._Element:
    """The innermost element that still holds most of the text of `node`."""
    inner: etree._Element | None = node
    while inner is not None:
        node = inner
        inner = next((child for child in node if length_of_text(child) >= _MOST * length_of_text(node)), None)
    return node


def _date_after(root: etree._Element, title: etree._Element | None) -> etree._Element | None:
    """The first short line with a date after the title, outside the page's head, that is no clock."""
    begun = title is None
    for node in root.iter():
        if begun and node is not title and not stands_in_head(node):
            text = one_line(visible_text(node)) if not any(child.tag in BLOCK_TAGS for child in node) else ""
            if 0 < len(text) <= _DATE_LENGTH and is_date_line(text) and not is_clock_line(text):
                return node
        begun = begun or node is title
    return None


def selector_of(node: etree._Element, root: etree._Element) -> str | None:
    """CSS that finds `node` alone in its page, by names that a person gave; None where there is none."""
    below = ""
    at: etree._Element | None = node
    for _ in range(_LEVELS):
        if at is None or at.tag in ("body", "html"):
            break
        for own in _own_selectors(at):
            css = f"{own} {below}".strip()
            if elements(root, css) == [node]:
                return css
        below = f"> {at.tag} {below}".strip()
        at = at.getparent()
    return None


def _own_selectors(node: etree._Element) -> Iterator[str]:
    classes = [name for name in (node.get("class") or "").split() if _is_name(name)]
    for name in classes:
        yield f"{node.tag}.{name}"
    if len(classes) > 1:
        yield f"{node.tag}." + ".".join(classes)
    if (identity := node.get("id") or "") and _is_name(identity):
        yield f"#{identity}"


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _MADE_BY_MACHINE.search(name)
