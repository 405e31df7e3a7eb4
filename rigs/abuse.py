"""Abuse: one address asks what costs most, while a reader at another address opens pages."""

import http.client
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

from benchmarks.many_articles import archive_of
from operate.home import ROOT
from rigs.public_site import PublicSite, public_site
from rigs.result import Mutant, Result, Tier

ARTICLES = 100_000
REQUESTS, AT_ONCE, SEARCHES = 400, 16, 70
"""Hostile requests, how many at once, and how many of them are searches that nobody asked before."""
SLOWEST = 0.5
"""Seconds that the reader's 99th percentile may take."""
MOST_MB = 300
READER, ABUSER = "127.0.0.2", "127.0.0.1"
"""Two addresses of this machine: the recipe counts by address."""

COSTLY_SQL = (
    "select length(hex(zeroblob(400000000)))",
    "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c",
    "select instr((select group_concat(body) from article_texts), 'zzz')",
    "select count(*) from articles a, articles b, articles c, articles d",
    "select a.title from articles a, articles b order by a.title || b.title",
    "with recursive c(x) as (select 1 union all select x + 1 from c limit 100000) "
    "select body || x from article_texts, c order by 1",
    "attach database '/etc/passwd' as x",
)
BROKEN = (
    "//evil.example/", "/%5Cevil.example/", "/-/databases.json", "/archive/articles?_trace=1",
    "/archive?sql=" + "x" * 9000, "/bai/../../etc/passwd", "/tim-kiem?q=" + "%22" * 400,
    "/archive/articles?_searchmode=raw&_search=%22", "/tim-kiem.csv?q=san+pham", "/tim-kiem.json?q=san+pham",
    "/archive/articles.json?_size=max&_facet=title", "/tim-kiem?q=%00&trang=99999999999999999999",
)  # fmt: skip


