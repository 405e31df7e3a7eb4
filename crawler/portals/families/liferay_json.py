"""Liferay whose listings are filled from a JSON resource: bacninh.gov.vn (portlet newsbycategory_WAR_bacninhportlet).

Names of the resource, its parameters and keys come from a public crawler; no article URL was seen, so the shapes below
`/-/details/` and of plain slugs are guesses that a live check has to confirm (portals.md 2.1-2.2).
"""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import FieldSelectors, ListedItem, PageRequest
from crawler.portals.families.liferay import Liferay
from crawler.portals.families.links import article_links, listed_items, one_line, unescaped
from crawler.portals.urls import SEEN_AGAIN, BadUrl, canonical, is_growing, join, query_values

PER_PAGE = 50
_PAGING = ("pageNum", "recordPerPage")
_RESOURCE = re.compile(r"""\bloadPageURL\s*[=:]\s*["']([^"']+)["']""")
_ESCAPED = re.compile(r"\\(?:x|u00)([0-9a-fA-F]{2})")
_DETAILS = re.compile(r"(?i)(?:/[^/]+)*/-/details/[^/]+/(?P<slug>[^/]+)/?")
_SLUG = re.compile(r"(?i)(?:/[^/]+)*/(?P<slug>[a-z0-9]+(?:-[a-z0-9]+){5,})(?:\.html)?/?")
_ID_PARAMETER = re.compile(r"_\w+_articleid")
_NAMES_ARTICLE = re.compile(r"(?i)(?:p_p_id|_\w+_articleid)=")
_VIETNAM = timezone(timedelta(hours=7))
_Data = dict[str, Any]


class LiferayJson(Liferay):
    """Liferay's article addresses, `…?p_p_id=<portlet>&…_articleId=<id>`, `…/-/details/<group>/<slug>`, `…/<slug>`."""

    name = "liferay-json"
    fields = FieldSelectors(
        title=("h1#contentDetailTitleId", "#contentDetailTitleId"),
        page_clock=("[class*='date-today']", "[class*='current-date']", "[class*='clock']"),
        lead=("#sapoDetailId",),
        body=("#contentDetail",),
        attachments=Liferay.fields.attachments,
        noise=Liferay.fields.noise,
    )

    def article_key(self, url: str) -> str | None:
        """As Liferay's; the id of an `…_articleId` parameter; of other addresses the slug, six words at least."""
        return _key(url) or super().article_key(url)

    def canonical_url(self, url: str) -> str:
        """Articles named by a parameter keep `p_p_id` and that parameter, others lose the query. Other URLs as
        `urls.canonical`; raises BadUrl."""
        web = urlsplit(canonical(url))
        if _id_in(url) is not None:
            kept = [piece for piece in web.query.split("&") if _NAMES_ARTICLE.match(piece)]
            return urlunsplit(web._replace(query="&".join(kept)))
        if _key(url):
            return urlunsplit(web._replace(query=""))
        return super().canonical_url(url)

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """What the JSON names; of the page itself, which a script fills, the links to Liferay's own addresses (menus
        hold slugs of six words too)."""
        data = _data_of(page)
        if data is not None:
            rows = data["items"] if isinstance(data.get("items"), list) else []
            items = [_item(row, target) for row in rows if isinstance(row, dict) and (target := _address(row, url))]
            return [item for item in items if self.article_key(item.url)]
        return listed_items(article_links(page, url, self._sure_key))

    def _sure_key(self, url: str) -> str | None:
        return self.article_key(url) if "/-/" in url or _id_in(url) else None

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """From the page to the first page of its JSON resource, which counts as page 1 again; from there on to the
        number that the JSON gives as its last."""
        data = _data_of(page)
        if data is None:
            resource = _RESOURCE.search("\n".join(page.css("script::text").getall()))
            target = join(current.url, unescaped(_plain(resource[1]))) if resource else None
            return _json_page(target, 1, current.url) if target else super().next_page(page, current)
        last = data.get("totalPageNum")
        more = isinstance(last, int | str) and str(last).isdecimal() and current.page < int(last)
        return _json_page(current.url, current.page + 1, current.referer) if more else None


def _json_page(url: str, number: int, referer: str) -> PageRequest:
    parts = urlsplit(url)
    kept = [piece for piece in parts.query.split("&") if piece and piece.partition("=")[0] not in _PAGING]
    query = "&".join([*kept, f"pageNum={number}", f"recordPerPage={PER_PAGE}"])
    return PageRequest(urlunsplit(parts._replace(query=query)), page=number, referer=referer)


def _plain(literal: str) -> str:
    """The text of a JavaScript string: Liferay writes `\\x26` for &."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), literal).replace("\\/", "/")


def _data_of(page: Selector) -> _Data | None:
    """The JSON object that the crawler hands over as the text of a `<pre>`; None for a page."""
    text = page.xpath("string(/html/body/pre[not(preceding-sibling::*)])").get("")
    if not text.lstrip().startswith("{"):
        return None
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _item(row: _Data, target: str) -> ListedItem:
    summary = one_line(Selector(str(row.get("summary") or " ")).xpath("string()").get(""))
    return ListedItem(target, one_line(unescaped(str(row.get("title") or ""))), _date(row), summary or None)


def _address(row: _Data, url: str) -> str | None:
    if detail := str(row.get("urlDetail") or ""):
        return join(url, detail)
    parts, number = urlsplit(url), str(row.get("articleId") or "")
    portlet = query_values(parts).get("p_p_id", "")
    query = urlencode({"p_p_id": portlet, f"_{portlet}_articleId": number})
    return urlunsplit(parts._replace(query=query)) if portlet and number.isdecimal() else None


def _date(row: _Data) -> str | None:
    """As the JSON has it; a number is milliseconds, as Liferay writes dates, and is told in Vietnam's time."""
    created = row.get("createdDate")
    if isinstance(created, int) and 0 < created < 10**14:
        return datetime.fromtimestamp(created / 1000, UTC).astimezone(_VIETNAM).isoformat(timespec="minutes")
    return one_line(created) if isinstance(created, str) and created else None


@lru_cache(SEEN_AGAIN)
def _split(url: str) -> SplitResult:
    try:
        return urlsplit("" if is_growing(url) else canonical(url))
    except BadUrl:
        return urlsplit("")


def _id_in(url: str) -> str | None:
    number = next((value for name, value in query_values(_split(url)).items() if _ID_PARAMETER.fullmatch(name)), "")
    return str(int(number)) if number.isdecimal() else None


def _key(url: str) -> str | None:
    path = _split(url).path
    found = _DETAILS.fullmatch(path) or (_SLUG.fullmatch(path) if "/-/" not in path else None)
    return _id_in(url) or (found["slug"].lower().removesuffix(".html") if found else None)
