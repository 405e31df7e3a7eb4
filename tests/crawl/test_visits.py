"""Whole visits: the first walk, the stop rule, rechecks, media, the filter."""

from datetime import UTC, datetime, timedelta

from .portal import PER_PAGE, SECTION, Portal
from .runs import Home

MANY = 500


def test_a_second_run_with_nothing_new_asks_for_next_to_nothing(home: Home) -> None:
    with Portal(articles=MANY, robots="User-agent: *\nDisallow: /admin/\n") as portal:
        source = home.source("dong", f"dong.localhost:{portal.port}")
        first = home.visit(source)
        assert first["new"] == MANY
        assert first["sections"][f"http://dong.localhost:{portal.port}{SECTION}"]["ended"] == "last page"
        portal.log.clear()
        last = max(capture.seq for capture in home.captures())

        second = home.visit(source)

    assert second["new"] == second["changed"] == 0
    assert sorted(portal.paths()) == sorted(
        [path for path in portal.paths() if path.startswith(f"{SECTION}san-pham")]
        + ["/robots.txt", SECTION, *portal.paths("/vi/news/khong-co/")]
    )
    assert len(portal.paths(f"{SECTION}san-pham")) == 3, "three canaries"
    assert len(portal.log) <= 1 + 1 + 1 + 3
    again = [capture for capture in home.captures() if capture.seq > last]
    assert {c.revisit_of is not None for c in again} == {True}
    assert {c.outcome for c in again if c.role in ("listing", "canary")} == {"not_modified"}
    tally = second["sections"][f"http://dong.localhost:{portal.port}{SECTION}"]
    assert tally["first_page_items"] == PER_PAGE and tally["ended"] == "known items"
    assert second["canaries_ok"] == 3


def test_new_articles_are_found_and_due_ones_are_asked_again(home: Home) -> None:
    with Portal(articles=30) as portal:
        source = home.source("moi", f"moi.localhost:{portal.port}")
        home.visit(source)
        portal.articles = 32
        portal.bodies[7] = "<p>Bổ sung danh sách chủ thể.</p>"
        portal.log.clear()
        tomorrow = (datetime.now(UTC) + timedelta(days=1, minutes=1)).isoformat()

        tally = home.visit(source, "--now", tomorrow)

    assert tally["new"] == 2
    assert tally["changed"] == 1
    assert tally["unchanged"] == 29
    assert len(portal.paths(f"{SECTION}san-pham")) == 32
    asked = {path.rpartition("-")[2] for path in portal.paths(f"{SECTION}san-pham")}
    assert {"31.html", "32.html"} <= asked
    versions = [c for c in home.captures() if c.key == "7" and c.role == "article"]
    assert [c.outcome for c in versions] == ["ok", "ok"]
    assert "Bổ sung" in home.body(versions[1]).decode()


def test_pictures_and_attachments_are_kept_once_and_foreign_ones_are_rows(home: Home) -> None:
    with Portal(articles=3) as portal:
        picture, cdn = b"\xff\xd8\xff\xe0" + b"x" * 400, f"cdn.localhost:{portal.port}"
        portal.routes["/uploads/anh.jpg"] = lambda h: h.answer(picture, kind="image/jpeg")
        portal.routes["//cdn.localhost/ke-hoach.pdf"] = lambda h: h.answer(b"%PDF-1.4 gia", kind="application/pdf")
        portal.routes["/uploads/mat.pdf"] = lambda h: h.answer("<html><body>Lỗi</body></html>")
        for number in (1, 2):
            portal.bodies[number] = (
                f'<p><img src="/uploads/anh.jpg"><img src="http://la.localhost:{portal.port}/qc.jpg">'
                f'<a href="http://{cdn}/ke-hoach.pdf">Kế hoạch</a><a href="/uploads/mat.pdf">Tệp</a></p>'
            )
        source = home.source("anh", f"anh.localhost:{portal.port}", more=f'media_hosts: ["{cdn}"]\n')
        first = home.visit(source)
        portal.log.clear()
        home.visit(source)

    media = {
        (c.role, c.url.rpartition("/")[2]): c.outcome for c in home.captures() if c.role in ("image", "attachment")
    }
    assert media == {
        ("image", "anh.jpg"): "ok",
        ("attachment", "ke-hoach.pdf"): "ok",
        ("attachment", "mat.pdf"): "wrong_type",
    }
    refused = [event for event in home.events() if event.outcome == "offsite_refused"]
    assert {event.url for event in refused} == {f"http://la.localhost:{portal.port}/qc.jpg"}
    assert first["offsite_media"] == 2, "two articles lost a picture"
    assert not [asked for asked in portal.log if asked.host == "la.localhost"]
    assert "/uploads/anh.jpg" not in portal.paths(), "a picture is fetched once"


