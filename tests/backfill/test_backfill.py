"""`ocop backfill` against a real pywb: what a vanished portal said becomes searchable, as what it is."""

import asyncio
import json
import os
import signal
import subprocess
import time

import pytest
import yaml
from backfill_desk import Desk, Held
from datasette.app import Datasette
from web_archive import AFTER, COMMUNE, FIRST, LATER, ROOT

from crawler.captures.reader import CaptureReader
from crawler.portals.registry import SHIPPED_SOURCES
from samples.world import World

SOURCE = "mau/huyen-xuan-loc"
ARTICLES = """SELECT id, title, published, published_basis, date_from, date_to, origin, first_seen, last_seen, images,
attachments, places_then, places_now, cooperatives, documents FROM articles ORDER BY id"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, held: Held, pywb_address: str) -> Desk:
    """A home into which the vanished portal was brought back by one command; only looked at."""
    desk = Desk(tmp_path_factory.mktemp("filled"), held)
    desk.ask_pywb(pywb_address)
    done = desk.ocop("backfill", SOURCE)
    assert (done["waiting"], done["counts"]["failed"], done["counts"]["unlisted"]) == (0, 0, [])
    return desk


def test_one_command_brings_a_vanished_portal_back(filled: Desk) -> None:
    found = {row["id"].rpartition("/")[2]: row for row in filled.rows(ARTICLES)}
    assert set(found) == {"2201", "2318", "2460"}, "no sports report, no page that was not there"
    assert {row["origin"] for row in found.values()} == {"web archive: kho mẫu"}
    # Only a listing says when an article was published; where none was captured, the capture bounds the day.
    assert (found["2318"]["published"], found["2318"]["published_basis"]) == ("2021-10-20T14:05", "listing")
    assert (found["2201"]["published"], found["2201"]["date_to"]) == (None, "2021-11-03")
    assert (found["2460"]["published"], found["2460"]["date_to"]) == (None, "2023-05-04")
    assert "xã Suối Cao, huyện Xuân Lộc, tỉnh Đồng Nai" in json.loads(found["2201"]["places_then"])
    assert "xã Xuân Thành, thành phố Đồng Nai" in json.loads(found["2201"]["places_now"])
    texts = {row["article_id"]: row["body"] for row in filled.rows("SELECT article_id, body FROM article_texts")}
    for number in ("2201", "2460"):
        said = World(past=True).site("huyen-xuan-loc").articles[number].body.splitlines()[0]
        assert said in texts[f"{SOURCE}/{number}"]
    versions = filled.rows(f"SELECT seen_from FROM article_versions WHERE article_id = '{SOURCE}/2318'")
    assert [row["seen_from"] for row in versions] == [FIRST, LATER], "both texts that it once had"
    assert [row["state"] for row in filled.rows("SELECT state FROM article_images")] == ["ok"]
    assert "Danh s" in filled.rows("SELECT text FROM attachments")[0]["text"]


def test_captures_are_what_the_portal_sent_when_it_sent_it(filled: Desk, held: Held) -> None:
    with CaptureReader(filled.home) as reader:
        captures = [capture for capture in reader.captures() if capture.origin != "live"]
        article = next(c for c in captures if c.key == "2460")
        payload = reader.payload(article)
    assert {c.fetched_at for c in captures} == {FIRST, LATER}
    assert payload.body.decode().rstrip().endswith("</html>")
    assert "wombat" not in payload.body.decode() and "127.0.0.1" not in payload.body.decode(), "nothing of the replay"
    names = {name.lower() for name, _ in payload.headers}
    assert {"server", "etag", "last-modified", "content-type"} <= names
    assert not names & {"memento-datetime", "link", "content-location", "content-encoding", "content-length"}
    assert dict(payload.headers)["Server"] == "SamplePortals"
    assert article.url == f"http://xuanloc.localhost:{held.port}/Pages/newsdetail.aspx?NewsId=2460&CatId=24"
    pictures = [c.url for c in captures if c.role == "image"]
    assert [url.rpartition("/")[2] for url in pictures] == ["buoi-suoi-cao.jpg"], "no picture that no article shows"


def test_it_is_no_visit_and_no_news(filled: Desk) -> None:
    status = filled.ocop("status")
    assert (status["checks"], status["last_visit"], status["articles"]) == ([], None, 3)
    assert filled.rows("SELECT last_success FROM sources WHERE last_success IS NOT NULL") == []
    assert filled.ledger("SELECT 1 FROM frontier") == [], "nothing is queued for a live crawl"
    counted = filled.rows(f"SELECT sum(held) AS held FROM coverage WHERE source_id = '{SOURCE}'")
    assert counted == [{"held": 3}]


def test_readers_find_it_and_are_told_where_it_comes_from(filled: Desk) -> None:
    kept = json.loads((ROOT / "settings.json").read_text(encoding="utf-8"))
    site = Datasette(
        [str(filled.home / "archive.db")],
        metadata=yaml.safe_load((ROOT / "metadata.yml").read_text(encoding="utf-8")),
        plugins_dir=str(ROOT / "plugins"), template_dir=str(ROOT / "templates"), settings=kept,
    )  # fmt: skip
    loop = asyncio.new_event_loop()

    def get(path: str) -> str:
        answer = loop.run_until_complete(site.client.get(path))
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.text)

    says = "khôi phục từ kho lưu trữ web kho mẫu"
    hits = get("/tim-kiem?q=buoi+da+xanh+xuan+loc")
    assert f"/bai/{SOURCE}/2201" in hits and says in hits
    assert f"Bài {says}" in get(f"/bai/{SOURCE}/2201")
    assert "<entry>" not in get("/tim-kiem.atom?q=buoi+da+xanh"), "no news"
    assert "web archive: kho mẫu" in get("/tim-kiem.csv?q=buoi+da+xanh")
    portal = get(f"/cong/{SOURCE}")
    assert "30/06/2025" in portal and 'href="/cong/mau/xuan-loc"' in portal and "từ 01/07/2025" in portal
    commune = get("/cong/mau/xuan-loc")
    assert f'href="/cong/{SOURCE}"' in commune and "Cùng địa chỉ, lúc khác" in commune
    assert "Xuân Lộc đưa bưởi" not in get("/").partition("Thông báo mới nhất")[2].partition("</ol>")[0]
    loop.close()


def test_killed_in_the_middle_the_next_call_ends_as_undisturbed(desk: Desk, filled: Desk) -> None:
    desk.edit(SOURCE, "delay: 0.0", "delay: 0.3")
    running = subprocess.Popen(desk.command("backfill", SOURCE), cwd=ROOT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    ledger = desk.home / "captures" / "ledger.db"
    for _ in range(600):
        if ledger.exists() and desk.ledger("SELECT 1 FROM captures WHERE role = 'article' AND origin <> 'live'"):
            break
        time.sleep(0.05)
    os.kill(int((desk.home / "captures" / ".writer").read_text()), signal.SIGKILL)
    assert running.wait(60) == 1
    assert desk.ledger("SELECT 1 FROM backfill WHERE state = 'pending'"), "killed before its end"
    desk.edit(SOURCE, "delay: 0.3", "delay: 0.0")
    assert desk.ocop("backfill", SOURCE)["waiting"] == 0
    assert desk.rows(ARTICLES) == filled.rows(ARTICLES)
    kept = "SELECT url, fetched_at, payload_sha256 FROM captures WHERE origin <> 'live' ORDER BY 1, 2"
    assert desk.ledger(kept) == filled.ledger(kept)
    again = desk.ocop("backfill", SOURCE)
    assert set(again["counts"]["roles"]) == {"robots", "listing"}, "only the index was asked"
    assert desk.ledger(kept) == filled.ledger(kept)
    assert desk.ocop("rebuild")["same"] is True


def test_a_dry_run_says_what_there_is_and_changes_nothing(desk: Desk) -> None:
    offers = desk.ocop("backfill", SOURCE, "--dry-run")["offers"]
    assert [(offer["year"], offer["articles"]) for offer in offers] == [("2021", 2), ("2023", 4)]
    said = desk.ocop("backfill", SOURCE, "--dry-run", "--from", "2021-01-01", "--to", "2021-12-31", as_json=False)
    assert "2021: 2 bài / articles" in said and "2023" not in said
    assert not (desk.home / "captures").exists()


def test_a_host_that_was_handed_on_gives_each_body_its_own(desk: Desk, filled: Desk) -> None:
    desk.ocop("backfill", "mau/xuan-loc")
    assert [row["id"] for row in desk.rows(ARTICLES)] == ["mau/xuan-loc/12"]
    captures = desk.ledger("SELECT url, fetched_at FROM captures WHERE origin <> 'live'")
    assert [row["fetched_at"] for row in captures] == [AFTER]
    assert captures[0]["url"].endswith(COMMUNE)
    assert not filled.ledger(f"SELECT 1 FROM captures WHERE fetched_at = '{AFTER}' AND origin <> 'live'")


def test_a_limit_stops_with_as_many_articles_as_it_can(desk: Desk) -> None:
    # robots.txt twice (a redirection), the index, a listing, the earliest capture of three articles.
    done = desk.ocop("backfill", SOURCE, "--limit-pages", "7", code=7)
    assert done["waiting"] > 0
    taken = desk.ledger("SELECT key FROM captures WHERE role = 'article' AND origin <> 'live'")
    assert len({row["key"] for row in taken}) == len(taken) == 3


def test_an_archive_is_asked_only_where_that_is_right(desk: Desk) -> None:
    assert "no capture of it can be" in desk.ocop("backfill", SOURCE, "--from", "2025-07-01", code=2)["reason"]
    desk.configure()
    assert "only a web archive on this machine" in desk.ocop("backfill", SOURCE, code=2)["reason"]
    desk.sources = SHIPPED_SOURCES
    assert "contact" in desk.ocop("backfill", "dong-nai/long-thanh", code=2)["reason"]
    desk.configure(cdxx="http://127.0.0.1/")
    assert "did you mean 'web_archive.cdx'?" in desk.ocop("backfill", SOURCE, code=2)
