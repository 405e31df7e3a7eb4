"""The server: marks, conditional requests, determinism, edits, the port, the load portal."""

import gzip
import json
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from asking_samples import ask

from crawler.portals.families import FAMILIES
from crawler.portals.registry import load_registry
from samples import MARK, sources_for
from samples.portal import VANISHED, load_portals
from samples.server import PortInUse, SampleServer
from samples.world import World, WorldError

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("portal", load_portals())
def test_every_page_says_sample_outside_the_article(portal: str, server: SampleServer) -> None:
    site = server.world.site(portal)
    for path in [
        *(server.world.path_of(portal, number) for number in site.articles),
        *(path for section in site.portal.sections for path in server.world.listing_paths(portal, section)),
    ]:
        answer = ask(server, portal, path)
        assert answer.status == 200
        assert answer.headers["x-ocop-sample"] == "1"
        assert MARK.encode() in answer.body or b"windows-1258" in answer.body
    assert all(MARK not in article.title + article.lead + article.body for article in site.articles.values())


def test_conditional_requests_and_compression(server: SampleServer) -> None:
    path = server.world.path_of("dong-nai", "6270")
    first = ask(server, "dong-nai", path)
    assert first.headers["last-modified"] == "Fri, 24 Oct 2025 01:02:00 GMT"
    for condition in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
        again = ask(server, "dong-nai", path, headers=condition)
        assert (again.status, again.body) == (304, b"")
    assert ask(server, "dong-nai", path, headers={"If-None-Match": '"other"'}).status == 200
    packed = ask(server, "dong-nai", path, headers={"Accept-Encoding": "gzip, deflate"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == first.body


def test_the_same_bytes_twice() -> None:
    bodies = []
    for _ in range(2):
        with SampleServer(World(today=lambda: TODAY, load=40), port=0) as server:
            # Pages name their own port, so the Host header is the same fixed one both times.
            asked = [
                ask(server, name, server.world.path_of(name, number), host=f"{site.portal.host}.localhost:8400").body
                for name, site in server.world.sites.items()
                for number in site.ids()
            ]
            asked.append(ask(server, "long-thanh", "/SiteAssets/Lists/TnTuc/NewForm/3903-5.jpg").body)
            asked.append(ask(server, "dong-nai", "/uploads/dongnai/news/2023_03/bieu-mau-148.docx").body)
            bodies.append(asked)
    assert bodies[0] == bodies[1]


def test_an_unknown_host_is_refused(server: SampleServer) -> None:
    assert ask(server, "la", "/", host="portal.example.org").status == 421


def test_edits_change_what_is_served(server: SampleServer) -> None:
    world, path = server.world, server.world.path_of("dong-nai", "6488")
    before = ask(server, "dong-nai", path)
    world.edit_article("dong-nai", "6488", append="Đính chính: hội đồng họp trong ba ngày.", edited="2026-03-21T09:00")
    after = ask(server, "dong-nai", path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status == 200 and "hội đồng họp trong ba ngày" in after.text
    world.add_article("dong-nai", id=6700, title="Sản phẩm OCOP mới của Đồng Nai", sections=["nong-thon-moi"],
                      published="2026-11-19T08:00", body="Một đoạn văn.")  # fmt: skip
    assert "san-pham-ocop-moi-cua-dong-nai-6700.html" in ask(server, "dong-nai", "/vi/news/nong-thon-moi/").text
    world.remove_article("dong-nai", "6488")
    assert ask(server, "dong-nai", path).status == 404
    world.soft_404("la", "4")
    gone = ask(server, "la", world.path_of("la", "4"))
    assert gone.status == 200 and "Cắt trái sầu riêng" not in gone.text
    world.challenge("la", "5")
    assert b"D1N=" in ask(server, "la", world.path_of("la", "5")).body
    world.robots("la", 503)
    assert ask(server, "la", "/robots.txt").status == 503
    world.empty_listing("dinh-quan")
    assert "NewsId" not in ask(server, "dinh-quan", "/Pages/news.aspx?CatId=22").text
    world.reset()
    assert ask(server, "dong-nai", path).body == before.body


def test_a_fault_answers_as_often_as_it_was_told(server: SampleServer) -> None:
    server.world.fail("xuan-loc", 503, prefix="/vi/news/", times=2, retry_after=7)
    answers = [ask(server, "xuan-loc", "/vi/news/") for _ in range(3)]
    assert [answer.status for answer in answers] == [503, 503, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert ask(server, "xuan-loc", "/vi/").status == 200


def test_the_admin_host_edits_and_shows_the_log(server: SampleServer) -> None:
    admin = f"admin.localhost:{server.port}"
    edit = json.dumps([{"do": "remove_article", "portal": "la", "article": "4"}]).encode()
    assert ask(server, "la", "/edit", form=edit, host=admin).status == 200
    assert ask(server, "la", server.world.path_of("la", "4")).status == 404
    wrong = ask(server, "la", "/edit", form=b'{"do": "paint"}', host=admin)
    assert wrong.status == 400 and "remove_article" in wrong.text
    rows = json.loads(ask(server, "la", "/log", host=admin).body)
    assert [row[1:4] for row in rows] == [list(asked[1:4]) for asked in server.requests[: len(rows)]]
    with pytest.raises(WorldError, match="there are long-thanh"):
        server.world.site("nowhere")


def test_the_log_names_host_method_path_and_status(server: SampleServer) -> None:
    ask(server, "la", "/robots.txt")
    last = server.requests[-1]
    assert (last.host, last.method, last.path, last.status) == ("la.localhost", "GET", "/robots.txt", 200)


def test_a_busy_port_is_named_with_the_next_step(server: SampleServer) -> None:
    with pytest.raises(PortInUse, match=f"port {server.port}.*--port"):
        SampleServer(World(), port=server.port)
    command = [sys.executable, "-m", "samples", "serve", "--port", str(server.port)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert str(server.port) in ended.stderr and "--port" in ended.stderr


def test_the_command_serves_and_says_when_it_is_ready(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ready, edits = tmp_path / "ready", tmp_path / "edits.yml"
    edits.write_text("- {do: robots, portal: la, status: 500}\n", encoding="utf-8")
    command = [sys.executable, "-m", "samples", "serve", "--port", str(port), "--ready-file", str(ready),
               "--edit", str(edits), "--load", "30"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(len(load_portals()) + 1)]
        while not ready.exists():
            assert process.poll() is None
        with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
            plain.sendall(b"GET /robots.txt HTTP/1.0\r\nHost: la.localhost\r\n\r\n")
            assert plain.recv(100).startswith(b"HTTP/1.1 500")
        assert any("tai.localhost" in line for line in lines)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_the_load_portal_pages_through_all_its_articles() -> None:
    with SampleServer(World(today=lambda: TODAY, load=45)) as server:
        pages = [ask(server, "tai", path).text for path in server.world.listing_paths("tai", "nong-thon-moi")]
        assert len(pages) == 3
        for number in server.world.site("tai").ids():
            assert any(f'href="{server.world.path_of("tai", number)}"' in page for page in pages)
        article = ask(server, "tai", server.world.path_of("tai", "7"))
        assert 40_000 < len(article.body) < 70_000
        feed = ask(server, "tai", "/vi/news/rss/").text
        assert feed.count("<item>") == 30
        assert ask(server, "tai", "/vi/news/nong-thon-moi/page-4/").status == 404
        assert server.warm("tai") == 48


def test_source_files_load_and_name_the_wanted_port(tmp_path: Path) -> None:
    assert len(sources_for(9123, tmp_path, load=True)) == len(load_portals()) + len(load_portals(VANISHED)) + 1
    registry = load_registry(tmp_path)
    sites = World(past=True).sites | World(load=5).sites
    for source in registry.all():
        assert source.sample and source.delay == 0.0 and source.family in FAMILIES
        site = sites[source.id.removeprefix("mau/")]
        assert source.hosts == (f"{site.portal.host}.localhost:9123",)
        assert source.licence == site.portal.licence
    assert registry.get("mau/long-thanh").successor == "mau/phuong-long-thanh"
