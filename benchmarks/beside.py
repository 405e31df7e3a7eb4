"""The whole road, crawl with capture and reading, beside news-please on the same pages in one run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.portals import LoadPortal, crawl_command, load_portal
from benchmarks.result import Result
from crawler.captures.reader import CaptureReader

MOST = 1000
"""Articles; a crawl is long, its start is not what is measured."""
READER = Path(__file__).with_name("news_please_reader.py")


@dataclass(frozen=True)
class _Cost:
    seconds: float
    cpu: float
    said: str = ""


def measure(python: Path, articles: int, rounds: int) -> Iterator[Result]:
    """`python`: the interpreter of an environment that has news-please. Rounds in turn, the best of each."""
    ours, theirs = [], []
    articles = min(articles, MOST)
    with load_portal(articles) as portal:
        for number in range(rounds):
            home = portal.folder / f"home{number}"
            home.mkdir()
            ours.append(_road(portal, home))
            theirs.append(_news_please(python, home))
    here, there = (min(cost.seconds for cost in costs) for costs in (ours, theirs))
    yield Result(
        "crawl with capture and reading, articles per second against news-please", there / here, 3.0, "", False,
        f"{articles} articles, best of {rounds}: {articles / here:.1f} articles/s (WARC, entities, dates, search "
        f"index) against {articles / there:.1f} (fetched and read), starts included",
    )  # fmt: skip
    here, there = (min(cost.cpu for cost in costs) for costs in (ours, theirs))
    yield Result(
        "the same by processor seconds, user and system", there / here, 3.0, "", False,
        f"{1000 * here / articles:.0f} ms an article against {1000 * there / articles:.0f}; leaves out what other work "
        "on the machine takes",
    )  # fmt: skip


def _road(portal: LoadPortal, home: Path) -> _Cost:
    """Two commands, so that no hand is idle between them but at the start of the second."""
    crawl = _cost(crawl_command(portal, home), portal.folder)
    build = _cost(
        [sys.executable, "-m", "ocop", "--home", str(home), "--sources", str(portal.sources), "build"], portal.folder
    )
    return _Cost(crawl.seconds + build.seconds, crawl.cpu + build.cpu)


def _news_please(python: Path, home: Path) -> _Cost:
    with CaptureReader(home) as reader:
        addresses = [c.url for c in reader.captures() if c.role == "article" and c.outcome == "ok"]
    listed = home / "addresses.txt"
    listed.write_text("\n".join(addresses), encoding="ascii")
    cost = _cost([str(python), str(READER), str(listed)], home)
    if int(cost.said) < len(addresses) * 0.95:
        raise RuntimeError(f"news-please read {cost.said} of {len(addresses)} articles")
    return cost


def _cost(command: list[str], folder: Path) -> _Cost:
    """Of a command with everything it starts."""
    told = folder / "cost.json"
    timed = [sys.executable, "-m", "benchmarks.whole_cost", str(told), *command]
    said = subprocess.run(timed, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return _Cost(**json.loads(told.read_text(encoding="ascii")), said=said)
