"""What starts a crawl, and what refuses to."""

import json
import subprocess
import sys

from crawler.captures.reader import CaptureReader

from .portal import Portal
from .runs import ROOT, Home


def _scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_scrapy_lists_and_crawls_from_the_root(home: Home) -> None:
    assert _scrapy("list").stdout.split() == ["backfill", "depth", "feed", "listing", "probe", "recheck", "sitemap"]
    with Portal(articles=3) as portal:
        source = home.source("tay", f"tay.localhost:{portal.port}")
        settings = ["-s", f"OCOP_HOME={home.path}", "-s", "OCOP_SOURCES=sources"]
        result = _scrapy("crawl", "listing", "-a", f"source={source}", *settings)
        assert result.returncode == 0, result.stderr
        asked = len(portal.log)
        _scrapy("crawl", "recheck", "-a", f"source={source}", *settings)
    assert sorted(c.key for c in home.captures() if c.role == "article") == ["1", "2", "3"]
    assert len(portal.log) == asked + 5, "robots.txt, a probe and three canaries"
    with CaptureReader(home.path) as reader:
        assert [run.state for run in reader.runs()] == ["done", "done"]


def test_no_live_portal_is_asked_before_a_contact_is_set(home: Home) -> None:
    with Portal(articles=1) as portal:
        source = home.source("that", f"that.localhost:{portal.port}", sample=False)
        said = home.crawl(source, code=2)["reason"]
        assert "contact" in said and "ocop.toml" in said
        assert not portal.log and not (home.path / "captures").exists()
        home.crawl(source, "--contact", "a@example.org")
    assert portal.log


def test_a_body_that_is_no_more_is_refused_with_its_successor(home: Home) -> None:
    more = "valid_to: 2025-06-30\nsuccessor: thu/xa\nclosed_because: Cấp huyện kết thúc hoạt động.\n"
    home.source("xa", "xa.localhost:1")
    source = home.source("huyen", "huyen.localhost:1", sample=False, more=more)
    said = home.crawl(source, "--contact", "a@example.org", code=2)["reason"]
    assert "2025-06-30" in said and "thu/xa" in said and "Cấp huyện kết thúc" in said


def test_unknown_sources_and_mixed_homes_are_refused(home: Home) -> None:
    with Portal(articles=1) as portal:
        sample = home.source("mau", f"mau.localhost:{portal.port}")
        live = home.source("that", f"that.localhost:{portal.port}", sample=False)
        assert "thu/mau" in home.crawl("thu/mauu", code=2)["reason"]
        assert "homes of their own" in home.crawl(sample, live, "--contact", "a@example.org", code=2)["reason"]
        home.crawl(sample)
        assert "samples" in home.crawl(live, "--contact", "a@example.org", code=2)["reason"]


def test_one_process_visits_all_its_sources_and_says_so_in_one_line(home: Home) -> None:
    with Portal(articles=4) as portal:
        sources = [home.source(name, f"{name}.localhost:{portal.port}") for name in ("mot", "hai")]
        summary = home.crawl(*sources)
    assert summary["state"] == "done" and summary["exit_code"] == 0
    assert {source: tally["new"] for source, tally in summary["sources"].items()} == dict.fromkeys(sources, 4)
    with CaptureReader(home.path) as reader:
        visits = {visit.source_id: visit.summary for visit in reader.visits()}
    assert json.loads(json.dumps(visits)) == summary["sources"]
    assert len({c.run_id for c in home.captures()}) == 1


def test_logs_of_hostile_titles_stay_on_one_line(home: Home) -> None:
    with Portal(articles=1) as portal:
        portal.routes[portal.article_path(1)] = lambda h: h.redirect(
            "http://x.localhost/%0a\x1b[2J" + "\u202e".encode().decode("latin-1")
        )
        process = home.start(home.source("log", f"log.localhost:{portal.port}"))
        _, err = process.communicate(timeout=60)
    assert "offsite_refused" in err
    assert "\x1b" not in err and "\u202e" not in err