def test_what_the_filter_refuses_is_considered_and_some_of_it_sampled(home: Home) -> None:
    with Portal(articles=300) as portal:
        for number in range(1, 300):
            portal.titles[number] = f"Hội nghị giao ban công tác dân vận tháng {number}"
        host = f"loc.localhost:{portal.port}"
        source = home.source("loc", host, sections=[f'{{url: "http://{host}{SECTION}", label: Tin}}'])
        tally = home.visit(source)

    assert tally["new"] == 1
    assert tally["considered"] == 299
    assert 1 <= tally["sampled"] <= 10
    captured = [c for c in home.captures() if c.role == "sampled"]
    assert len(captured) == tally["sampled"]


def test_a_page_like_the_one_for_nothing_is_a_soft_404(home: Home) -> None:
    chrome = "<ul>" + "".join(f"<li>Chuyên mục số {n} của cổng thông tin</li>" for n in range(60)) + "</ul>"
    nothing = (
        f"<html><head><title>Cổng thông tin</title></head><body>{chrome}<p>Bài viết không tồn tại.</p></body></html>"
    )
    with Portal(articles=4) as portal:
        portal.bodies[1] = chrome
        portal.routes[portal.article_path(2)] = lambda h: h.answer(nothing)

        class Everything(dict):  # type: ignore[type-arg]
            def get(self, path: str, default: object = None) -> object:
                if "khong-co-trang-nay-" in path:
                    return lambda h: h.answer(nothing)
                return super().get(path, default)

        portal.routes = Everything(portal.routes)
        home.visit(home.source("mem", f"mem.localhost:{portal.port}"))

    outcomes = {c.key: c.outcome for c in home.captures() if c.role == "article"}
    assert outcomes == {"1": "ok", "2": "soft_404", "3": "ok", "4": "ok"}


def test_feeds_and_sitemaps_announce_too(home: Home) -> None:
    with Portal(articles=6) as portal:
        host = f"tin.localhost:{portal.port}"
        entries = "".join(
            f"<item><title>{portal.title(n)}</title><link>http://{host}{portal.article_path(n)}</link>"
            "<pubDate>Tue, 05 Mar 2024 08:00:00 +0700</pubDate></item>"
            for n in (5, 6)
        )
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{entries}</channel></rss>'
        index = f"<sitemapindex><sitemap><loc>http://{host}/con.xml</loc></sitemap></sitemapindex>"
        child = "<urlset>" + "".join(
            f"<url><loc>http://{host}{portal.article_path(n)}</loc><lastmod>2024-03-0{n}</lastmod></url>"
            for n in (1, 2)
        )
        portal.routes["/rss/"] = lambda h: h.answer(feed, kind="application/rss+xml")
        portal.routes["/sitemap.xml"] = lambda h: h.answer(index, kind="text/xml")
        portal.routes["/con.xml"] = lambda h: h.answer(f"{child}</urlset>", kind="text/xml")
        bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><rss><channel>&a;</channel></rss>'
        portal.routes["/bom/"] = lambda h: h.answer(bomb, kind="text/xml")
        kinds = (("rss/", "feed"), ("sitemap.xml", "sitemap"), ("bom/", "feed"))
        source = home.source(
            "tin",
            host,
            sections=[f'{{url: "http://{host}/{path}", label: {path}, kind: {kind}}}' for path, kind in kinds],
        )
        tally = home.visit(source)

    found = {c.key: c.discovery.listing_date for c in home.captures() if c.role == "article"}
    assert found["5"] == "Tue, 05 Mar 2024 08:00:00 +0700"
    assert found["1"] == "2024-03-01"
    assert sorted(found) == ["1", "2", "5", "6"]
    assert tally["sections"][f"http://{host}/bom/"]["ended"] == "trap_limit"
