"""Redirections, followed hop by hop: each was kept by the wire middleware before it comes here."""

from dataclasses import replace
from typing import Any, Self
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from crawler.asked import Asked, asked_of
from crawler.outcomes import REDIRECTS, Refused
from crawler.portals.urls import join

MOST_HOPS = 8


class RedirectMiddleware:
    """Follows Location on the source's own hosts, at most eight times; refuses the rest with a row that says so."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Raises Refused: scheme_refused, offsite_refused or redirect_limit."""
        header = response.headers.get("Location")
        if response.status not in REDIRECTS or header is None:
            return response
        visit = self._crawler.spider.visit
        asked = asked_of(request)
        if asked.held is not None:
            # The archive sends on to a capture of another moment; that one stands in a row of its own.
            return response
        location = header.decode("utf-8", "replace")
        target = join(response.url, location)
        if target is None:
            shown = urljoin(response.url, location) if location.isprintable() else location
            raise Refused("scheme_refused", f"redirected to {shown[:200]!r}")
        hops = request.meta.get("hops", 0) + 1
        if hops > MOST_HOPS:
            raise Refused("redirect_limit", f"more than {MOST_HOPS} redirections, the last to {target[:200]}")
        visit.check_host(target, asked.role)
        asked = self._renamed(asked, target)
        headers = {name: request.headers.getlist(name) for name in request.headers if not name.startswith(b"If-")}
        if asked.recheck:
            headers |= {name.encode(): [value.encode()] for name, value in visit.conditional(target)[0].items()}
        meta = request.meta | {"hops": hops, "redirected_from": response.url, "asked": asked}
        return request.replace(
            url=target,
            method="GET",
            body=b"",
            headers=headers,
            dont_filter=True,
            priority=request.priority + 1,
            meta=meta,
        )

    def _renamed(self, asked: Asked, target: str) -> Asked:
        """An article that answers under another key is another article from now on. Raises Refused where that one is
        in the queue already."""
        visit = self._crawler.spider.visit
        key = visit.family.article_key(target) if asked.role == "article" else asked.key
        if key is None or key == asked.key:
            return asked
        frontier, source_id = visit.run.frontier, visit.source.id
        is_new = frontier.add(source_id, key=key, url=target, discovery=asked.discovery, run_id=visit.run.run_id)
        if not is_new:
            raise Refused("redirect", f"moved to article {key}, which is known")
        frontier.failed(source_id, asked.key, asked.role, "redirect", True)
        return replace(asked, key=key, recheck=False, before="", before_seq=0)
