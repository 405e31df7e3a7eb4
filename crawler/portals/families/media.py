"""What the families share in finding an article's pictures and attachments."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml.html import HtmlElement
from parsel import Selector

from crawler.portals.families.base import MediaLink
from crawler.portals.families.elements import Finder
from crawler.portals.families.lazy import KNOWN, show_lazy_pictures
from crawler.portals.families.links import FURNITURE, page_base
from crawler.portals.urls import join

ATTACHMENTS = (
    "a.link-download", "a.view-gallery", "iframe[src*='file=']", "embed[src]", "object[data]",
    ".news-download-file a[href]", "a[download]",
)  # fmt: skip
"""The five places of portals.md 2.4 where attachments stand beside plain links to files."""

_DOCUMENT = re.compile(r"(?i)\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z)$")
_ADDRESSES = (*KNOWN, "src")
_TAGS = ("img", "a", "iframe", "embed", "object")
_OF_THE_CMS = re.compile(r"(?i)/(?:style%20library|_layouts|_catalogs)/|^/(?:themes|wp-includes)/")


def media_in(
    page: Selector,
    url: str,
    scopes: Iterable[str],
    noise: Iterable[str] = (),
    original: Callable[[str], str] = lambda path_or_url: path_or_url,
    files: Iterable[str] = ATTACHMENTS,
) -> list[MediaLink]:
    """Pictures and attachments inside the blocks `scopes` (the whole page where none is found), outside `noise` and
    page furniture, in page order, each URL once. `original` maps a thumbnail's URL to that of the full picture; what
    `files` selects is an attachment whatever its ending, and wherever it stands: lists of files stand below the text.
    Pictures of the CMS itself (style libraries, theme folders) are left out."""
    show_lazy_pictures(page.root)
    base = page_base(page, url)
    root = page.root.getroottree().getroot()
    finder = Finder(page)
    declared = set(finder.find(files))
    wanted = declared | _media_below(finder.find(scopes) or [root])
    unwanted = _media_below(finder.find((*FURNITURE, *noise)))
    links: dict[str, MediaLink] = {}
    for element in root.iter(*_TAGS):
        if element in unwanted or element not in wanted:
            continue
        role = "image" if element.tag == "img" else "attachment"
        found = _picture(element, base) if role == "image" else _file(element, base, element in declared)
        if found and not _OF_THE_CMS.search(urlsplit(found[0]).path):
            target = original(found[0])
            links.setdefault(target, MediaLink(target, role, found[1]))
    return list(links.values())


def _media_below(blocks: Iterable[HtmlElement]) -> set[HtmlElement]:
    """What can be a picture or an attachment in `blocks`, the blocks themselves among it."""
    return {element for block in blocks for element in block.iter(*_TAGS)}


def _picture(image: HtmlElement, base: str) -> tuple[str, str] | None:
    """URL and reference as written; lazy attributes before `src`, which then holds a placeholder."""
    for name in _ADDRESSES:
        if (reference := (image.get(name) or "").strip()) and (target := join(base, reference)):
            return target, reference
    return None


def _file(element: HtmlElement, base: str, declared: bool) -> tuple[str, str] | None:
    reference = (element.get("href") or element.get("src") or element.get("data") or "").strip()
    target = join(base, reference)
    if target is None:
        return None
    parts = urlsplit(target)
    for name, shown in parse_qsl(parts.query):
        if name.lower() in ("file", "url") and _DOCUMENT.search(shown.partition("?")[0]):
            viewed = join(base, shown)
            return (viewed, shown) if viewed else None
    is_file = _DOCUMENT.search(unquote(parts.path)) or (declared and element.tag == "a")
    return (target, reference) if is_file else None
