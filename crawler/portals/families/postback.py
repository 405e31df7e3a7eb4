"""ASP.NET postback paging: what the families share whose pagers are script calls."""

import re

from lxml.html import HtmlElement
from parsel import Selector

from crawler.portals.families.base import PageRequest
from crawler.portals.families.elements import elements
from crawler.portals.families.links import NEXT_WORDS, inside, one_line, page_base
from crawler.portals.urls import join

_POSTBACK = re.compile(r"""(?:__doPostBack\(\s*|WebForm_PostBackOptions\(\s*)["']([^"']+)["']\s*,\s*["']([^"']*)["']""")
_Postback = tuple[str, HtmlElement, str, str]
"""Label in lower case, link, event target, event argument."""


def next_by_postback(page: Selector, current: PageRequest) -> PageRequest | None:
    """The pager's postback to page N+1 as a POST of the form's hidden state fields, as a browser would send it."""
    calendars = set(elements(page, ("[id*='alendar']", "[title='Calendar']")))
    postbacks = []
    for anchor in elements(page, ("a[href*='PostBack']",)):
        found = _POSTBACK.search(anchor.get("href", ""))
        if found and not inside(anchor, calendars):
            postbacks.append((one_line(str(anchor.text_content())).lower(), anchor, found[1], found[2]))
    chosen = _leads_to(postbacks, current.page + 1)
    form = next(chosen[1].iterancestors("form"), None) if chosen else None
    if chosen is None or form is None:
        return None
    fields = {field.get("name", ""): field.get("value", "") for field in form.iter("input")}
    state = {name: value for name, value in fields.items() if name.startswith("__")}
    state |= {"__EVENTTARGET": chosen[2], "__EVENTARGUMENT": chosen[3]}
    action = join(page_base(page, current.url), form.get("action", "")) or current.url
    return PageRequest(action, tuple(state.items()), page=current.page + 1)


def _leads_to(postbacks: list[_Postback], wanted: int) -> _Postback | None:
    for postback in postbacks:
        if postback[3] == f"Page${wanted}" or postback[0] == str(wanted):
            return postback
    for postback in postbacks:
        if postback[0] in NEXT_WORDS:
            return postback
    # Of a pager in blocks, "…" before the numbers leads back and behind them leads on.
    numbers = [index for index, postback in enumerate(postbacks) if postback[0].isdecimal()]
    after = postbacks[numbers[-1] + 1 :] if numbers else []
    return next((postback for postback in after if postback[0] in ("...", "…")), None)
