"""The world of the samples: all portals, what tests change about them, and the answer to every request."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from threading import RLock
from typing import Any, Protocol

from samples import media
from samples.load import LoadSite
from samples.portal import MARK, VANISHED, Portal, load_portals
from samples.reskin import reskinned
from samples.response import Request, Response, page
from samples.site import Item, Site, edited_article, new_article, site_of
from samples.sites import (
    article_detail,
    group_nid,
    la,
    liferay,
    liferay_json,
    newspaper,
    nukeviet,
    sharepoint,
    tandan,
    tang_tuong_phan,
    uiarticle,
    webforms,
    wordpress,
)
from samples.sites.common import challenge

MEDIA_HOSTS = ("cdn", "quangcao")
"""Hosts with pictures only: `cdn` is named in a source file, `quangcao` in none (offsite, to be refused)."""


class Layout(Protocol):
    """What a module of samples/sites offers."""

    def respond(self, site: Site, request: Request, today: date) -> Response:
        """The answer of a portal in this layout."""

    def href(self, item: Item, section: str) -> str:
        """Path of an article (or of what only looks like one) under one of its sections."""

    def listing_paths(self, site: Site, section: str) -> list[str]:
        """Paths of the pages of a listing that are asked for by GET, first page first."""


_LAYOUTS: dict[str, Layout] = {
    "sharepoint": sharepoint,
    "sharepoint-2": sharepoint,
    "nukeviet": nukeviet,
    "la": la,
    "tandan": tandan,
    "uiarticle": uiarticle,
    "liferay": liferay,
    "liferay-json": liferay_json,
    "article-detail": article_detail,
    "webforms": webforms,
    "group-nid": group_nid,
    "tang-tuong-phan": tang_tuong_phan,
    "wordpress": wordpress,
    "newspaper": newspaper,
}
"""Skin of a portal -> the module that answers for it."""


class WorldError(ValueError):
    """An edit names a portal, article or action that is not there; the message says which there are."""


@dataclass
class Fault:
    """An answer that stands in place of the real one."""

    host: str
    prefix: str
    status: int
    headers: tuple[tuple[str, str], ...]
    times: int
    """How often it still answers; -1 for always."""


class World:
    """Every sample portal. Deterministic: the same edits and the same `today` give the same bytes."""

    def __init__(self, today: Callable[[], date] = date.today, load: int = 0, past: bool = False) -> None:
        """`today` feeds header clocks; `load` > 0 adds the portal `tai` with that many generated articles; `past`: as
        web archives saw it, vanished portals in place of those that were given their hosts."""
        self.today = today
        self._past = past
        self._load = load
        self._lock = RLock()
        self.version = 0
        self.sites: dict[str, Site] = {}
        self.faults: list[Fault] = []
        self.reset()

    def reset(self) -> None:
        """Undo every edit."""
        with self._lock:
            portals = load_portals()
            if self._past:
                gone = load_portals(VANISHED)
                taken = {portal.host for portal in gone.values()}
                portals = {name: portal for name, portal in portals.items() if portal.host not in taken} | gone
            self.sites = {name: site_of(portal) for name, portal in portals.items()}
            if self._load:
                self.sites["tai"] = LoadSite(portals["dong-nai"], self._load)
            self.faults = []
            self.version += 1

    @property
    def portals(self) -> list[Portal]:
        """The portals that answer now."""
        return [site.portal for site in self.sites.values()]

    def site(self, portal: str) -> Site:
        """The state of a portal. Raises WorldError."""
        if portal not in self.sites:
            raise WorldError(f"no sample portal {portal!r}; there are {', '.join(self.sites)}")
        return self.sites[portal]

    def path_of(self, portal: str, article: str, section: str | None = None) -> str:
        """Path of an article's page, under its first section or the one named. Raises WorldError."""
        self._known(portal, article)
        site = self.site(portal)
        found = site.article(article)
        assert found is not None
        return _LAYOUTS[site.portal.skin].href(found, section or found.sections[0])

    def listing_paths(self, portal: str, section: str) -> list[str]:
        """Paths of the pages of a listing that are asked for by GET, first page first. Raises WorldError."""
        site = self.site(portal)
        return _LAYOUTS[site.portal.skin].listing_paths(site, section)

    # Edits: what happens to real portals between two runs.

    def add_article(self, portal: str, **data: Any) -> None:
        """Publish a new article; keys as in an article file (`expect` may be left out)."""
        self._edit(portal, lambda site: _put(site, new_article(site, data)))

    def edit_article(self, portal: str, article: str, **changes: str) -> None:
        """Change an article's `title`, `lead`, `body` or `edited`, or `append` a paragraph."""
        self._known(portal, article)
        self._edit(portal, lambda site: _put(site, edited_article(site.articles[article], changes)))

    def remove_article(self, portal: str, article: str) -> None:
        """From now on 404."""
        self._known(portal, article)
        self._edit(portal, lambda site: site.gone.add(article))

    def soft_404(self, portal: str, article: str) -> None:
        """From now on a page without an article, with status 200."""
        self._known(portal, article)
        self._edit(portal, lambda site: site.soft_gone.add(article))

    def challenge(self, portal: str, article: str = "*") -> None:
        """Put a script challenge before one article, or before the whole portal."""
        self._edit(portal, lambda site: site.challenged.add(article))

    def robots(self, portal: str, status: int = 503) -> None:
        """Let robots.txt answer with `status`."""
        self._edit(portal, lambda site: setattr(site, "robots_status", status))

    def empty_listing(self, portal: str, emptied: bool = True) -> None:
        """A redesign: listings and feeds show no item any more."""
        self._edit(portal, lambda site: setattr(site, "emptied", emptied))

    def hand_over(self, portal: str, title: str, body: str) -> None:
        """From now on the host answers for another body, under the same CMS and addresses."""
        footer = (title.upper(), f"Cơ quan chủ quản: {body}")

        def handed_over(site: Site) -> None:
            licence = f'Ghi rõ nguồn "{body}" khi phát hành lại thông tin từ website này.'
            site.portal = replace(site.portal, title=title, body=body, slogans=(body,), footer=footer, licence=licence)

        self._edit(portal, handed_over)

    def start_anew(self, portal: str, articles: list[dict[str, Any]]) -> None:
        """From now on a fresh CMS under the same title and body: these articles (keys as in an article file), whatever
        numbers they have, and none of the old ones."""

        def fresh(site: Site) -> None:
            site.portal = replace(site.portal, strays=())
            made = [new_article(site, data) for data in articles]
            site.articles = {article.id: article for article in made}

        self._edit(portal, fresh)

    def reskin(self, portal: str, seed: int = 1) -> None:
        """A redesign: the same words under other class names, wrappers and order, drawn from `seed`."""
        self._edit(portal, lambda site: setattr(site, "reskinned", seed))

    def fail(
        self, portal: str, status: int, prefix: str = "/", times: int = -1, retry_after: int | None = None
    ) -> None:
        """Answer requests below `prefix` with `status`, `times` times (-1: always), with Retry-After seconds."""
        headers = (("Retry-After", str(retry_after)),) if retry_after is not None else ()
        host = self.site(portal).portal.host
        with self._lock:
            self.faults.append(Fault(host, prefix, status, headers, times))
            self.version += 1

    def apply(self, edit: dict[str, Any]) -> None:
        """One edit as data: `{do: remove_article, portal: la, article: "4"}`. Raises WorldError."""
        data = dict(edit)
        action = data.pop("do", "")
        if action == "reset":
            self.reset()
            return
        if action not in EDITS:
            raise WorldError(f"unknown edit {action!r}; there are reset, {', '.join(EDITS)}")
        try:
            getattr(self, action)(**data)
        except TypeError as error:
            raise WorldError(f"{action}: {error}; see docs/samples.md for its keys") from error

    def apply_all(self, edits: Iterable[dict[str, Any]]) -> None:
        """Several edits, in order."""
        for edit in edits:
            self.apply(edit)

    # Answers.

    def respond(self, request: Request) -> Response:
        """The answer to a request, by its Host header; 421 for a host that is no sample portal."""
        label = request.host.partition(":")[0].removesuffix(".localhost")
        fault = self._fault(label, request.path)
        if fault is not None:
            return Response(fault.status, b"fault for a test\n", "text/plain; charset=utf-8", fault.headers)
        if label in MEDIA_HOSTS:
            return self._media(request)
        site = next((site for site in self.sites.values() if site.portal.host == label), None)
        if site is None:
            return page(f"<!DOCTYPE html><title>{MARK}</title><p>{MARK}: {label} không phải cổng mẫu.</p>", 421)
        if request.path == "/robots.txt":
            return Response(site.robots_status, site.portal.robots.encode(), "text/plain; charset=utf-8")
        if "*" in site.challenged:
            return challenge(site.portal.name)
        answer = _LAYOUTS[site.portal.skin].respond(site, request, self.today())
        return answer if site.reskinned is None else reskinned(answer, site.reskinned)

    def cacheable(self, host: str) -> bool:
        """Whether answers of this host depend on nothing but the request and the version."""
        label = host.partition(":")[0].removesuffix(".localhost")
        return not any(fault.host == label for fault in self.faults)

    def _fault(self, host: str, path: str) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                if fault.host == host and path.startswith(fault.prefix) and fault.times != 0:
                    fault.times -= fault.times > 0
                    return fault
        return None

    def _media(self, request: Request) -> Response:
        name = request.path.rpartition("/")[2]
        if any(site.file_title(name) is not None for site in self.sites.values()):
            kind, body = media.media(name, name)
            return Response(200, body, kind)
        return page("<!DOCTYPE html><title>404</title>", 404)

    def _known(self, portal: str, article: str) -> None:
        if self.site(portal).article(article) is None:
            raise WorldError(f"{portal} has no article {article!r}; it has {', '.join(self.site(portal).articles)}")

    def _edit(self, portal: str, change: Callable[[Site], object]) -> None:
        with self._lock:
            change(self.site(portal))
            self.version += 1


def _put(site: Site, article: Any) -> None:
    site.articles[article.id] = article


EDITS = (
    "add_article",
    "edit_article",
    "remove_article",
    "soft_404",
    "challenge",
    "robots",
    "empty_listing",
    "reskin",
    "start_anew",
    "fail",
)
