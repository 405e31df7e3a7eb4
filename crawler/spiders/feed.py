"""Only the feeds of a source, and the articles they announce."""

from collections.abc import Iterator

from scrapy import Request

from crawler.spiders.sections import SectionSpider


class FeedSpider(SectionSpider):
    """The source's sections of kind `feed`."""

    name = "feed"

    def opening(self) -> Iterator[Request]:
        yield from self.ask_sections("feed")
