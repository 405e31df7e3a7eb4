"""Kills, signals and limits: nothing acknowledged is lost, everything goes on."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import pytest

from crawler.captures.reader import CaptureReader, NoCaptures

from .portal import SECTION, Portal
from .runs import ROOT, Home

ARTICLES = 60


def _captured(home: Home) -> int:
    try:
        with CaptureReader(home.path) as reader:
            return reader.last_seq()
    except NoCaptures:
        return 0


def _articles(home: Home) -> dict[str, bytes]:
    """Key to body, of every article that was kept."""
    return {c.key: home.body(c) for c in home.captures() if c.role == "article" and c.outcome == "ok"}


def _wait_for(home: Home, captures: int) -> None:
    deadline = time.monotonic() + 30
    while _captured(home) < captures:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_crawl_killed_twice_ends_with_the_archive_of_an_undisturbed_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with Portal(articles=ARTICLES, slow=0.01) as portal:
        calm, killed = Home(tmp_path_factory.mktemp("yen")), Home(tmp_path_factory.mktemp("giet"))
        for home in (calm, killed):
            home.source("giet", f"giet.localhost:{portal.port}")
        calm.visit("thu/giet")
        for captures in (35, 65):  # each further than one batch of bookkeeping reaches (visit.BOOKED_TOGETHER)
            process = killed.start("thu/giet")
            _wait_for(killed, captures)
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert process.stdout and process.stderr
            process.stdout.close()
            process.stderr.close()
        acknowledged = _captured(killed)
        portal.log.clear()
        tally = killed.visit("thu/giet")

    assert _articles(killed) == _articles(calm)
    assert len(_articles(killed)) == ARTICLES
    assert acknowledged >= 65
    assert max(Counter(portal.paths(f"{SECTION}san-pham")).values()) == 1
    assert tally["new"] <= ARTICLES - 10, "most of what was acknowledged was not asked for again"
    with CaptureReader(killed.path) as reader:
        assert [run.state for run in reader.runs()] == ["interrupted", "interrupted", "done"]
        assert reader.walks()[0].complete


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_the_run_gently(home: Home, number: signal.Signals, code: int) -> None:
    with Portal(articles=ARTICLES, slow=0.02) as portal:
        source = home.source("dung", f"dung.localhost:{portal.port}")
        process = home.start(source)
        _wait_for(home, 10)
        process.send_signal(number)
        started = time.monotonic()
        process.communicate(timeout=20)
        assert time.monotonic() - started < 10
        assert process.returncode == code
        with CaptureReader(home.path) as reader:
            run = reader.runs()[0]
        assert (run.state, run.exit_code, run.reason) == ("interrupted", code, number.name)
        home.visit(source)
    assert len(_articles(home)) == ARTICLES


def test_a_second_signal_does_not_wait_for_a_silent_server(home: Home) -> None:
    with Portal(articles=3, slow=50) as portal:
        process = home.start(home.source("im", f"im.localhost:{portal.port}"))
        _wait_for(home, 3)
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        process.communicate(timeout=20)
    assert time.monotonic() - started < 5
    assert process.returncode == 143


def test_a_page_limit_is_kept_and_the_next_run_goes_on(home: Home) -> None:
    with Portal(articles=ARTICLES) as portal:
        source = home.source("han", f"han.localhost:{portal.port}")
        tally = home.visit(source, "--limit-pages", "15", code=7)
        assert len(portal.log) == tally["requests"] == 15
        assert [event.outcome for event in home.events()] == ["trap_limit"]
        home.visit(source)
        seen = portal.paths(SECTION)
    assert len(_articles(home)) == ARTICLES
    assert len([path for path in seen if "san-pham" in path]) == ARTICLES + 3, "only the canaries were asked for twice"


def _crawl_after(home: Home, preface: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and summary of a crawl whose process did `preface` first."""
    command = home.command(*arguments)
    done = subprocess.run([sys.executable, "-c", preface, *command[3:]], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr[-3000:]
    return done.returncode, json.loads(done.stdout)


def test_what_the_caller_held_is_not_the_crawlers_memory(home: Home) -> None:
    # A worker of a cluster may have held more than the limit before it becomes a crawler; getrusage tells its peak.
    preface = """import os, sys
held = b"x" * (900 << 20)
os.execv(sys.executable, [sys.executable, "-m", "crawler.process", *sys.argv[1:]])
"""
    with Portal(articles=5) as portal:
        source = home.source("lon", f"lon.localhost:{portal.port}")
        code, summary = _crawl_after(home, preface, source)
    assert (code, summary["state"], summary["sources"][source]["stopped"]) == (0, "done", "")
    assert len(_articles(home)) == 5


def test_a_crawl_ended_for_its_memory_says_so_and_the_next_run_goes_on(home: Home) -> None:
    preface = """import sys
from crawler import process, settings
settings.MEMUSAGE_LIMIT_MB = 1
sys.exit(process.main(sys.argv[1:]))
"""
    with Portal(articles=5) as portal:
        source = home.source("day", f"day.localhost:{portal.port}")
        code, summary = _crawl_after(home, preface, source)
        assert code == 7 and summary["reason"] == f"memory limit reached: {source}"
        assert summary["sources"][source]["stopped"] == "memory limit"
        with CaptureReader(home.path) as reader:
            assert [run.state for run in reader.runs()] == ["limited"]
        home.visit(source)
    assert len(_articles(home)) == 5
