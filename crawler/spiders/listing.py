"""The whole visit: sections of every kind, what is pending, what is due, canaries."""

from collections.abc import Iterator

from scrapy import Request

from crawler.spiders.sections import SectionSpider


class ListingSpider(SectionSpider):
    """What `ocop run` sends to a source."""

    name = "listing"

    def opening(self) -> Iterator[Request]:
        yield from self.ask_sections("listing", "feed", "sitemap")
        yield from self.ask_pending()
        yield from self.ask_due()
