"""Why a request is sent: what travels with it through Scrapy."""

from dataclasses import dataclass

from scrapy import Request
from scrapy.http import Response

from crawler.backfill_queue import Held
from crawler.captures.records import Discovery, Role
from crawler.portals.families.base import PageRequest
from crawler.portals.source import Section

NOWHERE = Discovery()


@dataclass(frozen=True)
class Asked:
    """What a request is for; `request.meta["asked"]`."""

    source_id: str
    role: Role
    key: str
    """Article key in the CMS for articles, canonical URL otherwise."""
    discovery: Discovery = NOWHERE
    section: Section | None = None
    page: PageRequest | None = None
    """The listing page asked for."""
    follow: bool = True
    """Whether the walk goes on from this listing page."""
    recheck: bool = False
    """The article was fetched before."""
    before: str = ""
    """Payload digest of the capture that a conditional request compares with."""
    before_seq: int = 0
    """Its number; 0 where there is none."""
    held: Held | None = None
    """The capture that a web archive is asked for."""


def asked_of(message: Request | Response) -> Asked:
    """The purpose of a request, or of the one a response answers. Raises KeyError for what this crawler did not ask."""
    purpose: Asked = message.meta["asked"]
    return purpose
