"""The site under load: pages of an archive of very many articles through HTTP, one client and four; searches also as if
nobody had asked them before."""

import http.client
import math
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs

from benchmarks.many_articles import archive_of
from benchmarks.result import Result
from operate.home import ROOT
from operate.serve import free_port, wait_for
from website.filters import from_arguments
from website.search import match_expression

QUERIES = Path(__file__).with_name("queries.txt")
ARTICLE_MS = 60.0
CLIENTS = (1, 4)


def measure(articles: int = 100_000, rounds: int = 40) -> Iterator[Result]:
    """Search by class of query, then article pages; p95 of `rounds` answers per client."""
    target = 100.0 if articles <= 100_000 else 300.0
    home = archive_of(articles)
    db = sqlite3.connect(f"file:{home / 'archive.db'}?mode=ro", uri=True)
    with served(home) as port:
        for name, query in queries():
            bare = _bare(db, query)
            for clients in CLIENTS:
                found = _times(port, [f"/tim-kiem?{query}"], rounds, clients)
                anew = _times(port, [f"/tim-kiem?{query}"], rounds // 2, clients, forget=home / "archive.db")
                beside = f"; as if not asked before p95 {_p95(anew):.0f} ms" + _beside(bare, statistics.median(found))
                yield _result(f"search, {name}", found, target, clients, articles, beside)
        drawn = random.Random(3).sample([row[0] for row in db.execute("SELECT id FROM articles LIMIT 20000")], 200)
        for clients in CLIENTS:
            found = _times(port, [f"/bai/{article}" for article in drawn], rounds, clients)
            yield _result("article page", found, ARTICLE_MS if target == 100.0 else target, clients, articles)
    db.close()


def queries() -> list[tuple[str, str]]:
    """(class, query string) of queries.txt."""
    lines = (line for line in QUERIES.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return [(name, query) for name, query in (line.split("\t") for line in lines)]


@contextmanager
def served(home: Path) -> Iterator[int]:
    """`ocop serve` on a home while the block runs; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "ocop", "--home", str(home), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/robots.txt", server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _times(port: int, paths: Sequence[str], rounds: int, clients: int, forget: Path | None = None) -> list[float]:
    """Milliseconds of every answer after one that warms up; one that is not 200 counts as never. The site remembers a
    search until the archive is written: `forget` is the file that is given a new time before every question."""

    def client(number: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        taken = []
        for turn in range(rounds):
            path = paths[(turn * clients + number) % len(paths)]
            if forget:
                os.utime(forget)
            start = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            # The site gives a question up after its time limit: that is no answer, however fast.
            taken.append((time.perf_counter() - start) * 1000 if answer.status == 200 else math.inf)
        connection.close()
        return taken

    # A question that is given up even when asked for the first time alone stays one: its times say so.
    with suppress(urllib.error.HTTPError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}{paths[0]}", timeout=60).close()
    with ThreadPoolExecutor(clients) as pool:
        return [taken for times in pool.map(client, range(clients)) for taken in times]


def _bare(db: sqlite3.Connection, query: str) -> float:
    """Milliseconds (median of 5, after a first) of the same articles out of SQLite alone: count and newest 20."""
    arguments = {name: values[0] for name, values in parse_qs(query).items()}
    filters, _ = from_arguments(arguments)
    clause, params = filters.clause()
    words = match_expression(arguments.get("q", ""))
    if words.units:
        params["match"] = words.hits
        where = f"n IN (SELECT rowid FROM search WHERE search MATCH :match) AND {clause}"
    else:
        where = clause
    taken = []
    for _ in range(6):
        start = time.perf_counter()
        db.execute(f"SELECT count(*) FROM articles a WHERE {where}", params).fetchone()
        db.execute(f"SELECT * FROM articles a WHERE {where} ORDER BY a.n DESC LIMIT 20", params).fetchall()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[1:])


def _beside(bare: float, median: float) -> str:
    return f"; SQLite alone {bare:.1f} ms (count and newest 20), ratio {median / bare:.1f}"


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def _result(what: str, taken: list[float], target: float, clients: int, articles: int, beside: str = "") -> Result:
    return Result(
        f"{what}: p95, {clients} client{'s' if clients > 1 else ''}, {articles:,} articles",
        _p95(taken), target, " ms", True,
        f"{len(taken)} answers of HTML with counts, warm: median {statistics.median(taken):.0f} ms{beside}",
    )  # fmt: skip
