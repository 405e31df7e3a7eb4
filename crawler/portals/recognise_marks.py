"""The marks by which the families are told apart, as data."""

import re
from dataclasses import dataclass
from typing import Literal

ENOUGH = 5
"""Points below which a family is not named: the addresses of the looser families fit half of all portals."""


@dataclass(frozen=True)
class Mark:
    """Something in a page that speaks for families."""

    families: tuple[str, ...]
    points: int
    where: Literal["generator", "source", "header", "selector"]
    """`generator`: the meta tag; `source`: the page's text, scripts and attributes; `header`: the response headers."""
    what: str
    """A CSS selector for `selector`, else lower-case text that stands there."""
    says: str


@dataclass(frozen=True)
class Shape:
    """Addresses of articles that speak for a family: its own grammar, narrowed by `pattern`."""

    family: str
    points: int
    pattern: re.Pattern[str]
    says: str


_SHAREPOINT = ("sharepoint-dongnai", "sharepoint-tandan")
_LIFERAY = ("liferay", "liferay-json")

MARKS: tuple[Mark, ...] = (
    Mark(_SHAREPOINT, 2, "generator", "microsoft sharepoint", "generator Microsoft SharePoint"),
    Mark(_SHAREPOINT, 2, "header", "microsoftsharepointteamservices", "header MicrosoftSharePointTeamServices"),
    Mark(_SHAREPOINT, 1, "source", "/_layouts/", "resources below /_layouts/"),
    Mark(("sharepoint-dongnai",), 3, "source", "/pages/news.aspx?catid=", "listings /Pages/news.aspx?CatId="),
    Mark(("sharepoint-dongnai",), 2, "source", "/siteassets/lists/tntuc", "files below /SiteAssets/Lists/TnTuc"),
    Mark(("sharepoint-dongnai",), 1, "selector", "div.hitcounter", "class hitcounter"),
    Mark(("sharepoint-tandan",), 6, "selector", "[class^='tandan-'], [class*=' tandan-']", "classes tandan-…"),
    Mark(("sharepoint-tandan",), 3, "source", "/portal/pages/", "addresses below /portal/Pages/"),
    Mark(("nukeviet",), 8, "generator", "nukeviet", "generator NukeViet"),
    Mark(("nukeviet",), 5, "source", "nv_base_siteurl", "script variable nv_base_siteurl"),
    Mark(("nukeviet",), 4, "selector", "#news-bodyhtml", "id news-bodyhtml"),
    Mark(("nukeviet",), 3, "source", "/news/rss/", "feeds /news/rss/"),
    Mark(("nukeviet",), 2, "selector", ".news_column", "class news_column"),
    Mark(("uiarticle",), 6, "selector", "[class*='UIArticleInMenu'], [class*='UIListNews']",
         "classes UIArticleInMenu, UIListNews"),
    Mark(("uiarticle",), 6, "source", "/uiarticleinmenu/", "script asks /UIArticleInMenu/…/LoadArticle"),
    Mark(("uiarticle",), 5, "selector", ".ArticleDetailControl, .ArticleHeader",
         "classes ArticleDetailControl, ArticleHeader"),
    Mark(_LIFERAY, 6, "header", "liferay-portal", "header Liferay-Portal"),
    Mark(_LIFERAY, 6, "generator", "liferay", "generator Liferay"),
    Mark(_LIFERAY, 5, "source", "liferay.themedisplay", "script Liferay.ThemeDisplay"),
    Mark(_LIFERAY, 3, "source", "p_p_id=", "parameter p_p_id"),
    Mark(_LIFERAY, 2, "selector", ".portlet-boundary, .portlet-body", "classes portlet-boundary, portlet-body"),
    Mark(_LIFERAY, 1, "selector", ".portlet-title", "class portlet-title"),
    Mark(("liferay",), 3, "selector", ".journal-content-article", "class journal-content-article"),
    Mark(("liferay",), 3, "selector", ".taglib-page-iterator, .lfr-pagination-buttons", "Liferay's pager"),
    Mark(("liferay-json",), 6, "source", "loadpageurl", "script variable loadPageURL"),
    Mark(("liferay-json",), 5, "selector", "#contentDetailTitleId, #sapoDetailId",
         "ids contentDetailTitleId, sapoDetailId"),
    Mark(("article-detail",), 4, "selector", ".ModuleWrapper", "class ModuleWrapper"),
    Mark(("article-detail",), 5, "selector", "[class*='news-detail-layout']", "class news-detail-layout…"),
    Mark(("article-detail",), 3, "selector", "a[href*='/chuyen-muc-']",
         "listings /chuyen-muc-…-c<category>-<page>.html"),
    Mark(("article-detail",), 2, "selector", "span.current.next, span.next-pages", "pager ends in span.next"),
    Mark(("webforms",), 2, "selector", "input[name='__VIEWSTATE']", "hidden field __VIEWSTATE"),
    Mark(("webforms",), 2, "selector", "a[href^='javascript:__doPostBack']", "links __doPostBack"),
    Mark(("webforms",), 5, "selector", ".chitietbaiviet, .tinmoii, #datearticle",
         "chitietbaiviet, tinmoii, datearticle"),
    Mark(("group-nid",), 2, "selector", "a[href*='/group/']", "listings /group/<number>"),
    Mark(("tang-tuong-phan",), 5, "source", "tăng tương phản", "toolbar “Tăng tương phản”"),
    Mark(("wordpress",), 8, "generator", "wordpress", "generator WordPress"),
    Mark(("wordpress",), 5, "source", "/wp-content/", "resources below /wp-content/"),
    Mark(("wordpress",), 3, "source", "api.w.org", "link rel https://api.w.org/"),
    Mark(("wordpress",), 3, "header", "/wp-json/", "header Link to /wp-json/"),
    Mark(("wordpress",), 2, "selector", "article.hentry, .entry-title", "classes hentry, entry-title"),
    Mark(("newspaper",), 2, "selector", "a.cms-link, article.story", "classes cms-link, story"),
    Mark(("newspaper",), 2, "selector", "a.title1, a.title2, a.title3", "links of class title1…title5"),
    Mark(("newspaper",), 1, "selector", "h4.sapo, p.sapo, .news_detail_sapo", "class sapo"),
)  # fmt: skip

