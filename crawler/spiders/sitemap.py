"""Only the sitemaps of a source, and the articles they announce."""

from collections.abc import Iterator

from scrapy import Request

from crawler.spiders.sections import SectionSpider


class SitemapSpider(SectionSpider):
    """The source's sections of kind `sitemap`."""

    name = "sitemap"

    def opening(self) -> Iterator[Request]:
        yield from self.ask_sections("sitemap")
