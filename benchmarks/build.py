"""Reading with entities against `trafilatura.bare_extraction` alone, on the same pages, one core each."""

import statistics
import subprocess
import time
from collections.abc import Iterator

from trafilatura import bare_extraction

from benchmarks.portals import crawl_command, load_portal
from benchmarks.result import Result
from crawler.captures.reader import CaptureReader
from pipeline.article.page import decode
from pipeline.setup import Setup
from pipeline.worker import ArticleTask, open_bench, read_article

SAMPLE = 300


def measure(articles: int, rounds: int) -> Iterator[Result]:
    """The same `SAMPLE` captured pages, each read both ways in turn, by processor time: other work on the machine slows
    both alike."""
    with load_portal(min(articles, 600)) as portal:
        home = portal.folder / "home"
        home.mkdir()
        subprocess.run(crawl_command(portal, home), check=True, stdout=subprocess.DEVNULL)
        bench = open_bench(Setup(home, (portal.sources,)))
        reader = CaptureReader(home)
        captures = [c for c in reader.captures() if c.role == "article" and c.outcome == "ok"][:SAMPLE]
        pages = [decode(reader.payload(capture)).html for capture in captures]
        tasks = [ArticleTask(c.source_id, c.key, reader.last_seq()) for c in captures]
        bare_extraction(pages[0])
        read_article(bench, tasks[0])
        ours, yardstick = [0.0] * rounds, [0.0] * rounds
        for number in range(rounds):
            for html, task in zip(pages, tasks, strict=True):
                start = time.process_time()
                bare_extraction(html)
                between = time.process_time()
                read_article(bench, task)
                ours[number] += time.process_time() - between
                yardstick[number] += between - start
    ratio = statistics.median(there / here for there, here in zip(yardstick, ours, strict=True))
    yield Result(
        "build, articles per second per core against trafilatura.bare_extraction", ratio, 1.5, "", False,
        f"{len(tasks)} pages, {rounds} rounds: {len(tasks) / statistics.median(ours):.0f} articles/s (WARC read-back, "
        f"blocks, dates, entities, rows) against {len(tasks) / statistics.median(yardstick):.0f}",
    )  # fmt: skip