_ANY = re.compile("")

SHAPES: tuple[Shape, ...] = (
    Shape("sharepoint-dongnai", 7, _ANY, "articles newsdetail.aspx?NewsId="),
    Shape("sharepoint-tandan", 7, _ANY, "articles /portal/Pages/<date>/<slug>.aspx"),
    Shape("group-nid", 7, _ANY, "articles /chi-tiet/group/<group>/nid/<id>"),
    Shape("liferay", 6, re.compile("(?i)/-/(?:asset_publisher|view_content)/"),
          "articles /-/asset_publisher/, /-/view_content/"),
    Shape("liferay", 4, re.compile("/-/(?!asset_publisher|view_content|details)"), "articles /-/<slug>"),
    Shape("newspaper", 6, re.compile(r"/[0-9]{6}/[^/]+-[0-9a-f]{6,7}/?$"), "articles /YYYYMM/<slug>-<7 digits>/"),
    Shape("newspaper", 6, re.compile(r"-(?:post(?:id)?[0-9]+|[ad][0-9]{3,})\.(?:html?|bbg)"),
          "articles -post<id>.html, -a<id>.html"),
    Shape("newspaper", 2, re.compile(r"^https?://[^/]+/[^/]+-[0-9]{5,18}\.html?"), "articles /<slug>-<number>.html"),
    Shape("nukeviet", 5, re.compile(r"/(?:vi|en)/[a-z0-9-]+/[^/]+/[^/]+-[0-9]+\.html"),
          "articles /vi/news/<category>/<slug>-<id>.html"),
    Shape("nukeviet", 2, re.compile(r"-[0-9]+\.html"), "articles /<category>/<slug>-<id>.html"),
    Shape("uiarticle", 2, re.compile(r"/[^/.]+-[0-9]+$"), "articles /<category>/<slug>-<id>"),
    Shape("webforms", 2, re.compile(r"/vi/[^/]+/[^/]+$"), "articles /vi/<category>/<slug>"),
    Shape("article-detail", 1, _ANY, "articles /<slug>.html"),
    Shape("tang-tuong-phan", 1, _ANY, "articles /<category>/<slug>.html"),
    Shape("wordpress", 1, re.compile("/$"), "articles /<slug>/"),
)  # fmt: skip
"""`liferay-json` has none: its addresses are slugs that any portal may have."""
