"""A source asked of a web archive: only the archive's hosts are asked, its answers are kept as the portal's own."""

from dataclasses import replace
from urllib.parse import urlsplit

from crawler.asked import Asked
from crawler.backfill_queue import BackfillQueue, Held
from crawler.captures.encodings import decode_body
from crawler.captures.errors import BrokenEncoding, DecodedTooLarge, Unstorable
from crawler.captures.records import Capture, Exchange
from crawler.guard import installed_guard, is_loopback, networks, plain_name
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from crawler.portals.urls import netloc
from crawler.taken_over import Foreign, LeftOut, exchange_of, store_foreign
from crawler.visit import CannotCrawl, Run, Visit
from crawler.web_archives import LARGEST_BODY, WebArchive, original_body, original_headers, replayed_moment

KNOWN = "known"
"""The home holds that capture already."""


def check_archive(source: Source, archive: WebArchive, contact: str) -> None:
    """Raises CannotCrawl where the archive must not be asked for this source: no contact, or a sample of a real one."""
    hosts = [urlsplit(address).hostname or "" for address in (archive.cdx, archive.replay)]
    if source.sample and not all(map(is_loopback, hosts)):
        raise CannotCrawl(
            f"{source.id} is a sample: only a web archive on this machine can hold it; name one in [web_archive] of "
            "ocop.toml (docs/web-archives.md)"
        )
    if not source.sample and not contact:
        raise CannotCrawl(
            f'{archive.name} is not asked before it can reach you: put `contact = "you@example.org"` into ocop.toml'
        )


class BackfillVisit(Visit):
    """Questions to a web archive about one source."""

    def __init__(self, run: Run, source: Source, registry: Registry, archive: WebArchive) -> None:
        super().__init__(run, source, registry.family_of(source, source.valid_to))
        self.registry = registry
        self.archive = archive
        self.queue = BackfillQueue(run.store, source.id, archive.name)
        self.left: dict[int, str] = {}
        """By `Held.id`: why an answer was not stored (`KNOWN`, or words)."""
        self.is_tls_lenient = False
        self._own_hosts = frozenset({netloc(archive.cdx), netloc(archive.replay)})
        self._media_hosts = frozenset()

    def open(self) -> None:
        """As `Visit.open`, for the archive's hosts."""
        guard = installed_guard()
        allowed = networks(self.source.allow_addresses if self.source.sample else self.archive.allow_addresses)
        for host in self._own_hosts:
            name = plain_name(urlsplit(f"//{host}").hostname or host)
            self.gate.pace(name, self.source.delay if self.source.sample else self.archive.delay)
            if allowed:
                guard.allow({name: allowed})

    async def keep(self, exchange: Exchange, asked: Asked) -> Capture | None:
        """Keep what the archive gives as the portal's own answer of that time. What it says of itself (index, robots)
        is kept as any answer; where it gives no capture, an event row tells it. None where nothing was stored."""
        if asked.held is None:
            return await super().keep(exchange, asked)
        self.note_block(exchange.outcome)
        if exchange.outcome != "ok":
            self.event(
                exchange.url, exchange.role, exchange.outcome, exchange.flags.get("why", f"status {exchange.status}")
            )
            return None
        try:
            capture = store_foreign(self.run.store, self.run.run_id, self._taken_over(exchange, asked.held))
        except (LeftOut, Unstorable, BrokenEncoding, DecodedTooLarge) as error:
            self.left[asked.held.id] = str(error)
            return None
        except Exception as error:
            self.run.fail(error)
            raise
        if capture is None:
            self.left[asked.held.id] = KNOWN
            return None
        self.tally.captured += 1
        self.tally.bytes += len(exchange.body)
        self.tally.outcomes[exchange.outcome] += 1
        return capture

    def _taken_over(self, exchange: Exchange, held: Held) -> Exchange:
        moment = replayed_moment(exchange.response_headers) or held.row.moment
        if moment != held.row.moment:
            raise LeftOut(f"the archive gave its capture of {moment:%Y-%m-%d %H:%M:%S}, which has a row of its own")
        sent = b",".join(value for name, value in exchange.response_headers if name.lower() == b"content-encoding")
        body = decode_body(exchange.body, sent.decode("latin-1"), LARGEST_BODY)
        foreign = Foreign(
            url=held.row.url,
            seen_at=moment,
            status=exchange.status,
            headers=original_headers(self.archive, exchange.response_headers),
            body=original_body(exchange.response_headers, body),
            origin=self.archive.origin,
        )
        role = None if held.role == "article" else held.role
        taken = exchange_of(foreign, self.registry, self.source, role)
        if taken.role != held.role:
            raise LeftOut(f"a {taken.role} where {held.role} was asked for")
        if taken.role in ("image", "attachment"):
            # Under the very address by which the article shows it: so it is found when the article is read.
            taken = replace(taken, url=held.row.url, key=held.row.url, flags={})
        return taken
