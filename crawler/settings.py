"""Scrapy settings of the crawler (reliability.md 6). What a visit needs beyond them stands in crawler/visit.py."""

import os

from crawler.limits import ATTACHMENT_BYTES, REQUEST_SECONDS
from crawler.portals.registry import SHIPPED_SOURCES
from crawler.robots import USER_AGENT as ROBOTS_NAME
from crawler.traps import LONGEST_URL

BOT_NAME = "ocop-archive"
SPIDER_MODULES = ["crawler.spiders"]

OCOP_HOME = "."
OCOP_SOURCES = os.pathsep.join([str(SHIPPED_SOURCES), "sources"])
"""Folders of source files, joined by the path separator; a relative one is taken from OCOP_HOME."""
OCOP_CONTACT = ""
OCOP_MEDIA = "full"
OCOP_KNOWN_IN_A_ROW = 10
"""Known items one after the other that end the walk of a section that was once walked to its end."""
OCOP_BACKOFF = 2.0
"""Seconds before the first retry; doubled for the second."""

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = ROBOTS_NAME
USER_AGENT = BOT_NAME
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}

# The gate of crawler/politeness.py keeps the delay, for all sources of a process together.
CONCURRENT_REQUESTS = 16
# Scrapy starts so many tasks per response; our callbacks only yield requests, in order.
CONCURRENT_ITEMS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
DOWNLOAD_TIMEOUT = REQUEST_SECONDS
# Only a second wall: crawler/limits.py stops a body earlier and keeps what came.
DOWNLOAD_MAXSIZE = ATTACHMENT_BYTES + 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawler.limits.GuardedHandler",
    "https": "crawler.limits.GuardedHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"
DNS_TIMEOUT = 10
DNSCACHE_ENABLED = False
URLLENGTH_LIMIT = LONGEST_URL

DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.admission.AdmissionMiddleware": 40,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.retries.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.redirects.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "crawler.middlewares.wire.WireMiddleware": 950,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    # The admission middleware refuses what is too long, with a row.
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
# Not even imported: two of them are servers, the rest is done by the ledger, the gate and the tally.
EXTENSIONS = {
    "scrapy.extensions.memusage.MemoryUsage": None,
    "crawler.memory.OwnMemory": 0,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
}
RETRY_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
REFERER_ENABLED = False
HTTPPROXY_ENABLED = False
HTTPCACHE_ENABLED = False
COMPRESSION_ENABLED = False
HTTPERROR_ALLOW_ALL = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
LOG_LEVEL = "INFO"
LOG_INSTALL_ROOT_HANDLER = False
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
DOWNLOADER_STATS = False
MEMUSAGE_LIMIT_MB = 768
MEMUSAGE_CHECK_INTERVAL_SECONDS = 5
WARN_ON_GENERATOR_RETURN_VALUE = False