@dataclass
class Seen:
    """What a run of the attack showed."""

    hostile: Counter[int] = field(default_factory=Counter)
    """Answers to the abuser by status; 0: the connection was cut."""
    reader: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    """What each page took the reader."""
    memory_mb: dict[str, float] = field(default_factory=dict)
    took: float = 0.0
    load: float = 0.0
    """Of the machine before the attack: how many other processes wanted a core."""

    def slowest(self, share: float) -> float:
        """The time within which this share of the reader's pages came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def faults(self) -> list[str]:
        """Where the promise did not hold."""
        faults = []
        if self.hostile[500] or self.reader[500]:
            faults.append(f"{self.hostile[500] + self.reader[500]} answers were 500")
        if set(self.reader) != {200}:
            faults.append(f"the reader was answered {dict(self.reader)}")
        if self.slowest(0.99) > SLOWEST:
            faults.append(f"the reader's 99th percentile was {self.slowest(0.99) * 1000:.0f} ms")
        faults += [f"{name} took {mb:.0f} MB" for name, mb in self.memory_mb.items() if mb > MOST_MB]
        return faults


def run(tier: Tier) -> Result:  # noqa: ARG001
    """The recipe attacked as it stands, and once without its limits by address."""
    result = Result(
        "A abuse of the public site",
        f"while one address sends {REQUESTS} hostile requests, {AT_ONCE} at a time, a reader at another gets pages "
        f"(99th percentile at most {SLOWEST * 1000:.0f} ms), nothing answers 500, no process grows above {MOST_MB} MB",
        f"deploy/nginx.conf before `ocop serve --profile browse` and `--profile sql` on a release of {ARTICLES:,} "
        f"generated articles; the abuser sends costly SQL, broken addresses and {SEARCHES} searches of four common "
        "words that nobody asked before, the reader opens front page, lists, searches and articles one after the other",
        not_shown=["abuse from very many addresses at once", "a network between the reader and the proxy"],
    )
    try:
        with tempfile.TemporaryDirectory() as name:
            release = _release(Path(name))
            seen = _attacked(release, Path(name))
            result.failures = seen.faults()
            result.cases = _counted(seen)
            bare = _attacked(release, Path(name), limits=False)
            result.mutants = [
                Mutant("a proxy without limits by address", bool(bare.faults()), "; ".join(bare.faults()) or "no fault")
            ]
    except FileNotFoundError as error:
        result.skipped = str(error)
    return result


def _release(folder: Path) -> Path:
    home = folder / "home"
    home.mkdir()
    (home / "archive.db").symlink_to(archive_of(ARTICLES) / "archive.db")
    order = [sys.executable, "-m", "ocop", "--home", str(home), "publish", str(folder / "out"), "--no-tables"]
    subprocess.run(order, check=True, capture_output=True, cwd=ROOT)
    return folder / "out" / "current"


def _attacked(release: Path, folder: Path, *, limits: bool = True) -> Seen:
    chance = random.Random(11)
    pages = _pages(release / "archive.db", chance)
    hostile = _hostile(chance)
    seen = Seen()
    with public_site(release, folder, (lambda recipe: recipe) if limits else _without_limits) as site:
        for path in pages[:20]:
            _ask(site, path, READER)
        seen.load = os.getloadavg()[0]
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as abusers:
            answers = [abusers.submit(_ask, site, path, ABUSER) for path in hostile]
            _read(site, pages, answers, seen)
        seen.took = time.monotonic() - began
        seen.hostile = Counter(answer.result() for answer in answers)
        seen.memory_mb = site.most_memory_mb()
    return seen


def _read(site: PublicSite, pages: Sequence[str], attack: Sequence[Future[int]], seen: Seen) -> None:
    """Open pages one after the other for as long as the attack lasts."""
    at = 0
    while not all(answer.done() for answer in attack):
        began = time.monotonic()
        seen.reader[_ask(site, pages[at % len(pages)], READER)] += 1
        seen.seconds.append(time.monotonic() - began)
        at += 1
        time.sleep(0.05)


def _ask(site: PublicSite, path: str, address: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60, source_address=(address, 0))
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (ConnectionError, http.client.HTTPException, TimeoutError):
        return 0
    finally:
        connection.close()


def _pages(archive: Path, chance: random.Random) -> list[str]:
    db = sqlite3.connect(f"file:{archive}?immutable=1", uri=True)
    articles = [f"/bai/{row[0]}" for row in db.execute("SELECT id FROM articles ORDER BY n DESC LIMIT 400")]
    db.close()
    lists = [
        "/",
        "/htx",
        "/van-ban",
        "/noi",
        "/ban-do",
        "/tinh-trang",
        "/tim-kiem?q=htx",
        "/tim-kiem?q=chuoi",
        "/archive/articles",
    ]
    return [path for article in chance.sample(articles, 120) for path in (article, chance.choice(lists))]


def _hostile(chance: random.Random) -> list[str]:
    words = (ROOT / "benchmarks" / "words.txt").read_text("utf-8").splitlines()[0].split()
    searches = [f"/tim-kiem?q={quote_plus(' '.join(chance.sample(words, 4)))}" for _ in range(SEARCHES)]
    others = [f"/archive.json?sql={quote(sql)}" for sql in COSTLY_SQL] + list(BROKEN)
    asked = searches + [others[at % len(others)] for at in range(REQUESTS - SEARCHES)]
    chance.shuffle(asked)
    return asked


def _without_limits(recipe: str) -> str:
    return "\n".join(line for line in recipe.splitlines() if not line.strip().startswith(("limit_req ", "limit_conn ")))


def _counted(seen: Seen) -> dict[str, int]:
    refused = sum(count for status, count in seen.hostile.items() if 400 <= status < 500 and status != 429)
    return {
        "hostile requests": seen.hostile.total(),
        "of them answered 429 (too many)": seen.hostile[429],
        "refused otherwise (4xx)": refused,
        "stopped as too costly (503)": seen.hostile[503],
        "answered 200": seen.hostile[200],
        "load average of the machine before": round(seen.load),
        "seconds that the attack took": round(seen.took),
        "pages that the reader opened meanwhile": seen.reader.total(),
        "reader's median, ms": round(seen.slowest(0.5) * 1000),
        "reader's 95th percentile, ms": round(seen.slowest(0.95) * 1000),
        "reader's 99th percentile, ms": round(seen.slowest(0.99) * 1000),
        **{f"MB of {name} at most": round(mb) for name, mb in seen.memory_mb.items()},
    }
