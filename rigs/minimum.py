"""M: the smallest machine that the operators' page names, one core and 2 GB."""

import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from operate.serve import free_port
from rigs.memory_group import MemoryGroup, memory_group
from rigs.result import Mutant, Result, Tier
from rigs.shim import ROOT
from samples.server import SampleServer
from samples.sources import sources_for
from samples.world import World

LIMIT = 2 << 30
TOO_LITTLE = 64 << 20
ARTICLES = 1000
"""Of the load portal, beside those of the sample portals."""
QUERIES = ("ocop", "htx nong nghiep", "s%E1%BA%A3n+ph%E1%BA%A9m", "long+thanh&nam=2024", "b%C6%B0%E1%BB%9Fi")


def run(tier: Tier) -> Result:  # noqa: ARG001
    """A first run, a second, a rebuild, a check of the evidence, and a site that answers."""
    result = Result(
        "M minimum machine",
        "one core and 2 GB of memory, without swap, are enough to crawl, build, rebuild, verify and serve",
        f"the sample portals and {ARTICLES} generated articles are crawled, built, visited again, rebuilt, verified "
        "and searched in a control group of 2 GB, its page cache counted, on one core; the portals stand outside",
        not_shown=["a home of years on such a machine", "pictures of many megapixels beside each other"],
    )
    try:
        # On a disk: a file system in memory would count as memory of the group.
        with tempfile.TemporaryDirectory() as name, SampleServer(World(load=ARTICLES)) as server:
            folder = Path(name)
            sources_for(server.port, folder / "sources", load=True)
            with memory_group(LIMIT) as group:
                result.failures = _year_in_little(group, folder)
                result.cases = {
                    "articles": _articles(folder),
                    "searches answered": len(QUERIES),
                    "MB in use at most": group.most() >> 20,
                }
            with memory_group(TOO_LITTLE) as small:
                failed = _ocop(small, folder, "rebuild")
            result.mutants = [Mutant("a machine of 64 MB", bool(failed), failed or "the rebuild ended well")]
    except OSError as error:
        result.skipped = f"this machine makes no memory group: {error}"
    return result


def _year_in_little(group: MemoryGroup, folder: Path) -> list[str]:
    (folder / "home").mkdir()
    (folder / "home" / "ocop.toml").write_text("minimum_free_gb = 0\n", encoding="utf-8")
    orders = (("run",), ("run",), ("rebuild",), ("verify",))
    failures = [f"ocop {order[0]}: {said}" for order in orders if (said := _ocop(group, folder, *order))]
    return failures or _served(group, folder)


def _ocop(group: MemoryGroup, folder: Path, *order: str) -> str:
    """What a command said, where it did not end well; a portal of traps fails its checks and is no fault here."""
    words = [sys.executable, "-m", "ocop", "--home", str(folder / "home"), "--sources", str(folder / "sources"), *order]
    process = group.popen(words, ROOT)
    out, err = process.communicate()
    return "" if process.returncode in (0, 6) else f"ended with {process.returncode}: {(out + err)[-300:]}"


def _served(group: MemoryGroup, folder: Path) -> list[str]:
    port = free_port()
    words = [sys.executable, "-m", "ocop", "--home", str(folder / "home"), "serve", "--port", str(port)]
    process = group.popen(words, ROOT)
    try:
        failures = []
        for query in QUERIES:
            status = _status(f"http://127.0.0.1:{port}/tim-kiem?q={query.replace(' ', '+')}", process)
            if status != 200:
                failures.append(f"search {query}: {status}")
        return failures
    finally:
        process.terminate()
        process.communicate()


def _status(url: str, process: subprocess.Popen[str]) -> int:
    """Status of the answer; waits for a server that is still starting."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            if process.poll() is not None:
                return 0
            time.sleep(0.5)
    return 0


def _articles(folder: Path) -> int:
    db = sqlite3.connect(folder / "home" / "archive.db")
    try:
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    finally:
        db.close()
