"""Only what is queued or due: pending URLs, rechecks, canaries."""

from collections.abc import Iterator

from scrapy import Request

from crawler.spiders.base import VisitSpider


class RecheckSpider(VisitSpider):
    """Looks again at what is known, discovers nothing."""

    name = "recheck"

    def opening(self) -> Iterator[Request]:
        yield from self.ask_pending()
        yield from self.ask_due()
