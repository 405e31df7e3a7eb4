"""The yardstick of a recrawl that finds nothing: a Scrapy process with as many spiders, which ask for nothing."""

import sys
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess


class EmptySpider(scrapy.Spider):
    """Starts and ends."""

    name = "empty"

    async def start(self) -> AsyncIterator[Any]:
        for request in ():
            yield request


if __name__ == "__main__":
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False})
    for _ in range(int(sys.argv[1])):
        process.crawl(EmptySpider)
    process.start()
