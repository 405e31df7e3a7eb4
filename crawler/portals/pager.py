"""How many pages a listing has, as far as one page of it tells. Pure.

A pager's links differ in one number. Which number that is shows the request for the next page, which every family can
make; so no family has to say anything about its last page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsel import Selector

from crawler.portals.families.base import Family, PageRequest
from crawler.portals.families.links import one_line, page_base
from crawler.portals.urls import join

MOST_PAGES = 20_000
"""A higher number in a pager is a mistake of ours or theirs, not a page."""

_TOTAL = re.compile(
    r"(?i)[\"']?\b(?:max_?pages?|total_?pages?(?:_?num(?:ber)?|_?count)?|page_?count)[\"']?\s*[:=]\s*"
    r"(?:parseInt\(\s*)?[\"']?(\d{1,6})"
)
_POSTBACK_PAGE = re.compile(r"Page\$(\d{1,4})\b")


@dataclass(frozen=True)
class PagerEnd:
    """What one page of a listing says of the last one."""

    number: int
    """The highest page number named; at least the page's own."""
    is_total: bool
    """Whether the page states it as the number of all pages, not merely as the last link in view."""
    request: PageRequest | None
    """How to ask for it; None where that is not known, or where it is this page."""


def pager_end(page: Selector, current: PageRequest, family: Family) -> PagerEnd:
    """What `page`, fetched as `current`, says of its listing's last page."""
    following = family.next_page(page, current)
    total = _stated_total(page)
    linked = _highest_link(page, current, following) if following else None
    if linked is not None and linked.page >= total:
        return PagerEnd(linked.page, False, linked)
    if total > current.page:
        return PagerEnd(total, True, _by_form(following, total))
    if following is None:
        return PagerEnd(current.page, False, None)
    number = max(current.page, following.page, *_numbers_of_scripts(page))
    return PagerEnd(number, False, _by_script(page, current, family, number))


def _stated_total(page: Selector) -> int:
    """What a script or the JSON of a list gives as the number of pages; 0 where neither does."""
    texts = page.css("script::text").getall() + page.xpath("/html/body/pre[not(preceding-sibling::*)]/text()").getall()
    numbers = (int(found[1]) for text in texts for found in _TOTAL.finditer(text))
    return max((number for number in numbers if number <= MOST_PAGES), default=0)


def _highest_link(page: Selector, current: PageRequest, following: PageRequest) -> PageRequest | None:
    """The link that differs from the next page's address in its number alone and has the highest."""
    if following.form is not None or following.page != current.page + 1:
        return None
    base = page_base(page, current.url)
    targets = {target for href in page.css("a::attr(href)").getall() if (target := join(base, href))}
    best: PageRequest | None = None
    for grammar in _grammars(following.url, following.page):
        for target in targets | {following.url}:
            found = grammar.fullmatch(target)
            if found and int(found[1]) <= MOST_PAGES and (best is None or int(found[1]) > best.page):
                best = PageRequest(target, page=int(found[1]), referer=following.referer)
    return best


def _grammars(url: str, number: int) -> Iterator[re.Pattern[str]]:
    """`url` with each of its numbers that equal `number` in turn left open."""
    for found in re.finditer(rf"(?<!\d){number}(?!\d)", url):
        yield re.compile(re.escape(url[: found.start()]) + r"(\d{1,6})" + re.escape(url[found.end() :]))


def _by_form(following: PageRequest | None, number: int) -> PageRequest | None:
    """A POST for a page of that number, where exactly one field of the next page's form is its number."""
    if following is None or following.form is None:
        return None
    fields = [name for name, value in following.form if value == str(following.page)]
    if len(fields) != 1:
        return None
    form = tuple((name, str(number) if name == fields[0] else value) for name, value in following.form)
    return replace(following, form=form, page=number)


def _by_script(page: Selector, current: PageRequest, family: Family, number: int) -> PageRequest | None:
    """What the script of the link to page `number` would send: to the family, it is the page after `number - 1`."""
    if number <= current.page:
        return None
    request = family.next_page(page, replace(current, page=number - 1))
    return request if request is not None and request.page == number else None


def _numbers_of_scripts(page: Selector) -> Iterator[int]:
    """Page numbers of links that only a script follows."""
    for anchor in page.css("a[href^='javascript:']"):
        text = one_line(anchor.xpath("string()").get(""))
        named = [text] if text.isdecimal() and len(text) < len(str(MOST_PAGES)) else []
        yield from map(int, named + _POSTBACK_PAGE.findall(anchor.attrib["href"]))
