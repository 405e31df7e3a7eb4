"""Pictures and attachments that article pages show, on their way into the frontier."""

import logging
from pathlib import Path

from parsel import Selector
from scrapy.http import HtmlResponse, TextResponse

from crawler.captures.errors import BrokenEncoding, DamagedCapture, DecodedTooLarge
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture, Role
from crawler.outcomes import Refused
from crawler.portals.media_policy import keeps
from crawler.shape import shape_fault
from crawler.visit import MOST_LINKS, Visit

logger = logging.getLogger(__name__)

_BATCH = 50
"""Pages whose pictures are queued in one transaction."""


class PageMedia:
    """Reads one visit's article pages. Where the home keeps neither pictures nor attachments no page is read: that
    costs more than capturing it. Their captures are read instead once the home's policy is wider."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def of(self, page: TextResponse) -> list[tuple[str, Role]]:
        """(URL, role) of what `page` shows and may be fetched; what may not is a row."""
        visit = self._visit
        if visit.run.media == "none":
            return []
        if fault := shape_fault(page.body):
            visit.trap(page.url, "article", f"rejected shape: {fault}")
            return []
        found: list[tuple[str, Role]] = []
        # Not `page.selector`: page and selector hold each other, and pages would pile up until they are collected.
        links = visit.family.media_links(Selector(text=page.text), page.url)
        for link in visit.first_links(links, MOST_LINKS, page.url, "article"):
            role: Role = "image" if link.role == "image" else "attachment"
            if not keeps(role, "full", visit.source):
                continue
            try:
                visit.check_host(link.url, role)
            except Refused as refused:
                visit.tally.offsite_media += 1
                visit.event(link.url, role, refused.outcome, str(refused))
            else:
                found.append((link.url, role))
        return found

    def queue(self, links: list[tuple[str, Role]], parent: str) -> list[tuple[str, Role]]:
        """Put what the article `parent` shows into the frontier; those of them that are new there."""
        run, source = self._visit.run, self._visit.source
        return [
            (url, role)
            for url, role in links
            if run.frontier.add_media(source.id, url=url, role=role, parent_key=parent, run_id=run.run_id)
        ]

    def open(self, home: Path) -> None:
        """Note from which capture on pages are not read, or, where the policy has become wider, put what those pages
        show into the frontier. A crash meanwhile only has them read once more."""
        run, source_id = self._visit.run, self._visit.source.id
        if run.media == "none":
            run.frontier.postpone_media(source_id)
            return
        after = run.frontier.media_postponed(source_id)
        if after is None:
            return
        with CaptureReader(home) as reader:
            pages = [
                capture
                for capture in reader.of_roles(("article",))
                if (capture.source_id, capture.origin, capture.outcome) == (source_id, "live", "ok")
                and capture.seq > after
            ]
            logger.info("%s: pictures of %d articles kept without them are looked for", source_id, len(pages))
            for start in range(0, len(pages), _BATCH):
                with run.store.transaction():
                    for capture in pages[start : start + _BATCH]:
                        self.queue(self._of_capture(reader, capture), capture.key)
        run.frontier.media_taken(source_id)

    def _of_capture(self, reader: CaptureReader, capture: Capture) -> list[tuple[str, Role]]:
        try:
            payload = reader.payload(capture)
        except (DamagedCapture, BrokenEncoding, DecodedTooLarge) as error:
            logger.warning("capture %d: its pictures are not looked for: %s", capture.seq, error)
            return []
        headers = {"Content-Type": payload.content_type}
        return self.of(HtmlResponse(capture.url, body=payload.body, headers=headers))
