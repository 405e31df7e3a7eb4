"""The yardstick of the crawl: a Scrapy spider that only follows the same links and keeps nothing."""

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.resolver import dnscache


class BareSpider(scrapy.Spider):
    """Listing pages and the articles they link."""

    name = "bare"

    async def start(self) -> AsyncIterator[Any]:
        # Sample portals are names below .localhost, which this machine's resolver need not know.
        dnscache[urlsplit(sys.argv[1]).hostname] = "127.0.0.1"
        yield scrapy.Request(sys.argv[1], self.parse)

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        for href in response.css("h2 a::attr(href), h3 a::attr(href)").getall():
            yield response.follow(href, self.article)
        for href in response.css("a[href*='/page-']::attr(href)").getall():
            yield response.follow(href, self.parse)

    def article(self, response: Response) -> None:
        """Nothing: only following is measured."""


if __name__ == "__main__":
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0.0001,
            "ROBOTSTXT_OBEY": True,
            "DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver",
        }
    )
    process.crawl(BareSpider)
    process.start()
